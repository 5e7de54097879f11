/*
 * DMARC records (RFC 9989 §4.7): each fault with its octets, and what a record
 * says. Whole zones are in tests/rules/dmarc-*.
 */
#include "check/dmarc.h"
#include "support/faults.h"

#include <criterion/criterion.h>
#include <string.h>

static struct dmarc
expect(const char *text, const char *expected)
{
	struct faults faults = {0};
	struct dmarc dmarc;
	char *read;

	cr_expect(dmarc_is_record(text, strlen(text)), "%s", text);
	dmarc_read(text, strlen(text), &dmarc, &faults);
	read = faults_text(&faults);
	cr_expect_str_eq(read, expected, "\"%s\": %s", text, read);
	free(read);
	dmarc_free(&dmarc);
	return dmarc;
}

Test(dmarc, a_record_starts_with_its_version)
{
	static const char *const others[] = {
	    "",          " v=DMARC1; p=none", "v=dmarc1; p=none",
	    "V=DMARC1;", "v=DMARC1 p=none",   "v=DMARC11;",
	    "v=DMARC",   "p=none; v=DMARC1",  "v=spf1 -all",
	};

	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		cr_expect(!dmarc_is_record(others[i], strlen(others[i])), "%s",
			  others[i]);
		cr_expect(dmarc_why_not(others[i], strlen(others[i])));
	}
	expect("v=DMARC1;p=none", "");
	expect("v = DMARC1 ; p = none ;", "");
	expect("v\t=\tDMARC1\t;p=none", "");
}

Test(dmarc, policies_are_read_in_any_case)
{
	struct dmarc dmarc =
	    expect("v=DMARC1; psd=N; sp=Quarantine; p=REJECT; np=none", "");

	cr_expect_eq(dmarc.p, POLICY_REJECT);
	cr_expect_eq(dmarc.sp, POLICY_QUARANTINE);
	cr_expect_eq(dmarc.psd, 'n');
	cr_expect_eq(dmarc.p_part.at, 34);

	dmarc = expect("v=DMARC1; p=x", "12+1 warn 0");
	cr_expect_eq(dmarc.p, POLICY_UNSET);
	cr_expect_eq(dmarc.psd, 'u');
	expect("v=DMARC1; rua=mailto:a@b.example", "0+8 warn 0");
}

Test(dmarc, each_tag_has_its_values)
{
	expect("v=DMARC1; p=none; adkim=s; aspf=R; t=y; fo=0:1:d:S; np=reject",
	       "");
	expect("v=DMARC1; p=none; adkim=relaxed; aspf=; t=u; psd=x",
	       "24+7 warn 0, 33+4 warn 0, 42+1 warn 0, 49+1 warn 0");
	expect("v=DMARC1; p=none; fo=0:x::d", "18+2 warn 0, 23+1 warn 0");
}

/* RFC 9989: unknown tags are ignored; a slip of the pen is noted. */
Test(dmarc, what_is_not_known_is_ignored)
{
	expect("v=DMARC1; p=none; x=y; other=1", "");
	expect("v=DMARC1; p=none; adkin=s; RUA=x", "18+5 note 0, 27+3 note 0");
}

Test(dmarc, what_rfc_9989_left_out_is_obsolete)
{
	expect("v=DMARC1; p=none; pct=50; rf=afrf; ri=1",
	       "18+3 note 1, 26+2 note 1, 35+2 note 1");
	expect("v=DMARC1; p=none; rua=mailto:a@b.example!5k", "40+3 note 1");
}

Test(dmarc, reports_go_to_addresses)
{
	struct dmarc dmarc = expect("v=DMARC1; p=none; rua=mailto:a@b.example ,"
				    " mailto:c@d.example; ruf=mailto:e@f",
				    "");

	cr_expect_eq(dmarc.count, 3);
	dmarc = expect("v=DMARC1; p=none; rua=a@b.example,https://c.example/,",
		       "18+3 warn 2, 22+11 warn 2, 34+5 warn 2");
	cr_expect_eq(dmarc.count, 0);
}
