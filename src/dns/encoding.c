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

/* The value of a base64 digit plus 1; 0: none. */
/* clang-format off */
static const uint8_t base64_values[256] = {
	['A'] = 1,  ['B'] = 2,  ['C'] = 3,  ['D'] = 4,  ['E'] = 5,  ['F'] = 6,
	['G'] = 7,  ['H'] = 8,  ['I'] = 9,  ['J'] = 10, ['K'] = 11, ['L'] = 12,
	['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16, ['Q'] = 17, ['R'] = 18,
	['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23, ['X'] = 24,
	['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
	['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36,
	['k'] = 37, ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42,
	['q'] = 43, ['r'] = 44, ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48,
	['w'] = 49, ['x'] = 50, ['y'] = 51, ['z'] = 52, ['0'] = 53, ['1'] = 54,
	['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58, ['6'] = 59, ['7'] = 60,
	['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64,
};
/* clang-format on */

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

/* Whole groups of four digits, as long as there are any: most of a signature.
 * Returns how many characters that were. */
static size_t
base64_decode_groups(const char *text, size_t len, struct writer *out)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t done = 0;

	for (; len - done >= 4; done += 4, at += 4) {
		unsigned a = base64_values[at[0]];
		unsigned b = base64_values[at[1]];
		unsigned c = base64_values[at[2]];
		unsigned d = base64_values[at[3]];
		uint32_t group;
		uint8_t *into;

		if (a == 0 || b == 0 || c == 0 || d == 0)
			break;
		group = (a - 1) << 18 | (b - 1) << 12 | (c - 1) << 6 | (d - 1);
		into = writer_take(out, 3);
		if (!into)
			break;
		into[0] = (uint8_t)(group >> 16);
		bytes_put16(into + 1, (uint16_t)group);
	}
	return done;
}

const char *
base64_decode(struct decoder *d, const char *text, size_t len,
	      struct writer *out)
{
	size_t i = 0;

	if (d->digits == 0 && d->padding == 0)
		i = base64_decode_groups(text, len, out);
	for (; i < len; i++) {
		unsigned value = base64_values[(uint8_t)text[i]];

		if (text[i] == '=' && d->digits >= 2) {
			if (d->bits != 0)
				return "base64 with stray bits before the "
				       "padding";
			d->padding++;
		} else if (value == 0 || d->padding > 0) {
			return "not base64: only A-Z a-z 0-9 + / and = at the "
			       "end";
		} else {
			take_digit(d, value - 1, 6, out);
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
