/*
 * Whatever names a zone holds, hostile octets included, one descent finds what
 * a linear scan finds: the exact match, the closest encloser, the topmost cut,
 * the source of synthesis (RFC 1034 §4.3.2, RFC 4592 §3.3.1).
 */
#include "support/linear_scan.h"

#include "dns/rrtype.h"
#include "zone/builder.h"
#include "zone/view.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 60, NAMES = 120, QUERIES = 400 };

static unsigned
pick(unsigned limit)
{
	return (unsigned)rand() % limit;
}

/* A few octets that share and split digits; NUL, dots and 0xff among them. */
static uint8_t
hostile_octet(void)
{
	static const uint8_t octets[] = {0,    1,    '*',  '+',  '-',  '.', '/',
					 '0',  '9',  ':',  '@',  'A',  'Z', '[',
					 '^',  '_',  '`',  'a',  'b',  'z', '{',
					 0x7f, 0x80, 0xaf, 0xb0, 0xfe, 0xff};

	return octets[pick(sizeof octets)];
}

static struct name
random_name(struct name suffix, unsigned max_labels, uint8_t *wire)
{
	uint8_t made[NAME_WIRE_MAX];
	unsigned used = 0;
	unsigned labels = pick(max_labels + 1);

	for (unsigned i = 0; i < labels; i++) {
		unsigned len = pick(10) == 0 ? 1 + pick(40) : 1 + pick(2);

		if (used + 1 + len + suffix.len > NAME_WIRE_MAX)
			break;
		if (pick(6) == 0) {
			made[used++] = 1;
			made[used++] = '*';
			continue;
		}
		made[used++] = (uint8_t)len;
		while (len-- > 0)
			made[used++] = hostile_octet();
	}

	struct name front = {made, (uint8_t)used, 0};

	for (unsigned at = 0; at < used; at += 1u + made[at])
		front.labels++;
	memcpy(wire, made, used);
	memcpy(wire + used, suffix.wire, suffix.len);
	return (struct name){wire, (uint8_t)(used + suffix.len),
			     (uint8_t)(front.labels + suffix.labels)};
}

static void
check_query(const struct zone *zone, const struct stored *all, size_t count,
	    struct name qname)
{
	cr_assert_null(scan_difference(zone, all, count, qname), "%s differs",
		       scan_difference(zone, all, count, qname));
}

static void
check_order(const struct zone *zone)
{
	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);

		cr_assert_eq(node->rank, rank);
		if (rank > 0)
			cr_assert_lt(name_compare(node_owner(zone_node_ranked(
						      zone, rank - 1)),
						  node_owner(node)),
				     0);
	}
}

static void
one_zone(struct name origin)
{
	static struct stored all[NAMES];
	struct zone_builder *builder = zone_builder_new(origin);
	uint8_t wire[NAME_WIRE_MAX];
	size_t count = 1 + pick(NAMES);

	for (size_t i = 0; i < count; i++) {
		struct name above =
		    i > 0 && pick(2) ? all[pick((unsigned)i)].name : origin;

		all[i].name = random_name(above, 3, all[i].wire);
		all[i].cut = pick(12) == 0;
		scan_add(builder, &all[i]);
	}

	struct draft draft = zone_builder_freeze(builder);

	check_order(draft.zone);
	for (size_t i = 0; i < count; i++)
		check_query(draft.zone, all, count, all[i].name);
	for (size_t i = 0; i < QUERIES; i++) {
		struct name above =
		    pick(3) ? all[pick((unsigned)count)].name : origin;

		check_query(draft.zone, all, count,
			    random_name(above, 4, wire));
	}
	draft_free(&draft);
}

Test(zone_trie, finds_what_a_linear_scan_finds)
{
	uint8_t wire[NAME_WIRE_MAX];

	srand(2181);
	for (unsigned round = 0; round < ROUNDS; round++)
		one_zone(random_name(name_root, 3, wire));
}

static struct draft
empty_zone(struct name origin)
{
	return zone_builder_freeze(zone_builder_new(origin));
}

/* The deepest apex that encloses the name, by looking at all of them. */
static const struct view_zone *
scan_view(const struct view *view, struct name qname)
{
	const struct view_zone *best = NULL;

	for (uint32_t i = 0; i < view->count; i++) {
		const struct view_zone *zone = &view->zones[i];

		if (name_is_within(qname, zone->apex) &&
		    (!best || zone->apex.labels > best->apex.labels))
			best = zone;
	}
	return best;
}

Test(zone_trie, a_view_finds_the_deepest_enclosing_zone)
{
	static struct stored all[NAMES];
	struct view_zone zones[NAMES] = {0};
	struct draft drafts[NAMES];
	uint8_t wire[NAME_WIRE_MAX];

	srand(1034);
	for (unsigned round = 0; round < ROUNDS; round++) {
		size_t wanted = pick(NAMES);
		size_t count = 0;

		while (count < wanted) {
			struct name above =
			    count > 0 && pick(2)
				? all[pick((unsigned)count)].name
				: name_root;
			bool known = false;

			all[count].name =
			    random_name(above, 3, all[count].wire);
			for (size_t i = 0; i < count; i++)
				known = known || name_equal(all[i].name,
							    all[count].name);
			if (known) {
				wanted--;
				continue;
			}
			drafts[count] = empty_zone(all[count].name);
			zones[count].zone = drafts[count].zone;
			count++;
		}

		struct view *view = view_new(zones, count);

		for (size_t i = 0; i < QUERIES; i++) {
			struct name qname = random_name(
			    count > 0 ? all[pick((unsigned)count)].name
				      : name_root,
			    3, wire);

			cr_assert_eq(view_find(view, qname),
				     scan_view(view, qname));
		}
		view_unref(view);
		while (count-- > 0)
			draft_free(&drafts[count]);
	}
}
