/*
 * What a lookup must find, found by looking at all names of the zone, one
 * after the other: the exact match, the closest encloser, the topmost cut, the
 * source of synthesis (RFC 1034 §4.3.2, RFC 4592 §3.3.1).
 */
#ifndef MXD_TESTS_LINEAR_SCAN_H
#define MXD_TESTS_LINEAR_SCAN_H

#include "dns/rrtype.h"
#include "zone/builder.h"
#include "zone/lookup.h"

#include <string.h>

/* An owner with one RR: NS at a zone cut, else an address. */
struct stored {
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	bool cut;
};

static inline void
scan_add(struct zone_builder *builder, const struct stored *stored)
{
	static const uint8_t address[4] = {192, 0, 2, 1};
	static const uint8_t server[4] = {2, 'n', 's', 0};
	struct rr rr = {
	    .owner = stored->name,
	    .type = stored->cut ? TYPE_NS : TYPE_A,
	    .rdlength = 4,
	    .ttl = 60,
	    .rdata = stored->cut ? server : address,
	};

	zone_builder_add(builder, &rr);
}

/* Whether any stored name is this one or lies below it: then it exists. */
static inline bool
scan_exists(const struct stored *all, size_t count, struct name name)
{
	for (size_t i = 0; i < count; i++) {
		if (name_is_within(all[i].name, name))
			return true;
	}
	return false;
}

static inline bool
scan_is_cut(const struct stored *all, size_t count, struct name name)
{
	for (size_t i = 0; i < count; i++) {
		if (all[i].cut && name_equal(all[i].name, name))
			return true;
	}
	return false;
}

/* Labels of the topmost cut at or above the encloser; 0 when there is none. */
static inline unsigned
scan_cut(const struct zone *zone, const struct stored *all, size_t count,
	 struct name encloser)
{
	unsigned labels = zone->origin.labels;

	while (++labels <= encloser.labels) {
		if (scan_is_cut(all, count, name_ancestor(encloser, labels)))
			return labels;
	}
	return 0;
}

static inline bool
scan_has_wildcard(const struct stored *all, size_t count, struct name encloser)
{
	uint8_t star[2 + NAME_WIRE_MAX] = {1, '*'};

	if (encloser.len + 2 > NAME_WIRE_MAX)
		return false;
	memcpy(star + 2, encloser.wire, encloser.len);
	return scan_exists(all, count, name_at(star));
}

/* Which part of the zone's own lookup differs from the scan's; or NULL. */
static inline const char *
scan_difference(const struct zone *zone, const struct stored *all, size_t count,
		struct name qname)
{
	unsigned labels = qname.labels;
	struct match match;

	zone_lookup(zone, qname, &match);
	while (labels > zone->origin.labels &&
	       !scan_exists(all, count, name_ancestor(qname, labels)))
		labels--;

	struct name encloser = name_ancestor(qname, labels);
	unsigned cut = scan_cut(zone, all, count, encloser);

	if (!name_equal(node_owner(match.encloser), encloser))
		return "the closest encloser";
	if (match.exact != (labels == qname.labels ? match.encloser : NULL))
		return "the exact match";
	if ((match.cut != NULL) != (cut > 0) ||
	    (cut > 0 &&
	     !name_equal(node_owner(match.cut), name_ancestor(qname, cut))))
		return "the topmost cut";
	if ((match.source != NULL) !=
	    (labels < qname.labels && scan_has_wildcard(all, count, encloser)))
		return "the source of synthesis";
	return NULL;
}

#endif
