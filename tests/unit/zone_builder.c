/* From RRs in any order to a frozen zone and its incidents. */
#include "dns/rrtype.h"
#include "zone/builder.h"
#include "zone/lookup.h"

#include <criterion/criterion.h>
#include <string.h>

static uint8_t origin_wire[NAME_WIRE_MAX];

static struct name
name_of(const char *text, uint8_t into[static NAME_WIRE_MAX])
{
	struct name name;

	cr_assert_null(name_from_text(text, strlen(text), NULL, into, &name),
		       "%s", text);
	return name;
}

static struct zone_builder *
example_builder(void)
{
	return zone_builder_new(name_of("example.com.", origin_wire));
}

/* Where RR number n of a test stands: any number that can be told apart. */
static struct pos
at(uint32_t n)
{
	return (struct pos){1, n};
}

static void
add(struct zone_builder *builder, const char *owner, uint32_t n, struct rr rr)
{
	uint8_t wire[NAME_WIRE_MAX];

	rr.owner = name_of(owner, wire);
	rr.pos = at(n);
	zone_builder_add(builder, &rr);
}

static struct rr
a_rr(uint32_t ttl, uint8_t last_octet)
{
	static uint8_t rdata[256][4];

	memcpy(rdata[last_octet], (uint8_t[]){192, 0, 2, last_octet}, 4);
	return (struct rr){.type = TYPE_A,
			   .ttl = ttl,
			   .rdata = rdata[last_octet],
			   .rdlength = 4};
}

/* MX with an exchange of one label, or of one label in example.com. */
static struct rr
mx_rr(uint8_t preference, const char *exchange)
{
	static uint8_t rdata[8][2 + NAME_WIRE_MAX];
	static unsigned next;
	uint8_t *made = rdata[next++ % 8];
	struct name name = name_of(exchange, made + 2);

	made[0] = 0;
	made[1] = preference;
	return (struct rr){.type = TYPE_MX,
			   .ttl = 3600,
			   .rdata = made,
			   .rdlength = (uint16_t)(2 + name.len)};
}

static struct rr
ns_rr(const char *server)
{
	static uint8_t rdata[NAME_WIRE_MAX];
	struct name name = name_of(server, rdata);

	return (struct rr){
	    .type = TYPE_NS, .ttl = 60, .rdata = rdata, .rdlength = name.len};
}

static const struct node *
find(const struct zone *zone, const char *text)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct match match;

	zone_lookup(zone, name_of(text, wire), &match);
	return match.exact;
}

Test(zone_builder, mx_come_in_order_of_preference_R6)
{
	struct zone_builder *builder = example_builder();

	add(builder, "example.com.", 1, mx_rr(30, "c.example.com."));
	add(builder, "example.com.", 2, mx_rr(10, "z.example.com."));
	add(builder, "example.com.", 3, mx_rr(20, "a.example.com."));

	struct draft draft = zone_builder_freeze(builder);
	const struct node *apex = zone_node(draft.zone, draft.zone->apex);
	const struct rrset *mx = node_rrset(apex, TYPE_MX);
	struct rdata rdata = zone_first_rdata(draft.zone, mx);

	cr_assert_eq(mx->count, 3);
	for (unsigned i = 0; i < 3; i++) {
		static const uint32_t stood[] = {2, 3, 1};

		cr_assert_eq(rdata.octets[1], 10 * (i + 1));
		cr_assert_eq(draft_pos(&draft, apex, mx, i).offset, stood[i]);
		rdata = rdata_next(rdata);
	}
	draft_free(&draft);
}

Test(zone_builder, a_duplicate_is_left_out_and_named_with_the_first)
{
	struct zone_builder *builder = example_builder();

	add(builder, "mail.example.com.", 7, mx_rr(10, "Mail.example.com."));
	add(builder, "www.example.com.", 8, a_rr(60, 1));
	add(builder, "MAIL.example.com.", 9, mx_rr(10, "mail.EXAMPLE.com."));

	struct draft draft = zone_builder_freeze(builder);
	const struct node *mail = find(draft.zone, "mail.example.com.");

	cr_assert_eq(node_rrset(mail, TYPE_MX)->count, 1);
	cr_assert_eq(draft.zone->rr_count, 2);
	cr_assert_eq(draft.incident_count, 1);
	cr_assert_eq(draft.incidents[0].kind, INCIDENT_DUPLICATE);
	cr_assert_eq(draft.incidents[0].pos.offset, 9);
	cr_assert_eq(draft.incidents[0].other.offset, 7);
	draft_free(&draft);
}

Test(zone_builder, an_rrset_has_the_lowest_of_its_ttls)
{
	struct zone_builder *builder = example_builder();

	add(builder, "mail.example.com.", 1, a_rr(300, 9));
	add(builder, "mail.example.com.", 2, a_rr(300, 5));
	add(builder, "mail.example.com.", 3, a_rr(60, 1));

	struct draft draft = zone_builder_freeze(builder);
	const struct node *mail = find(draft.zone, "mail.example.com.");

	cr_assert_eq(rrset_ttl(node_rrset(mail, TYPE_A)), 60);
	cr_assert_eq(draft.incident_count, 1);
	cr_assert_eq(draft.incidents[0].kind, INCIDENT_TTL_MISMATCH);
	cr_assert_eq(draft.incidents[0].pos.offset, 3);
	cr_assert_eq(draft.incidents[0].other.offset, 1);
	draft_free(&draft);
}

Test(zone_builder, what_is_outside_the_zone_is_left_out)
{
	struct zone_builder *builder = example_builder();

	add(builder, "example.com.", 1, a_rr(60, 1));
	add(builder, "example.net.", 2, a_rr(60, 1));
	add(builder, "notexample.com.", 3, a_rr(60, 1));

	struct draft draft = zone_builder_freeze(builder);

	cr_assert_eq(draft.zone->rr_count, 1);
	cr_assert_eq(draft.incident_count, 2);
	cr_assert_eq(draft.incidents[0].kind, INCIDENT_OUT_OF_ZONE);
	cr_assert_eq(draft.incidents[1].pos.offset, 3);
	draft_free(&draft);
}

Test(zone_builder, empty_non_terminals_are_nodes_without_rrsets)
{
	struct zone_builder *builder = example_builder();

	add(builder, "a.b.c.example.com.", 1, a_rr(60, 1));
	add(builder, "x.c.example.com.", 2, a_rr(60, 1));

	struct draft draft = zone_builder_freeze(builder);
	const struct node *c = find(draft.zone, "c.example.com.");
	const struct node *b = find(draft.zone, "b.c.example.com.");

	/* apex, c, b.c, a.b.c, x.c */
	cr_assert_eq(draft.zone->node_count, 5);
	cr_assert_eq(c->rrset_count, 0);
	cr_assert_eq(b->rrset_count, 0);
	cr_assert_eq(zone_node(draft.zone, b->parent), c);
	draft_free(&draft);
}

Test(zone_builder, the_upper_of_two_cuts_wins)
{
	struct zone_builder *builder = example_builder();
	uint8_t wire[NAME_WIRE_MAX];
	struct match match;

	add(builder, "sub.example.com.", 1, ns_rr("ns.example.com."));
	add(builder, "deep.sub.example.com.", 2, ns_rr("ns.example.com."));
	add(builder, "example.com.", 3, ns_rr("ns.example.com."));

	struct draft draft = zone_builder_freeze(builder);

	zone_lookup(draft.zone, name_of("x.deep.sub.example.com.", wire),
		    &match);
	cr_assert_eq(match.cut, find(draft.zone, "sub.example.com."));
	zone_lookup(draft.zone, name_of("www.example.com.", wire), &match);
	cr_assert_null(match.cut);
	draft_free(&draft);
}

Test(zone_builder, targets_in_the_zone_are_found_and_others_are_not)
{
	struct zone_builder *builder = example_builder();

	add(builder, "example.com.", 1, mx_rr(10, "MAIL.example.com."));
	add(builder, "example.com.", 2, mx_rr(20, "nowhere.example.com."));
	add(builder, "example.com.", 3, mx_rr(30, "mx.example.net."));
	add(builder, "mail.example.com.", 4, a_rr(60, 1));

	struct draft draft = zone_builder_freeze(builder);
	const struct zone *zone = draft.zone;
	const struct node *apex = zone_node(zone, zone->apex);
	const struct rrset *mx = node_rrset(apex, TYPE_MX);

	cr_assert_eq(zone_target(zone, mx, 0), find(zone, "mail.example.com."));
	cr_assert_null(zone_target(zone, mx, 1));
	cr_assert_null(zone_target(zone, mx, 2));
	draft_free(&draft);
}

Test(zone_builder, rrsigs_keep_the_ttl_of_what_they_cover)
{
	static const uint8_t over_a[19] = {0, TYPE_A, 8};
	static const uint8_t over_mx[19] = {0, TYPE_MX, 8};
	struct zone_builder *builder = example_builder();
	struct rr sig = {.type = TYPE_RRSIG,
			 .ttl = 60,
			 .rdata = over_a,
			 .rdlength = sizeof over_a};

	add(builder, "example.com.", 1, sig);
	sig.ttl = 3600;
	sig.rdata = over_mx;
	add(builder, "example.com.", 2, sig);

	struct draft draft = zone_builder_freeze(builder);
	const struct node *apex = zone_node(draft.zone, draft.zone->apex);

	cr_assert_eq(draft.incident_count, 0);
	cr_assert_eq(apex->rrset_count, 2);
	cr_assert_eq(rrset_ttl(&node_rrsets(apex)[0]), 60);
	cr_assert_eq(rrset_ttl(&node_rrsets(apex)[1]), 3600);
	draft_free(&draft);
}

Test(zone_builder, names_keep_their_case)
{
	struct zone_builder *builder = example_builder();
	char text[NAME_TEXT_MAX];

	add(builder, "MaIl.example.com.", 1, a_rr(60, 1));

	struct draft draft = zone_builder_freeze(builder);

	name_to_text(node_owner(find(draft.zone, "mail.example.com.")), text);
	cr_assert_str_eq(text, "MaIl.example.com.");
	draft_free(&draft);
}

Test(zone_builder, a_zone_without_any_rr_has_an_apex)
{
	struct draft draft = zone_builder_freeze(example_builder());

	cr_assert_eq(draft.zone->node_count, 1);
	cr_assert_not_null(find(draft.zone, "example.com."));
	cr_assert_eq(zone_serial(draft.zone), 0);
	draft_free(&draft);
}
