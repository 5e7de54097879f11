/*
 * What the files of a connection share: connection.c reads and writes,
 * connection_later.c has what does not leave at once.
 */
#ifndef MXD_NET_CONNECTION_PRIVATE_H
#define MXD_NET_CONNECTION_PRIVATE_H

#include "net/address.h"
#include "net/connection.h"
#include "net/serve.h"

enum connection_state {
	READING,   /* taking queries */
	ENDING,    /* no more is read; closes when what was read is answered */
	REFUSING,  /* the same, but queries that follow are not wanted either */
	LINGERING, /* all is said: waits for the peer to close */
	STALLED,   /* nothing more is read or said, by a fault */
	CLOSED,    /* waits for the loop to let go of the handle */
};

struct connection {
	struct limits_entry entry; /* first: an entry is its connection */
	uv_tcp_t handle;
	struct tcp *tcp;
	union address peer;
	enum connection_state state;
	uint8_t *input; /* read and not yet answered; NULL: none */
	size_t input_len, input_size;
	uint8_t *output;   /* answers that the peer has not taken; NULL: none */
	struct late *late; /* answers that are late, by faults */
	struct later *later; /* the query that other servers are asked; NULL */
	uint8_t *held; /* its answer, which must wait for `output`; NULL */
	size_t held_len;
	uv_write_t write;
};

/* connection.c */

void connection_close(struct connection *c);
void connection_reset(struct connection *c);

/* Send the answers made so far; false when the peer did not take them all. */
bool connection_flush(struct connection *c);

/* Go on with what has been read, or read on. */
void connection_take_input(struct connection *c);

/* connection_later.c */

/* Whoever is at its other end, now. */
struct asker connection_asker(const struct connection *c);

/*
 * What is served stands behind the answers made so far, in its place: have it
 * go with them, or do what a fault says.
 */
void connection_put(struct connection *c, const struct served *served);

/* Whether others are asked what stands behind the answers made so far; if not,
 * what is served stands there. */
bool connection_ask_others(struct connection *c, const struct asker *asker,
			   const uint8_t *query, size_t len,
			   struct served *served);

/* Send the answer that came while the peer had not taken those before it. */
bool connection_send_held(struct connection *c);

/* Forget what waits. */
void connection_drop_later(struct connection *c);
void connection_drop_late(struct connection *c);

#endif
