/* Which requests a web page may have made. */
#include "api/guard.h"

#include <criterion/criterion.h>

static const char *const hosts[] = {"mxd.lab", "dns"};

static const struct guard tcp = {.hosts = hosts, .host_count = 2};
static const struct guard local = {.any_host = true};

static enum guard_verdict
judge(const char *host, const char *origin, const char *site)
{
	struct guard_claim claim = {host, origin, site};

	return guard_judge(&tcp, &claim);
}

Test(guard, knows_the_names_of_this_machine)
{
	static const char *const good[] = {
	    "127.0.0.1",    "127.0.0.1:8053", "192.0.2.1",     "[::1]",
	    "[::1]:8053",   "localhost",      "LocalHost:80",  "localhost.",
	    "mxd.lab:8053", "MXD.LAB",        "mxd.lab.:8053", "dns",
	};

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
		cr_expect_eq(judge(good[i], NULL, NULL), GUARD_PASS, "%s",
			     good[i]);
}

Test(guard, refuses_other_names)
{
	static const char *const bad[] = {
	    "evil.example",
	    "evil.example:8053",
	    "localhost.evil.example",
	    "127.0.0.1.evil.example",
	    "127.0.0.1:80@evil.example",
	    "[::1]evil.example",
	    "[::1",
	    "[evil]",
	    "",
	    ":80",
	    "localhost:80x",
	    "mxd",
	    "0x7f.1",
	};

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		cr_expect_eq(judge(bad[i], NULL, NULL), GUARD_WRONG_HOST, "%s",
			     bad[i]);
	cr_expect_eq(judge(NULL, NULL, NULL), GUARD_NO_HOST);
}

Test(guard, refuses_pages_of_other_sites)
{
	const char *host = "127.0.0.1:8053";

	cr_expect_eq(judge(host, "http://127.0.0.1:8053", "same-origin"),
		     GUARD_PASS);
	cr_expect_eq(judge(host, "http://127.0.0.1:8053", NULL), GUARD_PASS);
	cr_expect_eq(judge(host, NULL, "none"), GUARD_PASS);
	cr_expect_eq(judge(host, "http://127.0.0.1:80", NULL),
		     GUARD_CROSS_SITE);
	cr_expect_eq(judge(host, "https://evil.example", NULL),
		     GUARD_CROSS_SITE);
	cr_expect_eq(judge(host, "null", NULL), GUARD_CROSS_SITE);
	cr_expect_eq(judge(host, "", NULL), GUARD_CROSS_SITE);
	cr_expect_eq(judge(host, NULL, "cross-site"), GUARD_CROSS_SITE);
	/* Another port of the same machine is another program's. */
	cr_expect_eq(judge(host, NULL, "same-site"), GUARD_CROSS_SITE);
}

Test(guard, asks_no_host_at_a_unix_socket)
{
	struct guard_claim none = {NULL, NULL, NULL};
	struct guard_claim any = {"anything", NULL, NULL};
	struct guard_claim page = {"anything", "http://evil.example", NULL};

	cr_expect_eq(guard_judge(&local, &none), GUARD_PASS);
	cr_expect_eq(guard_judge(&local, &any), GUARD_PASS);
	cr_expect_eq(guard_judge(&local, &page), GUARD_CROSS_SITE);
}
