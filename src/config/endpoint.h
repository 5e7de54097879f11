/*
 * Where a server answers: an address and a port, as NSD and Knot write them.
 */
#ifndef MXD_CONFIG_ENDPOINT_H
#define MXD_CONFIG_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ENDPOINT_ADDRESS_MAX = 64, /* an address, %SCOPE and a NUL */
	ENDPOINT_PORT = 53,
};

struct endpoint {
	char address[ENDPOINT_ADDRESS_MAX]; /* checked; may end in %SCOPE */
	bool ipv6;
	uint16_t port; /* 0: any free one */
};

/*
 * Parse "ADDR@PORT", or "ADDR" for port 53; no name is resolved. Returns NULL,
 * or what would be right in words, and then *endpoint is untouched.
 */
const char *endpoint_from_text(const char *text, struct endpoint *endpoint);

/* "ADDR@PORT" in new memory. */
char *endpoint_to_text(const struct endpoint *endpoint);

#endif
