/* resolv.conf(5), as glibc reads it. */
#include "control/resolvconf.h"

#include <criterion/criterion.h>

static struct resolvconf conf;

static void
stop(void)
{
	resolvconf_free(&conf);
}

TestSuite(resolvconf, .fini = stop);

Test(resolvconf, has_servers_in_order_and_what_is_none)
{
	resolvconf_read(&conf, "nameserver 192.0.2.1\n"
			       "nameserver\t2001:db8::1 \r\n"
			       "nameserver fe80::1%lo\n"
			       "nameserver localhost\n"
			       "nameserver 192.0.2.1@53\n"
			       "nameserver\n");
	cr_assert_eq(conf.servers.count, 3);
	cr_expect_str_eq(conf.servers.items[0].address, "192.0.2.1");
	cr_expect_str_eq(conf.servers.items[1].address, "2001:db8::1");
	cr_expect_eq(conf.servers.items[1].port, 53);
	cr_assert_eq(conf.strange.count, 2);
	cr_expect_str_eq(conf.strange.items[1], "192.0.2.1@53");
}

Test(resolvconf, takes_the_last_search_or_domain_line)
{
	resolvconf_read(&conf, "domain a.example\n"
			       "search b.example c.example\n");
	cr_assert_eq(conf.search.count, 2);
	cr_expect_str_eq(conf.search.items[1], "c.example");
	resolvconf_read(&conf, "search\n");
	cr_expect_eq(conf.search.count, 0);
}

Test(resolvconf, adds_options_up)
{
	resolvconf_read(&conf, "options edns0 ndots:5\noptions trust-ad\n");
	cr_expect_eq(conf.ndots, 5);
	cr_expect(conf.trust_ad);
	resolvconf_read(&conf, "options ndots:99");
	cr_expect_eq(conf.ndots, 15, "RES_MAXNDOTS");
}

Test(resolvconf, passes_over_comments_and_what_is_indented)
{
	resolvconf_read(&conf, "# nameserver 192.0.2.1\n"
			       "; nameserver 192.0.2.1\n"
			       " nameserver 192.0.2.1\n"
			       "\n"
			       "sortlist 192.0.2.0\n"
			       "nameservers 192.0.2.1");
	cr_expect_eq(conf.servers.count, 0);
	cr_expect_eq(conf.ndots, 1);
	cr_expect_not(conf.trust_ad);
}
