#include "control/tojson.h"
#include "base/utf8.h"

#include <stdlib.h>

json_t *
tojson_text(const char *text)
{
	char *utf8 = utf8_printable(text);
	json_t *json = json_string(utf8);

	free(utf8);
	return json;
}

void
tojson_set_text(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, tojson_text(text));
}

void
tojson_set_number(json_t *object, const char *key, uint64_t number)
{
	json_object_set_new(object, key, json_integer((json_int_t)number));
}

void
tojson_set_name(json_t *object, const char *key, struct name name)
{
	char text[NAME_TEXT_MAX];

	name_to_text(name, text);
	json_object_set_new(object, key, json_string(text));
}

static json_t *
finding(const struct diag_sink *sink, const struct diag *diag)
{
	json_t *json = json_object();

	if (diag->pos.file != 0) {
		struct place place = sources_place(sink->sources, diag->pos);

		tojson_set_text(json, "file", place.path);
		tojson_set_number(json, "line", place.line);
		tojson_set_number(json, "column", place.column);
		tojson_set_number(json, "length", diag->span);
	}
	tojson_set_text(json, "severity", severity_word(diag->severity));
	if (diag->rule)
		tojson_set_text(json, "rule", diag->rule);
	tojson_set_text(json, "message", diag->text);
	return json;
}

json_t *
tojson_findings(const struct diag_sink *sink)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < sink->list.count; i++)
		json_array_append_new(findings,
				      finding(sink, &sink->list.items[i]));
	return findings;
}

json_t *
tojson_verdict(const struct load_verdict *verdict, const struct diag_sink *sink)
{
	json_t *json = json_object();

	tojson_set_number(json, "zones", verdict->zones);
	tojson_set_number(json, "records", verdict->records);
	tojson_set_number(json, "refused", verdict->refused);
	tojson_set_number(json, "errors", sink->errors);
	tojson_set_number(json, "warnings", sink->warnings);
	tojson_set_number(json, "notes", sink->notes);
	json_object_set_new(json, "findings", tojson_findings(sink));
	return json;
}
