#include "zone/lookup.h"
#include "zone/trie.h"

static const struct node *
nearest(const struct zone *zone, struct name qname)
{
	uint8_t key[KEY_MAX];
	size_t len = key_from_name(qname, zone->origin.labels, key);

	return zone_node(
	    zone,
	    trie_nearest(zone->base, zone_at(zone, zone->trie), key, len));
}

void
zone_lookup(const struct zone *zone, struct name qname, struct match *match)
{
	const struct node *node = nearest(zone, qname);
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
