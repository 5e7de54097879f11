#include "base/alloc.h"
#include "control/commit.h"
#include "control/flush.h"
#include "control/server_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

/* snapshots */

void
task_snapshot(struct server *server, struct commit *commit)
{
	struct snapshots *snapshots = &server->snapshots;
	uint64_t id = ++snapshots->last_id;

	struct snapshot_of_book made = {
	    .info = {.id = id, .time = (uint64_t)time(NULL)},
	    .book = book_ref(server->book),
	};

	*VEC_PUSH(&snapshots->list) = made;
	commit->verdict.result.snapshot = id;
	if (server->state) {
		keep_book(server);
		state_save_snapshot(server->state, &made.info);
	}
}

/* The place of the snapshot that a commit means; or its count, with the reason
 * in the verdict. */
static size_t
find(const struct snapshots *snapshots, struct commit *commit)
{
	for (size_t i = 0; i < snapshots->list.count; i++) {
		if (snapshots->list.items[i].info.id == commit->snapshot)
			return i;
	}
	verdict_fail(&commit->verdict, COMMIT_NOT_FOUND,
		     "there is no snapshot %" PRIu64, commit->snapshot);
	return snapshots->list.count;
}

static void
renew(struct server *server, struct commit *commit,
      const struct book *remembered)
{
	const char *wrong = server_reload(server, remembered);

	if (wrong)
		verdict_fail(&commit->verdict, COMMIT_REFUSED, "%s", wrong);
}

/* A snapshot of an earlier run: the zones that were changed then, over the
 * files as they are now. */
static void
restore_saved(struct server *server, struct commit *commit)
{
	char why[STATE_WHY_MAX];
	struct book *then = state_read(server->state, commit->snapshot, why);

	if (!then) {
		verdict_fail(&commit->verdict, COMMIT_FAILED,
			     "the snapshot cannot be read: %s", why);
		return;
	}
	renew(server, commit, then);
	book_unref(then);
}

void
task_restore(struct server *server, struct commit *commit)
{
	const struct snapshots *snapshots = &server->snapshots;
	size_t at = find(snapshots, commit);
	struct book *now = server->book;

	if (at == snapshots->list.count)
		return;
	if (!snapshots->list.items[at].book) {
		restore_saved(server, commit);
		return;
	}
	server->book = book_restored(snapshots->list.items[at].book, now);
	book_unref(now);
}

void
task_forget(struct server *server, struct commit *commit)
{
	struct snapshots *snapshots = &server->snapshots;
	size_t at = find(snapshots, commit);

	if (at == snapshots->list.count)
		return;
	book_unref(snapshots->list.items[at].book);
	for (size_t i = at + 1; i < snapshots->list.count; i++)
		snapshots->list.items[i - 1] = snapshots->list.items[i];
	snapshots->list.count--;
	if (server->state)
		state_forget_snapshot(server->state, commit->snapshot);
}

void
snapshots_free(struct snapshots *snapshots)
{
	for (size_t i = 0; i < snapshots->list.count; i++)
		book_unref(snapshots->list.items[i].book);
	free(snapshots->list.items);
}

size_t
server_snapshot_count(const struct server *server)
{
	return server->snapshots.list.count;
}

struct snapshot_info
server_snapshot(const struct server *server, size_t i)
{
	return server->snapshots.list.items[i].info;
}

/* files */

void
task_reset(struct server *server, struct commit *commit)
{
	struct book *nothing = book_new(0, 0);

	renew(server, commit, nothing);
	book_unref(nothing);
}

void
task_reload(struct server *server, struct commit *commit)
{
	renew(server, commit, server->book);
}

void
task_flush(struct server *server, struct commit *commit)
{
	struct name origin = commit->changes.items[0].zone;
	struct book_zone *zone = book_find(server->book, origin);
	struct book *now = server->book;
	char text[NAME_TEXT_MAX];
	char why[FLUSH_WHY_MAX];

	name_to_text(origin, text);
	if (!zone || !zone->zone) {
		verdict_fail(&commit->verdict, COMMIT_NOT_FOUND,
			     "there is no zone %s", text);
		return;
	}
	if (!zone->path) {
		verdict_fail(&commit->verdict, COMMIT_CONFLICT,
			     "zone %s has no file to be written to", text);
		return;
	}
	if (!flush_zone(zone->zone, zone->path, why)) {
		verdict_fail(&commit->verdict, COMMIT_FAILED,
			     "%s is not written: %s", zone->path, why);
		return;
	}
	log_info("zone written to its file", "zone=%s path=%s serial=%u", text,
		 zone->path, zone_serial(zone->zone));
	server->book = book_flushed(now, zone);
	book_unref(now);
}
