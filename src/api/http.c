#include "api/http.h"
#include "api/mhd.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/vec.h"
#include "net/limits.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

/* What MHD accepts at most: those that are being closed count, too. */
enum { ACCEPTED_MAX = HTTP_CONNECTIONS + 28 };

struct http {
	struct MHD_Daemon *daemon;
	struct http_service service;
	uv_poll_t poll;   /* of MHD's own epoll descriptor; data: this */
	uv_timer_t timer; /* for MHD and for limits; data: this */
	unsigned open;    /* handles of these two */
	struct limits limits;
	struct http_state *asleep; /* exchanges whose answer is awaited */
	bool stopped;
};

/* One TCP connection, the socket context of MHD. */
struct connection {
	struct limits_entry entry;
	int fd;
	bool limited; /* the entry is in the limits */
};

enum progress { HEAD, BODY, HANDED_ON, ASLEEP };

struct http_state {
	struct http_exchange exchange;
	struct http *http;
	struct MHD_Connection *mhd;
	struct connection *connection;
	enum progress progress;
	char *target;
	struct http_state *previous, *next; /* asleep */
	size_t capacity;                    /* of the body */
	struct MHD_Response *response;      /* NULL: no answer yet */
	unsigned status;
};

/* limits: who is idle, who takes too long */

static uint64_t
now(const struct http *http)
{
	return uv_now(http->timer.loop);
}

static void
limit(struct http *http, struct connection *connection)
{
	static const uint8_t nobody[4]; /* all clients are one */

	limits_enter(&http->limits, &connection->entry, nobody, sizeof nobody,
		     now(http));
	connection->limited = true;
}

static void
unlimit(struct http *http, struct connection *connection)
{
	if (connection->limited)
		limits_leave(&http->limits, &connection->entry);
	connection->limited = false;
}

/* MHD sees the end of its stream, and closes it. */
static void
hang_up(struct http *http, struct limits_entry *entry)
{
	struct connection *connection = (struct connection *)entry;

	unlimit(http, connection);
	shutdown(connection->fd, SHUT_RDWR);
}

static void
hang_up_late(struct http *http)
{
	struct limits_entry *first;

	while ((first = limits_first(&http->limits)) &&
	       now(http) >= first->since + HTTP_PATIENCE_MS)
		hang_up(http, first);
}

static void
set_busy(struct http_state *state, bool busy)
{
	if (state->connection->limited)
		limits_restart(&state->http->limits, &state->connection->entry,
			       busy, now(state->http));
}

static void
on_connection(void *context, struct MHD_Connection *mhd, void **socket_context,
	      enum MHD_ConnectionNotificationCode code)
{
	struct http *http = context;
	struct connection *connection = *socket_context;
	struct limits_entry *surplus;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		unlimit(http, connection);
		free(connection);
		return;
	}
	connection = xcalloc(1, sizeof *connection);
	connection->fd =
	    libmhd.get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD)
		->connect_fd;
	*socket_context = connection;
	limit(http, connection);
	surplus = limits_surplus(&http->limits, &connection->entry,
				 HTTP_CONNECTIONS, 0);
	if (surplus)
		hang_up(http, surplus);
}

/* MHD on the loop */

static void on_timer(uv_timer_t *timer);

/* Wake up for what comes first: MHD's work or a connection's end. */
static void
schedule(struct http *http)
{
	const struct limits_entry *first = limits_first(&http->limits);
	MHD_UNSIGNED_LONG_LONG wait = 0;
	uint64_t due = UINT64_MAX;

	if (http->stopped)
		return;
	if (libmhd.get_timeout(http->daemon, &wait) == MHD_YES)
		due = wait;
	if (first) {
		uint64_t end = first->since + HTTP_PATIENCE_MS;
		uint64_t left = end > now(http) ? end - now(http) : 0;

		due = left < due ? left : due;
	}
	if (due == UINT64_MAX)
		uv_timer_stop(&http->timer);
	else
		uv_timer_start(&http->timer, on_timer, due, 0);
}

static void
work(struct http *http)
{
	hang_up_late(http);
	libmhd.run(http->daemon);
	schedule(http);
}

static void
on_timer(uv_timer_t *timer)
{
	work(timer->data);
}

static void
on_poll(uv_poll_t *poll, int status, int events)
{
	(void)status;
	(void)events;
	work(poll->data);
}

/* one exchange */

static void *
on_target(void *context, const char *target, struct MHD_Connection *mhd)
{
	struct http_state *state = xcalloc(1, sizeof *state);

	state->http = context;
	state->mhd = mhd;
	state->exchange.state = state;
	state->target = xstrndup(target, strlen(target));
	state->exchange.target = state->target;
	state->connection =
	    libmhd.get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
	set_busy(state, true);
	return state;
}

/* Targets stay as sent: the service cuts them before it decodes. */
static size_t
keep_encoded(void *context, struct MHD_Connection *mhd, char *text)
{
	(void)context;
	(void)mhd;
	return strlen(text);
}

static void
on_completed(void *context, struct MHD_Connection *mhd, void **own,
	     enum MHD_RequestTerminationCode code)
{
	struct http *http = context;
	struct http_state *state = *own;

	(void)mhd;
	(void)code;
	if (!state)
		return;
	*own = NULL;
	set_busy(state, false);
	if (state->progress != HEAD)
		http->service.over(http->service.context, &state->exchange);
	if (state->response)
		libmhd.destroy_response(state->response);
	free(state->target);
	free(state->exchange.body);
	free(state);
}

/* Octets of the body; false when there are more than there may be. */
static bool
take(struct http_state *state, const char *data, size_t len)
{
	struct http_exchange *exchange = &state->exchange;

	if (len > exchange->body_max - exchange->body_len)
		return false;
	if (exchange->body_len + len + 1 > state->capacity)
		exchange->body = vec_grow(exchange->body, &state->capacity,
					  exchange->body_len + len + 1, 1);
	if (len > 0)
		memcpy(exchange->body + exchange->body_len, data, len);
	exchange->body_len += len;
	exchange->body[exchange->body_len] = '\0';
	return true;
}

static bool
announces_too_much(const struct http_exchange *exchange)
{
	const char *length = http_header(exchange, "Content-Length");

	return length && strtoull(length, NULL, 10) > exchange->body_max;
}

static void
take_head(struct http_state *state, const char *method)
{
	const struct http_service *service = &state->http->service;

	state->exchange.method = method;
	state->progress = BODY;
	service->head(service->context, &state->exchange);
	if (!state->response && announces_too_much(&state->exchange))
		service->large(service->context, &state->exchange);
}

static void
sleep_until_answered(struct http_state *state)
{
	struct http *http = state->http;

	state->progress = ASLEEP;
	state->next = http->asleep;
	if (http->asleep)
		http->asleep->previous = state;
	http->asleep = state;
	/* It is we who are slow. */
	unlimit(http, state->connection);
	libmhd.suspend_connection(state->mhd);
}

static void
wake(struct http_state *state)
{
	struct http *http = state->http;

	if (state->previous)
		state->previous->next = state->next;
	else
		http->asleep = state->next;
	if (state->next)
		state->next->previous = state->previous;
	state->progress = HANDED_ON;
	limit(http, state->connection);
	set_busy(state, true);
	libmhd.resume_connection(state->mhd);
	if (!http->stopped)
		uv_timer_start(&http->timer, on_timer, 0, 0);
}

static enum MHD_Result
queue(struct http_state *state)
{
	return libmhd.queue_response(state->mhd, state->status,
				     state->response);
}

/*
 * Whether the client sends its body only when told to (RFC 9110 §10.1.1). What
 * others send is read and dropped, though it is answered already: a client
 * whose connection is closed meanwhile may never see the answer.
 */
static bool
waits_to_send(const struct http_state *state)
{
	return http_header(&state->exchange, "Expect") != NULL;
}

/*
 * MHD calls this for the head, then for each part of the body, then for its
 * end, and again when a connection was woken.
 */
static enum MHD_Result
// NOLINTNEXTLINE(readability-function-size): MHD calls with eight parameters
on_access(void *context, struct MHD_Connection *mhd, const char *url,
	  const char *method, const char *version, const char *upload,
	  size_t *upload_len, void **own)
{
	struct http *http = context;
	struct http_state *state = *own;

	(void)mhd;
	(void)url;
	(void)version;
	if (state->progress == HEAD) {
		take_head(state, method);
		return state->response && waits_to_send(state) ? queue(state)
							       : MHD_YES;
	}
	if (*upload_len > 0) {
		if (!state->response && !take(state, upload, *upload_len))
			http->service.large(http->service.context,
					    &state->exchange);
		*upload_len = 0;
		return MHD_YES;
	}
	if (!state->response && state->progress == BODY) {
		take(state, "", 0);
		state->progress = HANDED_ON;
		http->service.request(http->service.context, &state->exchange);
	}
	if (state->response)
		return queue(state);
	sleep_until_answered(state);
	return MHD_YES;
}

const char *
http_header(const struct http_exchange *exchange, const char *name)
{
	return libmhd.lookup_connection_value(exchange->state->mhd,
					      MHD_HEADER_KIND, name);
}

static void
add_header(struct MHD_Response *response, const char *name, const char *value)
{
	enum MHD_Result added =
	    libmhd.add_response_header(response, name, value);

	assert(added == MHD_YES);
}

void
http_answer(struct http_exchange *exchange, const struct http_answer *answer)
{
	struct http_state *state = exchange->state;
	struct MHD_Response *response;

	assert(!state->response);
	response = libmhd.create_response_from_buffer(answer->len, answer->body,
						      MHD_RESPMEM_MUST_FREE);
	assert(response);
	add_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer->type);
	add_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
	add_header(response, "X-Content-Type-Options", "nosniff");
	if (answer->allow)
		add_header(response, MHD_HTTP_HEADER_ALLOW, answer->allow);
	if (answer->status == MHD_HTTP_UNAUTHORIZED)
		add_header(response, MHD_HTTP_HEADER_WWW_AUTHENTICATE,
			   "Bearer");
	state->response = response;
	state->status = answer->status;
	if (state->progress == ASLEEP)
		wake(state);
}

/* start and stop */

static void on_log(void *context, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

static void
on_log(void *context, const char *format, va_list args)
{
	char line[256];
	size_t len;

	(void)context;
	log_format(line, sizeof line, format, args);
	len = strcspn(line, "\n");
	log_debug("http", "message=\"%.*s\"", (int)len, line);
}

static struct MHD_Daemon *
start_daemon(struct http *http, int fd)
{
	return libmhd.start_daemon(
	    MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
	    NULL, NULL, on_access, http, MHD_OPTION_EXTERNAL_LOGGER, on_log,
	    NULL, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_CONNECTION_LIMIT,
	    (unsigned)ACCEPTED_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
	    (size_t)HTTP_HEAD_MAX, MHD_OPTION_CONNECTION_TIMEOUT, 0U,
	    MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_NOTIFY_CONNECTION,
	    on_connection, http, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
	    http, MHD_OPTION_URI_LOG_CALLBACK, on_target, http,
	    MHD_OPTION_UNESCAPE_CALLBACK, keep_encoded, NULL, MHD_OPTION_END);
}

static int
poll_daemon(struct http *http, uv_loop_t *loop)
{
	const union MHD_DaemonInfo *info =
	    libmhd.get_daemon_info(http->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	int error = uv_poll_init(loop, &http->poll, info->epoll_fd);

	if (error)
		return error;
	uv_timer_init(loop, &http->timer);
	http->open = 2;
	http->poll.data = http;
	http->timer.data = http;
	error = uv_poll_start(&http->poll, UV_READABLE, on_poll);
	assert(error == 0);
	return 0;
}

struct http *
http_start(uv_loop_t *loop, int fd, const struct http_service *service,
	   int *error)
{
	struct http *http;

	if (!libmhd_open()) {
		*error = UV_ENOSYS;
		return NULL;
	}
	http = xcalloc(1, sizeof *http);
	http->service = *service;
	http->daemon = start_daemon(http, fd);
	if (!http->daemon) {
		*error = UV_ENOMEM;
		free(http);
		return NULL;
	}
	*error = poll_daemon(http, loop);
	if (!*error)
		return http;
	libmhd.stop_daemon(http->daemon);
	free(http);
	return NULL;
}

static void
on_closed(uv_handle_t *handle)
{
	struct http *http = handle->data;

	if (--http->open == 0)
		free(http);
}

void
http_stop(struct http *http)
{
	http->stopped = true;
	uv_poll_stop(&http->poll);
	/* MHD does not stop while a connection is suspended. */
	while (http->asleep) {
		hang_up(http, &http->asleep->connection->entry);
		wake(http->asleep);
	}
	libmhd.stop_daemon(http->daemon);
	uv_close((uv_handle_t *)&http->poll, on_closed);
	uv_close((uv_handle_t *)&http->timer, on_closed);
}
