#include "zone/lookup.h"
#include "zone/trie.h"

void
zone_lookup(const struct zone *zone, struct name qname, struct match *match)
{
	struct key key;

	key_init(&key, qname);
	zone_lookup_key(zone, qname, &key, match);
}

void
zone_lookup_key(const struct zone *zone, struct name qname,
		const struct key *key, struct match *match)
{
	const struct node *node = zone_node(
	    zone, trie_nearest(zone->base, zone_at(zone, zone->trie),
			       key->digits + zone->origin_digits,
			       key->len - (size_t)zone->origin_digits));
	bool exact = name_equal(node_owner(node), qname);

	if (!exact) {
		unsigned common = name_common_labels(node_owner(node), qname);

		/* Every ancestor down from the apex is a node: the one with as
		 * many labels as are shared is the closest encloser. */
		while (node->owner_labels > common)
			node = zone_node(zone, node->parent);
		exact = node->owner_labels == qname.labels;
	}
	match->encloser = node;
	match->exact = exact ? node : NULL;
	match->cut = node->cut ? zone_node(zone, node->cut) : NULL;
	match->source =
	    !exact && node->wildcard ? zone_node(zone, node->wildcard) : NULL;
}
