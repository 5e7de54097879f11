#include "api/edit.h"
#include "api/api_private.h"
#include "base/alloc.h"
#include "control/tojson.h"
#include "dns/rrtype.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
edit_free(struct edit *edit)
{
	free(edit->changes.items);
	rrtext_memory_free(&edit->memory);
	*edit = (struct edit){0};
}

struct change *
edit_add(struct edit *edit, enum change_kind kind, struct name zone)
{
	struct change *change = VEC_PUSH(&edit->changes);

	*change = (struct change){.kind = kind, .zone = zone};
	return change;
}

void *
edit_keep(struct edit *edit, void *owned)
{
	*VEC_PUSH(&edit->memory.owned) = owned;
	return owned;
}

struct change_record *
edit_records(struct edit *edit, size_t count)
{
	return edit_keep(edit,
			 xcalloc(count + 1, sizeof(struct change_record)));
}

/* ?allow=RULE,RULE, as often as one likes. */

struct allowed {
	VEC(char *) texts;       /* owned, cut in pieces */
	VEC(const char *) rules; /* the pieces */
};

static void
find_allowed(const struct call *call, struct allowed *allowed)
{
	for (size_t i = 0; i < call->target.pair_count; i++) {
		const struct target_pair *pair = &call->target.pairs[i];
		char *rest;
		char *rule;

		if (strcmp(pair->name, "allow") != 0)
			continue;
		rest = xstrndup(pair->value, strlen(pair->value));
		*VEC_PUSH(&allowed->texts) = rest;
		while ((rule = strsep(&rest, ",")))
			*VEC_PUSH(&allowed->rules) = rule;
	}
}

static void
allowed_free(struct allowed *allowed)
{
	for (size_t i = 0; i < allowed->texts.count; i++)
		free(allowed->texts.items[i]);
	free(allowed->texts.items);
	free(allowed->rules.items);
}

/* what came of it */

static json_t *
finding_to_json(const struct commit_finding *finding)
{
	char type[RRTYPE_TEXT_MAX];
	json_t *json = json_object();

	tojson_set_text(json, "severity", severity_word(finding->severity));
	if (finding->rule)
		tojson_set_text(json, "rule", finding->rule);
	tojson_set_text(json, "message", finding->text);
	if (finding->zone.len > 0)
		tojson_set_name(json, "zone", finding->zone);
	if (finding->owner.len > 0) {
		tojson_set_name(json, "name", finding->owner);
		tojson_set_text(json, "type",
				rrtype_to_text(finding->type, type));
	}
	if (finding->record > 0)
		tojson_set_number(json, "record", finding->record);
	if (finding->line > 0) {
		tojson_set_number(json, "line", finding->line);
		tojson_set_number(json, "column", finding->column);
	}
	tojson_set_number(json, "change", finding->change);
	return json;
}

static json_t *
findings_to_json(const struct commit_result *result)
{
	json_t *list = json_array();

	for (size_t i = 0; i < result->finding_count; i++)
		json_array_append_new(list,
				      finding_to_json(&result->findings[i]));
	return list;
}

void
edit_set_findings(json_t *data, const struct commit_result *result)
{
	if (result->finding_count > 0)
		json_object_set_new(data, "findings", findings_to_json(result));
}

static enum call_error
error_of(enum commit_status status)
{
	switch (status) {
	case COMMIT_REFUSED:
		return CALL_REFUSED;
	case COMMIT_CONFLICT:
		return CALL_CONFLICT;
	case COMMIT_NOT_FOUND:
		return CALL_NOT_FOUND;
	case COMMIT_INVALID:
		return CALL_INVALID;
	case COMMIT_DONE:
	case COMMIT_FAILED:
		break;
	}
	return CALL_FAILED;
}

/* The rule of the first error. */
static const char *
rule_of(const struct commit_result *result)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		if (result->findings[i].severity == SEVERITY_ERROR)
			return result->findings[i].rule;
	}
	return NULL;
}

void
edit_on_done(void *context, const struct commit_result *result)
{
	struct call *call = context;

	call->api->commits[result->status]++;
	if (result->status == COMMIT_DONE) {
		call->done(call, result);
		return;
	}
	call_fail_findings(
	    call, error_of(result->status), result->reason, rule_of(result),
	    result->finding_count > 0 ? findings_to_json(result) : NULL);
}

void
edit_submit(struct call *call, struct edit *edit, edit_done *done)
{
	struct allowed allowed = {0};
	struct commit_request request;

	find_allowed(call, &allowed);
	request = (struct commit_request){
	    .changes = edit->changes.items,
	    .count = edit->changes.count,
	    .allow = allowed.rules.items,
	    .allow_count = allowed.rules.count,
	};
	call->done = done;
	commit_submit(call->api->server, &request, edit_on_done, call);
	allowed_free(&allowed);
	edit_free(edit);
}

/* what the path names */

struct book_zone *
edit_zone(struct call *call)
{
	struct book_zone *zone =
	    book_find_text(server_book(call->api->server), call->arguments[0]);

	if (!zone)
		call_fail(call, CALL_NOT_FOUND, "there is no zone %s",
			  call->arguments[0]);
	return zone;
}

const struct ledger *
edit_ledger(struct call *call)
{
	struct book_zone *zone = edit_zone(call);
	const struct ledger *ledger;

	if (!zone)
		return NULL;
	ledger = book_ledger(zone);
	if (!ledger)
		call_fail(call, CALL_CONFLICT, "zone %s is not served: %s",
			  call->arguments[0],
			  zone->refusal ? zone->refusal : "see the log");
	return ledger;
}

json_t *
edit_made(struct call *call, struct name zone,
	  const struct commit_result *result)
{
	struct book_zone *found =
	    book_find(server_book(call->api->server), zone);
	const struct ledger *ledger = found ? book_ledger(found) : NULL;
	json_t *list = json_array();

	for (size_t i = 0; ledger && i < result->made_count; i++) {
		const struct record *record =
		    ledger_find(ledger, result->made[i].id, NULL);

		if (record)
			json_array_append_new(list, rrtext_to_json(record));
	}
	return list;
}

bool
edit_number(struct call *call, const char *name, uint64_t max,
	    uint64_t standard, uint64_t *number)
{
	const char *text = call_query(call, name);
	char *end = NULL;
	unsigned long long value;

	*number = standard;
	if (!text)
		return true;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0 &&
	    value <= max) {
		*number = value;
		return true;
	}
	call_fail(call, CALL_BAD_REQUEST,
		  "?%s= must be a number from 0 to %llu", name,
		  (unsigned long long)max);
	return false;
}
