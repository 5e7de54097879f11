#include "dns/text.h"

#include <string.h>

void
text_put(struct text *text, const char *chars, size_t len)
{
	if (len == 0)
		return;
	VEC_RESERVE(text, len);
	memcpy(text->items + text->count, chars, len);
	text->count += len;
}

void
text_put_char(struct text *text, char c)
{
	*VEC_PUSH(text) = c;
}

void
text_put_word(struct text *text, const char *word)
{
	text_put(text, word, strlen(word));
}

void
text_put_number(struct text *text, uint64_t value, unsigned digits)
{
	char reversed[20];
	unsigned len = 0;

	do {
		reversed[len++] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	for (; digits > len; digits--)
		text_put_char(text, '0');
	while (len > 0)
		text_put_char(text, reversed[--len]);
}

void
text_put_octet(struct text *text, uint8_t octet)
{
	if (octet < ' ' || octet >= 0x7f) {
		text_put_char(text, '\\');
		text_put_number(text, octet, 3);
		return;
	}
	if (octet == '"' || octet == '\\')
		text_put_char(text, '\\');
	text_put_char(text, (char)octet);
}

void
text_put_quoted(struct text *text, const uint8_t *octets, size_t len)
{
	text_put_char(text, '"');
	for (size_t i = 0; i < len; i++)
		text_put_octet(text, octets[i]);
	text_put_char(text, '"');
}

char *
text_finish(struct text *text)
{
	text_put_char(text, '\0');
	return text->items;
}
