/* What is expected of queries, and when that is decided. */
#include "lab/expect.h"
#include "support/sightings.h"

static struct expect expect;

static void
prepare(void)
{
	expect = (struct expect){.count = 1, .min = 1, .max = EXPECT_NO_MAX};
	cr_assert_null(match_set(&expect.matches[0], MATCH_type, "MX"));
	cr_assert_null(match_set(&expect.matches[0], MATCH_name, "a.example"));
}

TestSuite(lab_expect, .init = prepare);

static void
see(const char *name, const char *type)
{
	struct sighting seen = sighting_of(name, type);

	expect_see(&expect, &seen);
}

static void
bounds(uint64_t min, uint64_t max)
{
	expect.min = min;
	expect.max = max;
}

static void
expect_verdicts(enum expect_verdict now, enum expect_verdict over)
{
	char why[EXPECT_WHY_MAX];

	expect_explain(&expect, why);
	cr_expect_eq(expect_judge(&expect, false), now, "now: %s", why);
	cr_expect_eq(expect_judge(&expect, true), over, "over: %s", why);
}

Test(lab_expect, a_minimum_holds_as_soon_as_it_is_reached)
{
	bounds(2, EXPECT_NO_MAX);
	expect_verdicts(EXPECT_OPEN, EXPECT_FAILS);
	see("a.example", "MX");
	see("a.example", "A");
	expect_verdicts(EXPECT_OPEN, EXPECT_FAILS);
	see("A.EXAMPLE", "MX");
	expect_verdicts(EXPECT_HOLDS, EXPECT_HOLDS);
	see("a.example", "MX");
	expect_verdicts(EXPECT_HOLDS, EXPECT_HOLDS);
}

Test(lab_expect, a_maximum_holds_at_the_end_and_fails_at_once)
{
	bounds(0, 1);
	expect_verdicts(EXPECT_OPEN, EXPECT_HOLDS);
	see("a.example", "MX");
	expect_verdicts(EXPECT_OPEN, EXPECT_HOLDS);
	see("a.example", "MX");
	expect_verdicts(EXPECT_FAILS, EXPECT_FAILS);
}

Test(lab_expect, a_count_is_both)
{
	bounds(1, 1);
	expect_verdicts(EXPECT_OPEN, EXPECT_FAILS);
	see("a.example", "MX");
	expect_verdicts(EXPECT_OPEN, EXPECT_HOLDS);
	see("a.example", "MX");
	expect_verdicts(EXPECT_FAILS, EXPECT_FAILS);
}

Test(lab_expect, never_fails_with_the_first_one)
{
	bounds(0, 0);
	see("a.example", "TXT");
	expect_verdicts(EXPECT_OPEN, EXPECT_HOLDS);
	see("a.example", "MX");
	expect_verdicts(EXPECT_FAILS, EXPECT_FAILS);
}

Test(lab_expect, nobody_knows_a_maximum_of_what_was_lost)
{
	expect.lost = 1;
	bounds(0, 5);
	expect_verdicts(EXPECT_FAILS, EXPECT_FAILS);
	bounds(1, EXPECT_NO_MAX);
	see("a.example", "MX");
	expect_verdicts(EXPECT_HOLDS, EXPECT_HOLDS);
}

Test(lab_expect, an_order_lets_others_come_between)
{
	expect.ordered = true;
	expect.count = 3;
	cr_assert_null(match_set(&expect.matches[1], MATCH_type, "A"));
	cr_assert_null(match_set(&expect.matches[2], MATCH_type, "MX"));
	see("a.example", "A");
	see("a.example", "MX");
	see("b.example", "TXT");
	expect_verdicts(EXPECT_OPEN, EXPECT_FAILS);
	see("a.example", "A");
	see("c.example", "A");
	see("a.example", "MX");
	expect_verdicts(EXPECT_HOLDS, EXPECT_HOLDS);
	cr_expect_eq(expect.shown_count, 3);
	see("a.example", "MX");
	cr_expect_eq(expect.matched, 3, "no more is looked at");
}

Test(lab_expect, those_that_came_nearest_are_kept_the_nearest_first)
{
	for (int i = 0; i < 8; i++)
		see("far.example", "TXT");
	see("b.example", "MX");
	see("a.example", "A");
	cr_expect_eq(expect.near_count, EXPECT_NEAR);
	cr_expect_eq(expect.near[0].differs, 1u << MATCH_name);
	cr_expect_eq(expect.near[1].differs, 1u << MATCH_type);
	cr_expect_eq(expect.near[2].differs,
		     1u << MATCH_name | 1u << MATCH_type);
	cr_expect_eq(expect.matched, 0);
}

Test(lab_expect, the_first_ones_that_matched_are_kept)
{
	for (int i = 0; i < EXPECT_SHOWN + 5; i++)
		see("a.example", "MX");
	cr_expect_eq(expect.shown_count, EXPECT_SHOWN);
	cr_expect_eq(expect.matched, EXPECT_SHOWN + 5);
}

Test(lab_expect, says_how_many_there_were_and_are_wanted)
{
	char why[EXPECT_WHY_MAX];

	see("a.example", "MX");
	expect_explain(&expect, why);
	cr_expect_str_eq(why, "1 matched; at least 1 wanted");
	bounds(2, 2);
	expect_explain(&expect, why);
	cr_expect_str_eq(why, "1 matched; 2 wanted");
	bounds(0, 3);
	expect.lost = 7;
	expect_explain(&expect, why);
	cr_expect_str_eq(why, "1 matched; 0 to 3 wanted; 7 more are no longer "
			      "remembered");
	expect.ordered = true;
	expect.count = 2;
	expect.lost = 0;
	expect_explain(&expect, why);
	cr_expect_str_eq(why, "1 of 2 came in that order");
}

Test(lab_expect, times_have_units)
{
	const char *const wrong[] = {
	    "", "5", "s", "-1s", "1.5s", "1h", "61s", "99999999999999999999ms"};
	uint64_t ms;

	cr_expect(expect_time_from_text("250ms", 60000, &ms) && ms == 250);
	cr_expect(expect_time_from_text("60s", 60000, &ms) && ms == 60000);
	cr_expect(expect_time_from_text("1m", 60000, &ms) && ms == 60000);
	cr_expect(expect_time_from_text("0s", 60000, &ms) && ms == 0);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		cr_expect_not(expect_time_from_text(wrong[i], 60000, &ms), "%s",
			      wrong[i]);
}
