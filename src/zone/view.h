/*
 * The set of zones served together: what workers read. Immutable, made and
 * freed by the control thread; workers hold a plain pointer between batches.
 */
#ifndef MXD_ZONE_VIEW_H
#define MXD_ZONE_VIEW_H

#include "zone/key.h"
#include "zone/zone.h"

/*
 * Names that a chain of aliases (CNAME, DNAME) leads through in one answer,
 * the one asked for included.
 */
enum { VIEW_CHAIN_MAX = 16 };

/* Where what is answered from a zone is counted (view_zone.tally). */
enum {
	VIEW_UNTALLIED,   /* not yet told; also, what is in no zone */
	VIEW_TALLY_REST,  /* zones that have none of their own */
	VIEW_TALLY_FIRST, /* a zone's own, from here on */
	VIEW_TALLIES = 1024,
};

/* One zone of a view, or a name whose zone was refused. */
struct view_zone {
	struct name apex;
	struct zone *zone; /* NULL: refused, answered SERVFAIL */
	uint8_t *own_apex; /* set by view_new() where there is no zone */
	char *refusal;     /* why, for EDE text: the rule and its sentence */
	uint32_t parent; /* index plus 1 of the closest enclosing zone, or 0 */
	uint16_t tally;  /* told by whoever serves the view */
	bool backdrop;   /* of a view that stands behind another (see below) */
};

struct view {
	uint32_t references;
	uint32_t count;
	size_t octets;           /* of all the zones' snapshots */
	struct view_zone *zones; /* canonical order of their apexes */
	struct trie_node *trie;  /* of the apexes; leaf's first: index + 1 */
};

/*
 * Make a view with one reference. `zones` is copied; each zone in it is
 * referenced and each refusal and (for refused zones) apex copied. No apex
 * may come twice.
 */
struct view *view_new(const struct view_zone *zones, size_t count);

/*
 * The same of zones that stand in canonical order and have the apexes that
 * another view has: much cheaper than from the start. Their tallies stay.
 */
struct view *view_like(const struct view *like, const struct view_zone *zones);

struct view *view_ref(struct view *view);
void view_unref(struct view *view);

/* The zone that encloses qname most closely; NULL when none does. */
const struct view_zone *view_find(const struct view *view, struct name qname);

/* The same with the qname's key at hand. */
const struct view_zone *view_find_key(const struct view *view,
				      struct name qname, const struct key *key);

/*
 * Whether a name has a zone of the view at or below it, and so exists even
 * where no zone of the view encloses it (RFC 8020).
 */
bool view_has_below(const struct view *view, struct name name,
		    const struct key *key);

/*
 * A view behind another one answers for names that no zone of that one
 * encloses. `view` is the front one. NULL when neither encloses the name.
 */
static inline const struct view_zone *
view_find_behind(const struct view *view, const struct view *backdrop,
		 struct name qname, const struct key *key)
{
	const struct view_zone *zone = view_find_key(view, qname, key);

	return zone || !backdrop ? zone : view_find_key(backdrop, qname, key);
}

/* The closest zone that encloses another zone's apex: where its DS is. Both
 * are of that view. */
static inline const struct view_zone *
view_parent(const struct view *view, const struct view_zone *zone)
{
	return zone->parent == 0 ? NULL : &view->zones[zone->parent - 1];
}

/* Whether no other zone of the view lies below that one: where there are some,
 * the first of them comes next. */
static inline bool
view_is_lowest(const struct view *view, uint32_t index)
{
	return index + 1 == view->count ||
	       view->zones[index + 1].parent != index + 1;
}

#endif
