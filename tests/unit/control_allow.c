/* What is broken on purpose: allowed by comment, by policy, at a level. */
#include "../support/loading.h"

TestSuite(allow, .init = loading_start, .fini = loading_stop);

#define ALIAS_IS_ALLOWED                                                       \
	"note: exchange mail.a.test. is an alias (CNAME at line 5); an MX "    \
	"must name a host with addresses (allowed) [mx-exchange-alias]"
#define UNUSED "[allow-unused]"

static struct load_verdict
judge(const char *text)
{
	forget();
	if (options.zone_count == 0)
		argue(in_place("a.test.zone"));
	write_zone("a.test.zone", text);
	return load_judge(&options, &sources, &sink);
}

/* A zone with an MX that ends in `behind`, and a line. */
static struct load_verdict
judge_mx(const char *behind, const char *line)
{
	char *text = xasprintf(SOA "ns A 192.0.2.53\n@ MX 10 mail%s\n"
				   "mail CNAME ns\n%s\n",
			       behind, line);
	struct load_verdict verdict = judge(text);

	free(text);
	return verdict;
}

Test(allow, a_comment_behind_a_record_allows_what_it_breaks)
{
	cr_expect_eq(judge_mx("", "").refused, 1);
	cr_expect_eq(judge_mx(" ; mxd: allow mx-exchange-alias", "").refused,
		     0);
	expect_complaint(ALIAS_IS_ALLOWED);
	cr_expect_eq(sink.errors + sink.warnings, 0);
	cr_expect_not(complains(UNUSED));
	cr_expect_eq(
	    judge_mx(";mxd:allow\tmx-exchange-dname, mx-exchange-alias\r", "")
		.refused,
	    0);
	expect_complaint(ALIAS_IS_ALLOWED);
	expect_complaint("nothing in this record breaks mx-exchange-dname");
}

Test(allow, a_comment_on_any_line_of_an_entry_is_the_records)
{
	cr_expect_eq(judge(SOA "ns A 192.0.2.53\n@ MX ( 10 ; the first\n"
			       " mail ; mxd: allow mx-exchange-alias\n )\n"
			       "mail CNAME ns\n")
			 .refused,
		     0);
	expect_complaint("(allowed) [mx-exchange-alias]");
	cr_expect_eq(judge(SOA "ns A 192.0.2.53\n@ MX ( 10\n mail\n"
			       " ) ; mxd: allow mx-exchange-alias\n"
			       "mail CNAME ns\n")
			 .refused,
		     0);
}

Test(allow, a_comment_is_for_its_record_alone)
{
	cr_expect_eq(judge(SOA "ns A 192.0.2.53\n"
			       "@ MX 10 mail ; mxd: allow mx-exchange-alias\n"
			       "b MX 10 mail\nmail CNAME ns\n")
			 .refused,
		     1);
	cr_expect_eq(sink.errors, 1);
	expect_complaint(":5:9: error: exchange mail.a.test. is an alias");
	expect_complaint("(allowed) [mx-exchange-alias]");
}

Test(allow, a_line_of_its_own_allows_in_the_whole_zone)
{
	cr_expect_eq(
	    judge_mx("", "; mxd: allow-zone mx-exchange-alias").refused, 0);
	expect_complaint(ALIAS_IS_ALLOWED);
	cr_expect_not(complains(UNUSED));
	cr_expect_eq(judge_mx("", "; mxd: allow mx-exchange-alias").refused, 1);
	expect_complaint("no record stands on this line; write it behind one");
}

Test(allow, text_that_only_looks_like_it_allows_nothing)
{
	const char *const lines[] = {
	    "t TXT \"; mxd: allow-zone mx-exchange-alias\"",
	    "; see mxd: allow-zone mx-exchange-alias",
	    "; mxd: allow-zones mx-exchange-alias",
	    "; mxd: allow-zone",
	    "t TXT \\; mxd: allow-zone mx-exchange-alias",
	    "; MXD: allow-zone mx-exchange-alias",
	};

	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		cr_expect_eq(judge_mx("", lines[i]).refused, 1, "%s", lines[i]);
		cr_expect_not(complains(UNUSED), "%s", lines[i]);
	}
}

Test(allow, a_rule_without_which_there_is_no_zone_is_not_allowed)
{
	cr_expect_eq(judge(SOA "ns A 192.0.2.53\n; mxd: allow-zone "
			       "zone-cname-and-other\nns CNAME @ ; mxd: allow "
			       "zone-cname-and-other\n")
			 .refused,
		     1);
	expect_complaint(":4:19: note: zone-cname-and-other cannot be allowed");
	expect_complaint(":5:25: note: zone-cname-and-other cannot be allowed");
}

/* More than are told. */
Test(allow, all_of_many_findings_can_be_allowed)
{
	cr_expect_eq(judge(SOA "ns A 192.0.2.53\nmail CNAME ns\n"
			       "$GENERATE 1-100 h$ MX 10 mail ; mxd: allow "
			       "mx-exchange-alias\n")
			 .refused,
		     0);
	cr_expect_eq(sink.errors + sink.warnings, 0);
	expect_complaint("note: 80 more findings of this rule are not shown");
}

Test(allow, the_policys_allowance_that_allows_nothing_is_a_note)
{
	const char *const allow[] = {"mx-exchange-alias", "mx-exchange-dname"};

	options.policy.allow = allow;
	options.policy.allow_count = 2;
	judge_mx("", "");
	expect_complaint("note: nothing breaks mx-exchange-dname, which is "
			 "allowed; allow it no more [allow-unused]");
	cr_expect_not(complains("nothing breaks mx-exchange-alias"));
	judge(unreadable);
	cr_expect_not(complains(UNUSED));
}

Test(allow, what_is_only_a_note_is_not_told_when_it_is_allowed)
{
	const char *const levels[] = {"mx-exchange-alias=note"};

	options.policy.levels = levels;
	options.policy.level_count = 1;
	cr_expect_eq(judge_mx("", "").refused, 0);
	expect_complaint("note: exchange mail.a.test. is an alias");
	judge_mx(" ; mxd: allow mx-exchange-alias", "");
	cr_expect_not(complains("is an alias"));
	cr_expect_not(complains(UNUSED));
}

Test(allow, the_policy_sets_levels)
{
	static const struct {
		const char *level;
		enum check_profile profile;
		size_t errors, warnings;
	} cases[] = {
	    {"mx-exchange-alias=off", CHECK_LAB, 0, 0},
	    {"mx-exchange-alias=note", CHECK_STRICT, 0, 0},
	    {"mx-exchange-alias=warn", CHECK_PUBLIC, 0, 1},
	    {"mx-exchange-alias=warn", CHECK_STRICT, 1, 0},
	    {"mx-exchange-alias=refuse", CHECK_LAB, 1, 0},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t found[2] = {0};

		options.policy.levels = &cases[i].level;
		options.policy.level_count = 1;
		options.policy.profile = cases[i].profile;
		judge_mx("", "");
		for (size_t d = 0; d < sink.list.count; d++) {
			const struct diag *diag = &sink.list.items[d];

			if (!diag->rule ||
			    strcmp(diag->rule, "mx-exchange-alias") != 0)
				continue;
			found[0] += diag->severity == SEVERITY_ERROR;
			found[1] += diag->severity == SEVERITY_WARNING;
		}
		cr_expect_eq(found[0], cases[i].errors, "%s", cases[i].level);
		cr_expect_eq(found[1], cases[i].warnings, "%s", cases[i].level);
	}
}

Test(allow, levels_that_make_no_sense_are_errors)
{
	const char *const levels[] = {"mx-exchange-alais=warn", "zone-soa=warn",
				      "mx-exchange-alias=loud",
				      "mx-exchange-alias"};

	options.policy.levels = levels;
	options.policy.level_count = 4;
	judge(good);
	expect_complaint("did you mean \"mx-exchange-alias\"?");
	expect_complaint("rule \"zone-soa\" always refuses");
	expect_complaint("\"mx-exchange-alias=loud\" must be");
	expect_complaint("\"mx-exchange-alias\" must be");
}
