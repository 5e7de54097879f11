#include "net/connection.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "net/connection_private.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/socket.h>

static void on_written(uv_write_t *write, int status);
static void
on_closed(uv_handle_t *handle)
{
	struct connection *c = handle->data;

	free(c->input);
	free(c->output);
	free(c->held);
	free(c);
}

/* With a reset (RFC 9293 §3.10.4: ABORT), if the system can. */
static void
close_handle(struct connection *c, bool reset)
{
	c->state = CLOSED;
	if (!reset || uv_tcp_close_reset(&c->handle, on_closed) != 0)
		uv_close((uv_handle_t *)&c->handle, on_closed);
}

static void
end(struct connection *c, bool reset)
{
	if (c->state == CLOSED)
		return;
	connection_drop_later(c);
	connection_drop_late(c);
	limits_leave(&c->tcp->limits, &c->entry);
	close_handle(c, reset);
}

void
connection_close(struct connection *c)
{
	end(c, false);
}

void
connection_reset(struct connection *c)
{
	end(c, true);
}

/* answers out */

/* The peer has not taken these octets: keep them until it does. */
static void
queue(struct connection *c, const uint8_t *octets, size_t len)
{
	uv_buf_t rest;

	c->output = xalloc(len);
	memcpy(c->output, octets, len);
	rest = uv_buf_init((char *)c->output, (unsigned)len);
	uv_read_stop((uv_stream_t *)&c->handle);
	if (uv_write(&c->write, (uv_stream_t *)&c->handle, &rest, 1,
		     on_written) != 0)
		connection_close(c);
}

bool
connection_flush(struct connection *c)
{
	struct tcp *tcp = c->tcp;
	size_t len = tcp->output_len;
	uv_buf_t all = uv_buf_init((char *)tcp->output, (unsigned)len);
	int sent;

	serve_publish(tcp->serve);
	tcp->output_len = 0;
	if (len == 0 || c->state == CLOSED)
		return c->state != CLOSED;
	sent = uv_try_write((uv_stream_t *)&c->handle, &all, 1);
	if (sent == UV_EAGAIN)
		sent = 0;
	if (sent < 0) {
		connection_close(c);
		return false;
	}
	if ((size_t)sent == len)
		return true;
	queue(c, tcp->output + sent, len - (size_t)sent);
	return false;
}

/* What is served stands there, behind the answers made so far. Returns how many
 * leave with them: one, or none. */
static unsigned
answer_one(struct connection *c, const struct asker *asker,
	   const uint8_t *query, size_t len)
{
	struct tcp *tcp = c->tcp;
	uint8_t *at = tcp->output + tcp->output_len + 2;
	struct served served =
	    serve_query(tcp->serve, asker, query, len, at, ANSWER_TCP_MAX);

	if (served.answered.forward &&
	    connection_ask_others(c, asker, query, len, &served))
		return 0;
	counts_answered(tcp->counts, TRANSPORT_TCP, &served.answered);
	connection_put(c, &served);
	return served.answered.len > 0 && served.delay == 0;
}

static bool
has_room(struct connection *c)
{
	return TCP_OUTPUT_SIZE - c->tcp->output_len >= 2 + ANSWER_TCP_MAX ||
	       connection_flush(c);
}

/*
 * Answer the whole queries at the start of these octets, as long as the peer
 * takes the answers. Returns the octets done with.
 */
static size_t
answer_all(struct connection *c, const uint8_t *octets, size_t len)
{
	struct asker asker = connection_asker(c);
	struct counts *counts = c->tcp->counts;
	int64_t since = clock_ns();
	unsigned answers = 0;
	size_t done = 0;

	assert(c->tcp->output_len == 0);
	while (len - done >= 2 && !c->later && c->state != STALLED &&
	       c->state != CLOSED) {
		size_t query_len = bytes_get16(octets + done);

		if (query_len == 0) {
			/* No message is empty: this is no DNS. */
			c->state = REFUSING;
			break;
		}
		if (len - done - 2 < query_len || !has_room(c))
			break;
		answers += answer_one(c, &asker, octets + done + 2, query_len);
		done += 2 + query_len;
	}
	connection_flush(c);
	counts_took(counts, TRANSPORT_TCP, answers, clock_ns() - since);
	return done;
}

/* queries in */

static void
drop_input(struct connection *c)
{
	free(c->input);
	c->input = NULL;
	c->input_len = c->input_size = 0;
}

/* Keep what is left: room for the rest of its query, or of its length. */
static void
keep_input(struct connection *c, const uint8_t *octets, size_t len)
{
	size_t need = len < 2 ? 2 : 2u + bytes_get16(octets);
	uint8_t *kept;

	if (need < len)
		need = len;
	if (c->input && octets == c->input && need == c->input_size)
		return;
	kept = xalloc(need);
	memcpy(kept, octets, len);
	free(c->input);
	c->input = kept;
	c->input_len = len;
	c->input_size = need;
}

/* Say so to the peer, and wait until it has heard (RFC 7766 §6.2.4): closing
 * while its octets still arrive would take our last answers from it. */
static void
linger(struct connection *c)
{
	uv_os_fd_t fd;

	c->state = LINGERING;
	drop_input(c);
	if (uv_fileno((uv_handle_t *)&c->handle, &fd) != 0 ||
	    shutdown(fd, SHUT_WR) != 0)
		connection_close(c);
}

static void on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer);
static void on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer);

/* What comes next, once no answer is waiting for the peer. */
static void
go_on(struct connection *c)
{
	if (c->later)
		return;
	switch (c->state) {
	case REFUSING:
		linger(c);
		break;
	case ENDING:
		connection_close(c);
		return;
	case STALLED:
		uv_read_stop((uv_stream_t *)&c->handle);
		return;
	case READING:
	case LINGERING:
		break;
	case CLOSED:
		return;
	}
	if (c->state == CLOSED)
		return;

	int error = uv_read_start((uv_stream_t *)&c->handle, on_room, on_read);

	if (error && error != UV_EALREADY)
		connection_close(c);
}

static void
take(struct connection *c, const uint8_t *octets, size_t len)
{
	struct tcp *tcp = c->tcp;
	size_t done = answer_all(c, octets, len);
	bool busy;

	if (c->state == CLOSED)
		return;
	if (done < len)
		keep_input(c, octets + done, len - done);
	else
		drop_input(c);
	busy = c->input || c->output || c->later;
	if (done > 0 || busy != c->entry.busy)
		limits_restart(&tcp->limits, &c->entry, busy,
			       uv_now(tcp->loop));
	if (!c->output)
		go_on(c);
}

void
connection_take_input(struct connection *c)
{
	limits_restart(&c->tcp->limits, &c->entry, c->input || c->later,
		       uv_now(c->tcp->loop));
	if (c->input && !c->later)
		take(c, c->input, c->input_len);
	else
		go_on(c);
}

static void
on_written(uv_write_t *write, int status)
{
	struct connection *c = write->data;

	free(c->output);
	c->output = NULL;
	if (c->state == CLOSED)
		return;
	if (status != 0) {
		connection_close(c);
		return;
	}
	if (connection_send_held(c))
		connection_take_input(c);
}

/* Where to read: behind the part of a query that there is, or at no cost. */
static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct connection *c = handle->data;

	(void)suggested;
	if (c->input)
		*buffer = uv_buf_init((char *)c->input + c->input_len,
				      (unsigned)(c->input_size - c->input_len));
	else
		*buffer = uv_buf_init((char *)c->tcp->input, TCP_INPUT_SIZE);
}

static void
on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer)
{
	struct connection *c = stream->data;

	(void)buffer;
	if (len == 0)
		return;
	if (len < 0) {
		/* All that came before is answered, or reading had stopped. */
		connection_close(c);
		return;
	}
	if (c->state != READING)
		return;
	if (!c->input) {
		take(c, c->tcp->input, (size_t)len);
		return;
	}
	c->input_len += (size_t)len;
	take(c, c->input, c->input_len);
}

/* from the outside */

static struct connection *
connection_new(struct tcp *tcp)
{
	struct connection *c = xcalloc(1, sizeof *c);

	c->tcp = tcp;
	c->handle.data = c;
	c->write.data = c;
	uv_tcp_init(tcp->loop, &c->handle);
	return c;
}

struct limits_entry *
connection_accept(struct tcp *tcp, uv_stream_t *listener)
{
	struct connection *c = connection_new(tcp);
	int size = sizeof c->peer;
	const uint8_t *octets;
	uint8_t octets_len;
	int error;

	error = uv_accept(listener, (uv_stream_t *)&c->handle);
	if (!error)
		error = uv_tcp_getpeername(&c->handle, &c->peer.any, &size);
	if (error) {
		close_handle(c, false);
		return NULL;
	}
	/* Answers leave as they come, not when a segment is full. */
	uv_tcp_nodelay(&c->handle, 1);
	octets = address_octets(&c->peer, &octets_len);
	if (serve_refuses(tcp->serve, octets, octets_len)) {
		close_handle(c, true);
		return NULL;
	}
	limits_enter(&tcp->limits, &c->entry, octets, octets_len,
		     uv_now(tcp->loop));
	go_on(c);
	return c->state == CLOSED ? NULL : &c->entry;
}

void
connection_abort(struct limits_entry *entry)
{
	connection_close((struct connection *)entry);
}

void
connection_finish(struct limits_entry *entry)
{
	struct connection *c = (struct connection *)entry;

	if (!c->output)
		connection_close(c);
	else if (c->state == READING)
		c->state = ENDING;
}
