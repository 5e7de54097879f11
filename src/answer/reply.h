/*
 * A reply while it is composed: header and question at its front, the room
 * that OPT will need kept free at its end.
 */
#ifndef MXD_ANSWER_REPLY_H
#define MXD_ANSWER_REPLY_H

#include "answer/cookie.h"
#include "answer/query.h"
#include "dns/compress.h"

enum { REPLY_TEXT_MAX = 512 };

/* Who asks what, and what is the same for all. */
struct asking {
	const struct query *query;
	const struct client *client;
	const struct answer_settings *settings;
};

/* Points into itself: not to be copied. */
struct reply {
	struct header header; /* counts what has been written */
	struct writer w;
	size_t limit; /* that of w, once OPT is to be written */
	uint16_t rcode;
	bool has_opt;
	bool repeatable; /* fit for all who ask the same: nothing was left out
			  * and no name is made of the question's octets */
	bool secure;     /* it may claim AD */
	bool cookie_proved; /* the server cookie that came is valid */
	struct edns_reply edns;
	const struct tsig *bad_key; /* the TSIG that is answered, or NULL */
	uint8_t cookie[COOKIE_LEN];
	struct name qname; /* in the buffer; len 0 without a question */
	const struct view_zone *zone; /* that the answer begins in, or NULL */
	struct compress names;
	char text[REPLY_TEXT_MAX]; /* for an explanation that is made up */
};

/*
 * Begin with header, question and the OPT that the query asks for.
 *
 *   buffer, size  the caller's, at least what answer() asks for; the reply
 *                 will be no longer than transport and OPT allow
 */
void reply_begin(struct reply *reply, const struct asking *asking,
		 uint8_t *buffer, size_t size);

/*
 * Say why, in an Extended DNS Error with as much of the text as fits, cut
 * between characters. Nothing without OPT. Once a reply, before any RR; the
 * text lives until the reply is ended.
 */
void reply_explain(struct reply *reply, enum ede error, const char *text);

/* Write OPT, TSIG and header. Returns the length of the whole reply. */
size_t reply_end(struct reply *reply);

#endif
