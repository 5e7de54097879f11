#include "base/alloc.h"
#include "base/log.h"
#include "base/writer.h"
#include "control/state_private.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

_Static_assert((size_t)STATE_WHY_MAX >= DATABASE_WHY_MAX, "room for reasons");

/*
 * Zones of snapshot 0 are what is served. `base` is the RRs that the file
 * said, one behind the other (see put_rr()); NULL when there is no file.
 */
static const char schema[] =
    "CREATE TABLE snapshot("
    " id INTEGER PRIMARY KEY, time INTEGER NOT NULL);"
    "CREATE TABLE zone("
    " id INTEGER PRIMARY KEY, snapshot INTEGER NOT NULL,"
    " origin BLOB NOT NULL, deleted INTEGER NOT NULL,"
    " next_id INTEGER NOT NULL, base BLOB, path TEXT,"
    " UNIQUE(snapshot, origin));"
    "CREATE TABLE record("
    " zone INTEGER NOT NULL, id INTEGER NOT NULL, owner BLOB NOT NULL,"
    " type INTEGER NOT NULL, ttl INTEGER NOT NULL,"
    " disabled INTEGER NOT NULL, rdata BLOB NOT NULL,"
    " PRIMARY KEY(zone, id)) WITHOUT ROWID;";

enum { SCHEMA_VERSION = 1 };

static const char *const texts[STATEMENTS] = {
    [FIND_ZONE] = "SELECT id FROM zone WHERE snapshot = 0 AND origin = ?1",
    [ADD_ZONE] = "INSERT INTO zone(snapshot, origin, deleted, next_id)"
		 " VALUES(0, ?1, 0, 0)",
    [SET_ZONE] = "UPDATE zone SET deleted = ?2, next_id = ?3 WHERE id = ?1",
    [SET_BASE] = "UPDATE zone SET base = ?2, path = ?3 WHERE id = ?1",
    [DROP_RECORDS] = "DELETE FROM record WHERE zone = ?1",
    [DROP_ZONE] = "DELETE FROM zone WHERE id = ?1",
    [ADD_RECORD] = "INSERT INTO record VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [DROP_RECORD] = "DELETE FROM record WHERE zone = ?1 AND id = ?2",
    [ALL_ZONES] = "SELECT id, origin, deleted, next_id, base, path FROM zone"
		  " WHERE snapshot = ?1",
    [ALL_RECORDS] = "SELECT id, owner, type, ttl, disabled, rdata FROM record"
		    " WHERE zone = ?1",
    [ADD_SNAPSHOT] = "INSERT INTO snapshot VALUES(?1, ?2)",
    [DROP_SNAPSHOT] = "DELETE FROM snapshot WHERE id = ?1",
    [DROP_SNAPSHOT_RECORDS] = "DELETE FROM record WHERE zone IN"
			      " (SELECT id FROM zone WHERE snapshot = ?1)",
    [DROP_SNAPSHOT_ZONES] = "DELETE FROM zone WHERE snapshot = ?1",
    [COPY_ZONES] = "INSERT INTO zone(snapshot, origin, deleted, next_id, base,"
		   " path) SELECT ?1, origin, deleted, next_id, base, path"
		   " FROM zone WHERE snapshot = 0",
    [COPY_RECORDS] =
	"INSERT INTO record SELECT copy.id, record.id, owner, type, ttl,"
	" disabled, rdata FROM record"
	" JOIN zone ON zone.id = record.zone AND zone.snapshot = 0"
	" JOIN zone AS copy ON copy.origin = zone.origin"
	" AND copy.snapshot = ?1",
    [ONE_SNAPSHOT] = "SELECT id, time FROM snapshot ORDER BY id LIMIT 1"
		     " OFFSET ?1",
};

static void say(char why[static STATE_WHY_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(char why[static STATE_WHY_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, STATE_WHY_MAX, format, args);
	va_end(args);
}

/* opening */

struct state *
state_open(const char *folder, char why[static STATE_WHY_MAX])
{
	static const struct database_plan plan = {schema, SCHEMA_VERSION, texts,
						  STATEMENTS};
	struct database *database;
	struct state *state;
	char *path;

	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		say(why, "%s: %s", folder, strerror(errno));
		return NULL;
	}
	path = xasprintf("%s/mxd.state", folder);
	database = database_open(path, &plan, why);
	free(path);
	if (!database)
		return NULL;
	state = xcalloc(1, sizeof *state);
	state->database = database;
	return state;
}

void
state_close(struct state *state)
{
	if (!state)
		return;
	database_close(state->database);
	free(state);
}

/* what a file said */

/* Owner, type, TTL, RDLENGTH and RDATA; all as in a message, uncompressed. */
static void
put_rr(struct writer *w, const struct record *record)
{
	writer_put(w, record->octets, record->owner_len);
	writer_put16(w, record->type);
	writer_put32(w, record->ttl);
	writer_put16(w, record->rdlength);
	writer_put(w, record_rdata(record), record->rdlength);
}

static uint8_t *
pack(const struct zone *zone, size_t *len)
{
	struct ledger *ledger = ledger_of_zone(zone);
	size_t size = 0;
	uint8_t *octets;
	struct writer w;

	for (size_t i = 0; i < ledger_count(ledger); i++) {
		const struct record *record = ledger_at(ledger, i);

		size += (size_t)record->owner_len + 8U + record->rdlength;
	}
	octets = xalloc(size + 1);
	w = writer_init(octets, size);
	for (size_t i = 0; i < ledger_count(ledger); i++)
		put_rr(&w, ledger_at(ledger, i));
	assert(!w.failed && w.at == size);
	*len = size;
	ledger_unref(ledger);
	return octets;
}

/* saving; what goes wrong, the database remembers until state_commit() */

static void
run_with(struct state *state, enum statement which, int64_t number)
{
	struct query *query = database_query(state->database, which);

	query_bind(query, 1, number);
	database_run(state->database, query);
}

static void
add_record(struct state *state, int64_t zone, const struct record *record)
{
	struct query *row = database_query(state->database, ADD_RECORD);

	query_bind(row, 1, zone);
	query_bind(row, 2, (int64_t)record->id);
	query_bind_octets(row, 3, record->octets, record->owner_len);
	query_bind(row, 4, record->type);
	query_bind(row, 5, record->ttl);
	query_bind(row, 6, record->disabled);
	query_bind_octets(row, 7, record_rdata(record), record->rdlength);
	database_run(state->database, row);
}

static void
drop_record(struct state *state, int64_t zone, const struct record *record)
{
	struct query *row = database_query(state->database, DROP_RECORD);

	query_bind(row, 1, zone);
	query_bind(row, 2, (int64_t)record->id);
	database_run(state->database, row);
}

/* Do something for each record of `these` that `those` does not have: most of
 * what both have is the very same, and in the same order. */
static void
each_other(struct state *state, int64_t zone, const struct ledger *these,
	   const struct ledger *those,
	   void (*act)(struct state *, int64_t, const struct record *))
{
	size_t count = ledger_count(those);
	size_t k = 0;

	for (size_t i = 0; i < ledger_count(these); i++) {
		const struct record *record = ledger_at(these, i);

		while (k < count && ledger_at(those, k) != record &&
		       record_compare(ledger_at(those, k), record) < 0)
			k++;
		if (k == count || ledger_at(those, k) != record)
			act(state, zone, record);
	}
}

/* The row of a zone, or 0. */
static int64_t
find_zone(struct state *state, struct name origin)
{
	struct query *rows = database_query(state->database, FIND_ZONE);
	int64_t found = 0;

	query_bind_octets(rows, 1, origin.wire, origin.len);
	while (database_row(state->database, rows))
		found = query_number(rows, 0);
	return found;
}

static void
set_base(struct state *state, int64_t id, const struct book_zone *zone)
{
	struct query *row = database_query(state->database, SET_BASE);
	uint8_t *octets = NULL;
	size_t len = 0;

	query_bind(row, 1, id);
	if (zone->base) {
		octets = pack(zone->base, &len);
		query_bind_octets(row, 2, octets, len);
	}
	if (zone->path)
		query_bind_text(row, 3, zone->path);
	database_run(state->database, row);
	free(octets);
}

static void
set_zone(struct state *state, int64_t id, const struct book_zone *zone)
{
	struct query *row = database_query(state->database, SET_ZONE);
	uint64_t next_id = zone->ledger ? ledger_next_id(zone->ledger) : 0;

	query_bind(row, 1, id);
	query_bind(row, 2, zone->ledger == NULL);
	query_bind(row, 3, (int64_t)next_id);
	database_run(state->database, row);
}

static void
drop_zone(struct state *state, const struct book_zone *zone)
{
	int64_t id = find_zone(state, zone->origin);

	run_with(state, DROP_RECORDS, id);
	run_with(state, DROP_ZONE, id);
}

static void
add_zone(struct state *state, const struct book_zone *zone)
{
	struct query *row = database_query(state->database, ADD_ZONE);
	size_t count = zone->ledger ? ledger_count(zone->ledger) : 0;
	int64_t id;

	query_bind_octets(row, 1, zone->origin.wire, zone->origin.len);
	if (!database_run(state->database, row))
		return;
	id = database_added(state->database);
	set_zone(state, id, zone);
	set_base(state, id, zone);
	for (size_t i = 0; i < count; i++)
		add_record(state, id, ledger_at(zone->ledger, i));
}

static void
renew_zone(struct state *state, const struct book_zone *old,
	   const struct book_zone *zone)
{
	int64_t id;

	if (!old->ledger || !zone->ledger) {
		drop_zone(state, old);
		add_zone(state, zone);
		return;
	}
	id = find_zone(state, zone->origin);
	set_zone(state, id, zone);
	if (old->base != zone->base)
		set_base(state, id, zone);
	/* A record that says something else keeps its id: first it goes. */
	each_other(state, id, old->ledger, zone->ledger, drop_record);
	each_other(state, id, zone->ledger, old->ledger, add_record);
}

/* Whether the state has a zone: one that was changed, or deleted. */
static bool
is_kept(const struct book_zone *zone)
{
	return zone &&
	       ((zone->ledger && zone->changed) || (!zone->zone && zone->base));
}

static void
save_zone(struct state *state, const struct book_zone *old,
	  const struct book_zone *zone)
{
	if (is_kept(old) && is_kept(zone))
		renew_zone(state, old, zone);
	else if (is_kept(old))
		drop_zone(state, old);
	else if (is_kept(zone))
		add_zone(state, zone);
}

/* The zone of a book, or what it knows of one that is gone. */
static const struct book_zone *
find_any(const struct book *book, struct name origin)
{
	const struct book_zone *zone = book_find(book, origin);
	const struct book_zone *gone =
	    is_kept(zone) ? NULL : book_find_gone(book, origin);

	return gone ? gone : zone;
}

void
state_save(struct state *state, const struct book *before,
	   const struct book *after)
{
	uint32_t k = 0;

	/* Most zones are the same, at the same place or nearly. */
	for (uint32_t i = 0; i < after->count; i++) {
		const struct book_zone *zone = after->zones[i];

		while (k < before->count && before->zones[k] != zone &&
		       name_compare(before->zones[k]->origin, zone->origin) < 0)
			k++;
		if ((k == before->count || before->zones[k] != zone) &&
		    find_any(after, zone->origin) == zone)
			save_zone(state, find_any(before, zone->origin), zone);
	}
	for (uint32_t i = 0; i < after->gone_count; i++) {
		const struct book_zone *zone = after->gone[i];
		const struct book_zone *old = find_any(before, zone->origin);

		if (old != zone)
			save_zone(state, old, zone);
	}
	k = 0;
	for (uint32_t i = 0; i < before->count; i++) {
		const struct book_zone *old = before->zones[i];

		while (k < after->count && after->zones[k] != old &&
		       name_compare(after->zones[k]->origin, old->origin) < 0)
			k++;
		if ((k == after->count || after->zones[k] != old) &&
		    !find_any(after, old->origin))
			save_zone(state, old, NULL);
	}
	for (uint32_t i = 0; i < before->gone_count; i++) {
		if (!find_any(after, before->gone[i]->origin))
			save_zone(state, before->gone[i], NULL);
	}
}

/* snapshots */

void
state_save_snapshot(struct state *state, const struct snapshot_info *snapshot)
{
	struct query *row = database_query(state->database, ADD_SNAPSHOT);

	query_bind(row, 1, (int64_t)snapshot->id);
	query_bind(row, 2, (int64_t)snapshot->time);
	database_run(state->database, row);
	run_with(state, COPY_ZONES, (int64_t)snapshot->id);
	run_with(state, COPY_RECORDS, (int64_t)snapshot->id);
}

void
state_forget_snapshot(struct state *state, uint64_t id)
{
	run_with(state, DROP_SNAPSHOT_RECORDS, (int64_t)id);
	run_with(state, DROP_SNAPSHOT_ZONES, (int64_t)id);
	run_with(state, DROP_SNAPSHOT, (int64_t)id);
}

bool
state_snapshot(struct state *state, size_t i, struct snapshot_info *snapshot)
{
	struct query *rows = database_query(state->database, ONE_SNAPSHOT);
	bool found = false;

	query_bind(rows, 1, (int64_t)i);
	while (database_row(state->database, rows)) {
		snapshot->id = (uint64_t)query_number(rows, 0);
		snapshot->time = (uint64_t)query_number(rows, 1);
		found = true;
	}
	return found;
}

bool
state_commit(struct state *state, char why[static STATE_WHY_MAX])
{
	return database_commit(state->database, why);
}
