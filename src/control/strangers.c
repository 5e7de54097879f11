#include "control/strangers.h"
#include "base/alloc.h"
#include "base/vec.h"
#include "dns/rdata.h"
#include "zone/lookup.h"

#include <stdlib.h>

struct strangers {
	VEC(struct name) names; /* canonical order, none twice */
};

/* Whether a zone knows by itself what is at a name. */
static bool
is_own(const struct zone *zone, bool has_cuts, struct name name)
{
	struct match match;

	if (!name_is_within(name, zone->origin))
		return false;
	if (!has_cuts)
		return true;
	zone_lookup(zone, name, &match);
	return match.cut == NULL;
}

/* The host or the name that an RR leads to. */
static bool
name_in(uint16_t type, struct rdata rdata, struct name *name)
{
	struct reader r = reader_init(rdata.octets, rdata.len);

	if (rdata_target(rrtype_get(type), rdata.octets, rdata.len, name))
		return true;
	return (type == TYPE_CNAME || type == TYPE_DNAME || type == TYPE_PTR) &&
	       name_view(&r, name);
}

static void
gather(struct strangers *strangers, const struct zone *zone, bool has_cuts,
       const struct rrset *rrset)
{
	struct rdata rdata = zone_first_rdata(zone, rrset);
	struct name name;

	for (unsigned i = 0; i < rrset->count; i++) {
		if (i > 0)
			rdata = rdata_next(rdata);
		if (!name_in(rrset->type, rdata, &name))
			return;
		if (!is_own(zone, has_cuts, name))
			*VEC_PUSH(&strangers->names) = name;
	}
}

static int
by_name(const void *a, const void *b)
{
	return name_compare(*(const struct name *)a, *(const struct name *)b);
}

static void
sort_and_thin(struct strangers *strangers)
{
	struct name *names = strangers->names.items;
	size_t kept = 0;

	if (strangers->names.count == 0)
		return;
	qsort(names, strangers->names.count, sizeof *names, by_name);
	for (size_t i = 1; i < strangers->names.count; i++) {
		if (!name_equal(names[kept], names[i]))
			names[++kept] = names[i];
	}
	strangers->names.count = kept + 1;
}

static bool
has_cuts(const struct zone *zone)
{
	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		if (zone_node_ranked(zone, rank)->cut != 0)
			return true;
	}
	return false;
}

struct strangers *
strangers_new(const struct zone *zone)
{
	struct strangers *strangers = xcalloc(1, sizeof *strangers);
	bool cuts = has_cuts(zone);

	for (uint32_t rank = 0; rank < zone->node_count; rank++) {
		const struct node *node = zone_node_ranked(zone, rank);
		const struct rrset *rrsets = node_rrsets(node);

		for (unsigned i = 0; i < node->rrset_count; i++)
			gather(strangers, zone, cuts, &rrsets[i]);
	}
	sort_and_thin(strangers);
	return strangers;
}

void
strangers_free(struct strangers *strangers)
{
	if (strangers)
		free(strangers->names.items);
	free(strangers);
}

bool
strangers_include(const struct strangers *strangers,
		  const struct affected *affected)
{
	const struct name *names = strangers->names.items;
	size_t low = 0;
	size_t high = strangers->names.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (name_compare(names[middle], affected->name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	/* Whatever is below a name comes behind it at once. */
	if (low == strangers->names.count)
		return false;
	return affected->below ? name_is_within(names[low], affected->name)
			       : name_equal(names[low], affected->name);
}
