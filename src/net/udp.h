/*
 * UDP: batches of queries in, batches of answers out.
 *
 * A query that is longer than a slot is cut off there: what is left of it
 * does not parse, which the answer says.
 */
#ifndef MXD_NET_UDP_H
#define MXD_NET_UDP_H

#include "base/log.h"
#include "net/counts.h"
#include "net/forward.h"
#include "net/park.h"
#include "net/serve.h"
#include "net/socket.h"

#include <uv.h>

enum {
	UDP_BATCH = 32,         /* datagrams by one system call */
	UDP_MESSAGE_MAX = 4096, /* a query taken whole; an answer */
};

/* The buffers of one worker, for all of its sockets. */
struct udp_batch;

struct udp_batch *udp_batch_new(void);
void udp_batch_free(struct udp_batch *batch);

/* One socket of one worker. */
struct udp {
	uv_poll_t poll; /* data: this */
	int fd;         /* -1: none */
	bool wildcard;  /* answers leave from where they were asked */
	const struct serve *serve; /* the worker's */
	struct udp_batch *batch;
	struct forward *forward;
	struct counts *counts; /* the worker's */
	struct park *park;     /* likewise */
	struct log_limit *unsent;
};

/*
 * Answer what arrives at udp->fd, which is owned from here on. The caller has
 * set all members but poll. Returns 0; or a negative libuv code, and udp_stop()
 * closes what there is.
 */
int udp_start(struct udp *udp, uv_loop_t *loop);

/* Send answers; what the kernel does not take is lost, and the log says so. */
void udp_send(struct udp *udp, struct datagram *batch, unsigned count);

/* Close the socket, if any; *udp must stay until the loop has ended. */
void udp_stop(struct udp *udp);

#endif
