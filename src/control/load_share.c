/*
 * Loading what is new. A zone whose files are as they were, by their stamps,
 * and that was served as they say is taken as it was. Then those of them that
 * name something that is no longer as it was are read after all, so that they
 * are judged with all that their texts allow.
 *
 * What was not served as its files say, because these had errors or were
 * merged with what was changed, is always read.
 */
#include "base/alloc.h"
#include "control/argument.h"
#include "control/book.h"
#include "control/dependants.h"
#include "control/load_private.h"

#include <stdlib.h>
#include <string.h>

static bool
may_be_shared(const struct book_zone *zone)
{
	return zone->stamps && zone->path && !zone->changed && zone->zone &&
	       zone->zone == zone->base;
}

static int
by_path(const void *a, const void *b)
{
	const struct book_zone *left = *(struct book_zone *const *)a;
	const struct book_zone *right = *(struct book_zone *const *)b;

	return strcmp(left->path, right->path);
}

void
load_share_start(struct load *load)
{
	const struct book *known = load->options->known;

	for (uint32_t i = 0; known && i < known->count; i++) {
		if (may_be_shared(known->zones[i]))
			*VEC_PUSH(&load->by_path) = known->zones[i];
	}
	if (load->by_path.count > 0)
		qsort(load->by_path.items, load->by_path.count,
		      sizeof(struct book_zone *), by_path);
}

/* Whether a zone has the name that the argument says, or lets its text say. */
static bool
is_named_so(const struct book_zone *zone, const struct zone_argument *argument)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin;

	if (!argument->origin || !zone->named)
		return !argument->origin && !zone->named;
	return !name_from_text(argument->origin, argument->origin_len,
			       &name_root, wire, &origin) &&
	       name_equal(origin, zone->origin);
}

static const struct book_zone *
find(const struct load *load, const struct zone_argument *argument)
{
	size_t low = 0;
	size_t high = load->by_path.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(load->by_path.items[middle]->path, argument->path) <
		    0)
			low = middle + 1;
		else
			high = middle;
	}
	/* One file may be that of several zones. */
	for (; low < load->by_path.count; low++) {
		const struct book_zone *zone = load->by_path.items[low];

		if (strcmp(zone->path, argument->path) != 0)
			return NULL;
		if (is_named_so(zone, argument))
			return zone;
	}
	return NULL;
}

/* Its texts, for who wants to know what they say. Should one be gone by now,
 * it is read next time. */
static void
read_all_texts(const struct load *load, const struct stamps *stamps)
{
	char why[SOURCE_WHY_MAX];
	uint32_t file;

	for (size_t i = 0; stamps_path(stamps, i); i++)
		(void)sources_read(load->sources, stamps_path(stamps, i), &file,
				   why);
}

bool
load_share(struct load *load, const struct zone_argument *argument)
{
	const struct book_zone *zone = find(load, argument);
	struct candidate *candidate;

	if (!zone || !stamps_hold(zone->stamps))
		return false;
	if (load->options->all_texts)
		read_all_texts(load, zone->stamps);
	candidate = VEC_PUSH(&load->zones);
	*candidate = (struct candidate){
	    .wire = xalloc(zone->origin.len),
	    .shared = zone,
	    .named = zone->named,
	    .draft.zone = zone_ref(zone->zone),
	    .file = sources_add(load->sources, zone->path, "", 0),
	};
	load->sources->list.items[candidate->file - 1].stamp =
	    *stamps_first(zone->stamps);
	memcpy(candidate->wire, zone->origin.wire, zone->origin.len);
	candidate->origin = (struct name){candidate->wire, zone->origin.len,
					  zone->origin.labels};
	return true;
}

/* what others make of it */

struct unsharing {
	struct load *load;
	struct book *book; /* as it would be; of shared zones, those known */
	VEC(struct candidate *) again;
};

/* What is shared no more is to be read. */
static void
unshare(void *context, uint32_t i)
{
	struct unsharing *unsharing = context;
	struct candidate *zone = &unsharing->load->zones.items[i];

	if (!zone->shared)
		return;
	zone->shared = NULL;
	draft_free(&zone->draft);
	*VEC_PUSH(&unsharing->again) = zone;
}

static bool
says_the_same(const struct zone *a, const struct zone *b)
{
	return a == b ||
	       (a->size == b->size && memcmp(a->base, b->base, a->size) == 0);
}

/* Whether a zone is one of those known, as it was. */
static bool
is_as_known(const struct candidate *zone, const struct book_zone *known)
{
	if (!known || zone->shared)
		return known != NULL;
	if (zone->refusal || !zone->draft.zone)
		return true; /* what was known of it stays */
	return known->zone && says_the_same(known->zone, zone->draft.zone);
}

/* Zones as they will be: of those that are new, no more than what changes. */
static struct book *
book_to_be(const struct load *load)
{
	struct book *book = book_new(load->zones.count, 0);

	book->view = load_view(load);
	for (size_t i = 0; i < load->zones.count; i++) {
		const struct candidate *zone = &load->zones.items[i];
		struct book_zone *in;

		if (zone->shared) {
			in = book_find(load->options->known, zone->origin);
			in->references++;
		} else {
			in = book_zone_new(zone->origin, NULL, NULL, NULL);
		}
		book->zones[book->count++] = in;
	}
	return book;
}

/* A zone with a ledger, to be compared with another. */
static struct book_zone *
made_of(struct zone *zone)
{
	return book_zone_new(zone->origin, zone_ref(zone), NULL,
			     ledger_of_zone(zone));
}

/* One zone changes, comes, or goes (`zone` NULL). */
static void
follow(struct unsharing *unsharing, const struct candidate *zone,
       const struct book_zone *known)
{
	struct book_zone *before = NULL;
	struct book_zone *after = NULL;
	struct transition transition = {
	    .before = known,
	    .after = zone ? book_find(unsharing->book, zone->origin) : NULL,
	};

	if (known && known->zone && zone) {
		transition.before = before = made_of(known->zone);
		transition.after = after = made_of(zone->draft.zone);
	}
	dependants_find(unsharing->book, &transition, unshare, unsharing);
	book_zone_unref(before);
	book_zone_unref(after);
}

/* Call follow() for all that is not as it was; of no zone, if `only_ask`.
 * Whether there was any. Both lists are in canonical order. */
static bool
follow_all(struct unsharing *unsharing, bool only_ask)
{
	const struct load *load = unsharing->load;
	const struct book *known = load->options->known;
	bool any = false;
	uint32_t k = 0;

	for (size_t i = 0; i < load->zones.count || k < known->count;) {
		const struct candidate *zone =
		    i < load->zones.count ? &load->zones.items[i] : NULL;
		const struct book_zone *old =
		    k < known->count ? known->zones[k] : NULL;
		int order = !zone  ? 1
			    : !old ? -1
				   : name_compare(zone->origin, old->origin);
		bool same = order == 0 ? is_as_known(zone, old)
				       : order > 0 && old && !old->base;

		i += order <= 0;
		k += order >= 0;
		any |= !same;
		if (!same && !only_ask)
			follow(unsharing, order <= 0 ? zone : NULL,
			       order >= 0 ? old : NULL);
	}
	return any;
}

/* An ALIAS may lead anywhere. */
static bool
any_alias(const struct load *load)
{
	for (size_t i = 0; i < load->zones.count; i++) {
		if (load->zones.items[i].draft.alias_count > 0)
			return true;
	}
	return false;
}

static void
unshare_all(struct unsharing *unsharing)
{
	for (uint32_t i = 0; i < unsharing->load->zones.count; i++)
		unshare(unsharing, i);
}

void
load_unshare(struct load *load)
{
	struct unsharing unsharing = {.load = load};

	if (load->by_path.count == 0)
		return;
	do {
		unsharing.again.count = 0;
		if (any_alias(load)) {
			unshare_all(&unsharing);
		} else if (follow_all(&unsharing, true)) {
			unsharing.book = book_to_be(load);
			follow_all(&unsharing, false);
			book_unref(unsharing.book);
		}
		load_read_again(load, unsharing.again.items,
				unsharing.again.count);
		/* Should a file have changed since, there may be more. */
	} while (unsharing.again.count > 0);
	free(unsharing.again.items);
}
