/* From zone arguments to a view: which zones are in it, and why not. */
#include "../support/loading.h"

#define HOSTS SOA "ns A 192.0.2.53\n"

TestSuite(load, .init = loading_start, .fini = loading_stop);

Test(load, takes_files_folders_and_files_with_their_origin)
{
	struct view *view;

	cr_assert_eq(mkdir(in_place("folder"), 0700), 0);
	cr_assert_eq(mkdir(in_place("folder/sub"), 0700), 0);
	write_zone("folder/b.test.zone", good);
	write_zone("folder/a.test.zone", good);
	write_zone("folder/notes.text", "not a zone");
	write_zone("folder/sub/c.test.zone", good);
	argue(in_place("folder"));
	argue_origin("d.test", write_zone("some.file", good));
	argue_origin("e.test.", write_zone("other.file", good));
	argue(write_zone("f.test.zone", good));
	view = load(NULL);
	cr_assert(view);
	cr_expect_eq(sink.errors + sink.warnings, 0);
	cr_expect_eq(view->count, 5);
	cr_expect(zone_of(view, "a.test."));
	cr_expect(zone_of(view, "b.test."));
	cr_expect(zone_of(view, "d.test."));
	cr_expect(zone_of(view, "e.test."));
	cr_expect(zone_of(view, "f.test."));

	struct load_totals totals = load_totals(view);

	cr_expect_eq(totals.served, 5);
	cr_expect_eq(totals.refused, 0);
	cr_expect_eq(totals.records, 20);
	view_unref(view);
}

Test(load, takes_a_path_with_an_equals_sign_behind_a_slash)
{
	argue(write_zone("a=b.test.zone", SOA "ns A 192.0.2.1\n"));

	struct view *view = load(NULL);

	cr_assert(view);
	cr_expect_eq(view->count, 1);
	view_unref(view);
}

/* R1: the others are served, and this one says why not. */
Test(load, serves_the_others_when_a_zone_is_refused)
{
	argue(write_zone("a.test.zone", aliased));
	argue(write_zone("b.test.zone", good));

	struct view *view = load(NULL);

	cr_assert(view);
	cr_expect_null(zone_of(view, "a.test.")->zone);
	cr_expect_str_eq(zone_of(view, "a.test.")->refusal,
			 "mx-exchange-alias: exchange mail.a.test. is an alias "
			 "(CNAME at line 5); an MX must name a host with "
			 "addresses");
	cr_expect(zone_of(view, "b.test.")->zone);
	cr_expect_null(zone_of(view, "b.test.")->refusal);
	expect_complaint("a.test.zone:4:9: error: exchange mail.a.test. is an "
			 "alias (CNAME at line 5); an MX must name a host with "
			 "addresses [mx-exchange-alias]");
	expect_complaint(
	    "zone a.test. is not served: it is answered with SERVFAIL");
	cr_expect_eq(load_totals(view).refused, 1);
	view_unref(view);
}

/* R1: both places are named when they are in two files. */
Test(load, names_the_file_of_an_alias_in_another_zone)
{
	const char *b = write_zone("b.test.zone", aliased);
	char *where = xasprintf("exchange mail.b.test. is an alias (CNAME at "
				"%s:5)",
				b);

	argue(write_zone("a.test.zone",
			 SOA "ns A 192.0.2.53\n@ MX 10 mail.b.test.\n"));
	argue(b);
	argue(write_zone("c.test.zone", good));

	struct view *view = load(NULL);

	cr_assert(view);
	expect_complaint("a.test.zone:4:9: error: exchange mail.b.test.");
	expect_complaint(where);
	cr_expect_null(zone_of(view, "a.test.")->zone);
	view_unref(view);
	free(where);
}

/* An exchange may have several addresses: which one is meant is said. */
Test(load, names_the_ptr_that_names_another_host)
{
	argue(write_zone("a.test.zone", SOA "ns A 192.0.2.53\n@ MX 10 ns\n"));
	argue(write_zone("2.0.192.in-addr.arpa.zone",
			 SOA "53 PTR other.test.\n"));

	struct view *view = load(NULL);

	cr_assert(view);
	expect_complaint("the PTR at 53.2.0.192.in-addr.arpa. names "
			 "other.test.; receivers want it to name the "
			 "exchange, ns.a.test. [ptr-mismatch]");
	view_unref(view);
}

/* R9: both lines of a null MX that is not alone, in whatever order. */
Test(load, names_the_other_mx_beside_a_null_mx)
{
	argue(write_zone("a.test.zone",
			 SOA "ns A 192.0.2.53\n@ MX 10 ns\n@ MX 0 .\n"));
	argue(write_zone("b.test.zone",
			 SOA "ns A 192.0.2.53\n@ MX 7 .\n@ MX 3 ns\n"));
	cr_expect_null(load(NULL));
	expect_complaint("a.test.zone:5:8: error: the null MX says that "
			 "a.test. takes no mail, but it has another MX at "
			 "line 4; keep either [mx-null-not-alone]");
	expect_complaint("b.test.zone:4:8: error: the null MX says that "
			 "b.test. takes no mail, but it has another MX at "
			 "line 5; keep either [mx-null-not-alone]");
}

/* R5: the name that it became is shown, and what would be right. */
Test(load, shows_what_a_name_without_its_dot_became)
{
	argue(write_zone("a.test.zone", SOA "ns A 192.0.2.53\n"
					    "@ MX 10 mail.a.test\n"
					    "@ MX 20 mx.other.test\n"
					    "@ MX 30 none\n"));
	view_unref(load(NULL));
	expect_complaint("a.test.zone:4:9: warning: the exchange became "
			 "mail.a.test.a.test.; a name that is complete ends "
			 "with a dot [mx-exchange-lost-dot]");
	expect_complaint("exchange mx.other.test.a.test. does not exist; give "
			 "it an A or AAAA record, or end it with a dot if it "
			 "is no name of this zone [mx-exchange-no-address]");
	expect_complaint("exchange none.a.test. does not exist; give it an A "
			 "or AAAA record [mx-exchange-no-address]");
}

Test(load, tells_a_circle_of_aliases_from_a_long_chain)
{
	char *text = xasprintf("%sns A 192.0.2.53\na CNAME a\n", SOA);

	for (unsigned i = 0; i < 16; i++) {
		char *more = xasprintf("%sc%u CNAME c%u\n", text, i, i + 1);

		free(text);
		text = more;
	}
	argue(write_zone("a.test.zone", text));
	view_unref(load(NULL));
	expect_complaint("a.test.zone:4:9: warning: the aliases from a.a.test. "
			 "on lead in a circle and never to data");
	expect_complaint("a.test.zone:5:10: warning: the aliases from "
			 "c0.a.test. on are more than the 15 that one answer "
			 "follows");
	free(text);
}

/* R4: parse errors with line and column. */
Test(load, refuses_an_mx_without_a_preference_or_with_a_wrong_one)
{
	static const struct {
		const char *record, *place, *field;
	} records[] = {
	    {"@ MX mail\n", "a.test.zone:4:6: error: ", "MX preference"},
	    {"@ MX 65536 mail\n", "a.test.zone:4:6: error: ", "MX preference"},
	    {"@ MX -1 mail\n", "a.test.zone:4:6: error: ", "MX preference"},
	    {"@ MX 1.5 mail\n", "a.test.zone:4:6: error: ", "MX preference"},
	    {"@ MX 10\n", "a.test.zone:4:8: error: ", "MX exchange"},
	    {"@ MX\n", "a.test.zone:4:5: error: ", "MX preference"},
	};
	static const char *const right[] = {"@ MX 0 ns\n", "@ MX 65535 ns\n"};

	argue(in_place("a.test.zone"));
	argue(write_zone("b.test.zone", good));
	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
		char *text =
		    xasprintf("%sns A 192.0.2.53\n%s", SOA, records[i].record);

		write_zone("a.test.zone", text);

		struct view *view = load(NULL);

		cr_assert(view);
		expect_complaint(records[i].place);
		expect_complaint(records[i].field);
		cr_expect_null(zone_of(view, "a.test.")->zone);
		cr_expect_eq(
		    strncmp(zone_of(view, "a.test.")->refusal, "syntax: ", 8),
		    0);
		view_unref(view);
		free(text);
	}
	for (size_t i = 0; i < 2; i++) {
		char *text = xasprintf("%sns A 192.0.2.53\n%s", SOA, right[i]);

		write_zone("a.test.zone", text);

		struct view *view = load(NULL);

		cr_assert(view);
		cr_expect(zone_of(view, "a.test.")->zone);
		view_unref(view);
		free(text);
	}
}

Test(load, tells_all_errors_of_a_text_and_of_every_text)
{
	char *many = xasprintf("%s", SOA);

	for (unsigned i = 0; i < 30; i++) {
		char *more = xasprintf("%s@ MX ten ns\n", many);

		free(many);
		many = more;
	}
	argue(write_zone("a.test.zone", many));
	argue(write_zone("b.test.zone", many));
	cr_expect_null(load(NULL));
	cr_expect_eq(sink.errors, 61, "%zu errors", sink.errors);
	cr_expect_eq(sink.list.count, 41);
	expect_complaint("b.test.zone:22:6: error: ");
	expect_complaint("there is no zone to serve");
	free(many);
}

Test(load, has_nothing_to_serve_when_all_zones_fail)
{
	argue(write_zone("a.test.zone", aliased));
	cr_expect_null(load(NULL));
	expect_complaint("there is no zone to serve");
}

Test(load, has_nothing_to_serve_without_zones)
{
	argue(place);
	cr_expect_null(load(NULL));
	expect_complaint("ends in .zone or .yaml");
	expect_complaint("there is no zone to serve");
}

Test(load, names_both_files_of_a_zone_that_is_given_twice)
{
	argue(write_zone("a.test.zone", good));
	argue_origin("A.TEST", write_zone("other.zone", good));
	argue(write_zone("b.test.zone", good));

	struct view *view = load(NULL);
	char *first = xasprintf("zone a.test. is also in %s", arguments[0]);

	cr_assert(view);
	expect_complaint(first);
	expect_complaint("other.zone:1:1: error: ");
	cr_expect_null(zone_of(view, "a.test.")->zone);
	cr_expect(zone_of(view, "b.test.")->zone);
	view_unref(view);
	free(first);
}

Test(load, says_of_a_file_that_it_is_given_twice)
{
	argue(write_zone("a.test.zone", good));
	argue(in_place("./a.test.zone"));
	cr_expect_null(load(NULL));
	expect_complaint("a.test.zone:1:1: error: this file of zone a.test. is "
			 "given twice; give it once");
}

/* The text says of which zone its SOA is. */
Test(load, fails_for_an_origin_that_is_not_the_text_s)
{
	argue_origin("b.test",
		     write_zone("a.test.zone", "$ORIGIN A.test.\n" HOSTS));
	cr_expect_null(load(NULL));
	expect_complaint("a.test.zone:1:1: error: this is zone A.test. by its "
			 "SOA record, not b.test.; give the file alone, or the "
			 "right name before \"=\"");
	free(arguments[--options.zone_count]);
	argue_origin("a.TEST", in_place("a.test.zone"));

	struct view *view = load(NULL);

	cr_assert(view);
	cr_expect(zone_of(view, "a.test.")->zone);
	view_unref(view);
}

Test(load, refuses_the_zone_of_a_file_that_cannot_be_read)
{
	argue(in_place("gone.test.zone"));
	argue(write_zone("b.test.zone", good));

	struct view *view = load(NULL);

	cr_assert(view);
	expect_complaint("No such file or directory");
	cr_expect_str_eq(zone_of(view, "gone.test.")->refusal,
			 "file: No such file or directory");
	view_unref(view);
}

Test(load, says_of_a_file_that_cannot_be_read_no_more_than_that)
{
	argue(in_place("gone"));
	argue(write_zone("b.test.zone", good));
	cr_expect_null(load(NULL));
	expect_complaint("No such file or directory");
	cr_expect_not(complains("which zone this is"));
}

Test(load, fails_for_an_origin_that_is_no_name)
{
	argue_origin("a..b", write_zone("x.zone", good));
	argue(write_zone("b.test.zone", good));
	cr_expect_null(load(NULL));
	expect_complaint("zone name in \"a..b=");
}

Test(load, serves_what_is_allowed_and_notes_it)
{
	const char *const allow[] = {"mx-exchange-alias"};

	argue(write_zone("a.test.zone", aliased));
	options.policy.allow = allow;
	options.policy.allow_count = 1;

	struct view *view = load(NULL);

	cr_assert(view);
	cr_expect(zone_of(view, "a.test.")->zone);
	cr_expect_eq(sink.errors + sink.warnings, 0);
	expect_complaint("note: exchange mail.a.test. is an alias");
	expect_complaint("(allowed) [mx-exchange-alias]");
	view_unref(view);
}

Test(load, allows_no_rule_without_which_there_is_no_zone)
{
	const char *const allow[] = {"zone-soa", "mx-exchange-alais",
				     "nonsense"};

	argue(write_zone("a.test.zone", good));
	options.policy.allow = allow;
	options.policy.allow_count = 3;
	cr_expect_null(load(NULL));
	expect_complaint("rule \"zone-soa\" cannot be allowed");
	expect_complaint("did you mean \"mx-exchange-alias\"?");
	expect_complaint("there is no rule \"nonsense\"");
}

/* R3: a lab serves it, --strict does not. */
Test(load, fails_as_a_whole_when_it_is_strict)
{
	struct view *view;

	argue(write_zone("a.test.zone", warned));
	argue(write_zone("b.test.zone", good));
	view = load(NULL);
	cr_assert(view);
	cr_expect_eq(load_totals(view).served, 2);
	cr_expect_eq(sink.warnings, 1);
	view_unref(view);
	options.policy.profile = CHECK_STRICT;
	cr_expect_null(load(NULL));
	expect_complaint("error: exchange mail.a.test. does not exist");
}

/* Counting findings must not cost what telling them would. */
Test(load, tells_twenty_findings_of_a_rule_and_counts_the_rest)
{
	enum { FINDINGS = 100000 };
	char *path = in_place("a.test.zone");
	FILE *file = fopen(path, "we");

	cr_assert(file);
	fputs(SOA "ns A 192.0.2.53\nalias CNAME ns\n", file);
	for (unsigned i = 0; i < FINDINGS; i++)
		fprintf(file, "h%u MX 10 alias\n", i);
	cr_assert_eq(fclose(file), 0);
	argue(path);
	argue(write_zone("b.test.zone", good));

	struct view *view = load(NULL);

	cr_assert(view);
	cr_expect_eq(sink.errors, 21, "%zu errors", sink.errors);
	expect_complaint("99980 more findings of this rule are not shown "
			 "[mx-exchange-alias]");
	cr_expect_eq(strncmp(zone_of(view, "a.test.")->refusal,
			     "mx-exchange-alias: exchange alias.a.test.", 41),
		     0);
	view_unref(view);
}

/* An empty text is a zone without SOA. */
Test(load, refuses_an_empty_zone)
{
	argue(write_zone("a.test.zone", ""));
	argue(write_zone("b.test.zone", good));

	struct view *view = load(NULL);

	cr_assert(view);
	expect_complaint("a.test.zone:1:1: error: zone a.test. has no SOA "
			 "record; it needs one at its apex [zone-soa]");
	view_unref(view);
}
