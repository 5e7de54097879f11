/*
 * What was changed, on the disk: so that it outlives the process, however that
 * ends.
 *
 * In it are the zones that are not (or no longer) what their files say: their
 * records, and what the file said when it was last read; and snapshots of
 * these. Zones that are as in their files are not in it.
 *
 *	state_open -> state_read
 *	for each group of commits: state_save ..., state_commit
 *
 * What is saved is lost until state_commit() has returned; then it is on the
 * disk.
 */
#ifndef MXD_CONTROL_STATE_H
#define MXD_CONTROL_STATE_H

#include "control/book.h"
#include "control/commit.h"

struct state;

#define STATE_WHY_MAX 512

/*
 * Open the state in a folder; both are made if need be. No other process can as
 * long as it is open. NULL, and `why` says why in words.
 */
struct state *state_open(const char *folder, char why[static STATE_WHY_MAX]);
void state_close(struct state *state);

/*
 * The zones that were changed, as a book; of snapshot 0, what was served last.
 * NULL, and `why` says why, when the state is damaged.
 */
struct book *state_read(struct state *state, uint64_t snapshot,
			char why[static STATE_WHY_MAX]);

/* Save that `after` is served, where `before` was: what was saved last. */
void state_save(struct state *state, const struct book *before,
		const struct book *after);

/* Save a snapshot of what was saved last; and forget one. */
void state_save_snapshot(struct state *state,
			 const struct snapshot_info *snapshot);
void state_forget_snapshot(struct state *state, uint64_t id);

/* Snapshot number i, the oldest first; false past the last. */
bool state_snapshot(struct state *state, size_t i,
		    struct snapshot_info *snapshot);

/*
 * Have all that was saved since the last time on the disk. False, and `why`
 * says why, when something of it could not be saved: then none of it is.
 */
bool state_commit(struct state *state, char why[static STATE_WHY_MAX]);

#endif
