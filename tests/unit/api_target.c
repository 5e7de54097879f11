/* Targets of requests, cut and decoded. */
#include "api/target.h"

#include <criterion/criterion.h>
#include <string.h>

static struct target target;

static void
parse(const char *text)
{
	const char *wrong = target_parse(text, &target);

	cr_assert_null(wrong, "%s: %s", text, wrong);
}

static void
stop(void)
{
	target_free(&target);
}

TestSuite(target, .fini = stop);

Test(target, is_cut_before_it_is_decoded)
{
	parse("/v1/zones/0%2F25.2.0.192.in-addr.arpa/records");
	cr_assert_eq(target.segment_count, 4);
	cr_expect_str_eq(target.segments[0], "v1");
	cr_expect_str_eq(target.segments[2], "0/25.2.0.192.in-addr.arpa");
	cr_expect_str_eq(target.segments[3], "records");
	cr_expect_eq(target.pair_count, 0);
}

Test(target, may_be_the_root)
{
	parse("/");
	cr_expect_eq(target.segment_count, 0);
}

Test(target, keeps_empty_segments)
{
	parse("//a/");
	cr_assert_eq(target.segment_count, 3);
	cr_expect_str_eq(target.segments[0], "");
	cr_expect_str_eq(target.segments[2], "");
}

Test(target, has_a_query)
{
	parse("/a?name=%40&type=MX&&flag&text=a+b%2B");
	cr_assert_eq(target.pair_count, 4);
	cr_expect_str_eq(target_value(&target, "name"), "@");
	cr_expect_str_eq(target_value(&target, "type"), "MX");
	cr_expect_str_eq(target_value(&target, "flag"), "");
	cr_expect_str_eq(target_value(&target, "text"), "a b+");
	cr_expect_null(target_value(&target, "limit"));
}

Test(target, plus_is_a_plus_in_the_path)
{
	parse("/a+b");
	cr_expect_str_eq(target.segments[0], "a+b");
}

Test(target, is_wrong_for_a_reason)
{
	static const char *const wrong[] = {
	    "",
	    "*",
	    "http://a/",
	    "/%",
	    "/%4",
	    "/%4g",
	    "/%00",
	    "/a?%zz",
	    "/a?b=%0",
	    "/a?b=%00",
	    "/1/2/3/4/5/6/7/8/9",
	    "/a?1&2&3&4&5&6&7&8&9&10&11&12&13&14&15&16&17",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		cr_expect_not_null(target_parse(wrong[i], &target), "%s",
				   wrong[i]);
		cr_expect_null(target.text);
	}
}
