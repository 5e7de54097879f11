/* What becomes of names in no zone: settings that go together, servers that are
 * this one, and the zones that are made of them. */
#include "config/setting.h"
#include "control/outside.h"
#include "dns/rrtype.h"
#include "zone/lookup.h"

#include <criterion/criterion.h>
#include <string.h>

static struct config config;
static struct listener own = {.udp = -1, .tcp = -1};
static struct listening listening = {1, 1, 1, &own};
static struct diag_sink sink;
static struct outside_policy *policy;

static void
start(void)
{
	struct endpoint endpoint;

	config_init(&config, NULL);
	cr_assert_null(endpoint_from_text("0.0.0.0@5300", &endpoint));
	cr_assert_eq(address_from_endpoint(&own.address, &endpoint), 0);
}

static void
stop(void)
{
	outside_unref(policy);
	diag_free(&sink);
	config_free(&config);
}

TestSuite(outside, .init = start, .fini = stop);

static void
set(const char *name, const char *text)
{
	char why[CONFIG_WHY_MAX];

	cr_assert(config_set_text(&config, setting_get(name, strlen(name)),
				  text, why),
		  "%s: %s", name, why);
}

/* What is served, as long as the policy is there. */
static struct serving
serve(void)
{
	struct serving serving = {.view = NULL};

	policy = outside_new(&config, &listening, &sink);

	cr_assert_not_null(policy);
	outside_apply(policy, 4, &serving);
	return serving;
}

static void
expect_refused(const char *why)
{
	cr_expect_null(outside_new(&config, &listening, &sink));
	cr_assert_eq(sink.list.count, 1);
	cr_expect(strstr(sink.list.items[0].text, why), "%s",
		  sink.list.items[0].text);
}

/* The RRset of the backdrop for a name, or NULL. */
static const struct rrset *
find(const struct serving *serving, const char *text, uint16_t type)
{
	uint8_t wire[NAME_WIRE_MAX];
	const struct view_zone *zone;
	struct match match;
	struct name name;

	cr_assert_null(name_from_text(text, strlen(text), NULL, wire, &name));
	zone = view_find(serving->answer.backdrop, name);
	if (!zone || !zone->zone)
		return NULL;
	cr_expect(zone->backdrop);
	zone_lookup(zone->zone, name, &match);
	return match.exact    ? node_rrset(match.exact, type)
	       : match.source ? node_rrset(match.source, type)
			      : NULL;
}

Test(outside, is_refused_by_default)
{
	struct serving serving = serve();

	cr_expect_eq(serving.answer.outside, OUTSIDE_REFUSE);
	cr_expect_eq(serving.forward.count, 0);
	cr_expect_eq(serving.answer.secure_count, 0);
	cr_expect_null(find(&serving, ".", TYPE_SOA));
	cr_expect_not_null(find(&serving, "mxd.internal.", TYPE_TXT));
}

Test(outside, needs_what_it_names)
{
	set("outside", "forward");
	expect_refused("no server to forward to");
}

Test(outside, needs_a_sink_to_be_one)
{
	set("outside", "sink");
	expect_refused("there is no sink");
}

Test(outside, is_forwarded_where_servers_are_named)
{
	struct serving serving;

	set("forward", "192.0.2.1");
	set("forward", "2001:db8::1@5300");
	set("forward-limit", "10");
	serving = serve();
	cr_expect_eq(serving.answer.outside, OUTSIDE_FORWARD);
	cr_assert_eq(serving.forward.count, 2);
	cr_expect_eq(address_port(&serving.forward.servers[0]), 53);
	cr_expect_eq(serving.forward.limit, 3, "a fourth of it, or more");
	cr_expect_gt(serving.answer.loop_name.len, 32);
}

Test(outside, is_not_forwarded_to_this_server)
{
	set("forward", "127.0.0.5@5300");
	expect_refused("this server itself");
}

Test(outside, is_forwarded_to_another_port_of_this_machine)
{
	set("forward", "127.0.0.5@5301");
	cr_expect_eq(serve().forward.count, 1);
}

Test(outside, is_not_forwarded_to_any_port)
{
	set("forward", "192.0.2.1@0");
	expect_refused("must have a port");
}

Test(outside, is_denied_by_the_root)
{
	struct serving serving;

	set("outside", "nxdomain");
	serving = serve();
	cr_expect_eq(serving.answer.outside, OUTSIDE_DENY);
	cr_expect_not_null(find(&serving, ".", TYPE_SOA));
	cr_expect_null(find(&serving, "example.com.", TYPE_MX));
}

Test(outside, has_its_mail_caught)
{
	struct serving serving;

	set("sink", "192.0.2.25,2001:db8::25");
	set("sink", "192.0.2.25");
	serving = serve();
	cr_expect(serving.answer.sink);
	cr_expect_not_null(find(&serving, "a.b.example.", TYPE_MX));
	cr_expect_not_null(find(&serving, "mail-sink.internal.", TYPE_AAAA));
	cr_expect_not_null(
	    find(&serving, "25.2.0.192.in-addr.arpa.", TYPE_PTR));
	cr_expect_not_null(find(&serving,
				"5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
				"0.8.b.d.0.1.0.0.2.ip6.arpa.",
				TYPE_PTR));
}

Test(outside, has_a_root_where_answers_claim_to_be_validated)
{
	struct serving serving;

	set("ad", "Example.com");
	serving = serve();
	cr_expect_eq(serving.answer.outside, OUTSIDE_REFUSE);
	cr_assert_eq(serving.answer.secure_count, 1);
	cr_expect_eq(serving.answer.secure[0].len, 13);
	cr_expect_not_null(find(&serving, ".", TYPE_NS));
}
