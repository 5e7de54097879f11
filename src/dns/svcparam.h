/*
 * THE table of service parameters (RFC 9460 §14.3): one row a key says how its
 * value is checked, read and written. Keys without a row are opaque octets.
 */
#ifndef MXD_DNS_SVCPARAM_H
#define MXD_DNS_SVCPARAM_H

#include "base/reader.h"
#include "base/writer.h"
#include "dns/text.h"

enum {
	SVCPARAM_MANDATORY = 0,
	SVCPARAM_ALPN = 1,
	SVCPARAM_NO_DEFAULT_ALPN = 2,
	SVCPARAM_INVALID = 65535, /* reserved, never used */
};

/*
 * One key.
 *
 *   check      NULL, or what is wrong with a value in wire form, in words
 *   from_text  turns a value into wire form; escapes of the character-string
 *              are resolved already. NULL, or what is wrong in words; what is
 *              wrong with the octets that it made is left to `check`
 *   to_text    appends "=" and the value, or nothing when it has none
 */
struct svcparam {
	uint16_t key;
	const char *name;
	const char *(*check)(const uint8_t *value, uint16_t len);
	const char *(*from_text)(const uint8_t *text, size_t len,
				 struct writer *out);
	void (*to_text)(const uint8_t *value, uint16_t len, struct text *out);
};

/* The row of a key, the opaque one (name NULL) if it has none. */
const struct svcparam *svcparam_get(uint16_t key);

/* A key's name, or keyNNNNN. *generic: it was the latter. */
bool svcparam_key_from_text(const char *text, size_t len, uint16_t *key,
			    bool *generic);
void svcparam_key_to_text(uint16_t key, struct text *out);

#endif
