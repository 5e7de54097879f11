#include "control/tallies.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { TALLIES_MAX = VIEW_TALLIES - VIEW_TALLY_FIRST };

struct name
tally_apex(const struct tally *tally)
{
	return (struct name){tally->wire, tally->len, tally->labels};
}

/* The place of the first that does not stand before that name. */
static size_t
place_of(const struct tallies *tallies, struct name apex)
{
	size_t low = 0;
	size_t high = tallies->list.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (name_compare(tally_apex(tallies->list.items[middle]),
				 apex) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct tally *
tally_new(struct name apex, uint16_t number)
{
	struct tally *tally = xcalloc(1, sizeof *tally + apex.len);

	memcpy(tally->wire, apex.wire, apex.len);
	tally->len = apex.len;
	tally->labels = apex.labels;
	tally->number = number;
	return tally;
}

static uint16_t
number_of(struct tallies *tallies, struct name apex)
{
	size_t at = place_of(tallies, apex);
	size_t count = tallies->list.count;
	struct tally **items = tallies->list.items;
	struct tally *made;

	if (at < count && name_equal(tally_apex(items[at]), apex))
		return items[at]->number;
	if (count == TALLIES_MAX)
		return VIEW_TALLY_REST;
	made = tally_new(apex, (uint16_t)(VIEW_TALLY_FIRST + count));
	VEC_PUSH(&tallies->list);
	items = tallies->list.items;
	memmove(items + at + 1, items + at, (count - at) * sizeof *items);
	items[at] = made;
	return made->number;
}

void
tallies_give(struct tallies *tallies, struct view *view)
{
	for (uint32_t i = 0; i < view->count; i++) {
		struct view_zone *zone = &view->zones[i];

		if (zone->tally == VIEW_UNTALLIED)
			zone->tally = number_of(tallies, zone->apex);
	}
}

void
tallies_free(struct tallies *tallies)
{
	for (size_t i = 0; i < tallies->list.count; i++)
		free(tallies->list.items[i]);
	free(tallies->list.items);
}
