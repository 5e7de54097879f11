/*
 * What the files of the server share: server.c starts and stops it, commit.c
 * changes what it serves.
 */
#ifndef MXD_CONTROL_SERVER_PRIVATE_H
#define MXD_CONTROL_SERVER_PRIVATE_H

#include "control/amend.h"
#include "control/handover.h"
#include "control/server.h"

#include <uv.h>

/* A commit that waits: for its turn, then for the workers. */
struct commit {
	struct changes changes;
	struct texts allow;
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

enum { SERVER_SIGNALS = 3 };

struct server {
	const struct server_source *source;
	uv_loop_t loop;
	uv_signal_t signals[SERVER_SIGNALS];
	struct config config; /* in force */
	struct listening listening;
	struct handover handover;
	struct book *book; /* what is served, once all is handed over */
	struct commits commits;
	uint8_t random_secret[COOKIE_SECRET_LEN];
};

/* How strictly this configuration judges. It lives as long as that. */
struct check_policy server_policy(const struct config *config);

/* commit.c */
void commits_start(struct server *server);
void commits_stop(struct server *server);

#endif
