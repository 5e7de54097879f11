/* Times in seconds: RFC 1035 §5.1, with units. */
#include "dns/ttl.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *why;

/* The seconds, or -1 with `why`. */
static int64_t
seconds(const char *text)
{
	uint32_t value = 12345;

	why = ttl_from_text(text, strlen(text), &value);
	if (why)
		cr_expect_eq(value, 12345, "set on failure");
	return why ? -1 : (int64_t)value;
}

Test(ttl, is_a_number_of_seconds)
{
	cr_expect_eq(seconds("0"), 0);
	cr_expect_eq(seconds("3600"), 3600);
	cr_expect_eq(seconds("0045000"), 45000);
	cr_expect_eq(seconds("4294967295"), UINT32_MAX);
}

Test(ttl, is_a_sum_of_numbers_with_units)
{
	cr_expect_eq(seconds("1s"), 1);
	cr_expect_eq(seconds("1M"), 60);
	cr_expect_eq(seconds("1h30m"), 5400);
	cr_expect_eq(seconds("1W2d3H4m5S"),
		     604800 + 2 * 86400 + 3 * 3600 + 4 * 60 + 5);
	cr_expect_eq(seconds("7101w"), INT64_C(7101) * 604800);
	cr_expect_eq(seconds("0w"), 0);
}

Test(ttl, over_32_bits_is_refused)
{
	static const char *const texts[] = {
	    "4294967296",    "18446744073709551616",           "7102w",
	    "4294967295s1s", "99999999999999999999999999999w",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		cr_expect_eq(seconds(texts[i]), -1, "%s", texts[i]);
		cr_expect(strstr(why, "over 4294967295"), "%s", texts[i]);
	}
}

Test(ttl, anything_else_is_refused)
{
	static const char *const texts[] = {
	    "", "-1", "+1", "h", "1h30", "1hh", "1 h", "1y", "1.5h", "0x10",
	};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		cr_expect_eq(seconds(texts[i]), -1, "%s", texts[i]);
		cr_expect(strstr(why, "not a time"), "%s", texts[i]);
	}
}
