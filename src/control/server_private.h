/*
 * What the files of the server share: server.c starts and stops it, commit.c
 * changes what it serves.
 */
#ifndef MXD_CONTROL_SERVER_PRIVATE_H
#define MXD_CONTROL_SERVER_PRIVATE_H

#include "control/amend.h"
#include "control/commit.h"
#include "control/handover.h"
#include "control/server.h"
#include "control/state.h"
#include "control/watch.h"

#include <uv.h>

/* What a commit is to do. */
enum commit_task {
	TASK_CHANGES,
	TASK_SNAPSHOT,
	TASK_RESTORE,
	TASK_FORGET,
	TASK_RESET,
	TASK_RELOAD,
	TASK_FLUSH,
	TASK_FAULT,
};

/* A commit that waits: for its turn, then for the workers. */
struct commit {
	enum commit_task task;
	struct changes changes; /* FLUSH: one, for its zone */
	struct texts allow;
	uint64_t snapshot; /* RESTORE, FORGET */
	enum fault_change fault_change;
	struct fault *fault; /* FAULT: or NULL */
	char *fault_id;      /* likewise */
	commit_done *on_done;
	void *context;
	struct verdict verdict;
};

/* The commits that are on their way. */
struct commits {
	uv_idle_t soon; /* keeps the loop from sleeping while some wait */
	uv_check_t now; /* after all input of a turn of the loop */
	VEC(struct commit *) waiting;
	VEC(struct commit *) handed; /* verdict found, workers not asked yet */
};

struct snapshot_of_book {
	struct snapshot_info info;
	struct book *book; /* NULL: of an earlier run, only in the state */
};

/* Those that were made, the oldest first. */
struct snapshots {
	VEC(struct snapshot_of_book) list;
	uint64_t last_id;
};

enum { SERVER_SIGNALS = 3 };

struct server {
	const struct server_source *source;
	uv_loop_t loop;
	uv_signal_t signals[SERVER_SIGNALS];
	struct config config; /* in force */
	struct listening listening;
	struct handover handover;
	struct recent *recent;     /* NULL: nobody asks for it */
	struct querylog *querylog; /* likewise */
	struct book *book;         /* what is served, once all is handed over */
	struct faults *faults;     /* in force, likewise; or NULL */
	struct commits commits;
	struct snapshots snapshots;
	bool accompanied; /* the companion was started */
	struct server_reloads reloads;
	struct state *state; /* NULL: nothing outlives the process */
	struct book *saved;  /* what the state was told last */
	struct watch *watch; /* NULL: no file was ever watched */
	uint8_t random_secret[COOKIE_SECRET_LEN];
};

/* reload.c */

/* The configuration as it is now, complaints printed. */
bool server_configure(const struct server *server, struct config *config);

/*
 * What the zone files say, with what is remembered of changes laid over it;
 * complaints printed. `served` is what is served until now. NULL
 * when nothing can be served.
 */
struct book *server_load(struct server *server, const struct config *config,
			 const struct book *remembered,
			 const struct book *served);

/* What becomes of names in no zone; NULL when it cannot be so, which has been
 * said. The sockets are open. */
struct outside_policy *server_outside(const struct server *server,
				      const struct config *config);

/* Serve this book by this configuration; all are taken over. */
void server_adopt(struct server *server, struct config *config,
		  struct book *book, struct outside_policy *outside);

/* Read configuration and zones again. Returns NULL, or why nothing changes. */
const char *server_reload(struct server *server, const struct book *remembered);

/* Open the log of queries anew, as the configuration says. */
void server_open_querylog(struct server *server);

void server_log_zones(const struct server *server, const char *message);

/* companion.c: what runs beside, if the source names something. */
enum server_outcome companion_start(struct server *server);
void companion_reload(struct server *server, const struct config *config);
void companion_stop(struct server *server);

/* keep.c: what outlives the process */

/* Open the state that the configuration names, if it does. *remembered is then
 * what was changed, with a reference; else nothing. False: it cannot be. */
bool keep_start(struct server *server, const struct config *config,
		struct book **remembered);

/* Tell the state what is served, if it was told otherwise. */
void keep_book(struct server *server);

/* Have it on the disk. False, and `why` says why, when it cannot be: then the
 * state is as it was when this returned true the last time. */
bool keep_commit(struct server *server, char why[static STATE_WHY_MAX]);

void keep_stop(struct server *server);

/* commit.c */
void commits_start(struct server *server);
void commits_stop(struct server *server);

/* tasks.c: what is no list of changes; each fills commit->verdict. */
void task_snapshot(struct server *server, struct commit *commit);
void task_restore(struct server *server, struct commit *commit);
void task_forget(struct server *server, struct commit *commit);
void task_reset(struct server *server, struct commit *commit);
void task_reload(struct server *server, struct commit *commit);
void task_flush(struct server *server, struct commit *commit);

/* faults.c */
void task_fault(struct server *server, struct commit *commit);

/* Those that the configuration names, and those that were added while serving,
 * as the faults in force from now on. */
void server_adopt_faults(struct server *server, const struct config *config);

void snapshots_free(struct snapshots *snapshots);

#endif
