/*
 * One TCP connection: queries as they come, answers in the same order, one
 * write for all the answers to what one read brought (RFC 7766 §6.2.1).
 *
 * What the peer does not take is kept, and nothing more is read from it until
 * it has taken that: so a connection never holds more than what was read at
 * once (TCP_INPUT_SIZE), one query, and the answers of one write
 * (TCP_OUTPUT_SIZE). An idle connection holds no buffer at all.
 */
#ifndef MXD_NET_CONNECTION_H
#define MXD_NET_CONNECTION_H

#include "net/tcp.h"

/*
 * Take the connection that waits at `listener`; the loop owns it. NULL when
 * there is none to take any more.
 */
struct limits_entry *connection_accept(struct tcp *tcp, uv_stream_t *listener);

/* Close it now; what was not yet sent is lost. */
void connection_abort(struct limits_entry *entry);

/* Close it when all that was read is answered and taken. */
void connection_finish(struct limits_entry *entry);

#endif
