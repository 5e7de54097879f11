/* What is decided before an octet is written (RFC 1034 §4.3.2). */
#include "../support/zones.h"

#include "answer/additional.h"
#include "answer/plan.h"
#include "dns/rrtype.h"

#include <criterion/criterion.h>

static const char zone_text[] =
    "$TTL 3600\n"
    "@ SOA ns1 host 1 7200 3600 1209600 300\n"
    "@ NS ns1\n"
    "@ MX 10 mail\n"
    "@ MX 20 out.example.net.\n"
    "@ MX 30 any.wild\n"
    "@ MX 40 mail\n"
    "@ MX 50 missing\n"
    "ns1 A 192.0.2.1\n"
    "mail A 192.0.2.2\n"
    "www CNAME mail\n"
    "*.wild A 192.0.2.3\n"
    "d DNAME wild\n"
    "a.b TXT \"below an empty non-terminal\"\n"
    "sub NS ns.sub\n"
    "sub NS ns1\n"
    "sub DS 1 8 2 00\n"
    "ns.sub A 192.0.2.4\n"
    "self CNAME self\n"
    "i RRSIG A 8 1 60 20300101000000 20200101000000 1 example.com. AAAA\n"
    "i RRSIG MX 8 1 60 20300101000000 20200101000000 1 example.com. AAAA\n";

static const char other_text[] = "$TTL 60\n"
				 "@ SOA ns1 host 1 7200 3600 1209600 300\n"
				 "out A 192.0.2.5\n";

static struct view *view;
static struct plan plan;
static uint8_t qname_wire[NAME_WIRE_MAX];
static struct name qname;

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

TestSuite(plan, .init = load, .fini = drop);

static void
ask(const char *name, uint16_t qtype)
{
	static struct plan_scope scope; /* the plan goes on using it */

	scope.view = view;

	qname = zones_name(name, qname_wire);
	plan_answer(&plan, &scope, qname, qtype);
}

/* Whether the item is an RRset of that type under that owner. */
static bool
is_rrset(const struct plan_item *item, uint16_t type, const char *owner)
{
	uint8_t wire[NAME_WIRE_MAX];

	return item->form == PLAN_RRSET && item->rrset->type == type &&
	       name_equal(item->owner, zones_name(owner, wire));
}

Test(plan, data_is_one_rrset_whose_owner_is_the_question)
{
	ask("mail.example.com.", TYPE_A);
	cr_expect_eq(plan.rcode, RCODE_NOERROR);
	cr_expect(plan.authoritative);
	cr_assert_eq(plan.answers, 1);
	cr_expect_eq(plan.authorities, 0);
	cr_expect(is_rrset(&plan.items[0], TYPE_A, "mail.example.com."));
	cr_expect_eq(plan.items[0].owner.wire, qname_wire);
	cr_expect_null(plan.hosts);
}

Test(plan, an_alias_and_what_it_is_for)
{
	ask("www.example.com.", TYPE_A);
	cr_assert_eq(plan.answers, 2);
	cr_expect(is_rrset(&plan.items[0], TYPE_CNAME, "www.example.com."));
	cr_expect(is_rrset(&plan.items[1], TYPE_A, "mail.example.com."));
	cr_expect_eq(plan.items[0].owner.wire, qname_wire);
}

Test(plan, a_loop_is_met_once)
{
	ask("self.example.com.", TYPE_A);
	cr_expect_eq(plan.rcode, RCODE_NOERROR);
	cr_expect_eq(plan.answers, 1);
	cr_expect_eq(plan.authorities, 0);
}

/* RFC 6672 §3.1 */
Test(plan, a_dname_makes_a_cname_for_the_substituted_name)
{
	uint8_t wire[NAME_WIRE_MAX];

	ask("x.d.example.com.", TYPE_A);
	cr_assert_eq(plan.answers, 3);
	cr_expect(is_rrset(&plan.items[0], TYPE_DNAME, "d.example.com."));
	cr_expect_eq(plan.items[0].owner.wire, qname_wire + 2);
	cr_expect_eq(plan.items[1].form, PLAN_CNAME);
	cr_expect_eq(plan.items[1].rrset, plan.items[0].rrset);
	cr_expect(name_equal(plan.items[1].target,
			     zones_name("x.wild.example.com.", wire)));
	cr_expect(is_rrset(&plan.items[2], TYPE_A, "x.wild.example.com."));
}

/* RFC 2308 §2 */
Test(plan, nodata_and_nxdomain_have_the_soa_of_the_apex)
{
	ask("mail.example.com.", TYPE_MX);
	cr_expect_eq(plan.rcode, RCODE_NOERROR);
	cr_assert_eq(plan.answers, 0);
	cr_assert_eq(plan.authorities, 1);
	cr_expect_eq(plan.items[0].form, PLAN_NEGATIVE);
	cr_expect_eq(plan.items[0].rrset->type, TYPE_SOA);
	/* The apex is named by a part of the question. */
	cr_expect_eq(plan.items[0].owner.wire, qname_wire + 5);

	ask("no.example.com.", TYPE_MX);
	cr_expect_eq(plan.rcode, RCODE_NXDOMAIN);
	cr_expect_eq(plan.authorities, 1);
	cr_expect(plan.authoritative);
}

/* RFC 8020 */
Test(plan, an_empty_non_terminal_is_there)
{
	ask("b.example.com.", TYPE_TXT);
	cr_expect_eq(plan.rcode, RCODE_NOERROR);
	cr_expect_eq(plan.authorities, 1);
}

Test(plan, a_referral_is_not_ours_and_has_hosts_and_a_cut)
{
	ask("www.sub.example.com.", TYPE_A);
	cr_expect_not(plan.authoritative);
	cr_expect_eq(plan.answers, 0);
	cr_assert_eq(plan.authorities, 1);
	cr_expect(is_rrset(&plan.items[0], TYPE_NS, "sub.example.com."));
	cr_expect_eq(plan.hosts, &plan.items[0]);
	cr_assert_not_null(plan.cut);
	cr_expect(name_equal(node_owner(plan.cut), plan.items[0].owner));
}

/* RFC 4035 §3.1.4.1 */
Test(plan, ds_is_the_parents)
{
	ask("sub.example.com.", TYPE_DS);
	cr_expect(plan.authoritative);
	cr_assert_eq(plan.answers, 1);
	cr_expect(is_rrset(&plan.items[0], TYPE_DS, "sub.example.com."));
}

/* RRSIGs of several types are several RRsets side by side. */
Test(plan, all_rrsigs_are_one_item)
{
	ask("i.example.com.", TYPE_RRSIG);
	cr_assert_eq(plan.answers, 1);
	cr_expect_eq(plan.items[0].span, 2);
}

Test(plan, no_zone_and_a_refused_zone_are_told_apart)
{
	ask("example.org.", TYPE_A);
	cr_expect_eq(plan.rcode, RCODE_REFUSED);
	cr_expect_null(plan.zone);
	cr_expect_eq(plan.answers + plan.authorities, 0);

	ask("www.broken.example.", TYPE_A);
	cr_expect_eq(plan.rcode, RCODE_SERVFAIL);
	cr_assert_not_null(plan.zone);
	cr_expect_str_eq(plan.zone->refusal, "a rule: why");
	cr_expect_not(plan.authoritative);
}

/* The hosts of a walk as text, one blank behind each. */
static const char *
walk_hosts(enum additional_pass pass)
{
	static char text[4 * NAME_TEXT_MAX];
	struct additional walk;
	struct host host;
	char *at = text;

	*at = '\0';
	additional_begin(&walk, &plan, pass);
	while (additional_next(&walk, &host)) {
		at += name_to_text(host.name, at);
		*at++ = ' ';
		*at = '\0';
	}
	return text;
}

/* In the zone, in another one, by wildcard; none twice, none that is not. */
Test(additional, has_the_hosts_in_order, .init = load, .fini = drop)
{
	ask("example.com.", TYPE_MX);
	cr_assert_not_null(plan.hosts);
	cr_expect_null(plan.cut);
	cr_expect_str_eq(walk_hosts(ADDITIONAL_OPTIONAL),
			 "mail.example.com. out.example.net. "
			 "any.wild.example.com. ");
	cr_expect_str_eq(walk_hosts(ADDITIONAL_GLUE), "");
}

/* RFC 9471 §3.1: what is below the cut must be there. */
Test(additional, glue_is_what_is_below_the_cut, .init = load, .fini = drop)
{
	ask("www.sub.example.com.", TYPE_A);
	cr_expect_str_eq(walk_hosts(ADDITIONAL_GLUE), "ns.sub.example.com. ");
	cr_expect_str_eq(walk_hosts(ADDITIONAL_OPTIONAL), "ns1.example.com. ");
}

Test(additional, a_host_says_which_rr_named_it, .init = load, .fini = drop)
{
	struct additional walk;
	struct host host;

	ask("example.com.", TYPE_MX);
	additional_begin(&walk, &plan, ADDITIONAL_OPTIONAL);
	cr_assert(additional_next(&walk, &host));
	cr_expect_eq(host.rr, 0);
	cr_assert(additional_next(&walk, &host));
	cr_expect_eq(host.rr, 1);
	cr_expect_eq(rrset_ttl(node_rrset(host.node, TYPE_A)), 60);
}
