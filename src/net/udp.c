#include "net/udp.h"
#include "answer/ahead.h"
#include "base/alloc.h"
#include "base/clock.h"
#include "net/udp_back.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
	/* Batches until other sockets of the worker have their turn. */
	ROUNDS = 8,
	/* Not a multiple of a page, or all slots' headers would compete for
	 * the same lines of the cache. */
	SLOT = UDP_MESSAGE_MAX + 192,
};

/* Arrays by place in the batch; pages are touched only as batches fill. */
struct udp_batch {
	struct datagram in[UDP_BATCH];
	struct datagram out[UDP_BATCH];
	struct iovec in_octets[UDP_BATCH];
	struct iovec out_octets[UDP_BATCH];
	union address peers[UDP_BATCH];
	_Alignas(struct cmsghdr) uint8_t control[UDP_BATCH][SOCKET_CONTROL_MAX];
	size_t control_room; /* of each one in `in` that is not filled */
	size_t filled;       /* places of `in` used since make_room() */
	uint8_t queries[UDP_BATCH][SLOT];
	uint8_t replies[UDP_BATCH][SLOT];
};

struct udp_batch *
udp_batch_new(void)
{
	struct udp_batch *batch = xcalloc(1, sizeof *batch);

	for (size_t i = 0; i < UDP_BATCH; i++) {
		struct msghdr *in = &batch->in[i].header;
		struct msghdr *out = &batch->out[i].header;

		batch->in_octets[i].iov_base = batch->queries[i];
		batch->in_octets[i].iov_len = UDP_MESSAGE_MAX;
		in->msg_iov = &batch->in_octets[i];
		in->msg_iovlen = 1;
		in->msg_name = &batch->peers[i];
		in->msg_control = batch->control[i];
		batch->out_octets[i].iov_base = batch->replies[i];
		out->msg_iov = &batch->out_octets[i];
		out->msg_iovlen = 1;
	}
	batch->filled = UDP_BATCH;
	return batch;
}

void
udp_batch_free(struct udp_batch *batch)
{
	free(batch);
}

/* Sizes that the kernel has shortened to what it filled are put right. */
static void
make_room(struct udp_batch *batch, bool wildcard)
{
	size_t control = wildcard ? SOCKET_CONTROL_MAX : 0;
	size_t count =
	    control == batch->control_room ? batch->filled : UDP_BATCH;

	for (size_t i = 0; i < count; i++) {
		batch->in[i].header.msg_namelen = sizeof batch->peers[i];
		batch->in[i].header.msg_controllen = control;
	}
	batch->control_room = control;
	batch->filled = 0;
}

void
udp_send(struct udp *udp, struct datagram *batch, unsigned count)
{
	int error = 0;
	unsigned sent = socket_send(udp->fd, batch, count, &error);
	uint32_t held;

	if (sent < count && log_allow(udp->unsent, &held))
		log_warning("answers not sent", "count=%u held=%u error=\"%s\"",
			    count - sent, held, uv_strerror(error));
}

/* queries that wait for other servers */

struct later {
	struct forward_waiting waiting; /* first: it is its query */
	struct udp_back back;
	uint64_t received;
	int64_t since; /* clock_ns() */
	size_t len;
	uint8_t query[];
};

static struct asker
asker_of(const struct later *later)
{
	struct asker asker = {
	    .client = {.transport = TRANSPORT_UDP, .now = (uint32_t)time(NULL)},
	    .received = later->received,
	};

	serve_asker(&asker, &later->back.peer);
	return asker;
}

static void
on_done(struct forward_waiting *waiting, const struct relayed *relayed)
{
	struct later *later = (struct later *)waiting;
	struct udp *udp = later->back.udp;
	struct asker asker = asker_of(later);
	uint8_t reply[UDP_MESSAGE_MAX];
	struct served served = {.delay = 0};

	if (relayed)
		served =
		    serve_relayed(udp->serve, &asker, later->query, later->len,
				  relayed, reply, sizeof reply);
	counts_answered(udp->counts, TRANSPORT_UDP, &served.answered);
	if (served.answered.len > 0 &&
	    (!served.answered.fault ||
	     udp_back_fault(&later->back, &served, reply))) {
		udp_back_send(&later->back, reply, served.answered.len);
		counts_took(udp->counts, TRANSPORT_UDP, 1,
			    clock_ns() - later->since);
	}
	free(later);
}

/* Ask others what stands as answer number n. What is served at once, if they
 * cannot be asked, or nothing. */
static struct served
ask_others(struct udp *udp, const struct asker *from, unsigned i, unsigned n,
	   size_t ask_len)
{
	struct udp_batch *batch = udp->batch;
	size_t len = batch->in[i].len;
	struct later *later = xcalloc(1, sizeof *later + len);
	struct served served = {.delay = 0};
	struct relayed relayed;
	struct asker asker;

	later->waiting.on_done = on_done;
	udp_back_init(&later->back, udp, &batch->in[i].header);
	later->received = from->received;
	later->since = clock_ns();
	later->len = len;
	memcpy(later->query, batch->queries[i], len);
	if (forward_ask(udp->forward, &later->waiting, batch->replies[n],
			ask_len, &relayed))
		return served;
	asker = asker_of(later);
	served = serve_relayed(udp->serve, &asker, batch->queries[i], len,
			       &relayed, batch->replies[n], UDP_MESSAGE_MAX);
	counts_answered(udp->counts, TRANSPORT_UDP, &served.answered);
	free(later);
	return served;
}

/* batches */

/* Whether a fault lets an answer leave with its batch. */
static bool
sends_now(struct udp *udp, unsigned i, unsigned n, const struct served *served)
{
	struct udp_back back;

	udp_back_init(&back, udp, &udp->batch->in[i].header);
	return udp_back_fault(&back, served, udp->batch->replies[n]);
}

/* Answer query number i as answer number n; false when there is none. */
static bool
answer_one(struct udp *udp, struct asker *asker, unsigned i, unsigned n)
{
	struct udp_batch *batch = udp->batch;
	struct msghdr *in = &batch->in[i].header;
	struct msghdr *out = &batch->out[n].header;
	struct served served;

	/* Nobody can have a port 0: it is forged, and sending would fail. */
	if (address_port(&batch->peers[i]) == 0)
		return false;
	serve_asker(asker, &batch->peers[i]);
	served =
	    serve_query(udp->serve, asker, batch->queries[i], batch->in[i].len,
			batch->replies[n], UDP_MESSAGE_MAX);
	if (served.answered.forward)
		served = ask_others(udp, asker, i, n, served.answered.len);
	else
		counts_answered(udp->counts, TRANSPORT_UDP, &served.answered);
	if (served.answered.len == 0)
		return false;
	if (served.answered.fault && !sends_now(udp, i, n, &served))
		return false;
	batch->out_octets[n].iov_len = served.answered.len;
	out->msg_name = in->msg_name;
	out->msg_namelen = in->msg_namelen;
	out->msg_control = in->msg_control;
	out->msg_controllen = in->msg_controllen;
	if (udp->wildcard)
		socket_reply_control(out);
	return true;
}

static void
look_ahead(const struct udp *udp, unsigned received)
{
	const struct udp_batch *batch = udp->batch;
	struct ahead ahead[UDP_BATCH];

	for (unsigned i = 0; i < received; i++)
		ahead[i] = (struct ahead){batch->queries[i], batch->in[i].len};
	answer_look_ahead(udp->serve->serving->view, ahead, received);
}

static void
answer_batch(struct udp *udp, unsigned received)
{
	struct asker asker = {
	    .client = {.transport = TRANSPORT_UDP, .now = (uint32_t)time(NULL)},
	    .received = serve_time(udp->serve),
	};
	int64_t since = clock_ns();
	unsigned count = 0;

	look_ahead(udp, received);
	for (unsigned i = 0; i < received; i++) {
		if (answer_one(udp, &asker, i, count))
			count++;
	}
	serve_publish(udp->serve);
	if (count > 0)
		udp_send(udp, udp->batch->out, count);
	counts_took(udp->counts, TRANSPORT_UDP, count, clock_ns() - since);
}

static void
on_readable(uv_poll_t *poll, int status, int events)
{
	struct udp *udp = poll->data;

	/* An error of the socket is cleared by reading it. */
	(void)status;
	(void)events;
	for (unsigned round = 0; round < ROUNDS; round++) {
		int received;

		make_room(udp->batch, udp->wildcard);
		received = socket_receive(udp->fd, udp->batch->in, UDP_BATCH);
		if (received <= 0)
			return;
		udp->batch->filled = (size_t)received;
		answer_batch(udp, (unsigned)received);
		if (received < UDP_BATCH)
			return;
	}
}

int
udp_start(struct udp *udp, uv_loop_t *loop)
{
	int error = uv_poll_init(loop, &udp->poll, udp->fd);

	if (error) {
		close(udp->fd);
		udp->fd = -1;
		return error;
	}
	udp->poll.data = udp;
	return uv_poll_start(&udp->poll, UV_READABLE, on_readable);
}

static void
on_closed(uv_handle_t *poll)
{
	struct udp *udp = poll->data;

	close(udp->fd);
}

void
udp_stop(struct udp *udp)
{
	if (udp->fd >= 0)
		uv_close((uv_handle_t *)&udp->poll, on_closed);
}
