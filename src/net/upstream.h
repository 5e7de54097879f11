/*
 * One question at a time to servers that resolve, by c-ares: from a port and
 * by an id that are new and random for each (RFC 5452 §9), over UDP, and over
 * TCP where the answer is truncated. A server that is silent or cannot be
 * reached is asked again later, and the next one meanwhile.
 *
 * c-ares keeps its socket as long as a channel has questions: so each question
 * under way has a channel, and with it a port, of its own.
 */
#ifndef MXD_NET_UPSTREAM_H
#define MXD_NET_UPSTREAM_H

#include "net/address.h"

#include <uv.h>

struct upstream;

struct upstream_answer {
	int error;             /* 0, or UV_ETIMEDOUT, UV_ECONNREFUSED, ... */
	const uint8_t *octets; /* to this very question; until it returns */
	size_t len;
};

typedef void upstream_done(void *context, const struct upstream_answer *answer);

/* Counted, of the process, while it may have any: by one thread alone. */
void upstream_library_start(void);
void upstream_library_stop(void);

/*
 * A channel to these servers. NULL when the system refuses it. `timeout_ms` is
 * the time for one question, all tries together.
 */
struct upstream *upstream_open(uv_loop_t *loop, const union address *servers,
			       size_t count, uint32_t timeout_ms);

/*
 * Ask; no question may be under way. The message is a query of UDP's size at
 * most, with an OPT without options at its end; its id is put in here. The
 * answer's question is the same, but for case. `done` is called once, later.
 */
void upstream_ask(struct upstream *upstream, const uint8_t *octets, size_t len,
		  upstream_done *done, void *context);

/* Whether the channel has shown to be none for another question. */
bool upstream_is_spent(const struct upstream *upstream);

/* Also with a question under way, which is not answered then. It is freed when
 * the loop lets go of it. */
void upstream_close(struct upstream *upstream);

#endif
