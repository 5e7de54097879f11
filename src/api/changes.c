/*
 * Several changes of a zone at once: PATCH of it.
 */
#include "api/changes.h"
#include "base/log.h"

#include <string.h>

/* One change while it is read. */
struct reading {
	json_t *json;
	struct edit *edit;
	struct name zone;
	const struct ledger *ledger; /* as the zone is now */
	char *why;
};

static bool say(const struct reading *reading, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool
say(const struct reading *reading, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(reading->why, RRTEXT_WHY_MAX, format, args);
	va_end(args);
	return false;
}

static bool
read_one(const struct reading *reading, const json_t *json,
	 struct change *change)
{
	struct change_record *record = edit_records(reading->edit, 1);

	change->records = record;
	change->record_count = 1;
	return rrtext_record(json, reading->zone, &reading->edit->memory,
			     record, reading->why);
}

static bool
read_add(const struct reading *reading)
{
	return read_one(reading, reading->json,
			edit_add(reading->edit, CHANGE_ADD, reading->zone));
}

static const json_t *
id_of(const struct reading *reading)
{
	return json_object_get(reading->json, "id");
}

static bool
read_edit(const struct reading *reading)
{
	const json_t *id = id_of(reading);
	const struct record *record =
	    reading->ledger && id
		? ledger_find(reading->ledger, (uint64_t)json_integer_value(id),
			      NULL)
		: NULL;
	struct change *change;
	json_t *json;
	json_t *edits;
	bool good;

	if (!record)
		return say(reading, "id must be that of a record of the zone");
	edits = json_copy(reading->json);
	json_object_del(edits, "action");
	json_object_del(edits, "id");
	json = api_record_edited(record, edits);
	change = edit_add(reading->edit, CHANGE_REPLACE, reading->zone);
	change->id = record->id;
	good = read_one(reading, json, change);
	json_decref(json);
	json_decref(edits);
	return good;
}

/* The name and type that `set` and `delete` are about. */
static bool
read_rrset_head(const struct reading *reading, struct change *change)
{
	const char *name =
	    json_string_value(json_object_get(reading->json, "name"));
	const char *type =
	    json_string_value(json_object_get(reading->json, "type"));
	const char *wrong;

	if (!name || !type)
		return say(reading, "name and type must be there");
	wrong = rrtext_owner(name, reading->zone, &reading->edit->memory,
			     &change->owner);
	if (wrong)
		return say(reading, "name: %s", wrong);
	return rrtext_type(type, &change->type, reading->why);
}

static bool
read_set(const struct reading *reading)
{
	struct change *change =
	    edit_add(reading->edit, CHANGE_PUT_RRSET, reading->zone);

	return read_rrset_head(reading, change) &&
	       api_rrset_read(reading->json, change, reading->edit,
			      reading->why);
}

static bool
read_delete(const struct reading *reading)
{
	const json_t *id = id_of(reading);
	struct change *change =
	    edit_add(reading->edit, id ? CHANGE_DELETE : CHANGE_DELETE_RRSET,
		     reading->zone);

	change->id = (uint64_t)json_integer_value(id);
	return id || read_rrset_head(reading, change);
}

// clang-format off
static const struct {
	const char *word;
	bool (*read)(const struct reading *reading);
} actions[] = {
    {"add", read_add},
    {"edit", read_edit},
    {"set", read_set},
    {"delete", read_delete},
};
// clang-format on

static bool
read_change(const struct reading *reading)
{
	const char *action =
	    json_string_value(json_object_get(reading->json, "action"));

	for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++) {
		if (strcmp(action, actions[i].word) == 0)
			return actions[i].read(reading);
	}
	return say(reading, "action must be add, edit, set or delete");
}

bool
api_changes_read(const json_t *list, struct book_zone *zone, struct edit *edit,
		 size_t *failed, char why[static RRTEXT_WHY_MAX])
{
	struct reading reading = {
	    .edit = edit,
	    .zone = zone->origin,
	    .ledger = book_ledger(zone),
	    .why = why,
	};

	for (*failed = 0; *failed < json_array_size(list); ++*failed) {
		reading.json = json_array_get(list, *failed);
		if (!read_change(&reading))
			return false;
	}
	return true;
}
