/*
 * URIs as records of mail name them (RFC 3986 §2, RFC 6068), many in one value
 * and parted by commas.
 */
#ifndef MXD_CHECK_URI_H
#define MXD_CHECK_URI_H

#include "check/fault.h"

struct uri {
	struct part whole;
	struct part scheme;
	struct part host; /* of a mailto: URI's address, or of https: */
	struct part size; /* "!10m" behind it (RFC 7489 §6.2); len 0: none */
};

/*
 * Read the one that a part of a text holds. NULL, or what is wrong with it and
 * would be right; then *uri is not to be used. Blanks around it are no part.
 *
 *   sized  it may have a size behind it
 */
const char *uri_read(const char *text, struct part part, bool sized,
		     struct uri *uri);

/* Whether a part is a host name: letters, digits and hyphens between dots. */
bool uri_is_host(const char *text, struct part part);

#endif
