/*
 * Where every query passes, by whichever transport it came: the one place that
 * sees what was asked and what was answered, and where faults act (fault/).
 */
#ifndef MXD_NET_SERVE_H
#define MXD_NET_SERVE_H

#include "lab/sighting.h"
#include "net/serving.h"

struct ring;

/*
 * What is to be done about a query. Where a fault acts (answered.fault), it has
 * changed the reply already; the rest is for whoever sends it. `answered` is
 * then about what is sent, with a length of 0 where that is nothing, and its
 * qname is the query's.
 */
struct served {
	struct answered answered;
	enum fault_way way; /* what a fault does about sending */
	uint32_t delay;     /* ms until the reply is to be sent */
};

/* What a worker has of its own to answer with, for all of its transports. */
struct serve {
	const struct serving *serving; /* a plain pointer: see net/worker.h */
	struct memo *memo;
	struct ring *ring; /* receives what was asked; NULL: nobody watches */
};

/* The time for asker.received, if anybody watches; else 0. */
uint64_t serve_time(const struct serve *serve);

/* Address, a view of the peer's, and port. */
static inline void
serve_asker(struct asker *asker, const union address *peer)
{
	asker->client.address =
	    address_octets(peer, &asker->client.address_len);
	asker->port = address_port(peer);
}

/*
 * Answer one query from what is served: see answer(). Where it says so, what
 * is in `reply` is to be asked elsewhere (net/forward.h), and the query passes
 * here again once that has come to something.
 *
 * Whoever watches sees the query from serve_publish() on, to be called before
 * the answers are sent; serve_relayed() calls it.
 */
struct served serve_query(const struct serve *serve, const struct asker *asker,
			  const uint8_t *query, size_t len, uint8_t *reply,
			  size_t size);

void serve_publish(const struct serve *serve);

struct served serve_relayed(const struct serve *serve,
			    const struct asker *asker, const uint8_t *query,
			    size_t len, const struct relayed *relayed,
			    uint8_t *reply, size_t size);

/* Whether a fault resets the connections of this client before any query. */
bool serve_refuses(const struct serve *serve, const uint8_t *address,
		   uint8_t address_len);

#endif
