#include "api/fault_schema.h"
#include "fault/field.h"

static json_t *
form_to_json(enum fault_form form)
{
	switch (form) {
	case FORM_TEXT:
		return json_pack("{s:[s, s]}", "type", "string", "number");
	case FORM_INTEGER:
		return json_pack("{s:s, s:i}", "type", "integer", "minimum", 0);
	case FORM_NUMBER:
		return json_pack("{s:s, s:i, s:i}", "type", "number",
				 "exclusiveMinimum", 0, "maximum", 1);
	case FORM_TEXTS:
		return json_pack("{s:s, s:{s:s}}", "type", "array", "items",
				 "type", "string");
	case FORM_STEPS:
		return json_pack("{s:s, s:{s:s}}", "type", "array", "items",
				 "type", "object");
	}
	return NULL;
}

static void
put(json_t *members, const char *name, json_t *type, const char *says)
{
	json_object_set_new(type, "description", json_string(says));
	json_object_set_new(members, name, type);
}

json_t *
fault_schema(void)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);
	json_t *members = json_object();

	for (size_t i = 0; i < count; i++)
		put(members, rows[i].name, form_to_json(rows[i].kind->form),
		    rows[i].says);
	put(members, "matches", form_to_json(FORM_INTEGER),
	    "queries that the rule fitted; told only");
	put(members, "hits", form_to_json(FORM_INTEGER),
	    "queries that it changed; told only");
	return json_pack("{s:s, s:o, s:[s], s:b}", "type", "object",
			 "properties", members, "required", "action",
			 "additionalProperties", 0);
}
