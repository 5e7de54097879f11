/*
 * DKIM key records (RFC 6376 §3.6.1): each fault with its octets. What keys
 * are is in check_publickey.c, whole zones in tests/rules/dkim-*.
 */
#include "check/dkim.h"
#include "support/faults.h"

#include <criterion/criterion.h>
#include <string.h>

/* 32 octets of 0. */
#define KEY "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static void
expect(const char *text, const char *expected)
{
	struct faults faults = {0};
	char *read;

	dkim_read(text, strlen(text), &faults);
	read = faults_text(&faults);
	cr_expect_str_eq(read, expected, "\"%s\": %s", text, read);
	free(read);
}

Test(dkim, blanks_and_what_is_not_known_do_no_harm)
{
	expect("v=DKIM1; k=ed25519; p=" KEY, "");
	expect("k=ed25519;p=" KEY ";", "");
	expect(" v = DKIM1 ; k = ed25519 ; g=*; z=?; n=a b; p = AAAAAAAAAA "
	       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA = ;",
	       "");
	expect("k=ed25519;\r\n p=AAAAAAAAAAAAAAAAAAAA\r\n\t"
	       "AAAAAAAAAAAAAAAAAAAAAAA=",
	       "");
	expect("h=sha256:x; s=email:x; t=y:s:x; k=ed25519; p=" KEY, "");
}

/* RFC 6376 §3.6.1: first, and in this case. */
Test(dkim, the_version_comes_first)
{
	expect("k=ed25519; v=DKIM1; p=" KEY, "11+1 warn 0");
	expect("v=DKIM2; k=ed25519; p=" KEY, "2+5 warn 0");
	expect("v=dkim1; k=ed25519; p=" KEY, "2+5 warn 0");
	expect("v=; k=ed25519; p=" KEY, "0+1 warn 0");
}

Test(dkim, the_key_fits_its_type)
{
	expect("k=ed25518; p=" KEY, "2+7 warn 0");
	expect("k=rsa; p=" KEY, "9+44 warn 0");
	expect("p=" KEY, "2+44 warn 0");
	expect("k=ed25519; p=AAAA", "13+4 warn 1");
	expect("k=rsa; p=AAAA", "9+4 warn 0");
}

Test(dkim, there_is_a_key_in_base64)
{
	expect("v=DKIM1; k=rsa", "0+14 warn 0");
	expect("v=DKIM1; p=", "9+1 note 1");
	expect("p=AA?A", "4+1 warn 0");
	expect("p=AAA", "2+3 warn 0");
	expect("p=A===", "2+4 warn 0");
	/* told once, as an octet that is in no tag list */
	expect("p=AA\303A", "4+1 warn 0");
}

/* RFC 8301 §3.1 */
Test(dkim, sha1_is_no_more)
{
	expect("h=sha1; k=ed25519; p=" KEY, "2+4 warn 1");
	expect("h=sha1:sha256; k=ed25519; p=" KEY, "2+11 note 1");
	expect("h=md5; k=ed25519; p=" KEY, "2+3 warn 0");
}

Test(dkim, words_are_words_and_the_key_is_for_mail)
{
	expect("s=tlsrpt; k=ed25519; p=" KEY, "2+6 warn 0");
	expect("t=y:; k=ed25519; p=" KEY, "0+1 warn 0");
	expect("t=y:-a:1:a-; k=ed25519; p=" KEY,
	       "4+2 warn 0, 7+1 warn 0, 9+2 warn 0");
}
