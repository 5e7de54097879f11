/* Loading again: what becomes of a zone that was served and now fails. */
#include "../support/loading.h"

TestSuite(reload, .init = loading_start, .fini = loading_stop);

Test(reload, keeps_the_last_good_version_when_loading_again)
{
	argue(write_zone("a.test.zone", good));
	argue(write_zone("b.test.zone", good));

	struct view *first = load(NULL);

	cr_assert(first);
	write_zone("a.test.zone", aliased);
	write_zone("b.test.zone", unreadable);

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	cr_expect_eq(zone_of(second, "b.test.")->zone,
		     zone_of(first, "b.test.")->zone);
	cr_expect_null(zone_of(second, "a.test.")->refusal);
	expect_complaint("zone a.test. is not renewed: the version "
			 "served until now stays, serial 7");
	expect_complaint("zone b.test. is not renewed: the version "
			 "served until now stays, serial 7");
	view_unref(first);

	/* And it still has it, though the first view is gone. */
	struct view *third = load(second);

	cr_assert(third);
	cr_expect_eq(load_totals(third).records, 8);
	view_unref(second);

	write_zone("a.test.zone", good);
	write_zone("b.test.zone", good);
	second = load(third);
	cr_assert(second);
	cr_expect_neq(zone_of(second, "a.test.")->zone,
		      zone_of(third, "a.test.")->zone);
	cr_expect_eq(sink.errors + sink.warnings, 0);
	view_unref(third);
	view_unref(second);
}

Test(reload, drops_a_zone_whose_file_is_gone_from_its_folder)
{
	argue(place);
	write_zone("a.test.zone", good);
	write_zone("b.test.zone", good);

	struct view *first = load(NULL);

	cr_assert(first);
	cr_assert_eq(unlink(in_place("b.test.zone")), 0);

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_null(zone_of(second, "b.test."));
	cr_expect(zone_of(second, "a.test."));
	view_unref(first);
	view_unref(second);
}

/* A zone that was refused at first has no version to fall back to. */
Test(reload, has_no_last_version_of_a_zone_that_was_never_served)
{
	argue(write_zone("a.test.zone", aliased));
	argue(write_zone("b.test.zone", good));

	struct view *first = load(NULL);
	struct view *second = load(first);

	cr_assert(second);
	cr_expect_null(zone_of(second, "a.test.")->zone);
	cr_expect(zone_of(second, "a.test.")->refusal);
	view_unref(first);
	view_unref(second);
}

/* Nor is the zone above it one. */
Test(reload, does_not_take_the_enclosing_zone_for_the_last_version)
{
	argue(write_zone("a.test.zone", good));

	struct view *first = load(NULL);

	cr_assert(first);
	argue(write_zone("sub.a.test.zone", aliased));

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_null(zone_of(second, "sub.a.test.")->zone);
	view_unref(first);
	view_unref(second);
}

/* What the last good version says still holds for the other zones. */
Test(reload, judges_by_the_last_good_version_of_a_zone_without_a_new_one)
{
	argue(write_zone("a.test.zone",
			 SOA "ns A 192.0.2.53\n@ MX 10 ns.b.test.\n"));
	argue(write_zone("b.test.zone", good));

	struct view *first = load(NULL);

	cr_assert(first);
	write_zone("a.test.zone",
		   SOA "ns A 192.0.2.53\n@ MX 10 none.b.test.\n");
	write_zone("b.test.zone", unreadable);

	struct view *second = load(first);

	cr_assert(second);
	expect_complaint("exchange none.b.test. does not exist");
	view_unref(first);
	view_unref(second);
}

/* R1: an alias in a zone whose text cannot be read has no line to name. */
Test(reload, names_the_zone_of_an_alias_that_has_no_text)
{
	const char *const allow[] = {"mx-exchange-alias"};

	options.policy.allow = allow;
	options.policy.allow_count = 1;
	argue(write_zone("a.test.zone", good));
	argue(write_zone("b.test.zone", aliased));

	struct view *first = load(NULL);

	cr_assert(first);
	options.policy.allow_count = 0;
	write_zone("a.test.zone",
		   SOA "ns A 192.0.2.53\n@ MX 10 mail.b.test.\n");
	write_zone("b.test.zone", unreadable);

	struct view *second = load(first);

	cr_assert(second);
	expect_complaint("exchange mail.b.test. is an alias (CNAME in zone "
			 "b.test. as served now)");
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	view_unref(first);
	view_unref(second);
}

static const char points_to_b[] = SOA "ns A 192.0.2.53\n@ MX 10 mail.b.test.\n";
static const char b_host[] = SOA "ns A 192.0.2.53\nmail A 192.0.2.25\n";
static const char b_alias[] = SOA "ns A 192.0.2.53\nmail CNAME ns\n";

/* A zone as it was breaks the rule just as well as it is. */
Test(reload, holds_back_a_zone_whose_change_breaks_another)
{
	argue(write_zone("a.test.zone", points_to_b));
	argue(write_zone("b.test.zone", b_host));
	argue(write_zone("c.test.zone", good));

	struct view *first = load(NULL);

	cr_assert(first);
	write_zone("b.test.zone", b_alias);

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	cr_expect_eq(zone_of(second, "b.test.")->zone,
		     zone_of(first, "b.test.")->zone);
	cr_expect_neq(zone_of(second, "c.test.")->zone,
		      zone_of(first, "c.test.")->zone);
	expect_complaint("zone b.test. as it is now does not go with other "
			 "zones as they were: mx-exchange-alias: exchange "
			 "mail.b.test. is an alias");
	expect_complaint("zone b.test. is not renewed");
	expect_complaint("zone a.test. is not renewed");
	view_unref(first);

	/* Once the zone goes with it, both are renewed. */
	write_zone("a.test.zone", good);
	first = load(second);
	cr_assert(first);
	cr_expect_neq(zone_of(first, "a.test.")->zone,
		      zone_of(second, "a.test.")->zone);
	cr_expect_neq(zone_of(first, "b.test.")->zone,
		      zone_of(second, "b.test.")->zone);
	view_unref(first);
	view_unref(second);
}

/* It may be a zone that was not there before. */
Test(reload, holds_back_a_new_zone_that_breaks_another)
{
	argue(write_zone("a.test.zone", points_to_b));

	struct view *first = load(NULL);

	cr_assert(first);
	argue(write_zone("b.test.zone", b_alias));

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_null(zone_of(second, "b.test.")->zone);
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	view_unref(first);
	view_unref(second);
}

/* The new a names a host of the new b, which is refused: b as it was has an
 * alias there. */
Test(reload, holds_back_a_zone_that_does_not_go_with_what_is_kept)
{
	argue(write_zone("a.test.zone", good));
	argue(write_zone("b.test.zone", b_alias));

	struct view *first = load(NULL);

	cr_assert(first);
	write_zone("a.test.zone", points_to_b);
	write_zone("b.test.zone", SOA "ns A 192.0.2.53\nmail A 192.0.2.25\n"
				      "@ MX 10 alias\nalias CNAME ns\n");

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	expect_complaint("zone a.test. as it is now does not go with other");
	view_unref(first);
	view_unref(second);
}

/* What was allowed when it was served is not the fault of a zone that did not
 * change. */
Test(reload, blames_no_zone_for_what_was_broken_before)
{
	const char *const allow[] = {"mx-exchange-alias"};

	options.policy.allow = allow;
	options.policy.allow_count = 1;
	argue(write_zone("a.test.zone", points_to_b));
	argue(write_zone("b.test.zone", b_alias));

	struct view *first = load(NULL);

	cr_assert(first);
	options.policy.allow_count = 0;

	struct view *second = load(first);

	cr_assert(second);
	cr_expect_neq(zone_of(second, "b.test.")->zone,
		      zone_of(first, "b.test.")->zone);
	cr_expect_eq(zone_of(second, "a.test.")->zone,
		     zone_of(first, "a.test.")->zone);
	view_unref(first);
	view_unref(second);
}

/* All rules over zones whose texts are gone. */
Test(reload, judges_the_sample_zones_without_their_texts)
{
	argue("zones");

	struct view *view = load(NULL);

	cr_assert(view);

	struct check_zone *zones = xcalloc(view->count, sizeof *zones);
	struct draft *drafts = xcalloc(view->count, sizeof *drafts);

	for (uint32_t i = 0; i < view->count; i++) {
		drafts[i] = draft_without_text(view->zones[i].zone);
		zones[i].draft = &drafts[i];
		zones[i].file = 1;
	}
	for (int profile = CHECK_LAB; profile <= CHECK_STRICT; profile++) {
		options.policy.profile = (enum check_profile)profile;
		check_zones(&options.policy, view, zones, &sink);
		for (uint32_t i = 0; i < view->count; i++)
			free(zones[i].refusal);
	}
	for (uint32_t i = 0; i < view->count; i++)
		draft_free(&drafts[i]);
	free(drafts);
	free(zones);
	view_unref(view);
}
