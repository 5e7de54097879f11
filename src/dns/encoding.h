/*
 * Octets as text: hexadecimal, base64 and base32hex (RFC 4648 §8, §4, §7).
 *
 * Decoding is strict: only canonical text, no octet outside the alphabet, and
 * the unused bits of the last digit are 0. It goes on from token to token,
 * since white space may stand anywhere in what runs to an entry's end.
 */
#ifndef MXD_DNS_ENCODING_H
#define MXD_DNS_ENCODING_H

#include "base/writer.h"
#include "dns/text.h"

/* Zero-initialise before the first piece. */
struct decoder {
	uint32_t bits;   /* of the digits not yet written as octets */
	uint8_t count;   /* how many bits those are */
	uint8_t digits;  /* in the group begun */
	uint8_t padding; /* "=" signs so far */
};

/*
 * Decode a piece, then another, then end. Each returns NULL, or what is wrong
 * in words; octets are appended to *out as they are complete.
 */
const char *hex_decode(struct decoder *d, const char *text, size_t len,
		       struct writer *out);
const char *hex_end(const struct decoder *d);

const char *base64_decode(struct decoder *d, const char *text, size_t len,
			  struct writer *out);
const char *base64_end(const struct decoder *d);

/* Extended hex alphabet without padding, as NSEC3 has it (RFC 5155 §3.3). */
const char *base32_decode(struct decoder *d, const char *text, size_t len,
			  struct writer *out);
const char *base32_end(const struct decoder *d);

/* Upper case, no white space. */
void hex_encode(struct text *text, const uint8_t *octets, size_t len);
void base64_encode(struct text *text, const uint8_t *octets, size_t len);
void base32_encode(struct text *text, const uint8_t *octets, size_t len);

#endif
