#include "net/forward.h"
#include "answer/relay.h"
#include "base/alloc.h"
#include "base/log.h"
#include "dns/rrtype.h"
#include "net/upstream.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	PROBE_MS = 10000,
	IDLE_MAX = 16, /* channels kept for the next questions */
	ASK_MAX = MESSAGE_UDP_PLAIN,
};

/* A question under way, or a channel that is free for one. */
struct forward_flight {
	struct forward *forward;
	struct forward_flight *next; /* of the same list */
	struct upstream *upstream;   /* NULL: none */
	uint64_t made_for;           /* which servers; see servers_number() */
	struct forward_waiting *waiting;
	bool telling;  /* those that wait, what came */
	size_t probed; /* the server that is probed, plus 1; 0: no probe */
	size_t len;
	uint8_t ask[ASK_MAX];
};

struct forward {
	uv_loop_t *loop;
	const struct serving *const *serving;
	struct forward_flight *busy, *idle;
	uint32_t waiting; /* queries */
	uint32_t idle_count;
	bool stopped;

	uint64_t probe_at; /* when it is time again; 0: at once */
	uint64_t probe_of; /* number of the settings that `looping` is of */
	bool *looping;     /* by server */
	uint64_t turns;    /* of `looping` */
	struct log_limit looped;
	uint8_t *scratch; /* MESSAGE_MAX octets, once needed */
};

struct forward *
forward_new(uv_loop_t *loop, const struct serving *const *serving)
{
	struct forward *forward = xcalloc(1, sizeof *forward);

	upstream_library_start();
	forward->loop = loop;
	forward->serving = serving;
	return forward;
}

void
forward_free(struct forward *forward)
{
	assert(!forward->busy && !forward->idle);
	free(forward->looping);
	free(forward->scratch);
	free(forward);
	upstream_library_stop();
}

static const struct forward_settings *
settings_of(const struct forward *forward)
{
	return &(*forward->serving)->forward;
}

/* flights */

static void
unlink_flight(struct forward_flight **list, struct forward_flight *flight)
{
	while (*list != flight)
		list = &(*list)->next;
	*list = flight->next;
}

static void
flight_free(struct forward_flight *flight)
{
	if (flight->upstream)
		upstream_close(flight->upstream);
	free(flight);
}

static void
land(struct forward_flight *flight)
{
	struct forward *forward = flight->forward;

	unlink_flight(&forward->busy, flight);
	if (flight->probed || forward->idle_count == IDLE_MAX ||
	    upstream_is_spent(flight->upstream)) {
		flight_free(flight);
		return;
	}
	forward->idle_count++;
	flight->next = forward->idle;
	forward->idle = flight;
}

static struct forward_flight *
take_off(struct forward *forward)
{
	struct forward_flight *flight = forward->idle;

	if (flight) {
		forward->idle = flight->next;
		forward->idle_count--;
	} else {
		flight = xcalloc(1, sizeof *flight);
		flight->forward = forward;
	}
	flight->next = forward->busy;
	forward->busy = flight;
	return flight;
}

/* loops */

/* What is known of loops is known of these servers. */
static void
follow_settings(struct forward *forward)
{
	const struct forward_settings *settings = settings_of(forward);

	if (forward->looping && forward->probe_of == settings->number)
		return;
	free(forward->looping);
	forward->looping = xcalloc(settings->count, sizeof(bool));
	forward->probe_of = settings->number;
	forward->probe_at = 0;
	forward->turns++;
}

/* Names the servers that can be asked now. */
static uint64_t
servers_number(const struct forward *forward)
{
	return forward->probe_of + forward->turns;
}

static void
on_probed(void *context, const struct upstream_answer *answer)
{
	struct forward_flight *flight = context;
	struct forward *forward = flight->forward;
	const struct serving *serving = *forward->serving;
	const char *text = serving->answer.loop_text;
	size_t server = flight->probed - 1;
	uint32_t held;
	bool loops;

	if (flight->made_for == settings_of(forward)->number &&
	    forward->probe_of == flight->made_for) {
		loops = answer->len > 0 &&
			memmem(answer->octets, answer->len, text, strlen(text));
		if (loops != forward->looping[server])
			forward->turns++;
		forward->looping[server] = loops;
		if (loops && log_allow(&forward->looped, &held)) {
			char address[ADDRESS_TEXT_MAX];

			address_to_text(&serving->forward.servers[server],
					address);
			log_error("not forwarding: that server asks this one",
				  "address=%s", address);
		}
	}
	land(flight);
}

/* Ask one server for the name that only this one answers. */
static void
probe(struct forward *forward, size_t server)
{
	const struct serving *serving = *forward->serving;
	struct forward_flight *flight = take_off(forward);
	struct name name = serving->answer.loop_name;
	struct header header = {
	    .flags = FLAG_RD,
	    .count = {[SECTION_QUESTION] = 1, [SECTION_ADDITIONAL] = 1},
	};
	struct edns_reply edns = {.udp_size = RELAY_UDP_SIZE};
	struct writer w = writer_init(flight->ask, sizeof flight->ask);

	header_write(writer_take(&w, HEADER_LEN), &header);
	writer_put(&w, name.wire, name.len);
	writer_put16(&w, TYPE_TXT);
	writer_put16(&w, CLASS_IN);
	edns_write(&edns, &w);
	flight->len = w.at;
	flight->probed = server + 1;
	flight->made_for = serving->forward.number;
	if (flight->upstream)
		upstream_close(flight->upstream);
	flight->upstream =
	    upstream_open(forward->loop, &serving->forward.servers[server], 1,
			  serving->forward.timeout_ms);
	if (flight->upstream) {
		upstream_ask(flight->upstream, flight->ask, flight->len,
			     on_probed, flight);
		return;
	}
	unlink_flight(&forward->busy, flight);
	flight_free(flight);
}

static void
probe_when_due(struct forward *forward)
{
	uint64_t now = uv_now(forward->loop);

	follow_settings(forward);
	if (now < forward->probe_at)
		return;
	forward->probe_at = now + PROBE_MS;
	for (size_t i = 0; i < settings_of(forward)->count; i++)
		probe(forward, i);
}

/* questions */

static bool
same_question(const struct forward_flight *flight, const uint8_t *ask,
	      size_t len)
{
	struct name name = name_at(ask + HEADER_LEN);
	size_t rest = HEADER_LEN + name.len;

	return !flight->probed && flight->len == len &&
	       memcmp(flight->ask + 2, ask + 2, 2) == 0 &&
	       name_equal(name_at(flight->ask + HEADER_LEN), name) &&
	       memcmp(flight->ask + rest, ask + rest, len - rest) == 0;
}

/* Tell all that wait. Each may ask anew from within, or be gone. */
static void
answer_all(struct forward_flight *flight, const struct relayed *relayed)
{
	flight->telling = true;
	while (flight->waiting) {
		struct forward_waiting *waiting = flight->waiting;

		flight->waiting = waiting->next;
		flight->forward->waiting--;
		waiting->flight = NULL;
		waiting->on_done(waiting, relayed);
	}
	flight->telling = false;
}

static struct relayed
relayed_of(const struct upstream_answer *answer, uint8_t *scratch)
{
	if (answer->error == 0)
		return (struct relayed){.octets = answer->octets,
					.len = answer->len,
					.scratch = scratch};
	if (answer->error == UV_ETIMEDOUT)
		return (struct relayed){.error = EDE_NO_REACHABLE_AUTHORITY,
					.error_text =
					    "no server has answered in time"};
	return (struct relayed){.error = EDE_NETWORK_ERROR,
				.error_text = "no server can be reached"};
}

static void
on_answered(void *context, const struct upstream_answer *answer)
{
	struct forward_flight *flight = context;
	struct relayed relayed = relayed_of(answer, flight->forward->scratch);

	answer_all(flight, &relayed);
	land(flight);
}

/* Servers that do not ask this one, in new memory. */
static union address *
askable(const struct forward *forward, size_t *count)
{
	const struct forward_settings *settings = settings_of(forward);
	union address *servers = xcalloc(settings->count, sizeof *servers);

	*count = 0;
	for (size_t i = 0; i < settings->count; i++) {
		if (!forward->looping[i])
			servers[(*count)++] = settings->servers[i];
	}
	return servers;
}

/* A channel to the servers that can be asked now. */
static bool
open_channel(struct forward_flight *flight)
{
	struct forward *forward = flight->forward;
	union address *servers;
	size_t count;

	if (flight->upstream && flight->made_for == servers_number(forward))
		return true;
	if (flight->upstream)
		upstream_close(flight->upstream);
	flight->upstream = NULL;
	servers = askable(forward, &count);
	if (count > 0)
		flight->upstream =
		    upstream_open(forward->loop, servers, count,
				  settings_of(forward)->timeout_ms);
	free(servers);
	flight->made_for = servers_number(forward);
	return flight->upstream != NULL;
}

static bool
refuse(struct relayed *relayed, enum ede error, const char *text)
{
	*relayed = (struct relayed){.error = error, .error_text = text};
	return false;
}

static struct forward_flight *
find_flight(const struct forward *forward, const uint8_t *ask, size_t len)
{
	struct forward_flight *flight = forward->busy;

	while (flight && !same_question(flight, ask, len))
		flight = flight->next;
	return flight;
}

static void
join(struct forward_flight *flight, struct forward_waiting *waiting)
{
	waiting->flight = flight;
	waiting->next = flight->waiting;
	flight->waiting = waiting;
	flight->forward->waiting++;
}

bool
forward_ask(struct forward *forward, struct forward_waiting *waiting,
	    const uint8_t *ask, size_t len, struct relayed *relayed)
{
	const struct forward_settings *settings = settings_of(forward);
	struct forward_flight *flight;

	assert(len <= ASK_MAX);
	if (forward->stopped || settings->count == 0 ||
	    forward->waiting >= settings->limit)
		return refuse(relayed, EDE_OTHER,
			      "too many queries wait for other servers");
	if (!forward->scratch)
		forward->scratch = xalloc(MESSAGE_MAX);
	probe_when_due(forward);
	flight = find_flight(forward, ask, len);
	if (flight) {
		join(flight, waiting);
		return true;
	}
	flight = take_off(forward);
	if (!open_channel(flight)) {
		unlink_flight(&forward->busy, flight);
		flight_free(flight);
		return refuse(relayed, EDE_NO_REACHABLE_AUTHORITY,
			      "no server is left that does not ask this one");
	}
	flight->len = len;
	memcpy(flight->ask, ask, len);
	join(flight, waiting);
	upstream_ask(flight->upstream, ask, len, on_answered, flight);
	return true;
}

void
forward_cancel(struct forward_waiting *waiting)
{
	struct forward_flight *flight = waiting->flight;
	struct forward_waiting **at;

	if (!flight)
		return;
	at = &flight->waiting;
	while (*at != waiting)
		at = &(*at)->next;
	*at = waiting->next;
	waiting->flight = NULL;
	flight->forward->waiting--;
	/* What nobody waits for would not count against the limit. */
	if (flight->waiting || flight->telling)
		return;
	unlink_flight(&flight->forward->busy, flight);
	flight_free(flight);
}

static void
free_all(struct forward_flight **list)
{
	while (*list) {
		struct forward_flight *flight = *list;

		*list = flight->next;
		answer_all(flight, NULL);
		flight_free(flight);
	}
}

void
forward_stop(struct forward *forward)
{
	forward->stopped = true;
	free_all(&forward->busy);
	free_all(&forward->idle);
}
