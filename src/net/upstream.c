#include "net/upstream.h"
#include "answer/relay.h"
#include "base/alloc.h"
#include "dns/edns.h"
#include "net/upstream_channel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	TRIES = 3, /* of each server, each twice as long as the one before */
	TRIES_SUM = 1 + 2 + 4,
};

/* A socket of the channel. */
struct watch {
	uv_poll_t poll; /* data: the upstream */
	ares_socket_t fd;
	struct watch *next;
};

struct upstream {
	uv_timer_t timer; /* data: this */
	ares_channel channel;
	union address *servers;
	size_t server_count;
	uint32_t timeout_ms;
	struct watch *watches;

	bool asking;
	bool by_tcp;
	bool spent;
	size_t query_len;
	uint8_t query[MESSAGE_UDP_PLAIN];
	uint64_t deadline; /* of the loop's clock */
	upstream_done *done;
	void *context;

	/* What came, until it is told. */
	bool answered;
	struct upstream_answer answer;
	uint8_t *octets;
};

void
upstream_library_start(void)
{
	/* It can fail on Windows only. */
	ares_library_init(ARES_LIB_INIT_ALL);
}

void
upstream_library_stop(void)
{
	ares_library_cleanup();
}

/* the end of a question */

static int
error_of(int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return 0;
	case ARES_ETIMEOUT:
	case ARES_ECANCELLED:
		return UV_ETIMEDOUT;
	case ARES_ECONNREFUSED:
		return UV_ECONNREFUSED;
	default:
		return UV_EPROTO;
	}
}

/*
 * c-ares forgets for the whole channel that servers know EDNS once one of them
 * does not, and from then on takes long answers for truncated ones.
 */
static bool
lacks_edns(const uint8_t *octets, size_t len)
{
	return len < HEADER_LEN || bytes_get16(octets + 10) == 0 ||
	       (bytes_get16(octets + 2) & FLAGS_RCODE) == RCODE_FORMERR;
}

/* From c-ares, and sometimes from within ares_send(). */
static void
on_answer(void *context, int status, int timeouts, unsigned char *octets,
	  int len)
{
	struct upstream *upstream = context;

	(void)timeouts;
	/* Nobody waits any more. */
	if (!upstream->asking || upstream->answered)
		return;
	upstream->answered = true;
	upstream->answer = (struct upstream_answer){.error = error_of(status)};
	if (status != ARES_SUCCESS)
		return;
	upstream->spent |= lacks_edns(octets, (size_t)len);
	upstream->octets = xalloc((size_t)len);
	memcpy(upstream->octets, octets, (size_t)len);
	upstream->answer.octets = upstream->octets;
	upstream->answer.len = (size_t)len;
}

/* Tell what came; the channel is free for the next question while it is told.
 */
static void
tell(struct upstream *upstream)
{
	uint8_t *octets = upstream->octets;
	struct upstream_answer answer = upstream->answer;

	uv_timer_stop(&upstream->timer);
	upstream->asking = upstream->answered = false;
	upstream->octets = NULL;
	upstream->done(upstream->context, &answer);
	free(octets);
}

/* time */

static void on_timer(uv_timer_t *timer);

/* When c-ares has to be called again, or the time is over. */
static void
schedule(struct upstream *upstream)
{
	uint64_t now = uv_now(upstream->timer.loop);
	uint64_t left = upstream->deadline > now ? upstream->deadline - now : 0;
	struct timeval room;

	if (ares_timeout(upstream->channel, NULL, &room)) {
		uint64_t ms = (uint64_t)room.tv_sec * 1000 +
			      ((uint64_t)room.tv_usec + 999) / 1000;

		left = ms < left ? ms : left;
	}
	uv_timer_start(&upstream->timer, on_timer, left, 0);
}

static bool ask_by_tcp(struct upstream *upstream);

/* What is longer than we said that we take has been cut off by c-ares. */
static bool
is_truncated(const struct upstream *upstream)
{
	const struct upstream_answer *answer = &upstream->answer;

	return answer->len >= HEADER_LEN &&
	       (bytes_get16(answer->octets + 2) & FLAG_TC ||
		answer->len >= RELAY_UDP_SIZE);
}

/* After c-ares has done something. */
static void
go_on(struct upstream *upstream)
{
	if (upstream->answered && !upstream->by_tcp && is_truncated(upstream) &&
	    ask_by_tcp(upstream))
		return;
	if (upstream->answered)
		tell(upstream);
	else if (upstream->asking)
		schedule(upstream);
}

static void
on_timer(uv_timer_t *timer)
{
	struct upstream *upstream = timer->data;

	if (uv_now(timer->loop) >= upstream->deadline)
		ares_cancel(upstream->channel);
	else
		ares_process_fd(upstream->channel, ARES_SOCKET_BAD,
				ARES_SOCKET_BAD);
	go_on(upstream);
}

/* sockets */

static void
on_event(uv_poll_t *poll, int status, int events)
{
	struct upstream *upstream = poll->data;
	ares_socket_t fd = ((struct watch *)poll)->fd;

	/* An error of the socket is found by using it. */
	if (status < 0)
		events = UV_READABLE | UV_WRITABLE;
	ares_process_fd(upstream->channel,
			events & UV_READABLE ? fd : ARES_SOCKET_BAD,
			events & UV_WRITABLE ? fd : ARES_SOCKET_BAD);
	go_on(upstream);
}

static void
on_unwatched(uv_handle_t *poll)
{
	free(poll);
}

static struct watch **
find_watch(struct upstream *upstream, ares_socket_t fd)
{
	struct watch **at = &upstream->watches;

	while (*at && (*at)->fd != fd)
		at = &(*at)->next;
	return at;
}

static struct watch *
watch_new(struct upstream *upstream, ares_socket_t fd)
{
	struct watch *watch = xcalloc(1, sizeof *watch);

	watch->fd = fd;
	watch->poll.data = upstream;
	if (uv_poll_init(upstream->timer.loop, &watch->poll, fd) == 0)
		return watch;
	/* It will be asked again when its time is over. */
	free(watch);
	return NULL;
}

/* c-ares wants to hear of a socket, or is about to close it. */
static void
on_socket(void *context, ares_socket_t fd, int readable, int writable)
{
	struct upstream *upstream = context;
	struct watch **at = find_watch(upstream, fd);
	struct watch *watch = *at;

	if (!readable && !writable) {
		if (!watch)
			return;
		*at = watch->next;
		uv_close((uv_handle_t *)&watch->poll, on_unwatched);
		return;
	}
	if (!watch)
		watch = *at = watch_new(upstream, fd);
	if (watch)
		uv_poll_start(&watch->poll,
			      (readable ? UV_READABLE : 0) |
				  (writable ? UV_WRITABLE : 0),
			      on_event);
}

/* the channel */

/* Take a new channel instead of the one there is, if any. */
static bool
open_channel(struct upstream *upstream, struct upstream_manner manner)
{
	ares_channel channel;

	manner.servers = upstream->servers;
	manner.count = upstream->server_count;
	manner.on_socket = on_socket;
	manner.context = upstream;
	channel = upstream_channel_open(&manner);
	if (!channel)
		return false;
	if (upstream->channel)
		ares_destroy(upstream->channel);
	upstream->channel = channel;
	return true;
}

/* Send the question, by an id of its own. */
static void
send_query(struct upstream *upstream)
{
	/* It fails before the system has any random octets, if at all. */
	if (uv_random(NULL, NULL, upstream->query, 2, 0, NULL) != 0)
		bytes_put16(upstream->query, (uint16_t)uv_hrtime());
	ares_send(upstream->channel, upstream->query, (int)upstream->query_len,
		  on_answer, upstream);
	if (upstream->answered)
		/* The system has refused it; told when the loop goes on. */
		uv_timer_start(&upstream->timer, on_timer, 0, 0);
	else
		schedule(upstream);
}

/*
 * c-ares would give TCP no more time than one try of UDP: so it has a channel
 * of its own, with all the time that is left. False when there is none.
 */
static bool
ask_by_tcp(struct upstream *upstream)
{
	uint64_t now = uv_now(upstream->timer.loop);
	struct upstream_manner manner = {.flags = ARES_FLAG_USEVC, .tries = 1};

	if (now >= upstream->deadline)
		return false;
	manner.timeout_ms =
	    (uint32_t)((upstream->deadline - now) / upstream->server_count);
	if (!open_channel(upstream, manner))
		return false;
	/* Who has answered without OPT knows none. */
	if (bytes_get16(upstream->octets + 10) == 0) {
		upstream->query_len -= EDNS_OPT_LEN;
		bytes_put16(upstream->query + 10, 0);
	}
	free(upstream->octets);
	upstream->octets = NULL;
	upstream->answered = false;
	upstream->by_tcp = upstream->spent = true;
	send_query(upstream);
	return true;
}

struct upstream *
upstream_open(uv_loop_t *loop, const union address *servers, size_t count,
	      uint32_t timeout_ms)
{
	struct upstream *upstream = xcalloc(1, sizeof *upstream);
	struct upstream_manner manner = {
	    .flags = ARES_FLAG_IGNTC,
	    .timeout_ms = (uint32_t)(timeout_ms / TRIES_SUM / count),
	    .tries = TRIES,
	};

	assert(count > 0);
	upstream->timeout_ms = timeout_ms;
	upstream->server_count = count;
	upstream->servers = xcalloc(count, sizeof *servers);
	memcpy(upstream->servers, servers, count * sizeof *servers);
	if (!open_channel(upstream, manner)) {
		free(upstream->servers);
		free(upstream);
		return NULL;
	}
	uv_timer_init(loop, &upstream->timer);
	upstream->timer.data = upstream;
	return upstream;
}

void
upstream_ask(struct upstream *upstream, const uint8_t *octets, size_t len,
	     upstream_done *done, void *context)
{
	assert(!upstream->asking && !upstream->by_tcp &&
	       len <= sizeof upstream->query);
	memcpy(upstream->query, octets, len);
	upstream->query_len = len;
	upstream->asking = true;
	upstream->done = done;
	upstream->context = context;
	upstream->deadline =
	    uv_now(upstream->timer.loop) + upstream->timeout_ms;
	send_query(upstream);
}

bool
upstream_is_spent(const struct upstream *upstream)
{
	return upstream->spent;
}

static void
on_closed(uv_handle_t *timer)
{
	struct upstream *upstream = timer->data;

	free(upstream->octets);
	free(upstream->servers);
	free(upstream);
}

void
upstream_close(struct upstream *upstream)
{
	upstream->asking = false;
	ares_destroy(upstream->channel);
	uv_close((uv_handle_t *)&upstream->timer, on_closed);
}
