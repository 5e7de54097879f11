/*
 * The commit path: the one way by which anything that is served changes.
 *
 *	changes -> new ledgers -> builder -> frozen zones -> rules
 *	        -> new view -> every worker -> the caller hears of it
 *
 * All changes of a commit are made or none. When one cannot be made, or a rule
 * refuses a zone as it would be, nothing is different afterwards. The SOA's
 * serial of each zone that changes rises by one (RFC 1982), unless the changes
 * set the SOA themselves.
 *
 * A rule refuses what a commit brings, not what was there before it: a zone
 * may go on to have a fault that was allowed once.
 *
 * Commits are made in the order in which they were submitted. Those that wait
 * together share one hand-over to the workers (and one transaction of the
 * state), each with its own verdict.
 */
#ifndef MXD_CONTROL_COMMIT_H
#define MXD_CONTROL_COMMIT_H

#include "base/diag.h"
#include "control/change.h"
#include "fault/faults.h"

struct server;

enum commit_status {
	COMMIT_DONE,      /* every worker serves it */
	COMMIT_REFUSED,   /* a rule refuses it: see the findings */
	COMMIT_CONFLICT,  /* what is to be made is there already, or the
			   * zone is not served */
	COMMIT_NOT_FOUND, /* no such zone, record, RRset or snapshot */
	COMMIT_INVALID,   /* it makes no sense, or a text has errors: these
			   * are the findings then */
	COMMIT_FAILED,    /* the system: the state could not be written */
};

struct commit_request {
	const struct change *changes;
	size_t count;
	const char *const *allow; /* ids of rules */
	size_t allow_count;
};

/* What a rule or a reader of texts says. */
struct commit_finding {
	enum severity severity;
	const char *rule; /* its id; NULL: of a text that has errors */
	const char *text; /* the sentence */
	struct name zone;
	struct name owner; /* of the record at fault; len 0: about none */
	uint16_t type;
	uint64_t record;       /* its id, or 0 */
	uint32_t line, column; /* in the text of change number `change`; 0 */
	size_t change;
};

/* A record that was made, and by which change. */
struct commit_made {
	uint64_t id;
	size_t change;
};

/* A zone that changed. */
struct commit_zone {
	struct name origin;
	uint32_t serial; /* now; 0: the zone was deleted */
};

/* All that it points to lives until the callback returns. */
struct commit_result {
	enum commit_status status;
	const char *reason; /* a sentence, but for COMMIT_DONE */
	size_t change;      /* the one that cannot be made; else 0 */

	/* Of a commit that is refused or invalid, what stands against it; of
	 * one that is done, warnings about the records that it made. */
	const struct commit_finding *findings;
	size_t finding_count;

	const struct commit_made *made; /* in the order of the changes */
	size_t made_count;
	const struct commit_zone *zones;
	size_t zone_count;

	uint64_t snapshot; /* of commit_snapshot(): its id */

	struct fault *fault; /* of commit_fault(): as it is in force */
};

/* Called on the control thread, never before commit_submit() has returned. */
typedef void commit_done(void *context, const struct commit_result *result);

/*
 * Have changes made. The request and all that it points to are copied. on_done
 * is called once, when every worker serves what was committed: no query that
 * is sent after that is answered by what was before. It is not called any more
 * when the server stops.
 */
void commit_submit(struct server *server, const struct commit_request *request,
		   commit_done *on_done, void *context);

/*
 * What is not a list of changes goes the same way, in its turn among them.
 * Each ends in one call of on_done.
 */

/* Remember all that is served, and its ledgers, under a new id. */
void commit_snapshot(struct server *server, commit_done *on_done,
		     void *context);

/* Serve what a snapshot remembers, octet for octet: serials too. */
void commit_restore(struct server *server, uint64_t snapshot,
		    commit_done *on_done, void *context);

/* Forget a snapshot. */
void commit_forget(struct server *server, uint64_t snapshot,
		   commit_done *on_done, void *context);

/* Read the files again and serve what they say: all changes are forgotten. */
void commit_reset(struct server *server, commit_done *on_done, void *context);

/*
 * Read configuration and files again, as SIGHUP does. Changes stay: of a zone
 * that was changed, only those RRsets are taken from its file that the file
 * says otherwise than when it was read before.
 */
void commit_reload(struct server *server, commit_done *on_done, void *context);

/*
 * Write what is served of a zone to the file that it came from, in that file's
 * format: in one step, so that the file is always a whole one. Disabled
 * records are not written; they stay as changes.
 */
void commit_flush(struct server *server, struct name zone, commit_done *on_done,
		  void *context);

/* What is to become of the faults in force (fault/faults.h). */
enum fault_change {
	FAULT_ADD,   /* one more; its id is not there yet, or is to be made */
	FAULT_PUT,   /* in the place of the one with its id, or one more */
	FAULT_TAKE,  /* not that one */
	FAULT_CLEAR, /* none */
};

struct fault_request {
	enum fault_change change;
	struct fault *fault; /* ADD, PUT: the reference is taken over */
	const char *id;      /* TAKE */
};

/* Change the faults. They are no part of snapshots or of the state. */
void commit_fault(struct server *server, const struct fault_request *request,
		  commit_done *on_done, void *context);

/* The faults in force, or NULL. */
const struct faults *server_faults(const struct server *server);

/* The snapshots there are, the oldest first. */
struct snapshot_info {
	uint64_t id;
	uint64_t time; /* when it was made, seconds since 1970 */
};

size_t server_snapshot_count(const struct server *server);
struct snapshot_info server_snapshot(const struct server *server, size_t i);

#endif
