/*
 * A SQLite database with statements that are prepared once; this module alone
 * knows SQLite.
 *
 * Whatever is changed belongs to a transaction that begins with the first
 * change and is on the disk when database_commit() has returned. Once something
 * fails, all does, until the transaction ends; what failed first is told then.
 */
#ifndef MXD_CONTROL_DATABASE_H
#define MXD_CONTROL_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct database;

#define DATABASE_WHY_MAX 512

struct database_plan {
	const char *schema;       /* statements that make the tables */
	int version;              /* of the schema, from 1 on */
	const char *const *texts; /* statements, by their numbers */
	size_t count;
};

/*
 * Open the database in a file, which is made if need be. No other process can
 * as long as it is open. The plan must outlive it. NULL, and `why` says why in
 * words.
 */
struct database *database_open(const char *path,
			       const struct database_plan *plan,
			       char why[static DATABASE_WHY_MAX]);
void database_close(struct database *database);

/* Start statement number `which` anew; its parameters, from 1 on, are bound
 * then. Octets must stay until it has run. */
struct query;
struct query *database_query(struct database *database, size_t which);
void query_bind(struct query *query, int parameter, int64_t number);
void query_bind_octets(struct query *query, int parameter, const void *octets,
		       size_t len);
void query_bind_text(struct query *query, int parameter, const char *text);
void query_bind_null(struct query *query, int parameter);

/* The next row; false behind the last one, or when something is wrong. */
bool database_row(struct database *database, struct query *query);

/* What is in a column, from 0 on, of the row; it stays until the next one. */
int64_t query_number(struct query *query, int column);
const void *query_octets(struct query *query, int column, size_t *len);
const char *query_text(struct query *query, int column);
bool query_is_null(struct query *query, int column);

/* Run a statement that changes something and gives no rows. */
bool database_run(struct database *database, struct query *query);

/* The number of the row that was added last. */
int64_t database_added(const struct database *database);

/* Whether something has gone wrong since the last transaction ended. */
bool database_failed(const struct database *database);

/* End the transaction. On failure nothing of it was changed, and `why` says
 * why. */
bool database_commit(struct database *database,
		     char why[static DATABASE_WHY_MAX]);

#endif
