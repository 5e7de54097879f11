#include "control/load.h"
#include "base/alloc.h"
#include "control/book.h"
#include "control/load_private.h"
#include "control/overlay.h"

#include <stdlib.h>
#include <string.h>

void
candidate_free(struct candidate *zone)
{
	if (zone->draft.zone)
		draft_free(&zone->draft);
	free(zone->wire);
	free(zone->used);
	free(zone->refusal);
	stamps_free(zone->stamps);
}

static int
by_origin(const void *a, const void *b)
{
	const struct candidate *left = a;
	const struct candidate *right = b;
	int order = name_compare(left->origin, right->origin);

	return order != 0 ? order : left->file < right->file ? -1 : 1;
}

void
load_sort(struct load *load)
{
	if (load->zones.count > 0)
		qsort(load->zones.items, load->zones.count,
		      sizeof *load->zones.items, by_origin);
}

/* Two files that are of one zone, or one that was given twice. */
static void
tell_twins(struct load *load, const char *origin, uint32_t first,
	   uint32_t second)
{
	const struct source *a = sources_get(load->sources, first);
	const struct source *b = sources_get(load->sources, second);

	if (a->stamp.inode != 0 && a->stamp.inode == b->stamp.inode &&
	    a->stamp.device == b->stamp.device)
		diag_error(load->sink, (struct pos){second, 0},
			   "this file of zone %s is given twice; give it once",
			   origin);
	else
		diag_error(load->sink, (struct pos){second, 0},
			   "zone %s is also in %s; load one of the two", origin,
			   a->path);
}

/* Sort, and of files that are of one zone keep none. */
static void
drop_twins(struct load *load)
{
	struct candidate *zones = load->zones.items;
	size_t kept = 0;

	if (load->zones.count == 0)
		return;
	load_sort(load);
	for (size_t i = 1; i < load->zones.count; i++) {
		struct candidate *first = &zones[kept];
		char origin[NAME_TEXT_MAX];

		if (!name_equal(first->origin, zones[i].origin)) {
			zones[++kept] = zones[i];
			continue;
		}
		name_to_text(first->origin, origin);
		tell_twins(load, origin, first->file, zones[i].file);
		if (first->draft.zone)
			draft_free(&first->draft);
		free(first->refusal);
		first->shared = NULL;
		first->refusal = xasprintf("file: two files are of this zone");
		candidate_free(&zones[i]);
	}
	load->zones.count = kept + 1;
}

struct zone *
load_previous(const struct load *load, struct name origin)
{
	const struct view_zone *found =
	    load->previous ? view_find(load->previous, origin) : NULL;

	return found && name_equal(found->apex, origin) ? found->zone : NULL;
}

struct view *
load_view(const struct load *load)
{
	size_t count = load->zones.count;
	struct view_zone *zones = xcalloc(count, sizeof *zones);
	struct view *view;

	for (size_t i = 0; i < count; i++) {
		struct candidate *from = &load->zones.items[i];
		struct zone *zone = from->refusal
					? load_previous(load, from->origin)
					: from->draft.zone;

		zones[i] = (struct view_zone){
		    .apex = from->origin,
		    .zone = zone,
		    .refusal = zone ? NULL : from->refusal,
		};
	}
	view = view_new(zones, count);
	free(zones);
	return view;
}

/* What a zone's text is a new version of: its serial need not be beyond those
 * of changes that were not made there. */
static const struct zone *
said_before(const struct load *load, struct name origin)
{
	const struct book *served = load->options->served;
	const struct book_zone *zone =
	    served ? book_find(served, origin) : NULL;

	return zone && zone->changed ? zone->base : load_previous(load, origin);
}

/* All rules over all zones together; what they refuse has a refusal then. */
static void
judge_zones(struct load *load)
{
	size_t count = load->zones.count;
	struct check_zone *zones = xcalloc(count, sizeof *zones);
	struct view *view = load_view(load);

	for (size_t i = 0; i < count; i++) {
		const struct candidate *zone = &load->zones.items[i];

		zones[i].file = zone->file;
		zones[i].draft =
		    candidate_is_judged(zone) ? &zone->draft : NULL;
		zones[i].previous = said_before(load, zone->origin);
	}
	check_zones(&load->options->policy, view, zones, load->sink);
	for (size_t i = 0; i < count; i++) {
		if (zones[i].refusal)
			load->zones.items[i].refusal = zones[i].refusal;
	}
	view_unref(view);
	free(zones);
}

/* Say what becomes of the zones that failed. */
static void
tell_failed(struct load *load)
{
	char origin[NAME_TEXT_MAX];

	for (size_t i = 0; i < load->zones.count; i++) {
		const struct candidate *zone = &load->zones.items[i];
		const struct zone *previous;

		if (!zone->refusal)
			continue;
		name_to_text(zone->origin, origin);
		previous = load_previous(load, zone->origin);
		if (previous)
			diag_warning(
			    load->sink, (struct pos){0},
			    "zone %s is not renewed: the version served "
			    "until now stays, serial %u",
			    origin, zone_serial(previous));
		else
			diag_warning(
			    load->sink, (struct pos){0},
			    "zone %s is not served: it is answered with "
			    "SERVFAIL",
			    origin);
	}
}

/* The view to serve, or NULL when there is none. */
static struct view *
settle(struct load *load)
{
	struct view *view;

	for (size_t i = 0; i < load->zones.count; i++) {
		if (load->zones.items[i].refusal &&
		    load->options->policy.profile == CHECK_STRICT)
			load->failed = true;
	}
	if (load->failed)
		return NULL;
	view = load_view(load);
	if (load_totals(view).served > 0) {
		tell_failed(load);
		return view;
	}
	diag_error(load->sink, (struct pos){0}, "there is no zone to serve");
	view_unref(view);
	return NULL;
}

/* From arguments to zones that are judged. */
static void
read_and_judge(struct load *load)
{
	load->failed = !check_policy_valid(&load->options->policy, load->sink);
	load_read(load);
	drop_twins(load);
	load_unshare(load);
	load_aliases(load);
	if (load->options->overlay)
		overlay_apply(load->options->overlay, load);
	judge_zones(load);
	load_hold_aliases(load);
}

static void
load_free(struct load *load)
{
	for (size_t i = 0; i < load->zones.count; i++)
		candidate_free(&load->zones.items[i]);
	free(load->zones.items);
	free(load->by_path.items);
}

struct view *
load_zones(const struct load_options *options, const struct view *previous,
	   struct sources *sources, struct diag_sink *sink)
{
	struct load load = {
	    .options = options,
	    .previous = previous,
	    .sources = sources,
	    .sink = sink,
	};
	struct view *view;

	read_and_judge(&load);
	load_again(&load);
	view = settle(&load);
	load_free(&load);
	return view;
}

struct load_verdict
load_judge(const struct load_options *options, struct sources *sources,
	   struct diag_sink *sink)
{
	struct load load = {
	    .options = options, .sources = sources, .sink = sink};
	struct load_verdict verdict = {0};

	read_and_judge(&load);
	verdict.zones = (uint32_t)load.zones.count;
	for (size_t i = 0; i < load.zones.count; i++) {
		const struct candidate *zone = &load.zones.items[i];

		verdict.refused += zone->refusal != NULL;
		if (zone->draft.zone)
			verdict.records += zone->draft.zone->rr_count;
	}
	load_free(&load);
	return verdict;
}

struct load_totals
load_totals(const struct view *view)
{
	struct load_totals totals = {0};

	for (uint32_t i = 0; i < view->count; i++) {
		const struct zone *zone = view->zones[i].zone;

		if (!zone) {
			totals.refused++;
			continue;
		}
		totals.served++;
		totals.records += zone->rr_count;
	}
	return totals;
}
