/* Which queries are meant. */
#include "lab/match.h"
#include "support/sightings.h"

static struct match match;
static struct sighting seen;

static void
prepare(void)
{
	match = (struct match){0};
	seen = sighting_of("www.Example.com", "MX");
}

TestSuite(lab_match, .init = prepare);

static void
set(enum match_filter filter, const char *text)
{
	const char *must = match_set(&match, filter, text);

	cr_assert_null(must, "%s: %s", text, must);
}

static void
expect_fit(enum match_filter filter, const char *text)
{
	match = (struct match){0};
	set(filter, text);
	cr_expect_eq(match_differs(&match, &seen), 0, "%s", text);
}

static void
expect_no_fit(enum match_filter filter, const char *text)
{
	match = (struct match){0};
	set(filter, text);
	cr_expect_eq(match_differs(&match, &seen), 1u << filter, "%s", text);
}

static void
expect_wrong(enum match_filter filter, const char *text)
{
	struct match before = match;

	cr_expect_not_null(match_set(&match, filter, text), "%s", text);
	cr_expect_eq(memcmp(&match, &before, sizeof match), 0);
}

Test(lab_match, without_conditions_everything_fits)
{
	cr_expect_eq(match_differs(&match, &seen), 0);
	cr_expect_eq(match_differs(&match, &(struct sighting){0}), 0);
}

Test(lab_match, all_conditions_must_fit_and_those_that_do_not_are_told)
{
	set(MATCH_name, "www.example.com.");
	set(MATCH_type, "mx");
	set(MATCH_client, "192.0.2.0/24");
	cr_expect_eq(match_differs(&match, &seen), 0);
	set(MATCH_type, "A");
	set(MATCH_client, "192.0.2.8");
	cr_expect_eq(match_differs(&match, &seen),
		     1u << MATCH_type | 1u << MATCH_client);
}

Test(lab_match, names_match_whole_or_all_below)
{
	expect_fit(MATCH_name, "WWW.example.com");
	expect_no_fit(MATCH_name, "example.com");
	expect_fit(MATCH_name, "*.example.com");
	expect_fit(MATCH_name, "*.com.");
	expect_fit(MATCH_name, "*.");
	expect_no_fit(MATCH_name, "*.www.example.com");
	expect_no_fit(MATCH_name, "*.ample.com");
	expect_wrong(MATCH_name, "a..b");
	expect_wrong(MATCH_name, "");
}

Test(lab_match, a_query_without_a_question_has_no_name_and_no_type)
{
	seen.bits = 0;
	expect_no_fit(MATCH_name, "*.");
	expect_no_fit(MATCH_type, "MX");
}

Test(lab_match, types_are_mnemonics_or_numbers)
{
	expect_fit(MATCH_type, "TYPE15");
	expect_no_fit(MATCH_type, "TYPE16");
	expect_wrong(MATCH_type, "MAIL");
}

Test(lab_match, clients_are_addresses_or_networks)
{
	expect_fit(MATCH_client, "192.0.2.7");
	expect_fit(MATCH_client, "192.0.2.6/31");
	expect_fit(MATCH_client, "0.0.0.0/0");
	expect_no_fit(MATCH_client, "192.0.2.4/31");
	expect_no_fit(MATCH_client, "::/0");
	seen.bits |= SIGHTING_IPV6;
	memcpy(seen.client, (uint8_t[16]){0x20, 1, 0xd, 0xb8, [15] = 9}, 16);
	expect_fit(MATCH_client, "2001:db8::9");
	expect_fit(MATCH_client, "2001:db8::8/125");
	expect_no_fit(MATCH_client, "2001:db8::/125");
	expect_wrong(MATCH_client, "192.0.2.7/33");
	expect_wrong(MATCH_client, "192.0.2.7/24");
	expect_wrong(MATCH_client, "192.0.2.7/");
	expect_wrong(MATCH_client, "192.0.2.7/1x");
	expect_wrong(MATCH_client, "192.0.2/24");
	expect_wrong(MATCH_client, "localhost");
}

Test(lab_match, transports_are_udp_and_tcp)
{
	expect_fit(MATCH_transport, "udp");
	expect_no_fit(MATCH_transport, "TCP");
	seen.bits |= SIGHTING_TCP;
	expect_fit(MATCH_transport, "tcp");
	expect_wrong(MATCH_transport, "quic");
}

Test(lab_match, what_was_not_answered_has_no_rcode)
{
	expect_fit(MATCH_rcode, "noerror");
	expect_no_fit(MATCH_rcode, "SERVFAIL");
	seen.reply_len = 0;
	expect_no_fit(MATCH_rcode, "NOERROR");
	expect_wrong(MATCH_rcode, "FINE");
}

Test(lab_match, zones_and_faults_are_those_that_it_met)
{
	expect_no_fit(MATCH_zone, "example.com");
	expect_no_fit(MATCH_fault, "one");
	seen.zone_labels = 2;
	seen.bits |= SIGHTING_FAULT;
	strcpy(seen.fault, "one");
	expect_fit(MATCH_zone, "EXAMPLE.com.");
	expect_no_fit(MATCH_zone, "www.example.com");
	expect_fit(MATCH_fault, "one");
	expect_no_fit(MATCH_fault, "two");
	expect_wrong(MATCH_fault, "");
}
