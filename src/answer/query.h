/*
 * What a query asks: its one question, its OPT, its TSIG.
 */
#ifndef MXD_ANSWER_QUERY_H
#define MXD_ANSWER_QUERY_H

#include "dns/edns.h"
#include "dns/tsig.h"

/* Views of the message, and of `owner` here: not to be copied. */
struct query {
	struct header header;
	struct question question;
	struct edns_query edns;
	struct tsig tsig;
	bool has_question;
	bool has_opt;
	bool has_tsig;
	uint8_t owner[NAME_WIRE_MAX]; /* of the last RR that was read */
};

/*
 * Read a whole message of at least HEADER_LEN octets.
 *
 * RRs beside OPT and TSIG are checked for their frame only, and octets behind
 * the last one are not looked at. Returns NOERROR, or FORMERR: something is
 * cut short, more than one question, an OPT twice, malformed or outside the
 * additional section (RFC 6891 §6.1.1), a TSIG malformed or not the last RR
 * (RFC 8945 §5.1), an option with data of a wrong form. What could be read
 * until then is in *query.
 */
enum rcode query_parse(const uint8_t *octets, size_t len, struct query *query);

#endif
