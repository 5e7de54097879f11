/* Hexadecimal, base64 and base32hex: RFC 4648, strictly. */
#include "dns/encoding.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

typedef const char *decode_function(struct decoder *d, const char *text,
				    size_t len, struct writer *out);
typedef const char *end_function(const struct decoder *d);
typedef void encode_function(struct text *text, const uint8_t *octets,
			     size_t len);

struct encoding {
	decode_function *decode;
	end_function *end;
	encode_function *encode;
};

static const struct encoding hex = {hex_decode, hex_end, hex_encode};
static const struct encoding base64 = {base64_decode, base64_end,
				       base64_encode};
static const struct encoding base32 = {base32_decode, base32_end,
				       base32_encode};

static uint8_t decoded[256];

/* The text in pieces of `step` characters; the octets, or -1. */
static int
decode(const struct encoding *encoding, const char *text, size_t step)
{
	struct writer w = writer_init(decoded, sizeof decoded);
	struct decoder decoder = {0};
	size_t len = strlen(text);

	for (size_t at = 0; at < len; at += step) {
		size_t piece = len - at < step ? len - at : step;

		if (encoding->decode(&decoder, text + at, piece, &w))
			return -1;
	}
	return encoding->end(&decoder) ? -1 : (int)w.at;
}

static void
expect(const struct encoding *encoding, const char *octets, const char *text)
{
	struct text made = {0};
	char *encoded;

	encoding->encode(&made, (const uint8_t *)octets, strlen(octets));
	encoded = text_finish(&made);
	cr_expect_str_eq(encoded, text);
	free(encoded);
	for (size_t step = 1; step < 10; step++) {
		cr_expect_eq(decode(encoding, text, step), (int)strlen(octets),
			     "%s in %zu", text, step);
		cr_expect_arr_eq(decoded, octets, strlen(octets), "%s in %zu",
				 text, step);
	}
}

/* RFC 4648 §10. */
Test(encoding, the_vectors_of_rfc_4648)
{
	static const char *const rows[][4] = {
	    {"", "", "", ""},
	    {"f", "Zg==", "CO", "66"},
	    {"fo", "Zm8=", "CPNG", "666F"},
	    {"foo", "Zm9v", "CPNMU", "666F6F"},
	    {"foob", "Zm9vYg==", "CPNMUOG", "666F6F62"},
	    {"fooba", "Zm9vYmE=", "CPNMUOJ1", "666F6F6261"},
	    {"foobar", "Zm9vYmFy", "CPNMUOJ1E8", "666F6F626172"},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		expect(&base64, rows[i][0], rows[i][1]);
		expect(&base32, rows[i][0], rows[i][2]);
		expect(&hex, rows[i][0], rows[i][3]);
	}
}

Test(encoding, every_octet_goes_through)
{
	static const struct encoding *const all[] = {&hex, &base64, &base32};

	for (unsigned i = 0; i < 3; i++) {
		for (size_t len = 250; len <= 256; len++) {
			uint8_t octets[256];
			struct text made = {0};
			char *text;

			for (size_t at = 0; at < len; at++)
				octets[at] = (uint8_t)at;
			all[i]->encode(&made, octets, len);
			text = text_finish(&made);
			cr_expect_eq(decode(all[i], text, 5), (int)len);
			cr_expect_arr_eq(decoded, octets, len);
			free(text);
		}
	}
}

Test(encoding, digits_of_16_and_32_have_no_case)
{
	cr_expect_eq(decode(&hex, "abCD", 4), 2);
	cr_expect_arr_eq(decoded, "\xab\xcd", 2);
	cr_expect_eq(decode(&base32, "cpnmuoj1e8", 10), 6);
	cr_expect_arr_eq(decoded, "foobar", 6);
}

Test(encoding, what_is_not_canonical_is_refused)
{
	static const char *const bad64[] = {
	    "Z",    "Zg",   "Zg=",    "Zg===",    "Zh==",    "Zm9=",  "Zm8",
	    "=",    "Z===", "====",   "Zg==Z",    "Zg=Z",    "Zm9v=", "Zm 9v",
	    "Zm-v", "Zm_v", "Zm9v\n", "Zg==Zm9v", "Zm\x80v",
	};
	static const char *const bad32[] = {
	    "C",        "CP1",   "CPNMU1", "CP", "W0",
	    "CO======", "CPNNH", "C O",    "0",  "CO0",
	};
	static const char *const bad16[] = {"6", "666", "6g", "0x66", "6 6"};

	for (size_t i = 0; i < sizeof bad64 / sizeof bad64[0]; i++) {
		cr_expect_eq(decode(&base64, bad64[i], 1), -1, "%s", bad64[i]);
		cr_expect_eq(decode(&base64, bad64[i], 4), -1, "%s", bad64[i]);
		cr_expect_eq(decode(&base64, bad64[i], 99), -1, "%s", bad64[i]);
	}
	for (size_t i = 0; i < sizeof bad32 / sizeof bad32[0]; i++)
		cr_expect_eq(decode(&base32, bad32[i], 99), -1, "%s", bad32[i]);
	for (size_t i = 0; i < sizeof bad16 / sizeof bad16[0]; i++)
		cr_expect_eq(decode(&hex, bad16[i], 99), -1, "%s", bad16[i]);
}

Test(encoding, without_room_the_writer_fails)
{
	struct writer w = writer_init(decoded, 5);
	struct decoder decoder = {0};

	cr_expect_null(base64_decode(&decoder, "Zm9vYmFy", 8, &w));
	cr_expect(w.failed);
	cr_expect_leq(w.at, 5);
}
