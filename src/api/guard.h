/*
 * Whom a request is for, and where it comes from: against web pages that make
 * a browser send requests to this machine.
 *
 * A page's request to another site shows by Sec-Fetch-Site and Origin. A page
 * whose own name was made to lead here (DNS rebinding) is of the same site,
 * and shows by that name in Host.
 */
#ifndef MXD_API_GUARD_H
#define MXD_API_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/* Names that this machine goes by, beside its addresses and localhost. */
struct guard {
	const char *const *hosts;
	size_t host_count;
	bool any_host; /* of a Unix socket, which no page can reach */
};

/* What a request says of itself; NULL: it does not. */
struct guard_claim {
	const char *host, *origin, *fetch_site;
};

enum guard_verdict {
	GUARD_PASS,
	GUARD_NO_HOST,    /* HTTP/1.1 needs a Host */
	GUARD_WRONG_HOST, /* another name than those of this machine */
	GUARD_CROSS_SITE, /* a web page of another site asks */
};

enum guard_verdict guard_judge(const struct guard *guard,
			       const struct guard_claim *claim);

#endif
