/*
 * Address literals where a name should be. A master file has no syntax for
 * them, so they are read as names: "192.0.2.1" as 192.0.2.1.<origin>, with a
 * dot behind it as four labels below the root.
 */
#ifndef MXD_CHECK_LITERAL_H
#define MXD_CHECK_LITERAL_H

#include "dns/name.h"

/* Most names are told apart from literals by their first octets: whether this
 * one is not. */
static inline bool
name_may_be_literal(struct name name)
{
	uint8_t first = name.wire[name.labels > 0];

	return (first >= '0' && first <= '9') || first == '[' ||
	       memchr(name.wire + 1, ':', name.wire[0]);
}

/*
 * Whether a name is what an IPv4 or IPv6 literal was read as, bare or in the
 * brackets of SMTP ("[192.0.2.1]", "[IPv6:2001:db8::1]").
 *
 *   written  how the name stands in the text, len octets; NULL when unknown
 *   origin   the zone's
 *
 * Names that merely begin with numbers are none, as 4.3.2.1.dyn.example. or
 * what reverse zones hold (1.2.0.192.in-addr.arpa.).
 */
bool name_is_literal(struct name name, const char *written, size_t len,
		     struct name origin);

#endif
