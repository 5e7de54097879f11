/* Answers of a connection that do not leave at once: those that other servers
 * are asked for, and those that faults delay. */
#include "base/alloc.h"
#include "base/clock.h"
#include "net/connection_private.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

enum { RETRY_MS = 20 };

/* A query that waits for other servers: no further one is read or answered
 * before it, so that answers come in the order of the queries. */
struct later {
	struct forward_waiting waiting; /* first: it is its query */
	struct connection *connection;
	uint64_t received;
	int64_t since; /* clock_ns() */
	size_t len;
	uint8_t query[];
};

/* An answer that is late; queries behind it are answered before it. */
struct late {
	struct parked parked; /* first: it is its answer */
	struct connection *connection;
	struct late *next, *previous;
	size_t len;
	uint8_t octets[]; /* as they travel, with their length in front */
};

struct asker
connection_asker(const struct connection *c)
{
	struct asker asker = {
	    .client = {.transport = TRANSPORT_TCP, .now = (uint32_t)time(NULL)},
	    .received = serve_time(c->tcp->serve),
	};

	serve_asker(&asker, &c->peer);
	return asker;
}

/* delayed by faults */

static void
unlink_late(struct late *late)
{
	if (late->previous)
		late->previous->next = late->next;
	else
		late->connection->late = late->next;
	if (late->next)
		late->next->previous = late->previous;
}

void
connection_drop_late(struct connection *c)
{
	while (c->late) {
		struct late *late = c->late;

		unlink_late(late);
		park_remove(&late->parked);
	}
}

static uint32_t
on_time(struct parked *parked)
{
	struct late *late = (struct late *)parked;
	struct connection *c = late->connection;
	struct tcp *tcp = c->tcp;

	if (c->output)
		return RETRY_MS;
	unlink_late(late);
	if (c->state == STALLED)
		return 0;
	assert(tcp->output_len == 0);
	memcpy(tcp->output, late->octets, late->len);
	tcp->output_len = late->len;
	limits_restart(&tcp->limits, &c->entry, c->entry.busy,
		       uv_now(tcp->loop));
	connection_flush(c);
	return 0;
}

/* Send so many octets, a whole answer, that much later. */
static void
delay(struct connection *c, const uint8_t *octets, size_t len, uint32_t ms)
{
	struct tcp *tcp = c->tcp;
	struct late *late = xcalloc(1, sizeof *late + len);

	late->parked.on_time = on_time;
	late->parked.octets = sizeof *late + len;
	late->connection = c;
	late->len = len;
	memcpy(late->octets, octets, len);
	if (!park_add(tcp->park, &late->parked, ms,
		      tcp->serve->serving->delayed))
		return;
	late->next = c->late;
	if (c->late)
		c->late->previous = late;
	c->late = late;
}

/* A second time, behind the first or, where that lacks room, right after. */
static void
put_again(struct connection *c, const uint8_t *octets, size_t len)
{
	struct tcp *tcp = c->tcp;

	if (TCP_OUTPUT_SIZE - tcp->output_len < len) {
		delay(c, octets, len, 1);
		return;
	}
	memcpy(tcp->output + tcp->output_len, octets, len);
	tcp->output_len += len;
}

void
connection_put(struct connection *c, const struct served *served)
{
	struct tcp *tcp = c->tcp;
	uint8_t *at = tcp->output + tcp->output_len;
	size_t len = served->answered.len;
	bool twice = served->answered.fault && served->way == FAULT_TWICE;

	if (served->answered.fault && served->way == FAULT_RESET)
		connection_reset(c);
	else if (served->answered.fault && served->way == FAULT_STALL)
		c->state = STALLED;
	if (len == 0)
		return;
	bytes_put16(at, (uint16_t)len);
	len += 2;
	if (served->answered.fault && served->delay > 0) {
		delay(c, at, len, served->delay);
		if (twice)
			delay(c, at, len, served->delay);
		return;
	}
	tcp->output_len += len;
	if (twice)
		put_again(c, at, len);
}

/* asked elsewhere */

void
connection_drop_later(struct connection *c)
{
	if (c->later)
		forward_cancel(&c->later->waiting);
	free(c->later);
	c->later = NULL;
}

bool
connection_send_held(struct connection *c)
{
	struct tcp *tcp = c->tcp;

	if (!c->held)
		return true;
	assert(tcp->output_len == 0);
	memcpy(tcp->output, c->held, c->held_len);
	tcp->output_len = c->held_len;
	free(c->held);
	c->held = NULL;
	return connection_flush(c);
}

static void
on_done(struct forward_waiting *waiting, const struct relayed *relayed)
{
	struct later *later = (struct later *)waiting;
	struct connection *c = later->connection;
	struct tcp *tcp = c->tcp;
	struct asker asker = connection_asker(c);
	struct served served = {.delay = 0};
	int64_t since = later->since;

	asker.received = later->received;
	c->later = NULL;
	assert(tcp->output_len == 0 && !c->held);
	if (relayed)
		served =
		    serve_relayed(tcp->serve, &asker, later->query, later->len,
				  relayed, tcp->output + 2, ANSWER_TCP_MAX);
	free(later);
	counts_answered(tcp->counts, TRANSPORT_TCP, &served.answered);
	connection_put(c, &served);
	counts_took(tcp->counts, TRANSPORT_TCP,
		    served.answered.len > 0 && served.delay == 0,
		    clock_ns() - since);
	if (c->output && tcp->output_len > 0) {
		c->held_len = tcp->output_len;
		c->held = xalloc(c->held_len);
		memcpy(c->held, tcp->output, c->held_len);
		tcp->output_len = 0;
	} else if (!c->output && connection_flush(c)) {
		connection_take_input(c);
	}
}

bool
connection_ask_others(struct connection *c, const struct asker *asker,
		      const uint8_t *query, size_t len, struct served *served)
{
	struct tcp *tcp = c->tcp;
	uint8_t *at = tcp->output + tcp->output_len + 2;
	struct later *later = xcalloc(1, sizeof *later + len);
	struct relayed relayed;

	later->waiting.on_done = on_done;
	later->connection = c;
	later->received = asker->received;
	later->since = clock_ns();
	later->len = len;
	memcpy(later->query, query, len);
	if (forward_ask(tcp->forward, &later->waiting, at, served->answered.len,
			&relayed)) {
		c->later = later;
		uv_read_stop((uv_stream_t *)&c->handle);
		return true;
	}
	*served = serve_relayed(tcp->serve, asker, query, len, &relayed, at,
				ANSWER_TCP_MAX);
	free(later);
	return false;
}
