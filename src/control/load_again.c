#include "base/alloc.h"
#include "control/load_private.h"

#include <stdlib.h>
#include <string.h>

/* The zones of a view judged once more; what is found is not told. */
struct again {
	struct load *load;
	struct view *view;
	struct check_zone *zones;
	struct draft *kept; /* of previous versions; zone NULL: none is kept */
	struct diag_sink unheard;
};

static bool
is_kept(const struct load *load, size_t i)
{
	const struct candidate *zone = &load->zones.items[i];

	return zone->settled ||
	       (zone->refusal && load_previous(load, zone->origin));
}

/* A version that is judged, and not refused so far. */
static bool
is_new(const struct load *load, size_t i)
{
	const struct candidate *zone = &load->zones.items[i];

	return candidate_is_judged(zone);
}

static bool
any_kept(const struct load *load)
{
	for (size_t i = 0; i < load->zones.count; i++) {
		if (is_kept(load, i))
			return true;
	}
	return false;
}

static void
judge(struct again *again)
{
	check_zones(&again->load->options->policy, again->view, again->zones,
		    &again->unheard);
	diag_free(&again->unheard);
}

static void
again_start(struct again *again, struct load *load)
{
	size_t count = load->zones.count;

	*again = (struct again){
	    .load = load,
	    .view = load_view(load),
	    .zones = xcalloc(count, sizeof *again->zones),
	    .kept = xcalloc(count, sizeof *again->kept),
	    .unheard.sources = load->sources,
	};
	for (size_t i = 0; i < count; i++) {
		again->zones[i].file = load->zones.items[i].file;
		if (is_kept(load, i))
			again->kept[i] =
			    draft_without_text(again->view->zones[i].zone);
	}
}

static void
forget_refusals(struct again *again)
{
	for (size_t i = 0; i < again->load->zones.count; i++) {
		free(again->zones[i].refusal);
		again->zones[i].refusal = NULL;
	}
}

static void
again_done(struct again *again)
{
	forget_refusals(again);
	for (size_t i = 0; i < again->load->zones.count; i++) {
		if (again->kept[i].zone)
			draft_free(&again->kept[i]);
	}
	free(again->kept);
	free(again->zones);
	view_unref(again->view);
}

/* Refuse one more zone, for a reason in new memory. */
static void
hold_back(struct load *load, struct candidate *zone, char *refusal)
{
	char origin[NAME_TEXT_MAX];

	name_to_text(zone->origin, origin);
	diag_error(load->sink, (struct pos){zone->file, 0},
		   "zone %s as it is now does not go with other zones as they "
		   "were: %s",
		   origin, refusal);
	zone->refusal = refusal;
}

/* New versions beside those that are kept; whether one fails. */
static bool
judge_new(struct again *again)
{
	struct load *load = again->load;
	bool failed = false;

	for (size_t i = 0; i < load->zones.count; i++)
		again->zones[i].draft =
		    is_new(load, i) ? &load->zones.items[i].draft : NULL;
	judge(again);
	for (size_t i = 0; i < load->zones.count; i++) {
		if (!again->zones[i].refusal)
			continue;
		hold_back(load, &load->zones.items[i], again->zones[i].refusal);
		again->zones[i].refusal = NULL;
		failed = true;
	}
	return failed;
}

/* What is kept as it was among the zones as they were: what broke a rule
 * already is nobody's fault now, and not judged again. */
static void
excuse_old_faults(struct again *again)
{
	const struct view *before = again->load->previous;
	struct check_zone *zones = xcalloc(before->count, sizeof *zones);

	for (uint32_t i = 0; i < before->count; i++) {
		const struct zone *zone = before->zones[i].zone;

		for (size_t k = 0; zone && k < again->load->zones.count; k++) {
			if (again->kept[k].zone == zone) {
				zones[i].draft = &again->kept[k];
				zones[i].file = again->zones[k].file;
			}
		}
	}
	check_zones(&again->load->options->policy, before, zones,
		    &again->unheard);
	diag_free(&again->unheard);
	for (uint32_t i = 0; i < before->count; i++) {
		for (size_t k = 0;
		     zones[i].refusal && k < again->load->zones.count; k++) {
			if (zones[i].draft == &again->kept[k])
				again->zones[k].draft = NULL;
		}
		free(zones[i].refusal);
	}
	free(zones);
}

/* What the zones that are kept break now, in words. */
static char *
first_refusal(const struct again *again)
{
	for (size_t i = 0; i < again->load->zones.count; i++) {
		const char *refusal = again->zones[i].refusal;

		if (refusal)
			return xstrndup(refusal, strlen(refusal));
	}
	return xasprintf("a rule");
}

/* Versions that are kept beside the new ones; whether these must go. */
static bool
judge_kept(struct again *again)
{
	struct load *load = again->load;
	bool failed = false;

	for (size_t i = 0; i < load->zones.count; i++)
		again->zones[i].draft =
		    again->kept[i].zone ? &again->kept[i] : NULL;
	excuse_old_faults(again);
	judge(again);
	for (size_t i = 0; i < load->zones.count; i++) {
		if (!again->zones[i].blamed || !is_new(load, i))
			continue;
		hold_back(load, &load->zones.items[i], first_refusal(again));
		failed = true;
	}
	forget_refusals(again);
	return failed;
}

void
load_again(struct load *load)
{
	bool failed = load->previous != NULL;

	/* Each round but the last refuses one zone at least. */
	while (failed && any_kept(load)) {
		struct again again;

		again_start(&again, load);
		failed = judge_new(&again) || judge_kept(&again);
		again_done(&again);
		if (failed)
			load_hold_aliases(load);
	}
}
