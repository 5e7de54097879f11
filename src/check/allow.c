#include "check/allow.h"
#include "base/log.h"
#include "base/nearest.h"
#include "check/judges.h"

#include <stdlib.h>
#include <string.h>

const char *
allow_nearest(const char *id, size_t len)
{
	struct nearest nearest = nearest_to(id, len);
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++)
		nearest_try(&nearest, rules[i].id);
	return nearest.word;
}

/* The id of an allowance as it is written. */
static const char *
id_of(const struct check *check, const struct allowance *allowance)
{
	return sources_get(check->sink->sources, allowance->pos.file)->text +
	       allowance->pos.offset;
}

static uint16_t
rule_of(const struct check *check, const struct allowance *allowance)
{
	const char *id = id_of(check, allowance);

	for (size_t i = 0; i < check->rule_count; i++) {
		if (strlen(check->rules[i].id) == allowance->span &&
		    memcmp(check->rules[i].id, id, allowance->span) == 0)
			return (uint16_t)i;
	}
	return RULE_NONE;
}

static int
compare(uint32_t a, uint32_t b)
{
	return a < b ? -1 : a > b;
}

/* By text, range and rule. */
static int
by_range(const void *a, const void *b)
{
	const struct allowed *left = a;
	const struct allowed *right = b;
	int order = compare(left->by->pos.file, right->by->pos.file);

	if (order == 0)
		order = compare(left->by->from, right->by->from);
	return order == 0 ? compare(left->rule, right->rule) : order;
}

static bool
has_range(const struct allowance *allowance)
{
	return allowance->from < allowance->to;
}

/* Have the ruling know of an allowance of its rule. */
static void
note_allowance(struct check *check, struct allowed *allowed)
{
	struct ruling *ruling;

	if (allowed->rule == RULE_NONE || check->rules[allowed->rule].mandatory)
		return;
	ruling = &check->rulings[allowed->rule];
	if (allowed->by->zone && !ruling->zone)
		ruling->zone = allowed;
	else if (has_range(allowed->by))
		ruling->places = true;
}

void
allow_start(struct check *check, const struct draft *draft)
{
	if (check->allowed.count > 0) { /* of the zone before */
		for (size_t i = 0; i < check->rule_count; i++) {
			check->rulings[i].zone = NULL;
			check->rulings[i].places = false;
		}
	}
	check->allowed.count = 0;
	for (size_t i = 0; i < draft->allowance_count; i++) {
		const struct allowance *by = &draft->allowances[i];

		*VEC_PUSH(&check->allowed) =
		    (struct allowed){.by = by, .rule = rule_of(check, by)};
	}
	if (check->allowed.count > 0)
		qsort(check->allowed.items, check->allowed.count,
		      sizeof *check->allowed.items, by_range);
	for (size_t i = 0; i < check->allowed.count; i++)
		note_allowance(check, &check->allowed.items[i]);
}

/* The first allowance whose range does not begin before that of `pos`, if
 * ranges began there: all that may hold `pos` stand before it. */
static size_t
first_behind(const struct check *check, struct pos pos)
{
	size_t low = 0;
	size_t high = check->allowed.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct allowance *by = check->allowed.items[middle].by;

		if (by->pos.file < pos.file ||
		    (by->pos.file == pos.file && by->from <= pos.offset))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
allow_covers(struct check *check, struct pos pos)
{
	bool covered = false;

	/* Ranges are entries, so that none holds a part of another. */
	for (size_t i = first_behind(check, pos); i > 0; i--) {
		struct allowed *allowed = &check->allowed.items[i - 1];
		const struct allowance *by = allowed->by;

		if (by->pos.file != pos.file || by->to <= pos.offset)
			break;
		if (allowed->rule != check->rule)
			continue;
		finding_use(check, allowed);
		covered = true;
	}
	return covered;
}

static void __attribute__((format(printf, 3, 4)))
complain(struct check *check, const struct allowed *allowed, const char *format,
	 ...)
{
	char sentence[256];
	va_list args;

	if (!finding_new(check))
		return;
	va_start(args, format);
	log_format(sentence, sizeof sentence, format, args);
	va_end(args);
	finding_tell(check, (struct spot){allowed->by->pos, allowed->by->span},
		     "%s", sentence);
}

static void
complain_of_unknown(struct check *check, const struct allowed *allowed)
{
	const char *id = id_of(check, allowed->by);
	int len = allowed->by->span < 40 ? (int)allowed->by->span : 40;
	const char *nearest = allow_nearest(id, allowed->by->span);

	if (nearest)
		complain(check, allowed,
			 "there is no rule \"%.*s\" to allow; did you mean "
			 "%s?",
			 len, id, nearest);
	else
		complain(check, allowed, "there is no rule \"%.*s\" to allow",
			 len, id);
}

void
allow_unused(struct check *check, const struct subject *zone)
{
	(void)zone;
	for (size_t i = 0; i < check->allowed.count; i++) {
		const struct allowed *allowed = &check->allowed.items[i];
		const struct rule *rule;

		if (allowed->rule == RULE_NONE) {
			complain_of_unknown(check, allowed);
			continue;
		}
		rule = &check->rules[allowed->rule];
		if (rule->mandatory)
			complain(check, allowed,
				 "%s cannot be allowed: a zone that breaks it "
				 "cannot be served",
				 rule->id);
		else if (!allowed->by->zone && !has_range(allowed->by))
			complain(check, allowed,
				 "no record stands on this line; write it "
				 "behind one, or \"allow-zone %s\"",
				 rule->id);
		else if (!allowed->used &&
			 check->rulings[allowed->rule].level != RULE_OFF &&
			 allowed->rule != check->rule)
			complain(check, allowed,
				 "nothing in this %s breaks %s; leave the "
				 "allowance out",
				 allowed->by->zone ? "zone" : "record",
				 rule->id);
	}
}

void
allow_tell_unused(struct check *check, const struct check_policy *policy)
{
	size_t own = 0;

	while (check->rules[own].judge != allow_unused)
		own++;
	check->rule = (uint16_t)own;
	check->refusal = NULL;
	for (size_t i = 0; i < policy->allow_count; i++) {
		const struct rule *rule = rule_find(policy->allow[i]);
		const struct ruling *ruling =
		    rule ? &check->rulings[rule - check->rules] : NULL;

		if (!rule || rule->mandatory || ruling->found ||
		    ruling->level == RULE_OFF ||
		    check->rulings[own].level == RULE_OFF ||
		    !finding_new(check))
			continue;
		finding_tell(check, (struct spot){{0}, 1},
			     "nothing breaks %s, which is allowed; allow it "
			     "no more",
			     rule->id);
	}
	free(check->refusal);
}
