/*
 * Faults: rules by which queries are answered wrongly. The table of their
 * fields is fault/field.h's, for requests, answers and the schema.
 */
#include "api/api_private.h"
#include "api/edit.h"
#include "api/fault_schema.h"
#include "api/handlers.h"
#include "control/tojson.h"
#include "fault/field.h"

#include <stdlib.h>
#include <string.h>

/* answers */

static json_t *
text_to_json(enum fault_form form, const char *text)
{
	switch (form) {
	case FORM_INTEGER:
		return json_integer(strtoll(text, NULL, 10));
	case FORM_NUMBER:
		return json_real(strtod(text, NULL));
	case FORM_TEXT:
	case FORM_TEXTS:
	case FORM_STEPS:
		break;
	}
	return tojson_text(text);
}

static void
set_field(json_t *json, const struct fault_field *field, const void *at)
{
	const struct fault_kind *kind = field->kind;
	char text[FAULT_FIELD_TEXT_MAX];
	json_t *list;

	if (!kind->get || !kind->get(at, 0, text)) {
		/* A parameter that was given is shown though it is 0. */
		if (kind->form == FORM_INTEGER && field->parameter)
			json_object_set_new(json, field->name, json_integer(0));
		return;
	}
	if (kind->form != FORM_TEXTS) {
		json_object_set_new(json, field->name,
				    text_to_json(kind->form, text));
		return;
	}
	list = json_array();
	for (size_t i = 0; kind->get(at, i, text); i++)
		json_array_append_new(list, tojson_text(text));
	json_object_set_new(json, field->name, list);
}

static json_t *
effect_to_json(json_t *json, struct fault *fault, struct fault_effect *effect)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);

	for (size_t i = 0; i < count; i++) {
		if (rows[i].parameter & effect->given)
			set_field(json, &rows[i],
				  fault_field_at(&rows[i], fault, effect));
	}
	return json;
}

static void
set_steps(json_t *json, struct fault *fault)
{
	json_t *list = json_array();

	for (size_t i = 0; i < fault->steps.count; i++)
		json_array_append_new(list,
				      effect_to_json(json_object(), fault,
						     &fault->steps.items[i]));
	json_object_set_new(json, "action", json_string("sequence"));
	json_object_set_new(json, "sequence", list);
}

static json_t *
fault_to_json(struct fault *fault)
{
	size_t count;
	const struct fault_field *rows = fault_fields(&count);
	json_t *json = json_object();

	for (size_t i = 0; i < count; i++) {
		if (!rows[i].parameter)
			set_field(json, &rows[i],
				  fault_field_at(&rows[i], fault, NULL));
	}
	if (fault->sequence)
		set_steps(json, fault);
	else
		effect_to_json(json, fault, &fault->steps.items[0]);
	tojson_set_number(json, "matches",
			  atomic_load(&fault->counts->matches));
	tojson_set_number(json, "hits", atomic_load(&fault->counts->hits));
	return json;
}

void
api_get_faults(struct call *call)
{
	const struct faults *faults = server_faults(call->api->server);
	json_t *items = json_array();
	json_t *data = json_object();

	for (size_t i = 0; i < faults_count(faults); i++)
		json_array_append_new(items, fault_to_json(faults->items[i]));
	json_object_set_new(data, "items", items);
	tojson_set_number(data, "total", faults_count(faults));
	call_answer(call, data);
}

/* requests */

/* JSON is YAML: the body is read as mxd.yaml is. NULL: the call is answered. */
static struct fault *
read_body(struct call *call)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct yamltree tree = {0};
	struct fault *fault = NULL;
	char *text;
	uint32_t file;

	/* What is told of a fault may be sent back. */
	json_object_del(call->body, "matches");
	json_object_del(call->body, "hits");
	text = json_dumps(call->body, JSON_COMPACT);
	file = sources_add(&sources, "body", text, strlen(text));
	if (yamltree_read(&tree, &sources, file, &sink))
		fault = fault_read(&tree, yamltree_root(&tree), &sink);
	if (!fault)
		call_fail(call, CALL_INVALID, "%s", sink.list.items[0].text);
	yamltree_free(&tree);
	diag_free(&sink);
	sources_free(&sources);
	free(text);
	return fault;
}

static void
on_put(struct call *call, const struct commit_result *result)
{
	/* Whatever became of it meanwhile, this is what was put in force. */
	struct fault *fault = fault_ref(result->fault);

	call_answer(call, json_pack("{s:s, s:o}", "message",
				    "Fault put in force successfully", "fault",
				    fault_to_json(fault)));
	fault_unref(fault);
}

static void
on_taken(struct call *call, const struct commit_result *result)
{
	(void)result;
	call_answer(call,
		    json_pack("{s:s}", "message", "Fault ended successfully"));
}

static void
submit(struct call *call, enum fault_change change, struct fault *fault,
       const char *id)
{
	struct fault_request request = {change, fault, id};

	call->done = fault ? on_put : on_taken;
	commit_fault(call->api->server, &request, edit_on_done, call);
}

void
api_add_fault(struct call *call)
{
	struct fault *fault = read_body(call);

	if (fault)
		submit(call, FAULT_ADD, fault, NULL);
}

void
api_put_fault(struct call *call)
{
	const struct fault_field *field = fault_field_get("id", 2);
	const char *id = call->arguments[0];
	const char *given = call_text(call, "id");
	char why[FAULT_WHY_MAX];
	struct fault *fault;

	if (given && strcmp(given, id) != 0) {
		call_fail(call, CALL_INVALID, "id is another one in the path");
		return;
	}
	fault = read_body(call);
	if (!fault)
		return;
	if (!field->kind->set(field, fault->id, id, strlen(id), why)) {
		fault_unref(fault);
		call_fail(call, CALL_INVALID, "id %s", why);
		return;
	}
	submit(call, FAULT_PUT, fault, NULL);
}

void
api_delete_fault(struct call *call)
{
	submit(call, FAULT_TAKE, NULL, call->arguments[0]);
}

void
api_delete_faults(struct call *call)
{
	submit(call, FAULT_CLEAR, NULL, NULL);
}
