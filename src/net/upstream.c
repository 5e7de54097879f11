#include "net/upstream.h"
#include "answer/relay.h"
#include "base/alloc.h"

#include <ares.h>
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
	TRIES = 3, /* of each server, each twice as long as the one before */
	TRIES_SUM = 1 + 2 + 4,
	TRY_MIN_MS = 100,
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
	uint32_t timeout_ms;
	struct watch *watches;

	bool asking;
	bool spent;
	uint64_t deadline; /* of the loop's clock */
	upstream_done *done;
	void *context;

	/* What came, until it is told. */
	bool answered;
	struct upstream_answer answer;
	uint8_t *octets;
};

int
upstream_library_start(void)
{
	return ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS ? 0
								    : UV_ENOMEM;
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
	upstream->spent = lacks_edns(octets, (size_t)len);
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

/* After c-ares has done something. */
static void
go_on(struct upstream *upstream)
{
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

/* Every setting is given, so that c-ares reads no file of the system's. */
static int
init_channel(struct upstream *upstream, size_t count)
{
	static char lookups[] = "b";
	struct ares_options options = {
	    .flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP |
		     ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES,
	    .timeout = (int)(upstream->timeout_ms / TRIES_SUM / count),
	    .tries = TRIES,
	    .ndots = 1,
	    .lookups = lookups,
	    .ednspsz = RELAY_UDP_SIZE,
	    .sock_state_cb = on_socket,
	    .sock_state_cb_data = upstream,
	};

	if (options.timeout < TRY_MIN_MS)
		options.timeout = TRY_MIN_MS;
	return ares_init_options(
	    &upstream->channel, &options,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		ARES_OPT_NDOTS | ARES_OPT_LOOKUPS | ARES_OPT_SERVERS |
		ARES_OPT_DOMAINS | ARES_OPT_SORTLIST | ARES_OPT_EDNSPSZ |
		ARES_OPT_NOROTATE | ARES_OPT_SOCK_STATE_CB);
}

static int
set_servers(struct upstream *upstream, const union address *servers,
	    size_t count)
{
	struct ares_addr_port_node *nodes = xcalloc(count, sizeof *nodes);
	int status;

	for (size_t i = 0; i < count; i++) {
		const union address *server = &servers[i];
		struct ares_addr_port_node *node = &nodes[i];

		node->next = i + 1 < count ? &nodes[i + 1] : NULL;
		node->family = server->any.sa_family;
		node->udp_port = node->tcp_port = address_port(server);
		if (address_is_ipv6(server))
			memcpy(&node->addr.addr6, &server->v6.sin6_addr,
			       sizeof node->addr.addr6);
		else
			node->addr.addr4 = server->v4.sin_addr;
	}
	status = ares_set_servers_ports(upstream->channel, nodes);
	free(nodes);
	return status;
}

struct upstream *
upstream_open(uv_loop_t *loop, const union address *servers, size_t count,
	      uint32_t timeout_ms)
{
	struct upstream *upstream = xcalloc(1, sizeof *upstream);

	assert(count > 0);
	upstream->timeout_ms = timeout_ms;
	if (init_channel(upstream, count) != ARES_SUCCESS) {
		free(upstream);
		return NULL;
	}
	if (set_servers(upstream, servers, count) != ARES_SUCCESS) {
		ares_destroy(upstream->channel);
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
	uint8_t query[MESSAGE_UDP_PLAIN];

	assert(!upstream->asking && len <= sizeof query);
	memcpy(query, octets, len);
	/* It fails before the system has any random octets, if at all. */
	if (uv_random(NULL, NULL, query, 2, 0, NULL) != 0)
		bytes_put16(query, (uint16_t)uv_hrtime());
	upstream->asking = true;
	upstream->done = done;
	upstream->context = context;
	upstream->deadline =
	    uv_now(upstream->timer.loop) + upstream->timeout_ms;
	ares_send(upstream->channel, query, (int)len, on_answer, upstream);
	if (upstream->answered)
		/* The system has refused it; told when the loop goes on. */
		uv_timer_start(&upstream->timer, on_timer, 0, 0);
	else
		schedule(upstream);
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
	free(upstream);
}

void
upstream_close(struct upstream *upstream)
{
	upstream->asking = false;
	ares_destroy(upstream->channel);
	uv_close((uv_handle_t *)&upstream->timer, on_closed);
}
