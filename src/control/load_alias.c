#include "base/alloc.h"
#include "control/alias.h"
#include "control/load_private.h"

#include <stdlib.h>

static bool
any_alias(const struct load *load)
{
	for (size_t i = 0; i < load->zones.count; i++) {
		if (load->zones.items[i].draft.alias_count > 0)
			return true;
	}
	return false;
}

void
load_aliases(struct load *load)
{
	struct alias_zone *zones;
	struct view *view;

	if (!any_alias(load))
		return;
	zones = xcalloc(load->zones.count, sizeof *zones);
	view = load_view(load);
	for (size_t i = 0; i < load->zones.count; i++) {
		struct candidate *zone = &load->zones.items[i];

		zones[i].draft = zone->refusal ? NULL : &zone->draft;
	}
	alias_follow(view, zones, load->sink);
	for (size_t i = 0; i < load->zones.count; i++) {
		struct candidate *zone = &load->zones.items[i];

		if (zones[i].refusal)
			zone->refusal =
			    xasprintf("alias: %s", zones[i].refusal);
		free(zones[i].refusal);
		zone->used = zones[i].used.items;
		zone->used_count = zones[i].used.count;
		for (size_t k = 0; k < zone->used_count; k++)
			zone->used[k] = load->zones.items[zone->used[k]].file;
	}
	view_unref(view);
	free(zones);
}

/* A zone that this one has addresses of and that is not served as they were
 * taken from it, or NULL. */
static const struct candidate *
lost_source(const struct load *load, const struct candidate *zone)
{
	/* Most zones have none: not worth a look at all others. */
	for (size_t i = 0; zone->used_count > 0 && i < load->zones.count; i++) {
		const struct candidate *source = &load->zones.items[i];

		if (!source->refusal || !source->draft.zone)
			continue;
		for (size_t k = 0; k < zone->used_count; k++) {
			if (zone->used[k] == source->file)
				return source;
		}
	}
	return NULL;
}

static bool
hold_back(struct load *load, struct candidate *zone)
{
	const struct candidate *source = lost_source(load, zone);
	char origin[NAME_TEXT_MAX];

	if (zone->refusal || !source)
		return false;
	name_to_text(source->origin, origin);
	zone->refusal = xasprintf("alias: an ALIAS has addresses of zone %s, "
				  "which is refused",
				  origin);
	diag_error(load->sink, (struct pos){zone->file, 0},
		   "an ALIAS has addresses of zone %s, which is refused",
		   origin);
	return true;
}

void
load_hold_aliases(struct load *load)
{
	bool again = true;

	while (again) {
		again = false;
		for (size_t i = 0; i < load->zones.count; i++)
			again |= hold_back(load, &load->zones.items[i]);
	}
}
