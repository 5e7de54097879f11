/*
 * TXT records as mail reads them: the character-strings of one RR joined with
 * nothing between them (RFC 7208 §3.3, RFC 6376 §3.6.2.2, RFC 7489 §6.1).
 */
#ifndef MXD_CHECK_TXT_H
#define MXD_CHECK_TXT_H

#include "check/finding.h"

/* One RR's text: a view of its only string, or strings joined in new memory.
 * Octets may be anything, NUL too. */
struct txt {
	const char *text;
	size_t len;
	char *joined; /* owned, or NULL */
};

struct txt txt_join(struct rdata rdata);
void txt_free(struct txt *txt);

/* Whether the joined text starts with these letters, in any case. */
bool txt_starts(struct rdata rdata, const char *letters);

/*
 * Where octets of the joined text stand in the zone's text: the string that
 * holds number `offset`, its escapes counted. `len` octets are underlined, as
 * far as they stand in that string. Past the end: the last string's end.
 */
struct spot txt_spot(const struct check *check, const struct subject *subject,
		     unsigned i, size_t offset, size_t len);

/* The same for octets of one string, which stands at a spot. */
struct spot spot_octets(const struct check *check, struct spot spot,
			size_t offset, size_t len);

/* The RDATA of RR number i of an RRset. */
struct rdata rrset_rdata(const struct zone *zone, const struct rrset *rrset,
			 unsigned i);

#endif
