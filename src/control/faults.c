/* The faults in force: what the configuration says, and what is changed. */
#include "base/alloc.h"
#include "base/log.h"
#include "control/amend_private.h"
#include "control/server_private.h"

#include <stdlib.h>
#include <string.h>

static uint64_t
now_ms(void)
{
	return uv_hrtime() / 1000000;
}

const struct faults *
server_faults(const struct server *server)
{
	return server->faults;
}

static void
put_in_force(struct server *server, struct faults *faults)
{
	faults_unref(server->faults);
	server->faults = faults;
}

static bool
is_in(const struct faults_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->items[i]->id, id) == 0)
			return true;
	}
	return false;
}

/* Of two rules of one id, the file's. */
static void
keep_added(const struct server *server, struct faults_list *list)
{
	for (size_t i = 0; i < faults_count(server->faults); i++) {
		struct fault *fault = server->faults->items[i];

		if (!fault->of_file && !is_in(list, fault->id))
			*VEC_PUSH(list) = fault_ref(fault);
	}
}

void
server_adopt_faults(struct server *server, const struct config *config)
{
	struct faults_list list = {0};
	struct faults *faults;

	for (size_t i = 0; i < config->faults.count; i++)
		*VEC_PUSH(&list) = fault_ref(config->faults.items[i]);
	keep_added(server, &list);
	faults = faults_new(list.items, list.count);
	for (size_t i = 0; i < config->faults.count; i++) {
		fault_start(config->faults.items[i], now_ms());
		faults_name(faults, config->faults.items[i]);
	}
	free(list.items);
	put_in_force(server, faults);
	if (config->faults.count > 0)
		log_warning("some queries are answered wrongly, as faults say",
			    "faults=%zu", faults_count(faults));
}

/* commits */

static void
add(struct server *server, struct commit *commit)
{
	struct verdict *verdict = &commit->verdict;
	struct fault *fault = commit->fault;
	bool there = faults_find(server->faults, fault->id) != NULL;

	if (there && commit->fault_change == FAULT_ADD) {
		verdict_fail(verdict, COMMIT_CONFLICT,
			     "there is a fault with the id %s", fault->id);
		return;
	}
	if (!there && faults_count(server->faults) >= FAULTS_MAX) {
		verdict_fail(verdict, COMMIT_INVALID,
			     "there are %d faults already", FAULTS_MAX);
		return;
	}
	faults_name(server->faults, fault);
	fault_start(fault, now_ms());
	put_in_force(server, faults_with(server->faults, fault_ref(fault)));
	verdict->result.fault = fault;
}

void
task_fault(struct server *server, struct commit *commit)
{
	switch (commit->fault_change) {
	case FAULT_ADD:
	case FAULT_PUT:
		add(server, commit);
		break;
	case FAULT_TAKE:
		if (faults_find(server->faults, commit->fault_id))
			put_in_force(server, faults_without(server->faults,
							    commit->fault_id));
		else
			verdict_fail(&commit->verdict, COMMIT_NOT_FOUND,
				     "there is no fault with the id %s",
				     commit->fault_id);
		break;
	case FAULT_CLEAR:
		put_in_force(server, NULL);
		break;
	}
}
