/*
 * Any octets as the names of a zone and as names asked for: one descent finds
 * what a scan of all names finds, and the nodes are in canonical order.
 *
 * The input is a sequence of names below the origin. Each has an octet of
 * flags, then labels as in wire form, up to a length of 0; FLAG_BELOW puts the
 * name below the one before it.
 */
#include "fuzz.h"

#include "../support/linear_scan.h"

#include <assert.h>

enum { NAMES = 40, FLAG_CUT = 1, FLAG_ASKED_ONLY = 2, FLAG_BELOW = 4 };

/* One name, at most 255 octets of it. */
static void
take_name(struct reader *r, struct name above, struct stored *into)
{
	uint8_t *wire = into->wire;
	unsigned used = 0;
	unsigned len;

	while ((len = reader_get8(r) & 63u) > 0 &&
	       used + 1 + len + above.len <= NAME_WIRE_MAX) {
		const uint8_t *octets = reader_take(r, len);

		if (!octets)
			break;
		wire[used] = (uint8_t)len;
		memcpy(wire + used + 1, octets, len);
		used += 1 + len;
	}
	memcpy(wire + used, above.wire, above.len);
	into->name = name_at(wire);
}

static void
check_order(const struct zone *zone)
{
	for (uint32_t rank = 1; rank < zone->node_count; rank++)
		assert(
		    name_compare(node_owner(zone_node_ranked(zone, rank - 1)),
				 node_owner(zone_node_ranked(zone, rank))) < 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size)
{
	static struct stored stored[NAMES];
	static struct stored asked[NAMES];
	struct name origin = name_at((const uint8_t *)"\7example");
	struct name above = origin;
	struct zone_builder *builder = zone_builder_new(origin);
	struct reader r = reader_init(octets, size);
	size_t count = 0;
	size_t asked_count = 0;

	while (!r.failed && reader_left(&r) > 0 && count < NAMES &&
	       asked_count < NAMES) {
		uint8_t flags = reader_get8(&r);
		bool is_asked = flags & FLAG_ASKED_ONLY;
		struct stored *into =
		    is_asked ? &asked[asked_count++] : &stored[count++];

		take_name(&r, flags & FLAG_BELOW ? above : origin, into);
		above = into->name;
		into->cut = !is_asked && flags & FLAG_CUT;
		if (!is_asked)
			scan_add(builder, into);
	}

	struct draft draft = zone_builder_freeze(builder);

	check_order(draft.zone);
	for (size_t i = 0; i < count; i++)
		assert(!scan_difference(draft.zone, stored, count,
					stored[i].name));
	for (size_t i = 0; i < asked_count; i++)
		assert(
		    !scan_difference(draft.zone, stored, count, asked[i].name));
	draft_free(&draft);
	return 0;
}
