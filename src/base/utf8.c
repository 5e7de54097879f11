#include "base/utf8.h"
#include "base/alloc.h"

#include <stdint.h>
#include <string.h>

/* Octets of the character of UTF-8 at `text` (RFC 3629 §4), or 0. */
static size_t
character_len(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t len = at[0] < 0x80             ? 1
		     : (at[0] & 0xe0) == 0xc0 ? 2
		     : (at[0] & 0xf0) == 0xe0 ? 3
		     : (at[0] & 0xf8) == 0xf0 ? 4
					      : 0;

	for (size_t i = 1; i < len; i++) {
		if ((at[i] & 0xc0) != 0x80)
			return 0;
	}
	if ((len == 2 && at[0] < 0xc2) ||
	    (len == 3 && at[0] == 0xe0 && at[1] < 0xa0) ||
	    (len == 3 && at[0] == 0xed && at[1] >= 0xa0) ||
	    (len == 4 && at[0] == 0xf0 && at[1] < 0x90) ||
	    (len == 4 && (at[0] > 0xf4 || (at[0] == 0xf4 && at[1] >= 0x90))))
		return 0;
	return len;
}

char *
utf8_printable(const char *text)
{
	char *copy = xstrndup(text, strlen(text));

	for (char *at = copy; *at != '\0';) {
		size_t len = character_len(at);

		if (len == 0 || (uint8_t)*at < ' ' || *at == 0x7f)
			*at = '?';
		at += len > 0 ? len : 1;
	}
	return copy;
}
