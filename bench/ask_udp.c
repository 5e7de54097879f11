#include "ask.h"

#include "base/alloc.h"

#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 64, ANSWER_MAX = 4096, BUFFER = 4 << 20 };

/* A socket has slots of its own: first to first + slots. */
struct udp {
	struct load *load;
	int fd;
	unsigned first;
	unsigned slots;
	struct mmsghdr in[BATCH];
	struct mmsghdr out[BATCH];
	struct iovec in_octets[BATCH];
	struct iovec out_octets[BATCH];
	uint8_t answers[BATCH][ANSWER_MAX];
	uint8_t queries[BATCH][QUERY_MAX];
	unsigned free[ASK_WINDOW_MAX]; /* slots */
	unsigned free_count;
};

static void
open_socket(struct udp *udp)
{
	const struct sockaddr *server =
	    (const struct sockaddr *)&udp->load->server;
	int size = BUFFER;

	udp->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	if (udp->fd < 0)
		fail("socket");
	setsockopt(udp->fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	if (connect(udp->fd, server, sizeof udp->load->server) < 0)
		fail("connect");
	for (unsigned i = 0; i < BATCH; i++) {
		udp->in_octets[i] = (struct iovec){udp->answers[i], ANSWER_MAX};
		udp->out_octets[i].iov_base = udp->queries[i];
		udp->in[i].msg_hdr = (struct msghdr){
		    .msg_iov = &udp->in_octets[i], .msg_iovlen = 1};
		udp->out[i].msg_hdr = (struct msghdr){
		    .msg_iov = &udp->out_octets[i], .msg_iovlen = 1};
	}
}

static void
collect_free(struct udp *udp)
{
	udp->free_count = 0;
	for (unsigned i = udp->first; i < udp->first + udp->slots; i++) {
		if (!udp->load->slots[i].waiting)
			udp->free[udp->free_count++] = i;
	}
}

/* All of a batch go out: what the kernel cannot take now it takes later. */
static void
send_batch(struct udp *udp, unsigned count)
{
	unsigned sent = 0;

	while (sent < count) {
		int now = sendmmsg(udp->fd, udp->out + sent, count - sent, 0);

		if (now > 0)
			sent += (unsigned)now;
		else if (errno == ECONNREFUSED)
			return; /* given up in time */
		else if (errno != EAGAIN && errno != ENOBUFS)
			fail("sendmmsg");
	}
}

static void
send_free(struct udp *udp)
{
	while (udp->free_count > 0 && load_goes_on(udp->load)) {
		unsigned count = 0;

		while (count < BATCH && udp->free_count > 0 &&
		       (udp->load->count == 0 ||
			udp->load->next < udp->load->count)) {
			unsigned slot = udp->free[--udp->free_count];

			udp->out_octets[count].iov_len =
			    load_ask(udp->load, slot, udp->queries[count]);
			count++;
		}
		send_batch(udp, count);
	}
}

static bool
receive(struct udp *udp)
{
	int count = recvmmsg(udp->fd, udp->in, BATCH, MSG_DONTWAIT, NULL);

	if (count < 0 && errno != EAGAIN && errno != ECONNREFUSED)
		fail("recvmmsg");
	for (int i = 0; i < count; i++) {
		int slot =
		    load_judge(udp->load, udp->answers[i], udp->in[i].msg_len);

		if (slot >= 0)
			udp->free[udp->free_count++] = (unsigned)slot;
	}
	return count > 0;
}

static struct udp *
open_all(struct load *load)
{
	struct udp *udps = xcalloc(load->sockets, sizeof *udps);
	unsigned slots = load->window / load->sockets;

	load->window = slots * load->sockets;
	for (unsigned i = 0; i < load->sockets; i++) {
		udps[i].load = load;
		udps[i].first = i * slots;
		udps[i].slots = slots;
		open_socket(&udps[i]);
		collect_free(&udps[i]);
	}
	return udps;
}

static void
look_after(struct udp *udps)
{
	struct load *load = udps->load;

	load_give_up(load);
	for (unsigned i = 0; i < load->sockets; i++)
		collect_free(&udps[i]);
}

void
ask_udp(struct load *load)
{
	struct udp *udps = open_all(load);
	uint64_t looked = 0;

	while (load_goes_on(load) || load->waiting > 0) {
		bool came = false;

		for (unsigned i = 0; i < load->sockets; i++) {
			send_free(&udps[i]);
			came = receive(&udps[i]) || came;
		}
		if (!came)
			sched_yield();
		if (load->now_ns > looked + ASK_LOST_MS * 100000ull) {
			looked = load->now_ns;
			look_after(udps);
		}
	}
	for (unsigned i = 0; i < load->sockets; i++)
		close(udps[i].fd);
	free(udps);
}
