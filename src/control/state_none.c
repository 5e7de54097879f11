/* A build without SQLite: there is no state, and asking for one says so. */
#include "control/state.h"

#include <assert.h>
#include <string.h>

struct state *
state_open(const char *folder, char why[static STATE_WHY_MAX])
{
	static const char reason[] = "this mxd was built without state";

	(void)folder;
	memcpy(why, reason, sizeof reason);
	return NULL;
}

void
state_close(struct state *state)
{
	assert(!state);
}

struct book *
state_read(struct state *state, uint64_t snapshot,
	   char why[static STATE_WHY_MAX])
{
	(void)snapshot;
	(void)why;
	assert(!state);
	return NULL;
}

void
state_save(struct state *state, const struct book *before,
	   const struct book *after)
{
	(void)before;
	(void)after;
	assert(!state);
}

void
state_save_snapshot(struct state *state, const struct snapshot_info *snapshot)
{
	(void)snapshot;
	assert(!state);
}

void
state_forget_snapshot(struct state *state, uint64_t id)
{
	(void)id;
	assert(!state);
}

bool
state_snapshot(struct state *state, size_t i, struct snapshot_info *snapshot)
{
	(void)i;
	(void)snapshot;
	assert(!state);
	return false;
}

bool
state_commit(struct state *state, char why[static STATE_WHY_MAX])
{
	(void)why;
	assert(!state);
	return true;
}
