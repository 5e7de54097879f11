/* What answer() says of itself, which is counted and logged. */
#include "../support/queries.h"
#include "../support/zones.h"

#include "answer/answer.h"
#include "dns/codes.h"
#include "dns/rrtype.h"

#include <criterion/criterion.h>

static const char zone_text[] = "$TTL 3600\n"
				"@ SOA ns1 host 1 7200 3600 1209600 300\n"
				"@ NS ns1\n"
				"out CNAME there.example.net.\n"
				"sub NS ns.sub\n";

static const char other_text[] = "$TTL 60\n"
				 "@ SOA ns1 host 1 7200 3600 1209600 300\n"
				 "there A 192.0.2.5\n";

static struct view *view;
static uint8_t reply[ANSWER_TCP_MAX];

static void
load(void)
{
	struct zones zones = {0};

	zones_add_text(&zones, "example.com.", zone_text);
	zones_add_text(&zones, "example.net.", other_text);
	zones_add_refused(&zones, "broken.example.", "a rule: why");
	view = zones_view(&zones);
	zones_free(&zones);
}

static void
drop(void)
{
	view_unref(view);
}

TestSuite(answered, .init = load, .fini = drop);

static struct answered
ask_octets(const uint8_t *octets, size_t len)
{
	static const struct answer_settings settings = {.udp_size = 1232};
	static const uint8_t address[4] = {192, 0, 2, 1};
	const struct client client = {address, 4, TRANSPORT_UDP, 0};

	return answer(view, &settings, NULL, &client, octets, len, reply,
		      sizeof reply);
}

static struct answered
ask(const char *qname, uint16_t qtype)
{
	struct test_query query;
	uint8_t wire[NAME_WIRE_MAX];
	uint8_t octets[512];
	struct name name;

	cr_assert_null(name_from_text(qname, strlen(qname), NULL, wire, &name));
	query_init(&query, name, qtype);
	query.edns = true;
	return ask_octets(octets, query_write(&query, octets, sizeof octets));
}

static void
expect_zone(const struct answered *answered, const char *apex)
{
	char text[NAME_TEXT_MAX];

	cr_assert_not_null(answered->zone);
	name_to_text(answered->zone->apex, text);
	cr_expect_str_eq(text, apex);
}

Test(answered, says_what_was_asked)
{
	struct answered answered = ask("There.Example.NET.", TYPE_A);
	char text[NAME_TEXT_MAX];

	name_to_text(answered.qname, text);
	cr_expect_str_eq(text, "There.Example.NET.");
	cr_expect_eq(answered.qname.wire, reply + HEADER_LEN);
	cr_expect_eq(answered.qtype, TYPE_A);
	cr_expect_eq(answered.qclass, CLASS_IN);
	cr_expect_eq(answered.rcode, RCODE_NOERROR);
	cr_expect_eq(answered.flags, FLAG_QR | FLAG_AA);
	expect_zone(&answered, "example.net.");
}

Test(answered, names_the_zone_where_the_answer_begins)
{
	struct answered alias = ask("out.example.com.", TYPE_A);
	struct answered referral = ask("www.sub.example.com.", TYPE_MX);
	struct answered denied = ask("none.example.com.", TYPE_MX);

	expect_zone(&alias, "example.com.");
	expect_zone(&referral, "example.com.");
	cr_expect_eq(referral.flags, FLAG_QR);
	expect_zone(&denied, "example.com.");
	cr_expect_eq(denied.rcode, RCODE_NXDOMAIN);
}

Test(answered, names_a_zone_that_the_checks_refused)
{
	struct answered answered = ask("www.broken.example.", TYPE_A);

	cr_expect_eq(answered.rcode, RCODE_SERVFAIL);
	expect_zone(&answered, "broken.example.");
}

Test(answered, has_no_zone_where_none_was_looked_for)
{
	struct answered outside = ask("example.org.", TYPE_A);
	struct answered meta = ask("example.com.", TYPE_AXFR);

	cr_expect_eq(outside.rcode, RCODE_REFUSED);
	cr_expect_null(outside.zone);
	cr_expect_eq(meta.rcode, RCODE_REFUSED);
	cr_expect_eq(meta.qtype, TYPE_AXFR);
	cr_expect_null(meta.zone);
}

Test(answered, has_no_question_where_none_could_be_read)
{
	/* One question, whose name is cut short. */
	static const uint8_t cut[] = {0, 1, 0, 0, 0, 1,   0,
				      0, 0, 0, 0, 0, 100, 'a'};
	struct answered answered = ask_octets(cut, sizeof cut);

	cr_expect_eq(answered.len, HEADER_LEN);
	cr_expect_eq(answered.rcode, RCODE_FORMERR);
	cr_expect_eq(answered.qname.len, 0);
	cr_expect_eq(answered.qtype, 0);
	cr_expect_null(answered.zone);
}

Test(answered, is_nothing_for_a_response)
{
	static const uint8_t response[HEADER_LEN] = {0, 1, 0x80};

	cr_expect_eq(ask_octets(response, sizeof response).len, 0);
}

Test(answered, has_the_whole_rcode)
{
	/* A question for the root, and an OPT of version 1. */
	static const uint8_t octets[] = {0, 1,   0, 0, 0, 1, 0, 0, 0, 0,
					 0, 1,   0, 0, 1, 0, 1, 0, 0, 41,
					 4, 208, 0, 1, 0, 0, 0, 0};

	cr_expect_eq(ask_octets(octets, sizeof octets).rcode, RCODE_BADVERS);
}
