#include "control/querylog.h"
#include "base/alloc.h"
#include "base/log.h"
#include "control/tojson.h"
#include "control/tojson_query.h"
#include "dns/text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16 };

struct querylog {
	uv_timer_t timer; /* data: this */
	const struct recent *recent;
	struct recent_mark mark; /* behind what is in `text` */
	char *path;              /* NULL: none */
	int fd;                  /* -1: none */
	struct text text;        /* whole lines, but for what is written */
	size_t written;          /* of it */
	bool failed;             /* and it was told */
};

static void
tell_failure(struct querylog *log, int error)
{
	if (!log->failed)
		log_error("query log not written", "path=%s error=\"%s\"",
			  log->path, strerror(error));
	log->failed = true;
}

static void
tell_success(struct querylog *log)
{
	if (log->failed)
		log_info("query log written again", "path=%s", log->path);
	log->failed = false;
}

/* Whether all that is in `text` was taken. */
static bool
flush(struct querylog *log)
{
	while (log->written < log->text.count) {
		ssize_t len = write(log->fd, log->text.items + log->written,
				    log->text.count - log->written);

		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0) {
			tell_failure(log, errno);
			return false;
		}
		log->written += (size_t)len;
	}
	if (log->written > 0)
		tell_success(log);
	log->text.count = log->written = 0;
	return true;
}

static void
put_json(struct querylog *log, json_t *json)
{
	char *line = json_dumps(json, JSON_COMPACT);

	text_put_word(&log->text, line);
	text_put_char(&log->text, '\n');
	free(line);
	json_decref(json);
}

/* Lines for about a chunk; false when there is nothing more. */
static bool
fill(struct querylog *log)
{
	struct sighting seen;

	while (log->text.count < CHUNK) {
		uint64_t lost = 0;
		bool more = recent_next(log->recent, &log->mark, &seen, &lost);

		if (lost > 0)
			put_json(log,
				 json_pack("{s:I}", "lost", (json_int_t)lost));
		if (!more)
			return false;
		put_json(log, tojson_query(&seen));
	}
	return true;
}

/* What could not be written yet goes first. */
static void
write_new(struct querylog *log)
{
	bool more = true;

	while (log->fd >= 0 && flush(log) && more)
		more = fill(log);
}

static void
on_timer(uv_timer_t *timer)
{
	write_new(timer->data);
}

struct querylog *
querylog_new(uv_loop_t *loop, const struct recent *recent)
{
	struct querylog *log = xcalloc(1, sizeof *log);

	log->recent = recent;
	log->fd = -1;
	uv_timer_init(loop, &log->timer);
	log->timer.data = log;
	return log;
}

/* A line that was begun is not ended in another file. */
static void
close_file(struct querylog *log)
{
	write_new(log);
	if (log->fd >= 0)
		close(log->fd);
	log->fd = -1;
	if (log->written > 0)
		log->text.count = log->written = 0;
	free(log->path);
	log->path = NULL;
}

void
querylog_open(struct querylog *log, const char *path)
{
	close_file(log);
	uv_timer_stop(&log->timer);
	log->failed = false;
	if (!path)
		return;
	if (log->text.count == 0)
		recent_end(log->recent, &log->mark);
	log->path = xstrndup(path, strlen(path));
	/* A pipe that nobody empties must not make us wait. */
	log->fd = open(
	    path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0644);
	if (log->fd < 0)
		tell_failure(log, errno);
	else
		uv_timer_start(&log->timer, on_timer, QUERYLOG_MS, QUERYLOG_MS);
}

static void
on_closed(uv_handle_t *timer)
{
	struct querylog *log = timer->data;

	free(log->text.items);
	free(log);
}

void
querylog_stop(struct querylog *log)
{
	if (!log)
		return;
	close_file(log);
	uv_close((uv_handle_t *)&log->timer, on_closed);
}
