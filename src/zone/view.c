#include "zone/view.h"
#include "base/alloc.h"
#include "zone/trie.h"

#include <assert.h>
#include <stdlib.h>

static int
by_apex(const void *a, const void *b)
{
	const struct view_zone *left = a;
	const struct view_zone *right = b;

	return name_compare(left->apex, right->apex);
}

/* In canonical order an ancestor comes before its descendants: climb from
 * the zone before. */
static uint32_t
enclosing(const struct view *view, uint32_t index)
{
	uint32_t parent = index; /* index of the zone before, plus 1 */

	while (parent != 0) {
		const struct view_zone *zone = &view->zones[parent - 1];

		if (name_is_within(view->zones[index].apex, zone->apex))
			break;
		parent = zone->parent;
	}
	return parent;
}

static struct trie_node *
build_trie(const struct view *view)
{
	struct trie_node *nodes =
	    xcalloc(trie_size_max(view->count), sizeof *nodes);
	struct trie_keys keys = {0};

	for (uint32_t i = 0; i < view->count; i++)
		trie_keys_add(&keys, view->zones[i].apex, 0, i);
	if (view->count > 0)
		trie_build(&keys, nodes, 0);
	trie_keys_free(&keys);
	return nodes;
}

/* What a view has of its own: references, and copies of texts. */
static void
take_zone(struct view_zone *zone)
{
	zone->own_apex = NULL;
	if (zone->zone) {
		zone_ref(zone->zone);
		zone->apex = zone->zone->origin;
	} else {
		zone->own_apex = xalloc(zone->apex.len);
		memcpy(zone->own_apex, zone->apex.wire, zone->apex.len);
		zone->apex.wire = zone->own_apex;
	}
	if (zone->refusal)
		zone->refusal = xstrndup(zone->refusal, strlen(zone->refusal));
}

static struct view *
view_of(const struct view_zone *zones, size_t count)
{
	struct view *view = xcalloc(1, sizeof *view);

	assert(count < UINT32_MAX);
	view->references = 1;
	view->count = (uint32_t)count;
	view->zones = xcalloc(count, sizeof *zones);
	for (size_t i = 0; i < count; i++) {
		view->zones[i] = zones[i];
		take_zone(&view->zones[i]);
		if (zones[i].zone)
			view->octets += zones[i].zone->size;
	}
	return view;
}

struct view *
view_new(const struct view_zone *zones, size_t count)
{
	struct view *view = view_of(zones, count);

	if (count > 0)
		qsort(view->zones, count, sizeof *zones, by_apex);
	for (uint32_t i = 0; i < view->count; i++) {
		assert(i == 0 ||
		       by_apex(&view->zones[i - 1], &view->zones[i]) < 0);
		view->zones[i].parent = enclosing(view, i);
	}
	view->trie = build_trie(view);
	return view;
}

struct view *
view_like(const struct view *like, const struct view_zone *zones)
{
	struct view *view = view_of(zones, like->count);
	size_t nodes = trie_size_max(like->count);

	for (uint32_t i = 0; i < view->count; i++) {
		view->zones[i].parent = like->zones[i].parent;
		view->zones[i].tally = like->zones[i].tally;
	}
	view->trie = xcalloc(nodes, sizeof *view->trie);
	if (nodes > 0)
		memcpy(view->trie, like->trie, nodes * sizeof *view->trie);
	return view;
}

struct view *
view_ref(struct view *view)
{
	view->references++;
	return view;
}

void
view_unref(struct view *view)
{
	if (!view)
		return;
	assert(view->references > 0);
	if (--view->references > 0)
		return;
	for (uint32_t i = 0; i < view->count; i++) {
		struct view_zone *zone = &view->zones[i];

		free(zone->own_apex);
		zone_unref(zone->zone);
		free(zone->refusal);
	}
	free(view->zones);
	free(view->trie);
	free(view);
}

const struct view_zone *
view_find(const struct view *view, struct name qname)
{
	struct key key;

	key_init(&key, qname);
	return view_find_key(view, qname, &key);
}

const struct view_zone *
view_find_key(const struct view *view, struct name qname, const struct key *key)
{
	if (view->count == 0)
		return NULL;

	uint32_t nearest = trie_nearest((const uint8_t *)view->trie, view->trie,
					key->digits, key->len);
	const struct view_zone *zone = &view->zones[nearest];

	while (zone && !name_is_within(qname, zone->apex))
		zone = view_parent(view, zone);
	return zone;
}

bool
view_has_below(const struct view *view, struct name name, const struct key *key)
{
	if (view->count == 0)
		return false;

	/* It shares with the name as much as any apex does. */
	uint32_t nearest = trie_nearest((const uint8_t *)view->trie, view->trie,
					key->digits, key->len);

	return name_is_within(view->zones[nearest].apex, name);
}
