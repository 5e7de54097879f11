/* Octets, cursors over them, arrays, and words that are alike. */
#include "base/alloc.h"
#include "base/nearest.h"
#include "base/reader.h"
#include "base/vec.h"
#include "base/writer.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(bytes, network_order_at_any_alignment)
{
	uint8_t octets[9] = {0};

	bytes_put16(octets + 1, 0x1234);
	bytes_put32(octets + 3, 0xfedcba98);
	cr_expect_arr_eq(octets, "\0\x12\x34\xfe\xdc\xba\x98\0\0", 9);
	cr_expect_eq(bytes_get16(octets + 1), 0x1234);
	cr_expect_eq(bytes_get32(octets + 3), 0xfedcba98);
}

/* RFC 4343 §3: ASCII letters alone have case. */
Test(bytes, folding_changes_a_to_z_only)
{
	for (unsigned octet = 0; octet < 256; octet++) {
		unsigned folded =
		    octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;

		cr_expect_eq(bytes_fold((uint8_t)octet), folded);
	}
}

/* As octet by octet, at each of the eight places, whatever stands beside. */
Test(bytes, folding_eight_is_folding_each)
{
	for (unsigned octet = 0; octet < 256; octet++) {
		for (unsigned place = 0; place < 8; place++) {
			uint8_t octets[8] = "\x40Z[\x7f\x80\xc1\xff";
			uint64_t word;

			octets[place] = (uint8_t)octet;
			memcpy(&word, octets, 8);
			word = bytes_fold8(word);
			for (unsigned i = 0; i < 8; i++)
				cr_assert_eq(((uint8_t *)&word)[i],
					     bytes_fold(octets[i]));
		}
	}
}

Test(bytes, equality_ignores_case_at_every_length)
{
	static const uint8_t upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ@[";
	static const uint8_t lower[] = "abcdefghijklmnopqrstuvwxyz@[";
	uint8_t other[sizeof lower];

	for (size_t len = 0; len < sizeof upper; len++) {
		cr_expect(bytes_equal_folded(upper, lower, len));
		for (size_t i = 0; i < len; i++) {
			memcpy(other, lower, sizeof other);
			other[i] ^= 0x40;
			cr_expect(!bytes_equal_folded(upper, other, len));
		}
	}
}

Test(reader, reads_to_the_end_and_fails_past_it)
{
	static const uint8_t octets[] = {1, 2, 3, 4, 5, 6, 7, 8};
	struct reader r = reader_init(octets, sizeof octets);

	cr_expect_eq(reader_get8(&r), 1);
	cr_expect_eq(reader_get16(&r), 0x0203);
	cr_expect_eq(reader_get32(&r), 0x04050607);
	cr_expect_eq(reader_left(&r), 1);
	cr_expect_not(r.failed);
	cr_expect_eq(reader_get16(&r), 0, "one octet is not two");
	cr_expect(r.failed);
}

Test(reader, a_failure_sticks_and_the_cursor_stays)
{
	static const uint8_t octets[] = {1, 2, 3};
	struct reader r = reader_init(octets, sizeof octets);

	cr_expect_null(reader_take(&r, 4));
	cr_expect_eq(reader_get8(&r), 0);
	cr_expect_null(reader_take(&r, 0));
	cr_expect_eq(reader_left(&r), 3);
	cr_expect_null(reader_take(&r, SIZE_MAX));
}

Test(writer, writes_to_the_limit_and_fails_past_it)
{
	uint8_t buffer[8] = {0};
	struct writer w = writer_init(buffer, 7);

	writer_put8(&w, 1);
	writer_put16(&w, 0x0203);
	writer_put32(&w, 0x04050607);
	cr_expect_not(w.failed);
	writer_put8(&w, 8);
	cr_expect(w.failed);
	cr_expect_arr_eq(buffer, "\1\2\3\4\5\6\7\0", 8);
}

Test(writer, a_failure_writes_nothing_and_sticks_until_rewound)
{
	uint8_t buffer[4] = {0};
	struct writer w = writer_init(buffer, sizeof buffer);

	writer_put8(&w, 1);
	writer_put32(&w, 0xffffffff);
	writer_put8(&w, 2);
	cr_expect_eq(w.at, 1);
	cr_expect_arr_eq(buffer, "\1\0\0\0", 4);
	writer_rewind(&w, 1);
	writer_put(&w, "\3\4", 2);
	cr_expect_not(w.failed);
	cr_expect_arr_eq(buffer, "\1\3\4\0", 4);
}

Test(writer, a_limit_below_what_is_written_leaves_no_room)
{
	uint8_t buffer[4];
	struct writer w = writer_init(buffer, sizeof buffer);

	writer_put16(&w, 0);
	w.limit = 1;
	cr_expect_null(writer_take(&w, 0));
	cr_expect(w.failed);
}

Test(vec, grows_and_keeps_its_items)
{
	VEC(unsigned) list = {0};

	for (unsigned i = 0; i < 1000; i++)
		*VEC_PUSH(&list) = i;
	cr_assert_eq(list.count, 1000);
	for (unsigned i = 0; i < 1000; i++)
		cr_expect_eq(list.items[i], i);
	VEC_RESERVE(&list, 5000);
	cr_expect_geq(list.capacity, 6000);
	cr_expect_eq(list.count, 1000);
	free(list.items);
}

Test(alloc, copies_end_in_nul_and_nothing_is_no_null)
{
	char *copy = xstrndup("abcdef", 3);
	char *text = xasprintf("%s-%d", copy, 42);
	void *nothing = xalloc(0);

	cr_expect_str_eq(copy, "abc");
	cr_expect_str_eq(text, "abc-42");
	cr_expect_not_null(nothing);
	free(nothing);
	free(text);
	free(copy);
}

static const char *
nearest_of(const char *text)
{
	static const char *const words[] = {"serve", "check", "print", "health",
					    "help"};
	struct nearest nearest = nearest_to(text, strlen(text));

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		nearest_try(&nearest, words[i]);
	return nearest.word;
}

Test(bytes, counts_bits)
{
	cr_expect_eq(bytes_count_bits(0), 0);
	cr_expect_eq(bytes_count_bits(UINT64_MAX), 64);
	for (unsigned bit = 0; bit < 64; bit++) {
		uint64_t below = (UINT64_C(1) << bit) - 1;

		cr_expect_eq(bytes_count_bits(below), bit);
		cr_expect_eq(bytes_count_bits(~below), 64 - bit);
		cr_expect_eq(bytes_count_bits(UINT64_C(1) << bit), 1);
	}
}

Test(nearest, a_slip_of_the_fingers_is_understood)
{
	cr_expect_str_eq(nearest_of("sreve"), "serve");
	cr_expect_str_eq(nearest_of("srve"), "serve");
	cr_expect_str_eq(nearest_of("serves"), "serve");
	cr_expect_str_eq(nearest_of("Serve"), "serve");
	cr_expect_str_eq(nearest_of("halth"), "health");
	cr_expect_str_eq(nearest_of("hlep"), "help");
}

Test(nearest, what_is_like_nothing_has_no_nearest)
{
	char long_text[200];

	cr_expect_null(nearest_of("resolve"));
	cr_expect_null(nearest_of("x"));
	cr_expect_null(nearest_of(""));
	memset(long_text, 's', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	cr_expect_null(nearest_of(long_text));
}
