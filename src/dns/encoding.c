#include "dns/encoding.h"

static const char hex_digits[] = "0123456789ABCDEF";
static const char base32_digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz0123456789+/";

/* The value of a digit of base 16 or 32hex, in either case; -1: none. */
static int
digit_value(char c)
{
	char folded = (char)bytes_fold((uint8_t)c);

	if (folded >= '0' && folded <= '9')
		return folded - '0';
	return folded >= 'a' && folded <= 'v' ? folded - 'a' + 10 : -1;
}

static int
base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+')
		return 62;
	return c == '/' ? 63 : -1;
}

/* Take one digit of `width` bits and write the octet that it completes. */
static void
take_digit(struct decoder *d, unsigned value, unsigned width,
	   struct writer *out)
{
	d->bits = d->bits << width | value;
	d->count = (uint8_t)(d->count + width);
	if (d->count < 8)
		return;
	d->count = (uint8_t)(d->count - 8);
	writer_put8(out, (uint8_t)(d->bits >> d->count));
	d->bits &= (1u << d->count) - 1;
}

const char *
hex_decode(struct decoder *d, const char *text, size_t len, struct writer *out)
{
	for (size_t i = 0; i < len; i++) {
		int value = digit_value(text[i]);

		if (value < 0 || value > 15)
			return "not hexadecimal: only 0-9 and a-f";
		take_digit(d, (unsigned)value, 4, out);
	}
	return NULL;
}

const char *
hex_end(const struct decoder *d)
{
	return d->count > 0 ? "an odd count of hexadecimal digits; two make "
			      "an octet"
			    : NULL;
}

const char *
base32_decode(struct decoder *d, const char *text, size_t len,
	      struct writer *out)
{
	for (size_t i = 0; i < len; i++) {
		int value = digit_value(text[i]);

		if (value < 0)
			return "not base32hex: only 0-9 and a-v, no padding";
		take_digit(d, (unsigned)value, 5, out);
	}
	return NULL;
}

/* What is left after whole octets: under one digit, and zeros. */
const char *
base32_end(const struct decoder *d)
{
	return d->count >= 5 || d->bits != 0
		   ? "base32hex of that length or end makes no whole octets"
		   : NULL;
}

const char *
base64_decode(struct decoder *d, const char *text, size_t len,
	      struct writer *out)
{
	for (size_t i = 0; i < len; i++) {
		int value = base64_value(text[i]);

		if (text[i] == '=' && d->digits >= 2) {
			if (d->bits != 0)
				return "base64 with stray bits before the "
				       "padding";
			d->padding++;
		} else if (value < 0 || d->padding > 0) {
			return "not base64: only A-Z a-z 0-9 + / and = at the "
			       "end";
		} else {
			take_digit(d, (unsigned)value, 6, out);
		}
		d->digits = (uint8_t)((d->digits + 1) % 4);
	}
	return NULL;
}

const char *
base64_end(const struct decoder *d)
{
	return d->digits != 0 ? "base64 cut short: groups of four, the last "
				"one padded with ="
			      : NULL;
}

void
hex_encode(struct text *text, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		text_put_char(text, hex_digits[octets[i] >> 4]);
		text_put_char(text, hex_digits[octets[i] & 0xf]);
	}
}

void
base64_encode(struct text *text, const uint8_t *octets, size_t len)
{
	for (size_t i = 0; i < len; i += 3) {
		size_t have = len - i < 3 ? len - i : 3;
		uint32_t group = (uint32_t)octets[i] << 16;

		if (have > 1)
			group |= (uint32_t)octets[i + 1] << 8;
		if (have > 2)
			group |= octets[i + 2];
		for (unsigned digit = 0; digit < 4; digit++)
			text_put_char(
			    text,
			    digit > have
				? '='
				: base64_digits[group >> (18 - 6 * digit) &
						0x3f]);
	}
}

void
base32_encode(struct text *text, const uint8_t *octets, size_t len)
{
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < len; i++) {
		bits = (bits & 0xff) << 8 | octets[i];
		for (count += 8; count >= 5; count -= 5)
			text_put_char(
			    text, base32_digits[bits >> (count - 5) & 0x1f]);
	}
	if (count > 0)
		text_put_char(text, base32_digits[bits << (5 - count) & 0x1f]);
}
