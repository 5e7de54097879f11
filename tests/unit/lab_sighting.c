/* What is kept of a query. */
#include "dns/message.h"
#include "lab/sighting.h"

#include <criterion/criterion.h>
#include <string.h>

static const uint8_t query[] = {0, 7, 0x01, 0x20, 0, 1, 0, 0, 0, 0, 0, 0};
static const uint8_t qname[] = "\3www\7Example\3com";
static const uint8_t address[] = {192, 0, 2, 7};
static struct view_zone zone;
static struct asker asker;
static struct answered answered;

static void
prepare(void)
{
	zone.apex = name_ancestor(name_at(qname), 2);
	asker = (struct asker){
	    .client = {.address = address, .address_len = sizeof address},
	    .port = 4000,
	    .received = 1000,
	};
	answered = (struct answered){
	    .len = 60,
	    .qname = name_at(qname),
	    .qtype = 15,
	    .qclass = CLASS_IN,
	    .flags = FLAG_QR | FLAG_AA,
	    .rcode = RCODE_NXDOMAIN,
	    .zone = &zone,
	};
}

TestSuite(lab_sighting, .init = prepare);

static struct sighting
make(void)
{
	struct sighting seen;

	memset(&seen, 0xa5, sizeof seen);
	sighting_make(&seen, &asker, query, sizeof query, &answered);
	return seen;
}

Test(lab_sighting, keeps_who_asked_what_and_what_came_of_it)
{
	struct sighting seen = make();

	cr_expect_eq(seen.time, 1000);
	cr_expect_arr_eq(seen.client, address, sizeof address);
	cr_expect_eq(seen.client[4], 0);
	cr_expect_eq(seen.port, 4000);
	cr_expect_eq(seen.type, 15);
	cr_expect_eq(seen.class, CLASS_IN);
	cr_expect_eq(seen.query_flags, FLAG_RD | FLAG_AD);
	cr_expect_eq(seen.reply_flags, FLAG_QR | FLAG_AA);
	cr_expect_eq(seen.rcode, RCODE_NXDOMAIN);
	cr_expect_eq(seen.query_len, sizeof query);
	cr_expect_eq(seen.reply_len, 60);
	cr_expect_eq(seen.bits, SIGHTING_NAME);
	cr_expect_arr_eq(seen.name, qname, sizeof qname, "case as sent");
	cr_expect_eq(sighting_zone(&seen).wire, seen.name + 4);
}

Test(lab_sighting, knows_transport_family_and_edns)
{
	const uint8_t ipv6[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 1};
	struct sighting seen;

	asker.client.address = ipv6;
	asker.client.address_len = sizeof ipv6;
	asker.client.transport = TRANSPORT_TCP;
	answered.has_opt = answered.dnssec_ok = true;
	answered.udp_size = 1400;
	seen = make();
	cr_expect_eq(seen.bits, SIGHTING_IPV6 | SIGHTING_TCP | SIGHTING_NAME |
				    SIGHTING_EDNS | SIGHTING_DO);
	cr_expect_arr_eq(seen.client, ipv6, sizeof ipv6);
	cr_expect_eq(seen.udp_size, 1400);
}

Test(lab_sighting, has_no_name_where_none_could_be_read)
{
	struct sighting seen;

	answered.qname = (struct name){0};
	answered.zone = NULL;
	seen = make();
	cr_expect_eq(sighting_name(&seen).len, 0);
	cr_expect_eq(sighting_zone(&seen).len, 0);
}

Test(lab_sighting, has_no_zone_where_the_answer_is_from_none)
{
	struct sighting seen;

	answered.zone = NULL;
	seen = make();
	cr_expect_eq(sighting_name(&seen).len, sizeof qname);
	cr_expect_eq(sighting_zone(&seen).len, 0);
}

Test(lab_sighting, cuts_the_id_of_a_fault_that_is_too_long)
{
	char id[100];
	struct sighting seen;

	answered.fault = "first-two";
	seen = make();
	cr_expect(seen.bits & SIGHTING_FAULT);
	cr_expect_str_eq(seen.fault, "first-two");
	memset(id, 'x', sizeof id - 1);
	id[sizeof id - 1] = '\0';
	answered.fault = id;
	seen = make();
	cr_expect_eq(strlen(seen.fault), SIGHTING_FAULT_MAX - 1);
}
