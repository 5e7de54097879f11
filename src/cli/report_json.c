/*
 * Findings as JSON of our own, and as SARIF 2.1.0 (OASIS, Static Analysis
 * Results Interchange Format), which code hosts show beside the lines.
 */
#include "base/alloc.h"
#include "check/rule.h"
#include "cli/put_json.h"
#include "cli/report.h"
#include "control/tojson.h"

#include <stdlib.h>
#include <string.h>

void
report_json(const struct report *report, FILE *stream)
{
	put_json(tojson_verdict(report->verdict, report->sink), stream);
}

/* SARIF */

static json_t *
message(const char *text)
{
	return json_pack("{s:o}", "text", tojson_text(text));
}

/* A path as a URI (RFC 3986 §2): relative as it was given, or file:. */
static json_t *
uri_of(const char *path)
{
	static const char digits[] = "0123456789ABCDEF";
	char *uri = xalloc(3 * strlen(path) + sizeof "file://");
	char *at = stpcpy(uri, path[0] == '/' ? "file://" : "");
	json_t *json;

	for (; *path != '\0'; path++) {
		uint8_t octet = (uint8_t)*path;

		if ((octet >= '0' && octet <= '9') ||
		    (octet >= 'A' && octet <= 'Z') ||
		    (octet >= 'a' && octet <= 'z') || strchr("/-._~", octet)) {
			*at++ = *path;
			continue;
		}
		*at++ = '%';
		*at++ = digits[octet >> 4];
		*at++ = digits[octet & 15];
	}
	*at = '\0';
	json = json_string(uri);
	free(uri);
	return json;
}

/* Characters of UTF-8 in the first octets of a line. */
static uint64_t
characters(const struct place *place, size_t octets)
{
	uint64_t count = 0;

	for (size_t i = 0; i < octets && i < place->line_len; i++)
		count += ((uint8_t)place->line_text[i] & 0xc0) != 0x80;
	return count;
}

static json_t *
region(const struct diag *diag, const struct place *place)
{
	json_t *json = json_object();
	uint64_t start = characters(place, place->column - 1);
	uint64_t end = characters(place, place->column - 1 + diag->span);

	tojson_set_number(json, "startLine", place->line);
	tojson_set_number(json, "startColumn", start + 1);
	if (end > start)
		tojson_set_number(json, "endColumn", end + 1);
	tojson_set_number(json, "byteOffset", diag->pos.offset);
	tojson_set_number(json, "byteLength", diag->span);
	return json;
}

static json_t *
location(const struct diag_sink *sink, const struct diag *diag)
{
	struct place place = sources_place(sink->sources, diag->pos);

	return json_pack("{s:{s:{s:o}, s:o}}", "physicalLocation",
			 "artifactLocation", "uri", uri_of(place.path),
			 "region", region(diag, &place));
}

/*
 * What is wrong with a text as such is no rule's, but a result has a rule
 * (SARIF §3.27.5): one behind those of THE table.
 */
static const struct rule zone_text = {
    .id = "zone-text",
    .lab = RULE_REFUSE,
    .public = RULE_REFUSE,
    .reference = "RFC 1035 §5",
    .says = "the text of a zone can be read, as a master file or as YAML",
};

static uint64_t
rule_index(const char *id)
{
	size_t count;
	const struct rule *rows = rule_rows(&count);
	const struct rule *rule = id ? rule_find(id) : NULL;

	return rule ? (uint64_t)(rule - rows) : count;
}

static json_t *
result(const struct diag_sink *sink, const struct diag *diag)
{
	json_t *json = json_object();

	tojson_set_text(json, "ruleId", diag->rule ? diag->rule : zone_text.id);
	tojson_set_number(json, "ruleIndex", rule_index(diag->rule));
	tojson_set_text(json, "level", severity_word(diag->severity));
	json_object_set_new(json, "message", message(diag->text));
	json_object_set_new(json, "locations",
			    json_pack("[o]", location(sink, diag)));
	return json;
}

/* What is in no text, as that there is none, kept the run from its task. */
static json_t *
notification(const struct diag *diag)
{
	return json_pack("{s:s, s:o}", "level", severity_word(diag->severity),
			 "message", message(diag->text));
}

static json_t *
invocation(const struct diag_sink *sink)
{
	json_t *notifications = json_array();
	bool successful = true;

	for (size_t i = 0; i < sink->list.count; i++) {
		const struct diag *diag = &sink->list.items[i];

		if (diag->pos.file != 0)
			continue;
		json_array_append_new(notifications, notification(diag));
		successful &= diag->severity != SEVERITY_ERROR;
	}
	return json_pack("{s:b, s:o}", "executionSuccessful", successful,
			 "toolExecutionNotifications", notifications);
}

static const char *
level_word(uint8_t level)
{
	static const char *const words[] = {
	    [RULE_OFF] = "none",
	    [RULE_NOTE] = "note",
	    [RULE_WARN] = "warning",
	    [RULE_REFUSE] = "error",
	};

	return words[level];
}

static json_t *
reporting_descriptor(const struct rule *rule)
{
	json_t *json = json_object();
	char *help = *rule->reference == '\0'
			 ? xasprintf("%s", rule->says)
			 : xasprintf("%s (%s)", rule->says, rule->reference);

	tojson_set_text(json, "id", rule->id);
	json_object_set_new(json, "shortDescription", message(rule->says));
	json_object_set_new(json, "fullDescription", message(help));
	json_object_set_new(json, "help", message(help));
	json_object_set_new(json, "defaultConfiguration",
			    json_pack("{s:b, s:s}", "enabled",
				      rule->lab != RULE_OFF, "level",
				      level_word(rule->lab)));
	free(help);
	return json;
}

static json_t *
driver(void)
{
	json_t *rules = json_array();
	size_t count;
	const struct rule *rows = rule_rows(&count);

	for (size_t i = 0; i < count; i++)
		json_array_append_new(rules, reporting_descriptor(&rows[i]));
	json_array_append_new(rules, reporting_descriptor(&zone_text));
	return json_pack("{s:s, s:s, s:o}", "name", "mxd", "version",
			 MXD_VERSION, "rules", rules);
}

void
report_sarif(const struct report *report, FILE *stream)
{
	const struct diag_sink *sink = report->sink;
	json_t *results = json_array();

	for (size_t i = 0; i < sink->list.count; i++) {
		const struct diag *diag = &sink->list.items[i];

		if (diag->pos.file != 0)
			json_array_append_new(results, result(sink, diag));
	}
	put_json(
	    json_pack("{s:s, s:s, s:[{s:{s:o}, s:[o], s:s, s:o}]}", "$schema",
		      "https://json.schemastore.org/sarif-2.1.0.json",
		      "version", "2.1.0", "runs", "tool", "driver", driver(),
		      "invocations", invocation(sink), "columnKind",
		      "unicodeCodePoints", "results", results),
	    stream);
}
