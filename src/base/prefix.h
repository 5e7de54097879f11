/*
 * Addresses that begin with the same bits (RFC 4632): "192.0.2.0/24", or one
 * address.
 */
#ifndef MXD_BASE_PREFIX_H
#define MXD_BASE_PREFIX_H

#include <stdbool.h>
#include <stdint.h>

struct prefix {
	uint8_t octets[16]; /* network order; past `bits` all are 0 */
	uint8_t len;        /* 4 or 16 */
	uint8_t bits;
};

/* False when it is none, or has bits set past its length. */
bool prefix_from_text(const char *text, struct prefix *prefix);

/* Whether an address of 4 or 16 octets is one of these. */
bool prefix_has(const struct prefix *prefix, const uint8_t *address,
		uint8_t len);

#endif
