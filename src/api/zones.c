/*
 * Zones as wholes.
 */
#include "api/api_private.h"
#include "api/changes.h"
#include "api/handlers.h"
#include "api/page.h"
#include "base/alloc.h"
#include "control/tojson.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* reading */

/* As a person counts them: those that are disabled, too. */
static uint64_t
record_count(const struct book_zone *zone)
{
	if (zone->ledger)
		return ledger_count(zone->ledger);
	return zone->zone ? zone->zone->rr_count : 0;
}

json_t *
api_zone_to_json(const struct book_zone *zone)
{
	char id[BOOK_ID_MAX];
	json_t *json = json_object();

	book_zone_id(zone, id);
	tojson_set_text(json, "id", id);
	tojson_set_name(json, "name", zone->origin);
	tojson_set_number(json, "serial",
			  zone->zone ? zone_serial(zone->zone) : 0);
	tojson_set_number(json, "records", record_count(zone));
	json_object_set_new(json, "served", json_boolean(zone->zone));
	json_object_set_new(json, "refusal",
			    zone->refusal ? tojson_text(zone->refusal)
					  : json_null());
	json_object_set_new(json, "changed", json_boolean(zone->changed));
	json_object_set_new(json, "file",
			    zone->path ? tojson_text(zone->path) : json_null());
	return json;
}

void
api_get_zones(struct call *call)
{
	const struct book *book = server_book(call->api->server);
	struct page page;

	if (!page_start(&page, call))
		return;
	for (uint32_t i = 0; i < book->count; i++) {
		if (page_takes(&page))
			page_add(&page, api_zone_to_json(book->zones[i]));
	}
	page_answer(&page, call);
}

void
api_get_zone(struct call *call)
{
	const struct book_zone *zone = edit_zone(call);

	if (zone)
		call_answer(call,
			    json_pack("{s:o}", "zone", api_zone_to_json(zone)));
}

/* writing */

static void
answer_zone(struct call *call, const struct commit_result *result,
	    const char *message, json_t *made)
{
	const struct book_zone *zone =
	    book_find(server_book(call->api->server), name_at(call->zone));
	json_t *data;

	/* Another commit of the same turn may have deleted it. */
	if (!zone) {
		json_decref(made);
		call_fail(call, CALL_CONFLICT, "the zone was deleted again");
		return;
	}
	data = json_pack("{s:s, s:o}", "message", message, "zone",
			 api_zone_to_json(zone));
	if (made)
		json_object_set_new(data, "records", made);
	edit_set_findings(data, result);
	call_answer(call, data);
}

static void
on_created(struct call *call, const struct commit_result *result)
{
	answer_zone(call, result, "Zone created successfully", NULL);
}

static void
on_put(struct call *call, const struct commit_result *result)
{
	answer_zone(call, result, "Zone updated successfully", NULL);
}

static void
on_patched(struct call *call, const struct commit_result *result)
{
	answer_zone(call, result, "Zone updated successfully",
		    edit_made(call, name_at(call->zone), result));
}

static void
on_deleted(struct call *call, const struct commit_result *result)
{
	(void)result;
	call_answer(call,
		    json_pack("{s:s}", "message", "Zone deleted successfully"));
}

/* A master file of nothing but a SOA and name servers. */
char *
api_new_zone_text(const json_t *nameservers)
{
	static const char soa[] = "$TTL 3600\n@ SOA %s hostmaster 1 7200 3600 "
				  "1209600 3600\n";
	const char *first = json_string_value(json_array_get(nameservers, 0));
	char *text = xasprintf(soa, first ? first : "localhost.");
	size_t count = json_array_size(nameservers);

	for (size_t i = 0; i < (count > 0 ? count : 1); i++) {
		const char *name =
		    json_string_value(json_array_get(nameservers, i));
		char *longer =
		    xasprintf("%s@ NS %s\n", text, name ? name : "localhost.");

		free(text);
		text = longer;
	}
	return text;
}

/* Names that are one word of a master file, so that nothing else gets in. */
static bool
are_names(const json_t *list)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;

	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *text = json_string_value(json_array_get(list, i));

		if (strpbrk(text, " \t\r\n\"();\v\f") ||
		    name_from_text(text, strlen(text), &name_root, wire, &name))
			return false;
	}
	return true;
}

/* The records that come with a new zone. */
static bool
add_records(struct edit *edit, struct name zone, const json_t *list,
	    char why[static RRTEXT_WHY_MAX])
{
	size_t count = json_array_size(list);
	struct change_record *records = edit_records(edit, count);

	for (size_t i = 0; i < count; i++) {
		struct change *change = edit_add(edit, CHANGE_ADD, zone);

		if (!rrtext_record(json_array_get(list, i), zone, &edit->memory,
				   &records[i], why))
			return false;
		change->records = &records[i];
		change->record_count = 1;
	}
	return true;
}

static const char *
read_origin(const char *text, struct edit *edit, struct name *name)
{
	uint8_t *wire = edit_keep(edit, xalloc(NAME_WIRE_MAX));

	return name_from_text(text, strlen(text), &name_root, wire, name);
}

/* Fill the edit that makes a zone; false: the call is answered. */
static bool
read_new_zone(struct call *call, struct edit *edit, struct name *zone)
{
	const char *text = call_text(call, "text");
	const json_t *servers = json_object_get(call->body, "nameservers");
	const char *wrong = read_origin(call_text(call, "name"), edit, zone);
	char why[RRTEXT_WHY_MAX];
	struct change *change;

	if (!wrong && text && servers)
		wrong = "text and nameservers do not go together";
	if (!wrong && !are_names(servers))
		wrong = "nameservers must be names of hosts";
	if (wrong) {
		call_fail(call, CALL_INVALID, "the zone cannot be made: %s",
			  wrong);
		return false;
	}
	change = edit_add(edit, CHANGE_CREATE_ZONE, *zone);
	if (!text)
		text = edit_keep(edit, api_new_zone_text(servers));
	change->text = text;
	change->text_size = strlen(text);
	if (add_records(edit, *zone, json_object_get(call->body, "records"),
			why))
		return true;
	call_fail(call, CALL_INVALID, "%s", why);
	return false;
}

void
api_create_zone(struct call *call)
{
	struct edit edit = {0};
	struct name zone;

	if (!read_new_zone(call, &edit, &zone)) {
		edit_free(&edit);
		return;
	}
	memcpy(call->zone, zone.wire, zone.len);
	edit_submit(call, &edit, on_created);
}

static bool
is_yaml(struct call *call)
{
	const char *type = http_header(call->exchange, "Content-Type");

	return type && strncasecmp(type, "text/dns", strlen("text/dns")) != 0;
}

void
api_put_zone(struct call *call)
{
	struct book_zone *old =
	    book_find_text(server_book(call->api->server), call->arguments[0]);
	struct edit edit = {0};
	struct name zone;
	struct change *change;
	const char *wrong = NULL;

	if (old)
		zone = old->origin;
	else
		wrong = read_origin(call->arguments[0], &edit, &zone);
	if (wrong) {
		edit_free(&edit);
		call_fail(call, CALL_INVALID, "zone: %s", wrong);
		return;
	}
	memcpy(call->zone, zone.wire, zone.len);
	change = edit_add(&edit, CHANGE_PUT_ZONE, zone);
	change->text = call->exchange->body;
	change->text_size = call->exchange->body_len;
	change->yaml = is_yaml(call);
	edit_submit(call, &edit, on_put);
}

void
api_patch_zone(struct call *call)
{
	struct book_zone *zone = edit_zone(call);
	struct edit edit = {0};
	char why[RRTEXT_WHY_MAX];
	size_t failed;

	if (!zone)
		return;
	memcpy(call->zone, zone->origin.wire, zone->origin.len);
	if (!api_changes_read(json_object_get(call->body, "changes"), zone,
			      &edit, &failed, why)) {
		edit_free(&edit);
		call_fail(call, CALL_INVALID, "changes[%zu]: %s", failed, why);
		return;
	}
	edit_submit(call, &edit, on_patched);
}

void
api_delete_zone(struct call *call)
{
	struct book_zone *zone = edit_zone(call);
	struct edit edit = {0};

	if (!zone)
		return;
	edit_add(&edit, CHANGE_DELETE_ZONE, zone->origin);
	edit_submit(call, &edit, on_deleted);
}
