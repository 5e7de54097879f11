#include "control/overlay.h"
#include "base/alloc.h"
#include "base/log.h"
#include "control/load_private.h"
#include "control/merge.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* One zone that was read. */
struct overlaid {
	const struct book_zone *old; /* as remembered; NULL: it is new */
	struct zone *file;           /* what its file says */
	struct zone *offered;        /* to be judged, or kept as it is */
	struct ledger *ledger;       /* of that; NULL: not made */
	const char *path;            /* of its file; NULL: it has none */
	struct stamps *stamps;       /* of its files; NULL: not known */
	bool named;                  /* as struct candidate has it */
};

struct overlay {
	const struct book *remembered;
	VEC(struct overlaid) zones;
	VEC(struct book_zone *) gone; /* that stay so; counted references */
};

struct overlay *
overlay_new(const struct book *remembered)
{
	struct overlay *overlay = xcalloc(1, sizeof *overlay);

	overlay->remembered = remembered;
	return overlay;
}

void
overlay_free(struct overlay *overlay)
{
	for (size_t i = 0; i < overlay->zones.count; i++) {
		struct overlaid *zone = &overlay->zones.items[i];

		zone_unref(zone->file);
		zone_unref(zone->offered);
		ledger_unref(zone->ledger);
		stamps_free(zone->stamps);
	}
	for (size_t i = 0; i < overlay->gone.count; i++)
		book_zone_unref(overlay->gone.items[i]);
	free(overlay->zones.items);
	free(overlay->gone.items);
	free(overlay);
}

/* merging */

static void
log_merge(const struct book_zone *old, const struct merge *merge)
{
	char origin[NAME_TEXT_MAX];

	if (merge->taken == 0)
		return;
	name_to_text(old->origin, origin);
	if (merge->lost > 0)
		log_warning("file takes back what was changed",
			    "zone=%s rrsets=%zu", origin, merge->lost);
	log_info("file merged into changed zone",
		 "zone=%s rrsets=%zu serial=%u", origin, merge->taken,
		 ledger_serial(merge->ledger));
}

/* What a text allows is allowed in all of the merged zone: its records stand
 * in no text any more. */
static void
keep_allowances(struct draft *merged, struct draft *file)
{
	merged->allowances = file->allowances;
	merged->allowance_count = file->allowance_count;
	file->allowances = NULL;
	file->allowance_count = 0;
	for (size_t i = 0; i < merged->allowance_count; i++)
		merged->allowances[i].zone |=
		    merged->allowances[i].from < merged->allowances[i].to;
}

static void
merge_changed(struct overlaid *zone, struct candidate *candidate)
{
	const struct book_zone *old = zone->old;
	struct merge merge =
	    merge_file(old->ledger, old->base, candidate->draft.zone);
	struct draft draft;

	if (merge.taken == 0 && !merge.soa) {
		ledger_unref(merge.ledger);
		zone->ledger = ledger_ref(old->ledger);
		draft = draft_without_text(old->zone);
		candidate->settled = true;
	} else {
		log_merge(old, &merge);
		zone->ledger = merge.ledger;
		draft = ledger_draft(merge.ledger, 0);
		keep_allowances(&draft, &candidate->draft);
	}
	draft_free(&candidate->draft);
	candidate->draft = draft;
}

/* What was changed of a zone; also of one whose file was gone. */
static const struct book_zone *
remembered(const struct overlay *overlay, struct name origin)
{
	const struct book_zone *zone = book_find(overlay->remembered, origin);

	return zone ? zone : book_find_gone(overlay->remembered, origin);
}

/* A zone whose text could be read. */
static void
lay_over(struct overlay *overlay, const struct load *load,
	 struct candidate *candidate)
{
	struct overlaid *zone = VEC_PUSH(&overlay->zones);

	*zone = (struct overlaid){
	    .old = remembered(overlay, candidate->origin),
	    .file = zone_ref(candidate->draft.zone),
	    .path = sources_get(load->sources, candidate->file)->path,
	    .stamps = candidate->stamps,
	    .named = candidate->named,
	};
	candidate->stamps = NULL;
	if (zone->old && zone->old->zone && zone->old->changed)
		merge_changed(zone, candidate);
	else if (zone->old && zone->old->ledger)
		zone->ledger =
		    ledger_remade(zone->old->ledger, candidate->draft.zone);
	zone->offered = zone_ref(candidate->draft.zone);
}

/* Whether two zones say the same. */
static bool
is_same_zone(const struct zone *a, const struct zone *b)
{
	struct ledger *ledger = ledger_of_zone(a);
	bool same = ledger_is_zone(ledger, b);

	ledger_unref(ledger);
	return same;
}

/* A zone that was deleted comes back when its file says something else. */
static bool
stays_gone(struct overlay *overlay, const struct candidate *candidate)
{
	struct book_zone *gone =
	    book_find_gone(overlay->remembered, candidate->origin);
	char origin[NAME_TEXT_MAX];

	if (!gone || gone->ledger)
		return false;
	if (candidate->draft.zone &&
	    !is_same_zone(gone->base, candidate->draft.zone)) {
		name_to_text(candidate->origin, origin);
		log_info("file brings back a deleted zone", "zone=%s", origin);
		return false;
	}
	return true;
}

/* zones without a file */

static struct candidate *
find_candidate(struct load *load, struct name origin)
{
	for (size_t i = 0; i < load->zones.count; i++) {
		if (name_equal(load->zones.items[i].origin, origin))
			return &load->zones.items[i];
	}
	return NULL;
}

static void
join(struct overlay *overlay, struct load *load, const struct book_zone *old)
{
	struct candidate *candidate = VEC_PUSH(&load->zones);

	*candidate = (struct candidate){
	    .wire = xalloc(NAME_WIRE_MAX),
	    .draft = draft_without_text(old->zone),
	    .settled = true,
	};
	memcpy(candidate->wire, old->origin.wire, old->origin.len);
	candidate->origin =
	    (struct name){candidate->wire, old->origin.len, old->origin.labels};
	*VEC_PUSH(&overlay->zones) = (struct overlaid){
	    .old = old,
	    .offered = zone_ref(old->zone),
	    .ledger = ledger_ref(old->ledger),
	};
}

/* Its file is gone: it is not served, and not forgotten. */
static void
put_aside(struct overlay *overlay, struct book_zone *old)
{
	old->references++;
	*VEC_PUSH(&overlay->gone) = old;
}

static void
add_zones_without_file(struct overlay *overlay, struct load *load)
{
	const struct book *book = overlay->remembered;

	for (uint32_t i = 0; i < book->gone_count; i++) {
		const struct candidate *found =
		    find_candidate(load, book->gone[i]->origin);

		if (!found || !found->draft.zone)
			put_aside(overlay, book->gone[i]);
	}
	for (uint32_t i = 0; i < book->count; i++) {
		struct book_zone *old = book->zones[i];
		char origin[NAME_TEXT_MAX];

		if (!old->changed || find_candidate(load, old->origin))
			continue;
		if (!old->base) {
			join(overlay, load, old);
			continue;
		}
		name_to_text(old->origin, origin);
		log_warning("changed zone left out, as its file is gone",
			    "zone=%s", origin);
		put_aside(overlay, old);
	}
}

void
overlay_apply(struct overlay *overlay, struct load *load)
{
	size_t kept = 0;

	for (size_t i = 0; i < load->zones.count; i++) {
		struct candidate *candidate = &load->zones.items[i];

		if (stays_gone(overlay, candidate)) {
			candidate_free(candidate);
			continue;
		}
		if (candidate->draft.zone && !candidate->refusal &&
		    !candidate->shared)
			lay_over(overlay, load, candidate);
		load->zones.items[kept++] = *candidate;
	}
	load->zones.count = kept;
	add_zones_without_file(overlay, load);
	load_sort(load);
}

/* the book */

static int
by_offered(const void *a, const void *b)
{
	const struct overlaid *left = a;
	const struct overlaid *right = b;

	return left->offered < right->offered ? -1
					      : left->offered > right->offered;
}

static struct overlaid *
find(const struct overlay *overlay, struct zone *served)
{
	struct overlaid key = {.offered = served};

	if (overlay->zones.count == 0)
		return NULL;
	return bsearch(&key, overlay->zones.items, overlay->zones.count,
		       sizeof key, by_offered);
}

/* One zone as it is now served. */
static struct book_zone *
settle(const struct overlay *overlay, const struct view_zone *served)
{
	struct book_zone *old = book_find(overlay->remembered, served->apex);
	struct overlaid *zone =
	    served->zone ? find(overlay, served->zone) : NULL;
	struct book_zone *made;

	if (!zone && old && old->zone == served->zone && served->zone) {
		old->references++;
		return old; /* it keeps what it was */
	}
	if (!zone)
		return book_zone_of_view(served);
	made = book_zone_new(served->apex, zone_ref(served->zone),
			     zone->file ? zone_ref(zone->file) : NULL,
			     zone->ledger ? ledger_ref(zone->ledger) : NULL);
	book_zone_set_path(made, zone->path);
	made->stamps = zone->stamps;
	made->named = zone->named;
	zone->stamps = NULL;
	made->changed =
	    made->ledger &&
	    (!made->base || !ledger_is_zone(made->ledger, made->base));
	return made;
}

struct book *
overlay_book(struct overlay *overlay, struct view *view)
{
	struct book *book = book_new(view->count, overlay->gone.count);

	book->view = view;
	if (overlay->zones.count > 0)
		qsort(overlay->zones.items, overlay->zones.count,
		      sizeof *overlay->zones.items, by_offered);
	for (uint32_t i = 0; i < view->count; i++)
		book->zones[book->count++] = settle(overlay, &view->zones[i]);
	for (size_t i = 0; i < overlay->gone.count; i++) {
		book->gone[book->gone_count++] = overlay->gone.items[i];
		overlay->gone.items[i]->references++;
	}
	return book;
}
