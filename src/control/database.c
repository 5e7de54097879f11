#include "control/database.h"
#include "base/alloc.h"
#include "base/log.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>

struct database {
	sqlite3 *db;
	const struct database_plan *plan;
	struct query **queries;
	bool open;   /* a transaction is */
	bool failed; /* something has */
	char why[DATABASE_WHY_MAX];
};

/* A struct query is a sqlite3_stmt by another name. */
static sqlite3_stmt *
statement(struct query *query)
{
	return (sqlite3_stmt *)(void *)query;
}

static void say(char why[static DATABASE_WHY_MAX], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
say(char why[static DATABASE_WHY_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	log_format(why, DATABASE_WHY_MAX, format, args);
	va_end(args);
}

static bool
fail(struct database *database)
{
	if (!database->failed)
		say(database->why, "%s", sqlite3_errmsg(database->db));
	database->failed = true;
	return false;
}

static bool
execute(struct database *database, const char *text)
{
	return sqlite3_exec(database->db, text, NULL, NULL, NULL) ==
		   SQLITE_OK ||
	       fail(database);
}

/* opening */

static int
version_of(sqlite3 *db)
{
	sqlite3_stmt *row;
	int version = -1;

	if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &row, NULL) ==
		SQLITE_OK &&
	    sqlite3_step(row) == SQLITE_ROW)
		version = sqlite3_column_int(row, 0);
	sqlite3_finalize(row);
	return version;
}

/* A file that was there has the tables already; all of them, as they are made
 * in one transaction. */
static bool
make_tables(struct database *database)
{
	const struct database_plan *plan = database->plan;
	int version = version_of(database->db);
	char *set_version;
	bool good;

	if (version == plan->version)
		return true;
	if (version != 0) {
		if (version < 0)
			return fail(database);
		database->failed = true;
		say(database->why, "it is of another version of mxd");
		return false;
	}
	set_version = xasprintf("PRAGMA user_version = %d", plan->version);
	good = execute(database, "BEGIN IMMEDIATE") &&
	       execute(database, plan->schema) &&
	       execute(database, set_version) && execute(database, "COMMIT");
	free(set_version);
	return good;
}

static bool
prepare(struct database *database)
{
	const struct database_plan *plan = database->plan;

	/* Exclusive: the log needs no shared memory then. */
	if (!execute(database, "PRAGMA locking_mode = EXCLUSIVE") ||
	    !execute(database, "PRAGMA journal_mode = WAL") ||
	    !execute(database, "PRAGMA synchronous = FULL") ||
	    !make_tables(database))
		return false;
	database->queries = xcalloc(plan->count, sizeof(struct query *));
	for (size_t i = 0; i < plan->count; i++) {
		sqlite3_stmt *made;

		if (sqlite3_prepare_v3(database->db, plan->texts[i], -1,
				       SQLITE_PREPARE_PERSISTENT, &made,
				       NULL) != SQLITE_OK)
			return fail(database);
		database->queries[i] = (struct query *)(void *)made;
	}
	return true;
}

struct database *
database_open(const char *path, const struct database_plan *plan,
	      char why[static DATABASE_WHY_MAX])
{
	struct database *database = xcalloc(1, sizeof *database);
	int flags =
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;

	database->plan = plan;
	if (sqlite3_open_v2(path, &database->db, flags, NULL) == SQLITE_OK) {
		if (prepare(database))
			return database;
	} else {
		fail(database);
	}
	say(why, "%s: %s", path, database->why);
	database_close(database);
	return NULL;
}

void
database_close(struct database *database)
{
	for (size_t i = 0; database->queries && i < database->plan->count; i++)
		sqlite3_finalize(statement(database->queries[i]));
	free(database->queries);
	sqlite3_close(database->db);
	free(database);
}

/* statements */

struct query *
database_query(struct database *database, size_t which)
{
	struct query *query = database->queries[which];

	sqlite3_reset(statement(query));
	sqlite3_clear_bindings(statement(query));
	return query;
}

void
query_bind(struct query *query, int parameter, int64_t number)
{
	sqlite3_bind_int64(statement(query), parameter, number);
}

void
query_bind_octets(struct query *query, int parameter, const void *octets,
		  size_t len)
{
	/* A NULL would be no octets but none at all. */
	sqlite3_bind_blob64(statement(query), parameter, octets ? octets : "",
			    len, SQLITE_STATIC);
}

void
query_bind_text(struct query *query, int parameter, const char *text)
{
	sqlite3_bind_text(statement(query), parameter, text, -1, SQLITE_STATIC);
}

void
query_bind_null(struct query *query, int parameter)
{
	sqlite3_bind_null(statement(query), parameter);
}

bool
database_row(struct database *database, struct query *query)
{
	int result = sqlite3_step(statement(query));

	if (result == SQLITE_ROW)
		return true;
	if (result != SQLITE_DONE)
		fail(database);
	sqlite3_reset(statement(query));
	return false;
}

int64_t
query_number(struct query *query, int column)
{
	return sqlite3_column_int64(statement(query), column);
}

const void *
query_octets(struct query *query, int column, size_t *len)
{
	const void *octets = sqlite3_column_blob(statement(query), column);

	*len = (size_t)sqlite3_column_bytes(statement(query), column);
	return octets;
}

const char *
query_text(struct query *query, int column)
{
	return (const char *)sqlite3_column_text(statement(query), column);
}

bool
query_is_null(struct query *query, int column)
{
	return sqlite3_column_type(statement(query), column) == SQLITE_NULL;
}

/* transactions */

bool
database_run(struct database *database, struct query *query)
{
	int result;

	if (database->failed)
		return false;
	if (!database->open && !execute(database, "BEGIN IMMEDIATE"))
		return false;
	database->open = true;
	result = sqlite3_step(statement(query));
	sqlite3_reset(statement(query));
	return result == SQLITE_DONE || fail(database);
}

int64_t
database_added(const struct database *database)
{
	return sqlite3_last_insert_rowid(database->db);
}

bool
database_failed(const struct database *database)
{
	return database->failed;
}

bool
database_commit(struct database *database, char why[static DATABASE_WHY_MAX])
{
	bool good = !database->failed;

	if (good && database->open)
		good = execute(database, "COMMIT");
	if (!good) {
		say(why, "%s", database->why);
		/* SQLite may have rolled back by itself. */
		sqlite3_exec(database->db, "ROLLBACK", NULL, NULL, NULL);
	}
	database->open = false;
	database->failed = false;
	return good;
}
