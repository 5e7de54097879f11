#include "base/log.h"
#include "control/server_private.h"

#include <stdlib.h>
#include <string.h>

static void
read_snapshots(struct server *server)
{
	struct snapshots *snapshots = &server->snapshots;
	struct snapshot_of_book found = {0};

	while (
	    state_snapshot(server->state, snapshots->list.count, &found.info)) {
		*VEC_PUSH(&snapshots->list) = found;
		snapshots->last_id = found.info.id;
	}
}

bool
keep_start(struct server *server, const struct config *config,
	   struct book **remembered)
{
	char why[STATE_WHY_MAX];

	*remembered = NULL;
	if (!config->state) {
		*remembered = book_new(0, 0);
		return true;
	}
	server->state = state_open(config->state, why);
	if (server->state)
		*remembered = state_read(server->state, 0, why);
	if (!*remembered) {
		log_error("state not read", "folder=%s error=\"%s\"",
			  config->state, why);
		return false;
	}
	read_snapshots(server);
	server->saved = book_ref(*remembered);
	log_info("state read", "folder=%s zones=%u deleted=%u snapshots=%zu",
		 config->state, (*remembered)->count, (*remembered)->gone_count,
		 server->snapshots.list.count);
	return true;
}

void
keep_book(struct server *server)
{
	if (!server->state || server->saved == server->book)
		return;
	state_save(server->state, server->saved, server->book);
	book_unref(server->saved);
	server->saved = book_ref(server->book);
}

bool
keep_commit(struct server *server, char why[static STATE_WHY_MAX])
{
	if (!server->state || state_commit(server->state, why))
		return true;
	log_error("state not written", "error=\"%s\"", why);
	return false;
}

void
keep_stop(struct server *server)
{
	state_close(server->state);
	book_unref(server->saved);
}
