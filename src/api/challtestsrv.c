/*
 * The routes of pebble-challtestsrv that set DNS records, for suites that use
 * it: the same paths and bodies, and MX besides. What they set is records of
 * zones as any others, judged by the rules as any others.
 *
 * A host in no zone gets one, that of its last label, so that there can be an
 * alias at every name below. Records are added to those there are; their TTL
 * is 0, as suites ask again at once.
 */
#include "api/api_private.h"
#include "api/edit.h"
#include "api/handlers.h"
#include "base/alloc.h"
#include "dns/rdata.h"
#include "dns/rrtype.h"

#include <stdlib.h>
#include <string.h>

/* One route: what it sets and where its body has that. */
struct mock {
	uint16_t type;
	bool replaces;     /* those there are, instead of joining them */
	const char *texts; /* a member that is a list of contents */
	const char *text;  /* a member that is one; "": none, to clear */
};

static void
on_done(struct call *call, const struct commit_result *result)
{
	(void)result;
	call_answer(call, json_pack("{s:s}", "message", "Done"));
}

/* What is gone already is cleared. */
static void
on_cleared(void *context, const struct commit_result *result)
{
	if (result->status == COMMIT_NOT_FOUND)
		on_done(context, result);
	else
		edit_on_done(context, result);
}

/* A policy of a CAA record, as content. */
static json_t *
policy_content(const json_t *policy)
{
	char *text = xasprintf(
	    "0 %s \"%s\"", json_string_value(json_object_get(policy, "tag")),
	    json_string_value(json_object_get(policy, "value")));
	json_t *json = json_string(text);

	free(text);
	return json;
}

/* All that the body says, as a list of contents. */
static json_t *
contents_of(const struct mock *mock, const json_t *body)
{
	const json_t *list =
	    mock->texts ? json_object_get(body, mock->texts) : NULL;
	json_t *contents = json_array();

	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *item = json_array_get(list, i);

		if (json_is_string(item))
			json_array_append(contents, item);
		else
			json_array_append_new(contents, policy_content(item));
	}
	if (mock->text && json_object_get(body, mock->text))
		json_array_append(contents, json_object_get(body, mock->text));
	return contents;
}

/* Have the zone of a name, an old one or one made now. */
static const struct ledger *
find_zone(struct call *call, struct edit *edit, struct name host,
	  struct name *origin)
{
	const struct book *book = server_book(call->api->server);
	const struct view_zone *found = view_find(book->view, host);
	struct change *change;

	if (found) {
		*origin = found->apex;
		return book_ledger(book_find(book, found->apex));
	}
	*origin = name_ancestor(host, host.labels > 0 ? 1 : 0);
	change = edit_add(edit, CHANGE_CREATE_ZONE, *origin);
	change->text = edit_keep(edit, api_new_zone_text(NULL));
	change->text_size = strlen(change->text);
	return NULL;
}

static bool
is_there(const struct change_record *records, size_t count,
	 const struct change_record *record)
{
	for (size_t i = 0; i < count; i++) {
		if (rdata_compare(record->type, records[i].rdata,
				  records[i].rdlength, record->rdata,
				  record->rdlength) == 0)
			return true;
	}
	return false;
}

/* The records that are there already. */
static void
take_old(struct change *change, struct change_record *records,
	 const struct ledger *ledger)
{
	size_t first;
	size_t count =
	    ledger ? ledger_rrset(ledger, change->owner, change->type, &first)
		   : 0;

	for (size_t i = 0; i < count; i++) {
		const struct record *old = ledger_at(ledger, first + i);

		records[change->record_count++] = (struct change_record){
		    .owner = change->owner,
		    .type = change->type,
		    .rdata = record_rdata(old),
		    .rdlength = old->rdlength,
		    .ttl = old->ttl,
		    .has_ttl = true,
		    .disabled = old->disabled,
		};
	}
}

/* Add what the contents say; false, and why. */
static bool
take_new(struct edit *edit, struct change *change,
	 struct change_record *records, const json_t *contents,
	 char why[static RRTEXT_WHY_MAX])
{
	for (size_t i = 0; i < json_array_size(contents); i++) {
		json_t *json =
		    json_pack("{s:O}", "content", json_array_get(contents, i));
		struct change_record *record = &records[change->record_count];
		bool good;

		record->owner = change->owner;
		record->type = change->type;
		good =
		    rrtext_data(json, change->zone, &edit->memory, record, why);
		json_decref(json);
		if (!good)
			return false;
		record->ttl = change->record_count > 0 ? records[0].ttl : 0;
		record->has_ttl = true;
		if (!is_there(records, change->record_count, record))
			change->record_count++;
	}
	return true;
}

static bool
read_host(struct call *call, struct edit *edit, struct name *host)
{
	const char *wrong = rrtext_owner(call_text(call, "host"), name_root,
					 &edit->memory, host);

	if (wrong)
		call_fail(call, CALL_INVALID, "host: %s", wrong);
	return !wrong;
}

static void
set_records(struct call *call, const struct mock *mock, json_t *contents)
{
	struct edit edit = {0};
	struct name host;
	struct name origin;
	const struct ledger *ledger;
	struct change *change;
	struct change_record *records;
	char why[RRTEXT_WHY_MAX];

	if (!read_host(call, &edit, &host)) {
		edit_free(&edit);
		return;
	}
	ledger = find_zone(call, &edit, host, &origin);
	records = edit_records(&edit, json_array_size(contents) +
					  (ledger ? ledger_count(ledger) : 0));
	change = edit_add(&edit, CHANGE_PUT_RRSET, origin);
	change->owner = host;
	change->type = mock->type;
	change->records = records;
	if (!mock->replaces)
		take_old(change, records, ledger);
	if (take_new(&edit, change, records, contents, why)) {
		edit_submit(call, &edit, on_done);
		return;
	}
	edit_free(&edit);
	call_fail(call, CALL_INVALID, "%s", why);
}

static void
set(struct call *call, const struct mock *mock)
{
	json_t *contents = contents_of(mock, call->body);

	if (json_array_size(contents) == 0)
		call_fail(call, CALL_BAD_REQUEST, "%s must be there",
			  mock->texts ? mock->texts : mock->text);
	else
		set_records(call, mock, contents);
	json_decref(contents);
}

static void
clear(struct call *call, uint16_t type)
{
	const struct book *book = server_book(call->api->server);
	const struct view_zone *zone;
	struct edit edit = {0};
	struct change *change;
	struct name host;

	if (!read_host(call, &edit, &host)) {
		edit_free(&edit);
		return;
	}
	zone = view_find(book->view, host);
	if (!zone) {
		edit_free(&edit);
		on_done(call, NULL);
		return;
	}
	change = edit_add(&edit, CHANGE_DELETE_RRSET, zone->apex);
	change->owner = host;
	change->type = type;
	call->done = on_done;
	commit_submit(call->api->server,
		      &(struct commit_request){.changes = edit.changes.items,
					       .count = edit.changes.count},
		      on_cleared, call);
	edit_free(&edit);
}

void
api_add_a(struct call *call)
{
	set(call, &(struct mock){.type = TYPE_A, .texts = "addresses"});
}

void
api_add_aaaa(struct call *call)
{
	set(call, &(struct mock){.type = TYPE_AAAA, .texts = "addresses"});
}

void
api_add_caa(struct call *call)
{
	set(call, &(struct mock){.type = TYPE_CAA, .texts = "policies"});
}

void
api_add_mx(struct call *call)
{
	set(call, &(struct mock){.type = TYPE_MX, .texts = "exchanges"});
}

void
api_set_txt(struct call *call)
{
	set(call, &(struct mock){.type = TYPE_TXT, .text = "value"});
}

void
api_set_cname(struct call *call)
{
	set(call, &(struct mock){
		      .type = TYPE_CNAME, .text = "target", .replaces = true});
}

void
api_clear_a(struct call *call)
{
	clear(call, TYPE_A);
}

void
api_clear_aaaa(struct call *call)
{
	clear(call, TYPE_AAAA);
}

void
api_clear_caa(struct call *call)
{
	clear(call, TYPE_CAA);
}

void
api_clear_mx(struct call *call)
{
	clear(call, TYPE_MX);
}

void
api_clear_txt(struct call *call)
{
	clear(call, TYPE_TXT);
}

void
api_clear_cname(struct call *call)
{
	clear(call, TYPE_CNAME);
}
