/*
 * Records of a zone: one by its id, all of a name and type, or a page of them.
 */
#include "api/api_private.h"
#include "api/edit.h"
#include "api/handlers.h"
#include "api/page.h"
#include "base/alloc.h"
#include "dns/rrtype.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* what the path names */

static const struct record *
find_record(struct call *call, const struct ledger *ledger)
{
	const char *text = call->arguments[1];
	const struct record *record = NULL;
	char *end = NULL;

	errno = 0;
	call->id = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0)
		record = ledger_find(ledger, call->id, NULL);
	if (!record)
		call_fail(call, CALL_NOT_FOUND, "zone %s has no record %s",
			  call->arguments[0], text);
	return record;
}

static bool
find_owner_and_type(struct call *call, const char *name, const char *type,
		    struct change *change, struct rrtext_memory *memory)
{
	char why[RRTEXT_WHY_MAX];
	const char *wrong =
	    rrtext_owner(name, change->zone, memory, &change->owner);

	if (wrong)
		call_fail(call, CALL_INVALID, "name: %s", wrong);
	else if (!rrtext_type(type, &change->type, why))
		call_fail(call, CALL_INVALID, "%s", why);
	else
		return true;
	return false;
}

/* reading */

static bool
is_shown(const struct record *record, const struct change *filter)
{
	return (filter->owner.len == 0 ||
		name_equal(record_owner(record), filter->owner)) &&
	       (filter->type == 0 || filter->type == TYPE_ANY ||
		record->type == filter->type);
}

static bool
read_filter(struct call *call, struct change *filter,
	    struct rrtext_memory *memory)
{
	const char *name = call_query(call, "name");
	const char *type = call_query(call, "type");

	if (!find_owner_and_type(call, name ? name : "@", type ? type : "ANY",
				 filter, memory))
		return false;
	if (!name)
		filter->owner.len = 0;
	return true;
}

void
api_get_records(struct call *call)
{
	const struct ledger *ledger = edit_ledger(call);
	struct rrtext_memory memory = {0};
	struct change filter = {0};
	struct page page;

	if (!ledger || !page_start(&page, call))
		return;
	filter.zone = ledger_origin(ledger);
	if (!read_filter(call, &filter, &memory)) {
		page_drop(&page);
		rrtext_memory_free(&memory);
		return;
	}
	for (size_t i = 0; i < ledger_count(ledger); i++) {
		const struct record *record = ledger_at(ledger, i);

		if (is_shown(record, &filter) && page_takes(&page))
			page_add(&page, rrtext_to_json(record));
	}
	rrtext_memory_free(&memory);
	page_answer(&page, call);
}

void
api_get_record(struct call *call)
{
	const struct ledger *ledger = edit_ledger(call);
	const struct record *record = ledger ? find_record(call, ledger) : NULL;

	if (record)
		call_answer(
		    call, json_pack("{s:o}", "record", rrtext_to_json(record)));
}

/* writing */

static void
keep_zone(struct call *call, struct name zone)
{
	memcpy(call->zone, zone.wire, zone.len);
}

static void
answer_record(struct call *call, const struct commit_result *result,
	      const char *message)
{
	json_t *made = edit_made(call, name_at(call->zone), result);
	json_t *data = json_pack("{s:s, s:O}", "message", message, "record",
				 json_array_get(made, 0));

	json_decref(made);
	edit_set_findings(data, result);
	call_answer(call, data);
}

static void
on_created(struct call *call, const struct commit_result *result)
{
	answer_record(call, result, "Record created successfully");
}

static void
on_updated(struct call *call, const struct commit_result *result)
{
	answer_record(call, result, "Record updated successfully");
}

static void
on_deleted(struct call *call, const struct commit_result *result)
{
	(void)result;
	call_answer(
	    call, json_pack("{s:s}", "message", "Record deleted successfully"));
}

/* Commit one record that an object says. */
static void
submit_record(struct call *call, struct change *change, struct edit *edit,
	      const json_t *json, edit_done *done)
{
	struct change_record *record = edit_records(edit, 1);
	char why[RRTEXT_WHY_MAX];

	keep_zone(call, change->zone);
	if (!rrtext_record(json, change->zone, &edit->memory, record, why)) {
		edit_free(edit);
		call_fail(call, CALL_INVALID, "%s", why);
		return;
	}
	change->records = record;
	change->record_count = 1;
	edit_submit(call, edit, done);
}

void
api_add_record(struct call *call)
{
	struct book_zone *zone = edit_zone(call);
	struct edit edit = {0};

	if (!zone)
		return;
	submit_record(call, edit_add(&edit, CHANGE_ADD, zone->origin), &edit,
		      call->body, on_created);
}

/* Whether the priority that a record has is none of its new content. */
static bool
drops_priority(const struct record *record, const json_t *edits)
{
	const char *content =
	    json_string_value(json_object_get(edits, "content"));

	if (json_object_get(edits, "type"))
		return true;
	return content && !json_object_get(edits, "priority") &&
	       rrtext_has_priority(record->type, content);
}

json_t *
api_record_edited(const struct record *record, json_t *edits)
{
	json_t *json = rrtext_to_json(record);

	if (drops_priority(record, edits))
		json_object_del(json, "priority");
	json_object_update(json, edits);
	return json;
}

void
api_put_record(struct call *call)
{
	const struct ledger *ledger = edit_ledger(call);
	const struct record *record = ledger ? find_record(call, ledger) : NULL;
	struct edit edit = {0};
	struct change *change;
	json_t *json;

	if (!record)
		return;
	json = api_record_edited(record, call->body);
	change = edit_add(&edit, CHANGE_REPLACE, ledger_origin(ledger));
	change->id = record->id;
	submit_record(call, change, &edit, json, on_updated);
	json_decref(json);
}

void
api_delete_record(struct call *call)
{
	const struct ledger *ledger = edit_ledger(call);
	const struct record *record = ledger ? find_record(call, ledger) : NULL;
	struct edit edit = {0};

	if (!record)
		return;
	edit_add(&edit, CHANGE_DELETE, ledger_origin(ledger))->id = record->id;
	edit_submit(call, &edit, on_deleted);
}

/* RRsets */

static void
on_set(struct call *call, const struct commit_result *result)
{
	json_t *data =
	    json_pack("{s:s, s:o}", "message", "Records set successfully",
		      "records", edit_made(call, name_at(call->zone), result));

	edit_set_findings(data, result);
	call_answer(call, data);
}

bool
api_rrset_read(const json_t *json, struct change *change, struct edit *edit,
	       char why[static RRTEXT_WHY_MAX])
{
	const json_t *list = json_object_get(json, "records");
	size_t count = list ? json_array_size(list) : 1;
	struct change_record *records = edit_records(edit, count);

	if (list && json_object_get(json, "content")) {
		static const char both[] = "content and records: leave one out";

		memcpy(why, both, sizeof both);
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *item = list ? json_array_get(list, i) : json;
		const json_t *ttl = json_object_get(json, "ttl");

		records[i].owner = change->owner;
		records[i].type = change->type;
		if (!rrtext_data(item, change->zone, &edit->memory, &records[i],
				 why))
			return false;
		if (!records[i].has_ttl && json_is_integer(ttl)) {
			records[i].ttl = (uint32_t)json_integer_value(ttl);
			records[i].has_ttl = true;
		}
	}
	change->records = records;
	change->record_count = count;
	return true;
}

void
api_put_rrset(struct call *call)
{
	struct book_zone *zone = edit_zone(call);
	struct edit edit = {0};
	struct change *change;
	char why[RRTEXT_WHY_MAX];

	if (!zone)
		return;
	keep_zone(call, zone->origin);
	change = edit_add(&edit, CHANGE_PUT_RRSET, zone->origin);
	if (!find_owner_and_type(call, call->arguments[1], call->arguments[2],
				 change, &edit.memory)) {
		edit_free(&edit);
		return;
	}
	if (change->type == TYPE_ANY ||
	    !api_rrset_read(call->body, change, &edit, why)) {
		call_fail(call, CALL_INVALID, "%s",
			  change->type == TYPE_ANY
			      ? "type must be one type of records"
			      : why);
		edit_free(&edit);
		return;
	}
	edit_submit(call, &edit, on_set);
}

void
api_delete_rrset(struct call *call)
{
	struct book_zone *zone = edit_zone(call);
	struct edit edit = {0};
	struct change *change;

	if (!zone)
		return;
	change = edit_add(&edit, CHANGE_DELETE_RRSET, zone->origin);
	if (!find_owner_and_type(call, call->arguments[1], call->arguments[2],
				 change, &edit.memory)) {
		edit_free(&edit);
		return;
	}
	edit_submit(call, &edit, on_deleted);
}
