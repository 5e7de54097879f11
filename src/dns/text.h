/*
 * A growing text: where presentation form is written.
 *
 * Zero-initialise; text_finish() gives the memory away, or free(text.items).
 */
#ifndef MXD_DNS_TEXT_H
#define MXD_DNS_TEXT_H

#include "base/vec.h"

#include <stdint.h>

struct text {
	char *items; /* no NUL until text_finish() */
	size_t count, capacity;
};

void text_put(struct text *text, const char *chars, size_t len);
void text_put_char(struct text *text, char c);
void text_put_word(struct text *text, const char *word);

/* In decimal, with zeros in front up to `digits` digits. */
void text_put_number(struct text *text, uint64_t value, unsigned digits);

/*
 * One octet of a character-string as it stands between quotes: \DDD outside
 * printable ASCII, \X for the quote and the backslash.
 */
void text_put_octet(struct text *text, uint8_t octet);

/* The octets in quotes (RFC 1035 §5.1). */
void text_put_quoted(struct text *text, const uint8_t *octets, size_t len);

/* With a NUL behind it, owned by the caller. */
char *text_finish(struct text *text);

#endif
