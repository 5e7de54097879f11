#include "net/connection.h"
#include "base/alloc.h"
#include "net/address.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

enum state {
	READING,   /* taking queries */
	ENDING,    /* no more is read; closes when what was read is answered */
	REFUSING,  /* the same, but queries that follow are not wanted either */
	LINGERING, /* all is said: waits for the peer to close */
	CLOSED,    /* waits for the loop to let go of the handle */
};

struct connection {
	struct limits_entry entry; /* first: an entry is its connection */
	uv_tcp_t handle;
	struct tcp *tcp;
	union address peer;
	enum state state;
	uint8_t *input; /* read and not yet answered; NULL: none */
	size_t input_len, input_size;
	uint8_t *output; /* answers that the peer has not taken; NULL: none */
	struct later *later; /* the query that other servers are asked; NULL */
	uint8_t *held; /* its answer, which must wait for `output`; NULL */
	size_t held_len;
	uv_write_t write;
};

/* A query that waits for other servers: no further one is read or answered
 * before it, so that answers come in the order of the queries. */
struct later {
	struct forward_waiting waiting; /* first: it is its query */
	struct connection *connection;
	uint64_t received;
	size_t len;
	uint8_t query[];
};

static void on_written(uv_write_t *write, int status);
static void on_done(struct forward_waiting *waiting,
		    const struct relayed *relayed);

static void
drop_later(struct connection *c)
{
	if (c->later)
		forward_cancel(&c->later->waiting);
	free(c->later);
	c->later = NULL;
}

static void
on_closed(uv_handle_t *handle)
{
	struct connection *c = handle->data;

	free(c->input);
	free(c->output);
	free(c->held);
	free(c);
}

static void
close_now(struct connection *c)
{
	if (c->state == CLOSED)
		return;
	c->state = CLOSED;
	drop_later(c);
	limits_leave(&c->tcp->limits, &c->entry);
	uv_close((uv_handle_t *)&c->handle, on_closed);
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
		close_now(c);
}

/* Send the answers made so far; false when the peer did not take them all. */
static bool
flush(struct connection *c)
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
		close_now(c);
		return false;
	}
	if ((size_t)sent == len)
		return true;
	queue(c, tcp->output + sent, len - (size_t)sent);
	return false;
}

static struct asker
asker_of(const struct connection *c)
{
	struct asker asker = {
	    .client = {.transport = TRANSPORT_TCP, .now = (uint32_t)time(NULL)},
	    .received = serve_time(c->tcp->serve),
	};

	serve_asker(&asker, &c->peer);
	return asker;
}

/* Whether others are asked; if not, the answer stands where the query to them
 * did, *len octets. */
static bool
/* NOLINTNEXTLINE(readability-function-size): as serve_query() */
ask_others(struct connection *c, const struct asker *asker,
	   const uint8_t *query, size_t query_len, uint8_t *at, size_t *len)
{
	struct later *later = xcalloc(1, sizeof *later + query_len);
	struct relayed relayed;

	later->waiting.on_done = on_done;
	later->connection = c;
	later->received = asker->received;
	later->len = query_len;
	memcpy(later->query, query, query_len);
	if (forward_ask(c->tcp->forward, &later->waiting, at, *len, &relayed)) {
		c->later = later;
		uv_read_stop((uv_stream_t *)&c->handle);
		return true;
	}
	*len = serve_relayed(c->tcp->serve, asker, query, query_len, &relayed,
			     at, ANSWER_TCP_MAX)
		   .len;
	free(later);
	return false;
}

/* What stands there is an answer of that length, to go with the others. */
static void
put_answer(struct tcp *tcp, size_t len)
{
	if (len == 0)
		return;
	bytes_put16(tcp->output + tcp->output_len, (uint16_t)len);
	tcp->output_len += 2 + len;
}

static void
answer_one(struct connection *c, const struct asker *asker,
	   const uint8_t *query, size_t len)
{
	struct tcp *tcp = c->tcp;
	uint8_t *at = tcp->output + tcp->output_len + 2;
	struct answered answered =
	    serve_query(tcp->serve, asker, query, len, at, ANSWER_TCP_MAX);

	if (answered.forward &&
	    ask_others(c, asker, query, len, at, &answered.len))
		return;
	counts_answered(tcp->counts, TRANSPORT_TCP, &answered);
	put_answer(tcp, answered.len);
}

static bool
has_room(struct connection *c)
{
	return TCP_OUTPUT_SIZE - c->tcp->output_len >= 2 + ANSWER_TCP_MAX ||
	       flush(c);
}

/*
 * Answer the whole queries at the start of these octets, as long as the peer
 * takes the answers. Returns the octets done with.
 */
static size_t
answer_all(struct connection *c, const uint8_t *octets, size_t len)
{
	struct asker asker = asker_of(c);
	size_t done = 0;

	assert(c->tcp->output_len == 0);
	while (len - done >= 2 && !c->later) {
		size_t query_len = bytes_get16(octets + done);

		if (query_len == 0) {
			/* No message is empty: this is no DNS. */
			c->state = REFUSING;
			break;
		}
		if (len - done - 2 < query_len || !has_room(c))
			break;
		answer_one(c, &asker, octets + done + 2, query_len);
		done += 2 + query_len;
	}
	flush(c);
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
		close_now(c);
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
		close_now(c);
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
		close_now(c);
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

/* Go on with what has been read, or read on. */
static void
take_input(struct connection *c)
{
	limits_restart(&c->tcp->limits, &c->entry, c->input || c->later,
		       uv_now(c->tcp->loop));
	if (c->input && !c->later)
		take(c, c->input, c->input_len);
	else
		go_on(c);
}

/* The answer that came while the peer had not taken those before it. */
static bool
send_held(struct connection *c)
{
	struct tcp *tcp = c->tcp;

	if (!c->held)
		return true;
	assert(tcp->output_len == 0);
	memcpy(tcp->output, c->held, c->held_len);
	tcp->output_len = c->held_len;
	free(c->held);
	c->held = NULL;
	return flush(c);
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
		close_now(c);
		return;
	}
	if (send_held(c))
		take_input(c);
}

static void
on_done(struct forward_waiting *waiting, const struct relayed *relayed)
{
	struct later *later = (struct later *)waiting;
	struct connection *c = later->connection;
	struct tcp *tcp = c->tcp;
	struct asker asker = asker_of(c);
	struct answered answered = {.len = 0};

	asker.received = later->received;
	c->later = NULL;
	assert(tcp->output_len == 0 && !c->held);
	if (relayed)
		answered =
		    serve_relayed(tcp->serve, &asker, later->query, later->len,
				  relayed, tcp->output + 2, ANSWER_TCP_MAX);
	free(later);
	counts_answered(tcp->counts, TRANSPORT_TCP, &answered);
	put_answer(tcp, answered.len);
	if (c->output && answered.len > 0) {
		c->held_len = tcp->output_len;
		c->held = xalloc(c->held_len);
		memcpy(c->held, tcp->output, c->held_len);
		tcp->output_len = 0;
	} else if (!c->output && flush(c)) {
		take_input(c);
	}
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
		close_now(c);
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
		c->state = CLOSED;
		uv_close((uv_handle_t *)&c->handle, on_closed);
		return NULL;
	}
	/* Answers leave as they come, not when a segment is full. */
	uv_tcp_nodelay(&c->handle, 1);
	octets = address_octets(&c->peer, &octets_len);
	limits_enter(&tcp->limits, &c->entry, octets, octets_len,
		     uv_now(tcp->loop));
	go_on(c);
	return c->state == CLOSED ? NULL : &c->entry;
}

void
connection_abort(struct limits_entry *entry)
{
	close_now((struct connection *)entry);
}

void
connection_finish(struct limits_entry *entry)
{
	struct connection *c = (struct connection *)entry;

	if (!c->output)
		close_now(c);
	else if (c->state == READING)
		c->state = ENDING;
}
