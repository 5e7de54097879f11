/* The key of a trie: order and prefixes are those of canonical order. */
#include "zone/key.h"

#include <criterion/criterion.h>
#include <string.h>

static int
compare_keys(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	int order = memcmp(a, b, a_len < b_len ? a_len : b_len);

	return order != 0 ? order : (int)a_len - (int)b_len;
}

static int
sign(int value)
{
	return value < 0 ? -1 : value > 0;
}

Test(zone_key, every_pair_of_octets_keeps_its_canonical_order)
{
	for (unsigned a = 0; a < 256; a++) {
		for (unsigned b = 0; b < 256; b++) {
			uint8_t wire_a[] = {1, (uint8_t)a, 0};
			uint8_t wire_b[] = {1, (uint8_t)b, 0};
			struct name name_a = {wire_a, 3, 1};
			struct name name_b = {wire_b, 3, 1};
			uint8_t key_a[KEY_MAX], key_b[KEY_MAX];
			size_t len_a = key_from_name(name_a, 0, key_a);
			size_t len_b = key_from_name(name_b, 0, key_b);

			cr_assert_eq(
			    sign(compare_keys(key_a, len_a, key_b, len_b)),
			    sign(name_compare(name_a, name_b)), "%u %u", a, b);
		}
	}
}

Test(zone_key, digits_stay_under_48_and_only_labels_end_in_0)
{
	for (unsigned a = 0; a < 256; a++) {
		uint8_t wire[] = {1, (uint8_t)a, 0};
		uint8_t key[KEY_MAX];
		size_t len = key_from_name((struct name){wire, 3, 1}, 0, key);

		cr_assert(len == 2 || len == 3);
		cr_assert_gt(key[0], 0);
		for (size_t i = 0; i < len; i++)
			cr_assert_lt(key[i], KEY_DIGITS);
		cr_assert_eq(key[len - 1], 0);
	}
}

Test(zone_key, an_ancestor_is_a_prefix_and_the_apex_is_empty)
{
	uint8_t into[NAME_WIRE_MAX], key[KEY_MAX], above[KEY_MAX];
	struct name name;

	cr_assert_null(
	    name_from_text("a.b-1.Example.com.", 18, NULL, into, &name));

	size_t len = key_from_name(name, 2, key);
	size_t above_len = key_from_name(name_ancestor(name, 3), 2, above);

	cr_assert_lt(above_len, len);
	cr_assert_arr_eq(key, above, above_len);
	cr_assert_eq(key_from_name(name_ancestor(name, 2), 2, key), 0);
}

Test(zone_key, the_longest_names_fit)
{
	uint8_t wire[NAME_WIRE_MAX], key[KEY_MAX];

	/* 63 + 63 + 63 + 61 octets, each of which takes two digits. */
	memset(wire, 0xff, sizeof wire);
	wire[0] = wire[64] = wire[128] = 63;
	wire[192] = 61;
	wire[254] = 0;
	cr_assert_eq(key_from_name((struct name){wire, 255, 4}, 0, key),
		     2 * 250 + 4);

	for (unsigned i = 0; i < 254; i += 2)
		wire[i] = 1;
	cr_assert_eq(key_from_name((struct name){wire, 255, 127}, 0, key),
		     3 * 127);
}
