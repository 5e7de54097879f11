/*
 * DNS Cookies (RFC 7873) with interoperable server cookies (RFC 9018 §4).
 */
#ifndef MXD_ANSWER_COOKIE_H
#define MXD_ANSWER_COOKIE_H

#include "answer/answer.h"
#include "dns/edns.h"

enum {
	COOKIE_SERVER_LEN = 16, /* version 1 */
	COOKIE_LEN = COOKIE_CLIENT_LEN + COOKIE_SERVER_LEN,

	/* RFC 9018 §4.3, seconds */
	COOKIE_PAST = 60 * 60,
	COOKIE_FUTURE = 5 * 60,
	COOKIE_RENEW = 30 * 60,
};

/*
 * The cookie that goes back: the client's own and a server cookie, which is
 * the one that came when that is valid and not older than COOKIE_RENEW. Returns
 * whether the one that came is valid.
 */
bool cookie_answer(const uint8_t secret[static COOKIE_SECRET_LEN],
		   const struct client *client, const struct edns_query *edns,
		   uint8_t reply[static COOKIE_LEN]);

#endif
