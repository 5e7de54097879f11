/*
 * What is found once, so that no query has to look for it: where each name
 * is, and the nodes that RRs name.
 */
#include "base/parallel.h"
#include "dns/rdata.h"
#include "zone/freeze_private.h"
#include "zone/lookup.h"

enum { TRIE_ALIGN = 16, NAMES_A_PIECE = 4096 };

void
freeze_index(struct snapshot *arena, const struct trie_keys *keys,
	     struct zone *zone)
{
	size_t count = keys->list.count;
	ref *order;

	zone->order = snapshot_take(arena, count * sizeof(ref), sizeof(ref));
	order = snapshot_at(arena, zone->order);
	for (size_t i = 0; i < count; i++)
		order[i] = keys->list.items[i].value;
	zone->trie = snapshot_take(
	    arena, trie_size_max(count) * sizeof(struct trie_node), TRIE_ALIGN);

	size_t used =
	    trie_build(keys, snapshot_at(arena, zone->trie), zone->trie);

	arena->used = (size_t)zone->trie * 4 + used * sizeof(struct trie_node);
}

/* Which nodes of the zone the RRs of one RRset name. */
static void
find_targets(const struct zone *zone, const struct rrset *rrset)
{
	const struct rrtype *type = rrtype_get(rrset->type);
	ref *targets = (ref *)(zone->base + (size_t)rrset->targets * 4);
	struct rdata rdata = zone_first_rdata(zone, rrset);

	for (unsigned i = 0; i < rrset->count; i++) {
		struct name target;
		struct match match;

		if (i > 0)
			rdata = rdata_next(rdata);
		if (!rdata_target(type, rdata.octets, rdata.len, &target) ||
		    !name_is_within(target, zone->origin))
			continue;
		zone_lookup(zone, target, &match);
		if (match.exact)
			targets[i] = zone_ref_of(zone, match.exact);
	}
}

/* Each RRset has targets of its own: threads do not meet. */
static void
find_in_piece(void *context, unsigned thread, size_t piece)
{
	const struct zone *zone = context;
	size_t end = (piece + 1) * NAMES_A_PIECE;

	(void)thread;
	for (size_t rank = piece * NAMES_A_PIECE;
	     rank < end && rank < zone->node_count; rank++) {
		const struct node *node =
		    zone_node_ranked(zone, (uint32_t)rank);
		const struct rrset *rrset = node_rrsets(node);

		for (unsigned i = 0; i < node->rrset_count; i++, rrset++) {
			if (rrset->targets != 0)
				find_targets(zone, rrset);
		}
	}
}

void
freeze_find_targets(struct zone *zone, unsigned threads)
{
	size_t pieces = (zone->node_count + NAMES_A_PIECE - 1) / NAMES_A_PIECE;

	parallel_each(pieces, threads, find_in_piece, zone);
}
