#include "control/commit.h"
#include "base/alloc.h"
#include "control/server_private.h"

#include <stdlib.h>
#include <string.h>

static void
commit_free(struct commit *commit)
{
	changes_free(&commit->changes);
	for (size_t i = 0; i < commit->allow.count; i++)
		free(commit->allow.items[i]);
	free(commit->allow.items);
	verdict_free(&commit->verdict);
	fault_unref(commit->fault);
	free(commit->fault_id);
	free(commit);
}

static void
on_soon(uv_idle_t *soon)
{
	(void)soon;
}

/* Have the loop come to on_turn() when it has read what there is to read. */
static void
wake(struct commits *commits)
{
	uv_idle_start(&commits->soon, on_soon);
}

/* verdicts */

/* Judged as the configuration says, with what the commit allows besides. */
static void
make_changes(struct server *server, struct commit *commit)
{
	struct check_policy policy = server_policy(&server->config);
	size_t own = policy.allow_count;
	const char **allow = xcalloc(own + commit->allow.count, sizeof *allow);
	struct book *amended;

	for (size_t i = 0; i < own; i++)
		allow[i] = policy.allow[i];
	for (size_t i = 0; i < commit->allow.count; i++)
		allow[own + i] = commit->allow.items[i];
	policy.allow = allow;
	policy.allow_count = own + commit->allow.count;
	amended =
	    amend(server->book, &commit->changes, &policy, &commit->verdict);
	free(allow);
	if (!amended)
		return;
	book_unref(server->book);
	server->book = amended;
}

static void
decide(struct server *server, struct commit *commit)
{
	static void (*const tasks[])(struct server *, struct commit *) = {
	    [TASK_CHANGES] = make_changes, [TASK_SNAPSHOT] = task_snapshot,
	    [TASK_RESTORE] = task_restore, [TASK_FORGET] = task_forget,
	    [TASK_RESET] = task_reset,     [TASK_RELOAD] = task_reload,
	    [TASK_FLUSH] = task_flush,     [TASK_FAULT] = task_fault,
	};

	tasks[commit->task](server, commit);
}

/* What is served before anything is decided. */
struct before {
	struct book *book;
	struct faults *faults;
};

/* Nothing of what was just decided could be kept: it never was. */
static void
take_back(struct server *server, const struct before *before, const char *why)
{
	struct commits *commits = &server->commits;

	for (size_t i = 0; i < commits->handed.count; i++) {
		struct verdict *verdict = &commits->handed.items[i]->verdict;

		if (verdict->result.status == COMMIT_DONE)
			verdict_fail(verdict, COMMIT_FAILED,
				     "the state cannot be written: %s", why);
	}
	book_unref(server->book);
	server->book = book_ref(before->book);
	faults_unref(server->faults);
	server->faults = faults_ref(before->faults);
	if (server->saved) {
		book_unref(server->saved);
		server->saved = book_ref(before->book);
	}
}

/* The workers get what has become another one. */
static void
hand_over(struct server *server)
{
	const struct generation *newest = server->handover.generation;
	struct generation *next;

	if (server->book->view == newest->view &&
	    server->faults == newest->faults)
		return;
	next = generation_like(newest, view_ref(server->book->view));
	generation_fault(next, faults_ref(server->faults));
	handover_post(&server->handover, next);
}

/* All that waits gets its verdict, then the workers get what came of it. */
static void
decide_all(struct server *server)
{
	struct commits *commits = &server->commits;
	struct before before = {book_ref(server->book),
				faults_ref(server->faults)};
	char why[STATE_WHY_MAX];

	for (size_t i = 0; i < commits->waiting.count; i++) {
		struct commit *commit = commits->waiting.items[i];

		decide(server, commit);
		*VEC_PUSH(&commits->handed) = commit;
	}
	commits->waiting.count = 0;
	keep_book(server);
	if (!keep_commit(server, why))
		take_back(server, &before, why);
	hand_over(server);
	book_unref(before.book);
	faults_unref(before.faults);
}

static void
tell_all(struct commits *commits)
{
	/* Whoever is told may submit again, but nothing is decided meanwhile,
	 * so that nothing is added here. */
	for (size_t i = 0; i < commits->handed.count; i++) {
		struct commit *commit = commits->handed.items[i];

		commit->on_done(commit->context,
				verdict_result(&commit->verdict));
		commit_free(commit);
	}
	commits->handed.count = 0;
}

static void
on_turn(uv_check_t *check)
{
	struct server *server = check->data;
	struct commits *commits = &server->commits;

	if (commits->waiting.count == 0 || server->handover.pending)
		return;
	uv_idle_stop(&commits->soon);
	decide_all(server);
	if (!server->handover.pending)
		tell_all(commits);
}

/* Every worker serves what was handed over. */
static void
on_served(void *context)
{
	struct server *server = context;

	tell_all(&server->commits);
	if (server->commits.waiting.count > 0)
		wake(&server->commits);
}

/* the queue */

static struct commit *
enqueue(struct server *server, enum commit_task task, commit_done *on_done,
	void *context)
{
	struct commit *commit = xcalloc(1, sizeof *commit);

	commit->task = task;
	commit->on_done = on_done;
	commit->context = context;
	*VEC_PUSH(&server->commits.waiting) = commit;
	if (!server->handover.pending)
		wake(&server->commits);
	return commit;
}

void
commit_submit(struct server *server, const struct commit_request *request,
	      commit_done *on_done, void *context)
{
	struct commit *commit = enqueue(server, TASK_CHANGES, on_done, context);

	commit->changes = changes_copy(request->changes, request->count);
	for (size_t i = 0; i < request->allow_count; i++) {
		const char *rule = request->allow[i];

		*VEC_PUSH(&commit->allow) = xstrndup(rule, strlen(rule));
	}
}

void
commit_snapshot(struct server *server, commit_done *on_done, void *context)
{
	enqueue(server, TASK_SNAPSHOT, on_done, context);
}

void
commit_restore(struct server *server, uint64_t snapshot, commit_done *on_done,
	       void *context)
{
	enqueue(server, TASK_RESTORE, on_done, context)->snapshot = snapshot;
}

void
commit_forget(struct server *server, uint64_t snapshot, commit_done *on_done,
	      void *context)
{
	enqueue(server, TASK_FORGET, on_done, context)->snapshot = snapshot;
}

void
commit_reset(struct server *server, commit_done *on_done, void *context)
{
	enqueue(server, TASK_RESET, on_done, context);
}

void
commit_reload(struct server *server, commit_done *on_done, void *context)
{
	enqueue(server, TASK_RELOAD, on_done, context);
}

void
commit_flush(struct server *server, struct name zone, commit_done *on_done,
	     void *context)
{
	struct change change = {.zone = zone};

	enqueue(server, TASK_FLUSH, on_done, context)->changes =
	    changes_copy(&change, 1);
}

void
commit_fault(struct server *server, const struct fault_request *request,
	     commit_done *on_done, void *context)
{
	struct commit *commit = enqueue(server, TASK_FAULT, on_done, context);
	const char *id = request->id;

	commit->fault_change = request->change;
	commit->fault = request->fault;
	commit->fault_id = id ? xstrndup(id, strlen(id)) : NULL;
}

void
commits_start(struct server *server)
{
	struct commits *commits = &server->commits;

	uv_idle_init(&server->loop, &commits->soon);
	uv_check_init(&server->loop, &commits->now);
	commits->now.data = server;
	uv_check_start(&commits->now, on_turn);
	server->handover.on_served = on_served;
	server->handover.context = server;
}

void
commits_stop(struct server *server)
{
	struct commits *commits = &server->commits;

	uv_close((uv_handle_t *)&commits->soon, NULL);
	uv_close((uv_handle_t *)&commits->now, NULL);
	for (size_t i = 0; i < commits->waiting.count; i++)
		commit_free(commits->waiting.items[i]);
	for (size_t i = 0; i < commits->handed.count; i++)
		commit_free(commits->handed.items[i]);
	free(commits->waiting.items);
	free(commits->handed.items);
}
