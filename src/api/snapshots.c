/*
 * All zones at once: snapshots, back to the files, and from and to the files.
 */
#include "api/api_private.h"
#include "api/edit.h"
#include "api/handlers.h"
#include "control/tojson.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

static json_t *
snapshot_to_json(const struct snapshot_info *info)
{
	char text[sizeof "2026-01-02T03:04:05Z"];
	time_t when = (time_t)info->time;
	struct tm parts;
	json_t *json = json_object();

	gmtime_r(&when, &parts);
	strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
	tojson_set_number(json, "id", info->id);
	tojson_set_text(json, "time", text);
	return json;
}

void
api_get_snapshots(struct call *call)
{
	const struct server *server = call->api->server;
	size_t count = server_snapshot_count(server);
	json_t *items = json_array();
	json_t *data = json_object();

	for (size_t i = 0; i < count; i++) {
		struct snapshot_info info = server_snapshot(server, i);

		json_array_append_new(items, snapshot_to_json(&info));
	}
	json_object_set_new(data, "items", items);
	tojson_set_number(data, "total", count);
	call_answer(call, data);
}

/* what was done */

static void
done(struct call *call, const char *message)
{
	call_answer(call, json_pack("{s:s}", "message", message));
}

static void
on_made(struct call *call, const struct commit_result *result)
{
	const struct server *server = call->api->server;

	for (size_t i = 0; i < server_snapshot_count(server); i++) {
		struct snapshot_info info = server_snapshot(server, i);

		if (info.id != result->snapshot)
			continue;
		call_answer(call,
			    json_pack("{s:s, s:o}", "message",
				      "Snapshot created successfully",
				      "snapshot", snapshot_to_json(&info)));
		return;
	}
	call_fail(call, CALL_CONFLICT, "the snapshot was deleted again");
}

static void
on_restored(struct call *call, const struct commit_result *result)
{
	(void)result;
	done(call, "Snapshot restored successfully");
}

static void
on_forgotten(struct call *call, const struct commit_result *result)
{
	(void)result;
	done(call, "Snapshot deleted successfully");
}

static void
on_reset(struct call *call, const struct commit_result *result)
{
	(void)result;
	done(call, "Reset to the files successfully");
}

static void
on_reloaded(struct call *call, const struct commit_result *result)
{
	(void)result;
	done(call, "Reloaded successfully");
}

static void
on_flushed(struct call *call, const struct commit_result *result)
{
	(void)result;
	done(call, "Zone written successfully");
}

/* doing it */

void
api_make_snapshot(struct call *call)
{
	call->done = on_made;
	commit_snapshot(call->api->server, edit_on_done, call);
}

/* The id in the path; false: the call is answered. */
static bool
find_snapshot(struct call *call)
{
	const char *text = call->arguments[0];
	char *end = NULL;

	errno = 0;
	call->id = strtoull(text, &end, 10);
	if (*text >= '0' && *text <= '9' && *end == '\0' && errno == 0)
		return true;
	call_fail(call, CALL_NOT_FOUND, "there is no snapshot %s", text);
	return false;
}

void
api_restore_snapshot(struct call *call)
{
	if (!find_snapshot(call))
		return;
	call->done = on_restored;
	commit_restore(call->api->server, call->id, edit_on_done, call);
}

void
api_delete_snapshot(struct call *call)
{
	if (!find_snapshot(call))
		return;
	call->done = on_forgotten;
	commit_forget(call->api->server, call->id, edit_on_done, call);
}

void
api_reset(struct call *call)
{
	call->done = on_reset;
	commit_reset(call->api->server, edit_on_done, call);
}

void
api_reload(struct call *call)
{
	call->done = on_reloaded;
	commit_reload(call->api->server, edit_on_done, call);
}

void
api_flush_zone(struct call *call)
{
	struct book_zone *zone = edit_zone(call);

	if (!zone)
		return;
	call->done = on_flushed;
	commit_flush(call->api->server, zone->origin, edit_on_done, call);
}
