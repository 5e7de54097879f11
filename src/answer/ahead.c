#include "answer/ahead.h"
#include "dns/message.h"
#include "zone/trie.h"

#include <assert.h>

enum {
	LINE = 64, /* octets of memory that come together, at least */
	RECORD_LINES = 4,
	TARGETS = 4,          /* hosts of one RRset that are looked at */
	CACHED = 1024 * 1024, /* octets of a view that need no look */
};

/* One descent. */
struct look {
	const struct zone *zone;
	const struct trie_node *at;
	const struct node *node;
	const struct rrset *rrset;
	uint16_t qtype;
	struct key key;
};

static void
ask_for(const void *from, unsigned lines)
{
	for (unsigned i = 0; i < lines; i++)
		__builtin_prefetch((const uint8_t *)from + (size_t)i * LINE);
}

/* At the root of the trie of its zone, if it is about one. */
static bool
start(struct look *look, const struct view *view, const struct ahead *ahead)
{
	struct reader r = reader_init(ahead->query, ahead->len);
	const struct view_zone *zone;
	struct question question;

	if (!reader_take(&r, HEADER_LEN) || !question_read(&r, &question))
		return false;
	key_init(&look->key, question.name);
	zone = view_find_key(view, question.name, &look->key);
	if (!zone || !zone->zone)
		return false;
	look->qtype = question.type;
	look->zone = zone->zone;
	look->at = zone_at(look->zone, look->zone->trie);
	ask_for(look->at, 1);
	return true;
}

/* One step down for each; at a leaf, its record. Returns whether any is still
 * on its way. */
static bool
step_down(struct look *looks, unsigned count)
{
	bool on_the_way = false;

	for (unsigned i = 0; i < count; i++) {
		struct look *look = &looks[i];
		unsigned strip = look->zone->origin_digits;

		if (look->node)
			continue;
		if (look->at->leaf) {
			look->node = zone_node(look->zone, look->at->first);
			ask_for(look->node, RECORD_LINES);
			continue;
		}
		look->at =
		    trie_child(look->zone->base, look->at,
			       look->key.digits + strip, look->key.len - strip);
		ask_for(look->at, 1);
		on_the_way = true;
	}
	return on_the_way;
}

/* What the records hold of the type that is asked for. */
static void
look_at_rrsets(struct look *looks, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		struct look *look = &looks[i];

		look->rrset = node_rrset(look->node, look->qtype);
		if (look->rrset && look->rrset->targets != 0)
			ask_for(zone_at(look->zone, look->rrset->targets), 1);
	}
}

/* The hosts that it names. */
static void
look_at_targets(const struct look *looks, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		const struct look *look = &looks[i];
		unsigned targets = look->rrset ? look->rrset->count : 0;

		for (unsigned t = 0; t < targets && t < TARGETS; t++) {
			const struct node *host =
			    zone_target(look->zone, look->rrset, t);

			if (host)
				ask_for(host, RECORD_LINES);
		}
	}
}

unsigned
answer_look_ahead(const struct view *view, const struct ahead *queries,
		  unsigned count)
{
	struct look looks[AHEAD_MAX];
	unsigned looking = 0;

	assert(count <= AHEAD_MAX);
	if (view->octets < CACHED || count < 2)
		return 0;
	for (unsigned i = 0; i < count; i++) {
		looks[looking].node = NULL;
		if (start(&looks[looking], view, &queries[i]))
			looking++;
	}
	while (step_down(looks, looking)) {
	}
	look_at_rrsets(looks, looking);
	look_at_targets(looks, looking);
	return looking;
}
