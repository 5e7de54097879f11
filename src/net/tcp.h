/*
 * TCP (RFC 7766) of one worker: listening sockets, and the connections' limits
 * and timeouts. What one connection does is in net/connection.h.
 */
#ifndef MXD_NET_TCP_H
#define MXD_NET_TCP_H

#include "base/log.h"
#include "net/counts.h"
#include "net/forward.h"
#include "net/limits.h"
#include "net/park.h"
#include "net/serve.h"

#include <uv.h>

enum {
	TCP_INPUT_SIZE = 16384,
	TCP_OUTPUT_SIZE = 2 * (2 + ANSWER_TCP_MAX),
};

struct tcp {
	uv_loop_t *loop;
	const struct serve *serve; /* the worker's */
	struct forward *forward;   /* likewise */
	struct limits limits;
	uv_timer_t timer; /* for the connection that comes first; data: this */
	uint8_t *input;   /* TCP_INPUT_SIZE, for all connections in turn */
	uint8_t *output;  /* TCP_OUTPUT_SIZE, likewise */
	size_t output_len;
	struct counts *counts; /* the worker's */
	struct park *park;     /* likewise */
	struct log_limit unaccepted;
};

/* A listening socket; data: its struct tcp. */
struct tcp_listener {
	uv_tcp_t handle;
	int fd; /* -1: none */
};

void tcp_init(struct tcp *tcp, uv_loop_t *loop, const struct serve *serve,
	      struct forward *forward);

/*
 * Accept connections at listener->fd, which listens already and is owned from
 * here on. Returns 0; or a negative libuv code, and tcp_unlisten() closes what
 * there is.
 */
int tcp_listen(struct tcp *tcp, struct tcp_listener *listener);

/* Accept no more; *listener must stay until the loop has ended. */
void tcp_unlisten(struct tcp_listener *listener);

/*
 * Close the connections, those at once that owe no answer, the others when
 * they have sent it or a second has passed. Then nothing of this keeps the
 * loop going.
 */
void tcp_stop(struct tcp *tcp);

/* Close what does not keep the loop going, to be called when it has ended;
 * then let it end again, and release the memory. */
void tcp_close(struct tcp *tcp);
void tcp_free(struct tcp *tcp);

#endif
