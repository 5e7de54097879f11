/*
 * What a server says of itself: CH TXT (RFC 4892).
 */
#ifndef MXD_ANSWER_CHAOS_H
#define MXD_ANSWER_CHAOS_H

#include "answer/reply.h"

/*
 * Answer a question of class CH: version.bind and version.server, id.server
 * and hostname.bind, as far as they are configured; else REFUSED.
 */
void chaos_answer(struct reply *reply, const struct question *question,
		  const struct answer_settings *settings);

/* A TXT record for the question's name, of TTL 0; TC when it does not fit. */
void chaos_write_text(struct reply *reply, uint16_t class, const char *text);

#endif
