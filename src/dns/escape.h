/*
 * Escapes of presentation form (RFC 1035 §5.1): \X stands for X, \DDD for the
 * octet of that decimal number.
 */
#ifndef MXD_DNS_ESCAPE_H
#define MXD_DNS_ESCAPE_H

#include <stddef.h>
#include <stdint.h>

/* The octet behind the backslash at *at; see escape_read(). */
const char *escape_resolve(const char **at, const char *end, uint8_t *octet);

/*
 * One octet at *at, which is before `end`, escape resolved, and past it.
 * Returns NULL, or what is wrong with the escape.
 */
static inline const char *
escape_read(const char **at, const char *end, uint8_t *octet)
{
	if (**at == '\\')
		return escape_resolve(at, end, octet);
	*octet = (uint8_t) * (*at)++;
	return NULL;
}

#endif
