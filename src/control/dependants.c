#include "control/dependants.h"
#include "base/vec.h"
#include "control/strangers.h"
#include "dns/rrtype.h"
#include "zone/lookup.h"

#include <stdlib.h>

/* More names than these count as the whole zone. */
enum { AFFECTED_MAX = 64 };

struct affected_list {
	VEC(struct affected) names;
};

static bool
has_node(const struct zone *zone, struct name name)
{
	struct match match;

	zone_lookup(zone, name, &match);
	return match.exact != NULL;
}

/*
 * What changes with one record. With a type at an owner that was there and
 * is: that owner. What a wildcard, a DNAME or a cut says, it says of all below;
 * and a name that comes or goes decides which of these is the closest.
 */
static struct affected
affected_by(const struct transition *transition, const struct record *record)
{
	struct name owner = record_owner(record);
	struct name origin = transition->after->origin;
	struct name above =
	    name_ancestor(owner, owner.labels > 0 ? owner.labels - 1U : 0U);

	if (name_is_wildcard(owner))
		return (struct affected){above, true};
	if (record->type == TYPE_DNAME || record->type == TYPE_NS)
		return (struct affected){owner, true};
	if (has_node(transition->before->zone, owner) &&
	    has_node(transition->after->zone, owner))
		return (struct affected){owner, false};
	while (above.labels > origin.labels &&
	       !(has_node(transition->before->zone, above) &&
		 has_node(transition->after->zone, above))) {
		owner = above;
		above = name_ancestor(above, above.labels - 1U);
	}
	return (struct affected){owner, true};
}

static void
note(struct affected_list *list, const struct transition *transition,
     const struct record *record)
{
	struct name origin = transition->after->origin;

	/* The apex stays, whatever its SOA and its name servers are. */
	if (record->owner_len == origin.len &&
	    (record->type == TYPE_SOA || record->type == TYPE_NS))
		return;
	*VEC_PUSH(&list->names) = affected_by(transition, record);
}

/* Canonical order of two records. */
static int
compare(const struct record *a, const struct record *b)
{
	int order = name_compare(record_owner(a), record_owner(b));

	return order != 0 ? order : (int)a->type - (int)b->type;
}

/* Whether two records say the same. */
static bool
is_same(const struct record *a, const struct record *b)
{
	return !a->disabled && !b->disabled && record_compare(a, b) == 0;
}

/* The records that only one of two ledgers has. */
static void
gather(struct affected_list *list, const struct transition *transition)
{
	const struct ledger *before = transition->before->ledger;
	const struct ledger *after = transition->after->ledger;
	size_t i = 0;
	size_t k = 0;

	while (list->names.count <= AFFECTED_MAX) {
		const struct record *old =
		    i < ledger_count(before) ? ledger_at(before, i) : NULL;
		const struct record *new =
		    k < ledger_count(after) ? ledger_at(after, k) : NULL;
		int order;

		if (!old && !new)
			return;
		if (old == new || (old && new &&is_same(old, new))) {
			i++;
			k++;
			continue;
		}
		order = !old ? 1 : !new ? -1 : compare(old, new);
		if (order <= 0) {
			note(list, transition, old);
			i++;
		}
		if (order >= 0) {
			note(list, transition, new);
			k++;
		}
	}
}

static bool
includes_any(struct book_zone *zone, const struct affected_list *list)
{
	if (!zone->strangers)
		zone->strangers = strangers_new(zone->zone);
	for (size_t i = 0; i < list->names.count; i++) {
		if (strangers_include(zone->strangers, &list->names.items[i]))
			return true;
	}
	return false;
}

void
dependants_find(const struct book *after, const struct transition *transition,
		void (*found)(void *context, uint32_t i), void *context)
{
	const struct book_zone *before = transition->before;
	const struct book_zone *now = transition->after;
	struct name origin = now ? now->origin : before->origin;
	const struct view_zone *in = view_find(after->view, origin);
	bool stays = before && before->zone && now && now->zone;
	struct affected_list list = {0};

	if (stays)
		gather(&list, transition);
	if (!stays || list.names.count > AFFECTED_MAX) {
		list.names.count = 0;
		*VEC_PUSH(&list.names) = (struct affected){origin, true};
	}
	/* What was a name of the zone above is one of a zone of its own. */
	if (!stays && in && now)
		in = view_parent(after->view, in);
	if (!stays && in)
		found(context, (uint32_t)(in - after->view->zones));
	for (uint32_t i = 0; i < after->count && list.names.count > 0; i++) {
		struct book_zone *zone = after->zones[i];

		if (zone != now && zone->zone && includes_any(zone, &list))
			found(context, i);
	}
	free(list.names.items);
}
