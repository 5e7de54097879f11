#include "net/tcp.h"
#include "base/alloc.h"
#include "net/connection.h"
#include "net/socket.h"

#include <stdlib.h>
#include <unistd.h>

enum { STOP_MS = 1000 };

void
tcp_init(struct tcp *tcp, uv_loop_t *loop, const struct serve *serve,
	 struct forward *forward)
{
	*tcp = (struct tcp){
	    .loop = loop,
	    .serve = serve,
	    .forward = forward,
	    .input = xalloc(TCP_INPUT_SIZE),
	    .output = xalloc(TCP_OUTPUT_SIZE),
	};
	uv_timer_init(loop, &tcp->timer);
	tcp->timer.data = tcp;
}

/* Close those whose time is over, and come back for the next. */
static void
on_time_over(uv_timer_t *timer)
{
	struct tcp *tcp = timer->data;
	uint64_t idle = tcp->serve->serving->tcp.idle_ms;
	uint64_t now = uv_now(tcp->loop);
	struct limits_entry *first;

	while ((first = limits_first(&tcp->limits))) {
		if (now < first->since + idle) {
			uv_timer_start(timer, on_time_over,
				       first->since + idle - now, 0);
			return;
		}
		connection_abort(first);
	}
}

/* One connection more than there was: make it one that may stay. */
static void
make_place(struct tcp *tcp, const struct limits_entry *newest)
{
	const struct tcp_settings *settings = &tcp->serve->serving->tcp;
	struct limits_entry *surplus;

	while ((surplus =
		    limits_surplus(&tcp->limits, newest, settings->connections,
				   settings->per_client)))
		connection_abort(surplus);
}

/* The process or the machine has no descriptor left, or worse. */
static void
accept_failed(struct tcp *tcp, int error)
{
	uint32_t held;

	if (tcp->limits.idle.oldest)
		connection_abort(tcp->limits.idle.oldest);
	if (log_allow(&tcp->unaccepted, &held))
		log_warning("connection not accepted",
			    "connections=%zu held=%u error=\"%s\"",
			    tcp->limits.count, held, uv_strerror(error));
}

static void
on_connection(uv_stream_t *stream, int status)
{
	struct tcp *tcp = stream->data;
	struct limits_entry *newest;

	if (status != 0) {
		accept_failed(tcp, status);
		return;
	}
	/* None: the peer is gone already. */
	newest = connection_accept(tcp, stream);
	if (!newest)
		return;
	counts_up(&tcp->counts->connections);
	make_place(tcp, newest);
	if (!uv_is_active((uv_handle_t *)&tcp->timer))
		uv_timer_start(&tcp->timer, on_time_over,
			       tcp->serve->serving->tcp.idle_ms, 0);
}

int
tcp_listen(struct tcp *tcp, struct tcp_listener *listener)
{
	int error;

	uv_tcp_init(tcp->loop, &listener->handle);
	listener->handle.data = tcp;
	error = uv_tcp_open(&listener->handle, listener->fd);
	if (error)
		close(listener->fd);
	else
		error = uv_listen((uv_stream_t *)&listener->handle,
				  SOCKET_BACKLOG, on_connection);
	return error;
}

void
tcp_unlisten(struct tcp_listener *listener)
{
	if (listener->fd >= 0)
		uv_close((uv_handle_t *)&listener->handle, NULL);
}

static void
on_stop(uv_timer_t *timer)
{
	struct tcp *tcp = timer->data;

	while (tcp->limits.busy.oldest)
		connection_abort(tcp->limits.busy.oldest);
}

void
tcp_stop(struct tcp *tcp)
{
	struct limits_entry *at = tcp->limits.busy.oldest;

	while (tcp->limits.idle.oldest)
		connection_abort(tcp->limits.idle.oldest);
	while (at) {
		struct limits_entry *newer = at->newer;

		connection_finish(at);
		at = newer;
	}
	uv_timer_start(&tcp->timer, on_stop, STOP_MS, 0);
	uv_unref((uv_handle_t *)&tcp->timer);
}

void
tcp_close(struct tcp *tcp)
{
	uv_close((uv_handle_t *)&tcp->timer, NULL);
}

void
tcp_free(struct tcp *tcp)
{
	free(tcp->input);
	free(tcp->output);
}
