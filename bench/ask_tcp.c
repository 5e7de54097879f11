#include "ask.h"

#include "base/alloc.h"
#include "base/bytes.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS = 256, IN_MAX = 2 * (65535 + 2), FRAME = 2 };

/* A connection has slots of its own: first to first + slots. */
struct stream {
	int fd;
	unsigned first;
	unsigned slots;
	size_t have; /* octets in `in` */
	uint8_t in[IN_MAX];
	size_t left; /* octets of `out` that are not sent */
	uint8_t *out;
};

struct tcp {
	struct load *load;
	int epoll;
	struct stream *streams;
};

static void
open_stream(const struct tcp *tcp, struct stream *stream)
{
	const struct sockaddr *server =
	    (const struct sockaddr *)&tcp->load->server;
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = stream};
	int yes = 1;

	stream->fd = socket(AF_INET, SOCK_STREAM, 0);
	if (stream->fd < 0)
		fail("socket");
	setsockopt(stream->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	if (connect(stream->fd, server, sizeof tcp->load->server) < 0)
		fail("connect");
	if (epoll_ctl(tcp->epoll, EPOLL_CTL_ADD, stream->fd, &event) < 0)
		fail("epoll_ctl");
	stream->have = 0;
	stream->left = 0;
}

static void
send_left(struct stream *stream)
{
	ssize_t sent;

	if (stream->left == 0)
		return;
	sent = send(stream->fd, stream->out, stream->left,
		    MSG_DONTWAIT | MSG_NOSIGNAL);
	if (sent > 0) {
		stream->left -= (size_t)sent;
		memmove(stream->out, stream->out + sent, stream->left);
	}
}

/*
 * Acknowledge at once: servers that wait for it before they send the next
 * short answer (RFC 896) would be measured asleep. A query that follows at once
 * does that too, and spares the server and us a segment.
 */
static void
acknowledge(const struct stream *stream)
{
	int yes = 1;

	setsockopt(stream->fd, IPPROTO_TCP, TCP_QUICKACK, &yes, sizeof yes);
}

/* Ask in every slot that is free, all by one send. */
static void
send_free(const struct tcp *tcp, struct stream *stream)
{
	struct load *load = tcp->load;

	for (unsigned i = 0; i < stream->slots && load_goes_on(load); i++) {
		uint8_t *at = stream->out + stream->left;
		size_t len;

		if (load->slots[stream->first + i].waiting)
			continue;
		len = load_ask(load, stream->first + i, at + FRAME);
		bytes_put16(at, (uint16_t)len);
		stream->left += FRAME + len;
	}
	send_left(stream);
}

static void
judge_whole(const struct tcp *tcp, struct stream *stream)
{
	size_t at = 0;

	while (stream->have - at >= FRAME) {
		size_t len = bytes_get16(stream->in + at);

		if (stream->have - at < FRAME + len)
			break;
		load_judge(tcp->load, stream->in + at + FRAME, len);
		at += FRAME + len;
	}
	stream->have -= at;
	memmove(stream->in, stream->in + at, stream->have);
}

/* What was on its way there is lost in time. */
static void
reopen(const struct tcp *tcp, struct stream *stream)
{
	close(stream->fd);
	tcp->load->reconnected++;
	open_stream(tcp, stream);
}

static void
on_readable(const struct tcp *tcp, struct stream *stream)
{
	const struct load *load = tcp->load;
	ssize_t got = recv(stream->fd, stream->in + stream->have,
			   IN_MAX - stream->have, MSG_DONTWAIT);

	if (got > 0) {
		uint64_t asked = load->next;

		stream->have += (size_t)got;
		judge_whole(tcp, stream);
		send_free(tcp, stream);
		if (load->next == asked)
			acknowledge(stream);
	} else if (got == 0 || errno != EAGAIN) {
		reopen(tcp, stream);
	}
}

static void
open_all(struct tcp *tcp)
{
	struct load *load = tcp->load;
	unsigned slots = load->window / load->sockets;

	tcp->epoll = epoll_create1(0);
	if (tcp->epoll < 0)
		fail("epoll_create1");
	load->window = slots * load->sockets;
	tcp->streams = xcalloc(load->sockets, sizeof *tcp->streams);
	for (unsigned i = 0; i < load->sockets; i++) {
		struct stream *stream = &tcp->streams[i];

		stream->first = i * slots;
		stream->slots = slots;
		stream->out = xcalloc(slots + 1u, 2 * QUERY_MAX);
		open_stream(tcp, stream);
		send_free(tcp, stream);
	}
}

static void
look_after(const struct tcp *tcp)
{
	load_give_up(tcp->load);
	for (unsigned i = 0; i < tcp->load->sockets; i++)
		send_free(tcp, &tcp->streams[i]);
}

void
ask_tcp(struct load *load)
{
	static struct epoll_event events[EVENTS];
	struct tcp tcp = {.load = load};
	uint64_t looked = 0;

	open_all(&tcp);
	while (load_goes_on(load) || load->waiting > 0) {
		int count = epoll_wait(tcp.epoll, events, EVENTS, 0);

		for (int i = 0; i < count; i++)
			on_readable(&tcp, events[i].data.ptr);
		if (count == 0)
			sched_yield();
		if (load->now_ns > looked + ASK_LOST_MS * 100000ull) {
			looked = load->now_ns;
			look_after(&tcp);
		}
	}
	for (unsigned i = 0; i < load->sockets; i++) {
		close(tcp.streams[i].fd);
		free(tcp.streams[i].out);
	}
	close(tcp.epoll);
	free(tcp.streams);
}
