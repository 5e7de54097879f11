#include "api/schema.h"
#include "api/fault_schema.h"
#include "base/log.h"
#include "base/nearest.h"
#include "lab/query_field.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum {
	REQUIRED = SCHEMA_REQUIRED,
	EMPTY = SCHEMA_EMPTY,
	NULLABLE = SCHEMA_NULL,
};

#define TEXT(max)   SCHEMA_TEXT, (max)
#define NUMBER(max) SCHEMA_NUMBER, (max)
#define TRUTH       SCHEMA_TRUTH, 0
#define LIST        SCHEMA_LIST, 0
#define OBJECT      SCHEMA_OBJECT, 0
#define TEXTS(max)  SCHEMA_TEXTS, (max)

/* What JSON can hold exactly everywhere (RFC 8259 §6). */
#define ANY       INT64_C(0x1fffffffffffff)
#define LONG      65535
#define NAME      1023 /* octets of a name as a text, at most */
#define CONTENT   524288
#define ZONE_TEXT 1048576
#define TTL       INT32_MAX

#define WARNINGS                                                               \
	{                                                                      \
		"findings", LIST, 0, "Finding",                                \
		    "warnings about what was changed"                          \
	}
#define PAGE                                                                   \
	{"total", NUMBER(ANY), REQUIRED, NULL, "how many there are"},          \
	    {"limit", NUMBER(ANY), REQUIRED, NULL,                             \
	     "how many are shown at most"},                                    \
	{                                                                      \
		"offset", NUMBER(ANY), REQUIRED, NULL,                         \
		    "how many are before these"                                \
	}
#define DATA(needed)                                                           \
	{"content", TEXT(CONTENT), (needed) | EMPTY, NULL,                     \
	 "its RDATA, the preference of MX and its like in it or not"},         \
	    {"ttl", NUMBER(TTL), NULLABLE, NULL,                               \
	     "in seconds; 3600 if left out"},                                  \
	    {"priority", NUMBER(UINT16_MAX), NULLABLE, NULL,                   \
	     "the preference of MX, the priority of SRV, SVCB, HTTPS"},        \
	{                                                                      \
		"disabled", TRUTH, 0, NULL, "true: kept, but not served"       \
	}

#define QUERY_WORD      TEXT(LONG)
#define QUERY_COUNT     NUMBER(ANY)
#define QUERY_YES_NO    TRUTH
#define QUERY_WORDS     TEXTS(LONG)
#define QUERY_ALWAYS    REQUIRED
#define QUERY_SOMETIMES 0
#define QUERY_MEMBER(name, kind, when, says)                                   \
	{#name, QUERY_##kind, QUERY_##when, NULL, says},

#define MATCH_MEMBER(name, says) {#name, TEXT(LONG), 0, NULL, says},

// clang-format off
static const struct schema rows[] = {
    {"Error", "what went wrong", NULL, {
	{"code", TEXT(LONG), REQUIRED, NULL,
	 "a word for programs: see the table of errors"},
	{"message", TEXT(LONG), REQUIRED, NULL, "a sentence for people"},
	{"rule", TEXT(LONG), 0, NULL,
	 "the rule that refuses the zone, if one does"},
	{"findings", LIST, 0, "Finding", "all that is wrong with the zone"},
    }},
    {"Finding", "what a rule found, or what is wrong with a text", NULL, {
	{"zone", TEXT(NAME), 0, NULL, "the zone it is about"},
	{"name", TEXT(NAME), 0, NULL, "the owner of the record it is about"},
	{"type", TEXT(NAME), 0, NULL, "the type of that record"},
	{"record", NUMBER(ANY), 0, NULL, "the id of that record"},
	{"change", NUMBER(ANY), 0, NULL,
	 "the change that it is about, counts from 0"},
	{"line", NUMBER(ANY), 0, NULL, "in a zone's text, counts from 1"},
	{"column", NUMBER(ANY), 0, NULL, "octets, counts from 1"},
	{"severity", TEXT(LONG), REQUIRED, NULL, "error, warning or note"},
	{"rule", TEXT(LONG), 0, NULL, "its id: see docs/rules.md"},
	{"message", TEXT(LONG), REQUIRED, NULL, "a sentence for people"},
    }},
    {"Record", "a record", NULL, {
	{"id", NUMBER(ANY), REQUIRED, NULL, "of this record in its zone"},
	{"name", TEXT(NAME), REQUIRED, NULL, "its owner"},
	{"type", TEXT(NAME), REQUIRED, NULL, "MX, TYPE65280"},
	{"content", TEXT(CONTENT), REQUIRED | EMPTY, NULL,
	 "its RDATA without the priority"},
	{"ttl", NUMBER(UINT32_MAX), REQUIRED, NULL, "in seconds"},
	{"priority", NUMBER(UINT16_MAX), REQUIRED | NULLABLE, NULL,
	 "the preference of MX, the priority of SRV, SVCB, HTTPS"},
	{"disabled", TRUTH, REQUIRED, NULL, "true: kept, but not served"},
    }},
    {"Records", "a page of the records of a zone", NULL, {
	{"items", LIST, REQUIRED, "Record", "in canonical order"}, PAGE,
    }},
    {"NewRecord", "a record that shall be", NULL, {
	{"name", TEXT(NAME), REQUIRED, NULL,
	 "its owner, of the zone; @ is the zone"},
	{"type", TEXT(NAME), REQUIRED, NULL, "MX, TYPE65280"},
	DATA(REQUIRED),
    }},
    {"RecordEdit", "what shall be different of a record; the rest stays", NULL, {
	{"name", TEXT(NAME), 0, NULL, "its owner, of the zone; @ is the zone"},
	{"type", TEXT(NAME), 0, NULL, "MX, TYPE65280"},
	DATA(0),
    }},
    {"RecordData", "a record of a name and type that are known", NULL, {
	DATA(REQUIRED),
    }},
    {"RRset", "all records of a name and type: one, or a list", NULL, {
	DATA(0),
	{"records", LIST, 0, "RecordData", "instead of a content of its own"},
    }},
    {"RecordDone", "a record that was changed", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "what was done"},
	{"record", OBJECT, REQUIRED, "Record", "as it is now"},
	WARNINGS,
    }},
    {"OneRecord", "a record", NULL, {
	{"record", OBJECT, REQUIRED, "Record", "the record"},
    }},
    {"RecordsDone", "records that were changed", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "what was done"},
	{"records", LIST, REQUIRED, "Record", "those that were made"},
	WARNINGS,
    }},
    {"Done", "what has no more to say", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "what was done"},
    }},
    {"Zone", "a zone", NULL, {
	{"id", TEXT(LONG), REQUIRED, NULL, "instead of its name in paths"},
	{"name", TEXT(NAME), REQUIRED, NULL, "its apex"},
	{"serial", NUMBER(UINT32_MAX), REQUIRED, NULL, "of its SOA"},
	{"records", NUMBER(ANY), REQUIRED, NULL, "how many it has"},
	{"served", TRUTH, REQUIRED, NULL, "false: answered with SERVFAIL"},
	{"refusal", TEXT(LONG), NULLABLE, NULL, "why it is not served"},
	{"changed", TRUTH, REQUIRED, NULL,
	 "true: it is no longer what its file says"},
	{"file", TEXT(LONG), NULLABLE, NULL, "where it was read from"},
    }},
    {"Zones", "a page of the zones", NULL, {
	{"items", LIST, REQUIRED, "Zone", "in canonical order"}, PAGE,
    }},
    {"OneZone", "a zone", NULL, {
	{"zone", OBJECT, REQUIRED, "Zone", "the zone"},
    }},
    {"NewZone", "a zone that shall be", NULL, {
	{"name", TEXT(NAME), REQUIRED, NULL, "its apex"},
	{"nameservers", TEXTS(NAME), 0, NULL,
	 "names for its NS records; localhost. if left out"},
	{"records", LIST, 0, "NewRecord", "more records"},
	{"text", TEXT(ZONE_TEXT), 0, NULL,
	 "all of it as a master file, instead of name servers"},
    }},
    {"ZoneDone", "a zone that was changed", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "what was done"},
	{"zone", OBJECT, REQUIRED, "Zone", "as it is now"},
	WARNINGS,
    }},
    {"Change", "one of several changes", NULL, {
	{"action", TEXT(LONG), REQUIRED, NULL,
	 "add a record; edit or delete the one with `id`; set all records "
	 "of a name and type, or delete them (of type ANY: of all types)"},
	{"id", NUMBER(ANY), 0, NULL, "of the record"},
	{"name", TEXT(NAME), 0, NULL, "its owner, of the zone; @ is the zone"},
	{"type", TEXT(NAME), 0, NULL, "MX, TYPE65280"},
	DATA(0),
	{"records", LIST, 0, "RecordData", "to set several"},
    }},
    {"Changes", "changes that are made all or none", NULL, {
	{"changes", LIST, REQUIRED, "Change", "in this order"},
    }},
    {"ChangesDone", "what came of several changes", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "what was done"},
	{"records", LIST, REQUIRED, "Record", "those that were made"},
	{"zone", OBJECT, REQUIRED, "Zone", "as it is now"},
	WARNINGS,
    }},
    {"Snapshot", "all zones as they were at a time", NULL, {
	{"id", NUMBER(ANY), REQUIRED, NULL, "counts from 1"},
	{"time", TEXT(LONG), REQUIRED, NULL, "when it was made, UTC"},
    }},
    {"SnapshotDone", "a snapshot", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "what was done"},
	{"snapshot", OBJECT, REQUIRED, "Snapshot", "the snapshot"},
    }},
    {"Snapshots", "all snapshots", NULL, {
	{"items", LIST, REQUIRED, "Snapshot", "the oldest first"},
	{"total", NUMBER(ANY), REQUIRED, NULL, "how many there are"},
    }},
    {"Verdict", "what is wrong with all zones", NULL, {
	{"zones", NUMBER(ANY), REQUIRED, NULL, "that were judged"},
	{"records", NUMBER(ANY), REQUIRED, NULL, "of all of them"},
	{"refused", NUMBER(ANY), REQUIRED, NULL, "zones that are not served"},
	{"errors", NUMBER(ANY), REQUIRED, NULL, "how many"},
	{"warnings", NUMBER(ANY), REQUIRED, NULL, "how many"},
	{"notes", NUMBER(ANY), REQUIRED, NULL, "how many"},
	{"findings", LIST, REQUIRED, "Finding", "all of them"},
    }},
    {"Route", "where a sender delivers mail", NULL, {
	{"domain", TEXT(NAME), REQUIRED, NULL, "of the address"},
	{"mta", TEXT(LONG), REQUIRED, NULL, "the sender"},
	{"verdict", TEXT(LONG), REQUIRED, NULL,
	 "deliver, defer, bounce, freeze or unknown"},
	{"code", TEXT(LONG), 0, NULL, "of the reply, unless it delivers"},
	{"reason", TEXT(LONG), 0, NULL, "the words of that reply"},
	{"implicit", TRUTH, REQUIRED, NULL,
	 "there is no MX: the domain is its own exchange"},
	{"alias", TRUTH, REQUIRED, NULL, "the domain is an alias"},
	{"groups", SCHEMA_LISTS, 0, REQUIRED, "RouteHost",
	 "hosts as they are tried; in any order within a group"},
    }},
    {"RouteHost", "a host on the way", NULL, {
	{"preference", NUMBER(UINT16_MAX), REQUIRED, NULL, "of its MX"},
	{"name", TEXT(NAME), REQUIRED, NULL, "the exchange"},
	{"state", TEXT(LONG), REQUIRED, NULL, "ready, down, no-address ..."},
	{"tried", TRUTH, REQUIRED, NULL, "the sender connects to it"},
	{"alias", TRUTH, REQUIRED, NULL, "its name is an alias"},
	{"addresses", TEXTS(LONG), REQUIRED, NULL, "in the order of trying"},
    }},
    {"Mock", "what pebble-challtestsrv takes", NULL, {
	{"host", TEXT(NAME), REQUIRED, NULL, "the owner, whole"},
	{"addresses", TEXTS(NAME), 0, NULL, "to add-a, add-aaaa"},
	{"value", TEXT(CONTENT), EMPTY, NULL, "to set-txt"},
	{"target", TEXT(NAME), 0, NULL, "to set-cname"},
	{"policies", LIST, 0, "MockPolicy", "to add-caa"},
	{"exchanges", TEXTS(NAME), 0, NULL,
	 "to add-mx: \"10 mail.example.com\""},
    }},
    {"MockPolicy", "a CAA record", NULL, {
	{"tag", TEXT(255), REQUIRED, NULL, "issue, issuewild, iodef"},
	{"value", TEXT(LONG), REQUIRED | EMPTY, NULL, "of that"},
    }},
    {"Query", "a query that was seen, and what became of it", NULL, {
	QUERY_FIELDS(QUERY_MEMBER)
    }},
    {"Queries", "queries that were seen, the earlier ones first", NULL, {
	{"items", LIST, REQUIRED, "Query", "these"},
	{"mark", TEXT(LONG), REQUIRED, NULL,
	 "for ?since=, to go on behind them"},
	{"lost", NUMBER(ANY), REQUIRED, NULL,
	 "queries since the mark that are no longer remembered"},
    }},
    {"QueryMatch", "which queries are meant; all that is given must fit", NULL, {
	QUERY_FILTERS(MATCH_MEMBER)
    }},
    {"Expect", "how many queries are expected; without a number, at least one", NULL, {
	{"match", OBJECT, 0, "QueryMatch", "those that count; without it, all"},
	{"count", NUMBER(ANY), 0, NULL, "just so many"},
	{"min", NUMBER(ANY), 0, NULL, "so many or more"},
	{"max", NUMBER(ANY), 0, NULL, "so many or less"},
	{"never", TRUTH, 0, NULL, "none"},
	{"order", LIST, 0, "QueryMatch",
	 "in place of match and a number: each of these, one after the other; "
	 "others may come between"},
	{"within", TEXT(32), 0, NULL,
	 "how long is waited at most, as 250ms or 5s; 1s if left out, up to 60s"},
	{"since", TEXT(LONG), 0, NULL,
	 "queries count from this mark or time on; without it, all that are "
	 "remembered"},
    }},
    {"Expected", "what came of it", NULL, {
	{"holds", TRUTH, REQUIRED, NULL, "whether it is as expected"},
	{"why", TEXT(LONG), REQUIRED, NULL, "a sentence for people"},
	{"matched", NUMBER(ANY), REQUIRED, NULL,
	 "queries that matched; of an order, how many of its items came"},
	{"queries", LIST, REQUIRED, "Query", "the first 20 of these"},
	{"nearest", LIST, 0, "QueryNear",
	 "where it does not hold: up to 5 that came nearest"},
	{"mark", TEXT(LONG), REQUIRED, NULL,
	 "behind all that were looked at"},
	{"lost", NUMBER(ANY), REQUIRED, NULL,
	 "queries that were no longer remembered when they were looked for"},
    }},
    {"QueryNear", "a query that almost matched", NULL, {
	{"query", OBJECT, REQUIRED, "Query", "this one"},
	{"differs", TEXTS(LONG), REQUIRED, NULL,
	 "the members of match that do not fit"},
    }},
    {"Health", "what is served", NULL, {
	{"zones", NUMBER(ANY), REQUIRED, NULL, "zones that are answered"},
	{"refused", NUMBER(ANY), REQUIRED, NULL,
	 "zones that are not, for what is wrong with them"},
	{"records", NUMBER(ANY), REQUIRED, NULL, "records of all zones"},
    }},
    {"Fault", "a rule by which queries are answered wrongly, see FAULTS in "
     "mxd.yaml(5)", fault_schema, {{0}}},
    {"Faults", "the faults in force", NULL, {
	{"items", LIST, REQUIRED, "Fault", "in their order"},
	{"total", NUMBER(ANY), REQUIRED, NULL, "how many there are"},
    }},
    {"FaultDone", "a fault that was put in force", NULL, {
	{"message", TEXT(LONG), REQUIRED, NULL, "a sentence for people"},
	{"fault", OBJECT, REQUIRED, "Fault", "as it is now"},
    }},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct schema *
schema_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct schema *
schema_get(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	assert(!"a row of that name");
	return NULL;
}

/* judging */

static bool say(char *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool
say(char *why, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, SCHEMA_WHY_MAX, format, args);
	va_end(args);
	return false;
}

/* Where a value stands: "changes[2]." in front of its own name. */
struct where {
	const struct where *in;
	const char *name;
	size_t index; /* of a list, plus 1 */
};

static size_t put(char *text, size_t at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static size_t
put(char *text, size_t at, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = log_format(text + at, SCHEMA_WHY_MAX - at, format, args);
	va_end(args);
	at += len > 0 ? (size_t)len : 0;
	return at < SCHEMA_WHY_MAX ? at : SCHEMA_WHY_MAX - 1;
}

static size_t
put_where(char *text, const struct where *where)
{
	size_t at = 0;

	if (where->in) {
		at = put_where(text, where->in);
		at = put(text, at, ".");
	}
	at = put(text, at, "%s", where->name);
	return where->index > 0 ? put(text, at, "[%zu]", where->index - 1) : at;
}

static bool
wrong(char *why, const struct where *where, const char *must)
{
	put(why, put_where(why, where), " must %s", must);
	return false;
}

static bool
check_text(const struct schema_member *member, json_t *value,
	   const struct where *where, char *why)
{
	size_t len = json_string_length(value);

	if (!json_is_string(value))
		return wrong(why, where, "be a text");
	if (len == 0 && !(member->flags & EMPTY))
		return wrong(why, where, "not be empty");
	if (len > (size_t)member->max)
		return wrong(why, where, "be shorter");
	return true;
}

static bool
check_number(const struct schema_member *member, json_t *value,
	     const struct where *where, char *why)
{
	char must[64];

	if (json_is_integer(value) && json_integer_value(value) >= 0 &&
	    json_integer_value(value) <= member->max)
		return true;
	say(must, "be a number from 0 to %" PRId64, member->max);
	return wrong(why, where, must);
}

static bool check_object(const struct schema *schema, json_t *value,
			 const struct where *where, char *why);

/* The depth of recursion is that of the rows: none leads back to itself. */
static bool
check_member(const struct schema_member *member, json_t *value,
	     const struct where *where, char *why)
{
	if (json_is_null(value) && (member->flags & NULLABLE))
		return true;
	switch (member->kind) {
	case SCHEMA_TEXT:
		return check_text(member, value, where, why);
	case SCHEMA_NUMBER:
		return check_number(member, value, where, why);
	case SCHEMA_TRUTH:
		return json_is_boolean(value) ||
		       wrong(why, where, "be true or false");
	case SCHEMA_OBJECT:
		return check_object(schema_get(member->of), value, where, why);
	case SCHEMA_LISTS:
	case SCHEMA_TEXTS:
	case SCHEMA_LIST:
		break;
	}
	if (!json_is_array(value))
		return wrong(why, where, "be a list");
	for (size_t i = 0; i < json_array_size(value); i++) {
		json_t *item = json_array_get(value, i);
		struct where here = {where->in, where->name, i + 1};
		bool good =
		    member->kind == SCHEMA_LIST
			? check_object(schema_get(member->of), item, &here, why)
			: check_text(member, item, &here, why);

		if (!good)
			return false;
	}
	return true;
}

static const struct schema_member *
find_member(const struct schema *schema, const char *name,
	    struct nearest *nearest)
{
	for (size_t i = 0; i < SCHEMA_MEMBERS_MAX && schema->members[i].name;
	     i++) {
		if (strcmp(schema->members[i].name, name) == 0)
			return &schema->members[i];
		nearest_try(nearest, schema->members[i].name);
	}
	return NULL;
}

static bool
unknown(const struct nearest *nearest, const struct where *where, char *why)
{
	size_t at = put_where(why, where);

	at = put(why, at, " is not known");
	if (nearest->word)
		put(why, at, "; did you mean %s?", nearest->word);
	return false;
}

static bool
check_object(const struct schema *schema, json_t *value,
	     const struct where *where, char *why)
{
	if (!json_is_object(value))
		return where ? wrong(why, where, "be an object")
			     : say(why, "the body must be an object");
	if (schema->make)
		return true;
	for (void *at = json_object_iter(value); at;
	     at = json_object_iter_next(value, at)) {
		const char *name = json_object_iter_key(at);
		struct nearest nearest = nearest_to(name, strlen(name));
		const struct schema_member *member =
		    find_member(schema, name, &nearest);
		struct where here = {where, name, 0};

		if (!member)
			return unknown(&nearest, &here, why);
		if (!check_member(member, json_object_iter_value(at), &here,
				  why))
			return false;
	}
	for (size_t i = 0; i < SCHEMA_MEMBERS_MAX && schema->members[i].name;
	     i++) {
		const struct schema_member *member = &schema->members[i];
		struct where here = {where, member->name, 0};

		if ((member->flags & REQUIRED) &&
		    !json_object_get(value, member->name))
			return wrong(why, &here, "be there");
	}
	return true;
}

bool
schema_check(const struct schema *schema, json_t *value,
	     char why[static SCHEMA_WHY_MAX])
{
	return check_object(schema, value, NULL, why);
}

/* JSON Schema */

static json_t *
reference(const char *name)
{
	return json_pack("{s:s+}", "$ref", "#/components/schemas/", name);
}

static json_t *
text_to_json(const struct schema_member *member)
{
	json_t *json = json_pack("{s:s}", "type", "string");

	if (!(member->flags & EMPTY))
		json_object_set_new(json, "minLength", json_integer(1));
	if (member->max < LONG)
		json_object_set_new(json, "maxLength",
				    json_integer(member->max));
	return json;
}

static json_t *
kind_to_json(const struct schema_member *member)
{
	switch (member->kind) {
	case SCHEMA_TEXT:
		return text_to_json(member);
	case SCHEMA_NUMBER:
		return json_pack("{s:s, s:i, s:I}", "type", "integer",
				 "minimum", 0, "maximum",
				 (json_int_t)member->max);
	case SCHEMA_TRUTH:
		return json_pack("{s:s}", "type", "boolean");
	case SCHEMA_TEXTS:
		return json_pack("{s:s, s:o}", "type", "array", "items",
				 text_to_json(member));
	case SCHEMA_OBJECT:
		return reference(member->of);
	case SCHEMA_LIST:
		return json_pack("{s:s, s:o}", "type", "array", "items",
				 reference(member->of));
	case SCHEMA_LISTS:
		return json_pack("{s:s, s:{s:s, s:o}}", "type", "array",
				 "items", "type", "array", "items",
				 reference(member->of));
	}
	return NULL;
}

static json_t *
member_to_json(const struct schema_member *member)
{
	json_t *json = kind_to_json(member);

	if (member->flags & NULLABLE)
		json =
		    json_pack("{s:[o, {s:s}]}", "anyOf", json, "type", "null");
	json_object_set_new(json, "description", json_string(member->says));
	return json;
}

json_t *
schema_to_json(const struct schema *schema)
{
	json_t *members;
	json_t *required;

	if (schema->make) {
		json_t *made = schema->make();

		json_object_set_new(made, "description",
				    json_string(schema->says));
		return made;
	}
	members = json_object();
	required = json_array();
	for (size_t i = 0; i < SCHEMA_MEMBERS_MAX && schema->members[i].name;
	     i++) {
		const struct schema_member *member = &schema->members[i];

		json_object_set_new(members, member->name,
				    member_to_json(member));
		if (member->flags & REQUIRED)
			json_array_append_new(required,
					      json_string(member->name));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:b}", "type", "object",
			 "description", schema->says, "properties", members,
			 "required", required, "additionalProperties", 0);
}
