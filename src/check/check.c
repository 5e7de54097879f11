/*
 * The engine: rules by what they look at, zones cut in pieces, the pieces
 * judged by all threads, and their findings told in the order of the pieces:
 * just those, and in just that order, that one thread would have told.
 */
#include "check/check.h"
#include "base/alloc.h"
#include "base/parallel.h"
#include "check/allow.h"
#include "check/exchanges.h"
#include "check/finding.h"
#include "check/judges.h"
#include "check/policy.h"
#include "check/record.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <stdlib.h>

/* Names of a task: enough that handing it out costs nothing beside it, and few
 * enough that all threads end at about the same time. */
enum { TASK_NAMES = 2048 };

/* Names of one zone, by rank. */
struct piece {
	uint32_t zone;
	uint32_t first, last; /* behind it */
	struct findings found;
};

struct run {
	struct check check;   /* for what is about zones as a whole */
	struct check *checks; /* of the threads; view NULL: not begun */
	VEC(struct piece) pieces;
	VEC(size_t) tasks; /* where they begin in `pieces` */
};

/* rules */

/* The list of a scope and, of RRsets, a type and text. */
static struct rule_list *
list_for(struct check *check, enum rule_scope scope, uint16_t type,
	 uint8_t text)
{
	struct rule_lists *lists = &check->lists;

	if (scope != SCOPE_RRSET)
		return &lists->of_scope[scope];
	for (size_t i = 0; i < lists->of_rrsets.count; i++) {
		struct rule_list *list = &lists->of_rrsets.items[i];

		if (list->type == type && list->text == text)
			return list;
	}
	*VEC_PUSH(&lists->of_rrsets) =
	    (struct rule_list){.type = type, .text = text};
	return &lists->of_rrsets.items[lists->of_rrsets.count - 1];
}

/* Have a rule called for what its row says. */
static void
list_rule(struct check *check, uint16_t i)
{
	const struct rule *rule = &check->rules[i];
	uint8_t text = rule->text & (TEXT_SPF | TEXT_MAIL);
	struct rule_list *list = list_for(check, rule->scope, rule->type, text);

	*VEC_PUSH(list) = i;
	if (!(rule->text & TEXT_ALIAS))
		return;
	list = list_for(check, rule->scope, TYPE_CNAME, TEXT_ANY);
	*VEC_PUSH(list) = i;
}

static void
check_init(struct check *check, const struct check_policy *policy)
{
	check->strict = policy->profile == CHECK_STRICT;
	check->rules = rule_rows(&check->rule_count);
	check->rulings = xcalloc(check->rule_count, sizeof *check->rulings);
	check->exchanges = exchanges_new(check->view);
	check->reverse = ptr_asked(check->view);
	for (size_t i = 0; i < check->rule_count; i++) {
		const struct rule *rule = &check->rules[i];
		struct ruling *ruling = &check->rulings[i];

		ruling->level = policy_level(policy, rule);
		ruling->allowed = policy_allows(policy, rule);
		if (ruling->level != RULE_OFF)
			list_rule(check, (uint16_t)i);
	}
}

static void
check_done(struct check *check)
{
	struct rule_lists *lists = &check->lists;

	for (size_t i = 0; i < RULE_SCOPES; i++)
		free(lists->of_scope[i].items);
	for (size_t i = 0; i < lists->of_rrsets.count; i++)
		free(lists->of_rrsets.items[i].items);
	free(lists->of_rrsets.items);
	exchanges_free(check->exchanges);
	free(check->rulings);
	free(check->allowed.items);
}

/* A thread's own, with what all share. */
static void
check_fork(struct check *own, const struct check *shared)
{
	size_t size = shared->rule_count * sizeof *own->rulings;

	*own = *shared;
	own->rulings = xalloc(size);
	memcpy(own->rulings, shared->rulings, size);
}

/* judging */

static void
judge_all(struct check *check, const struct rule_list *rules,
	  const struct subject *subject)
{
	for (size_t i = 0; i < rules->count; i++) {
		check->rule = rules->items[i];
		check->about = 0;
		check->rules[check->rule].judge(check, subject);
	}
}

static void
judge_rrset(struct check *check, const struct subject *subject)
{
	const struct rule_lists *lists = &check->lists;
	uint16_t type = subject->rrset->type;
	unsigned texts = type == TYPE_TXT ? record_texts(subject) : 0;

	for (size_t i = 0; i < lists->of_rrsets.count; i++) {
		const struct rule_list *list = &lists->of_rrsets.items[i];

		if (list->type == type &&
		    (list->text == TEXT_ANY || list->text & texts))
			judge_all(check, list, subject);
	}
}

static void
judge_node(struct check *check, struct subject subject)
{
	const struct rrset *rrset = node_rrsets(subject.node);

	judge_all(check, &check->lists.of_scope[SCOPE_NAME], &subject);
	for (unsigned left = subject.node->rrset_count; left > 0; left--) {
		subject.rrset = rrset++;
		judge_rrset(check, &subject);
	}
}

static void
judge_piece(struct check *check, struct piece *piece)
{
	const struct check_zone *zone = &check->zones[piece->zone];
	struct subject subject = {.zone = zone->draft->zone,
				  .draft = zone->draft};

	if (check->zone != zone) {
		check->zone = zone;
		allow_start(check, zone->draft);
	}
	check->found = &piece->found;
	if (piece->first == 0)
		judge_all(check, &check->lists.of_scope[SCOPE_ZONE], &subject);
	for (uint32_t rank = piece->first; rank < piece->last; rank++) {
		subject.node = zone_node_ranked(subject.zone, rank);
		judge_node(check, subject);
	}
	finding_count(check);
}

static void
judge_task(void *context, unsigned thread, size_t task)
{
	struct run *run = context;
	struct check *check = &run->checks[thread];
	size_t end = task + 1 < run->tasks.count ? run->tasks.items[task + 1]
						 : run->pieces.count;

	if (!check->view)
		check_fork(check, &run->check);
	for (size_t i = run->tasks.items[task]; i < end; i++)
		judge_piece(check, &run->pieces.items[i]);
}

/* pieces */

static void
cut(struct run *run)
{
	const struct check *check = &run->check;
	uint32_t room = 0; /* names that the last task may still have */

	for (uint32_t i = 0; i < check->view->count; i++) {
		const struct draft *draft = check->zones[i].draft;
		uint32_t names = draft ? draft->zone->node_count : 0;

		for (uint32_t at = 0; at < names;) {
			uint32_t count = names - at;

			if (room == 0) {
				*VEC_PUSH(&run->tasks) = run->pieces.count;
				room = TASK_NAMES;
			}
			count = count < room ? count : room;
			*VEC_PUSH(&run->pieces) = (struct piece){
			    .zone = i, .first = at, .last = at + count};
			at += count;
			room -= count;
		}
	}
}

static void
judge_pieces(struct run *run)
{
	unsigned threads = parallel_threads();

	run->checks = xcalloc(threads, sizeof *run->checks);
	parallel_each(run->tasks.count, threads, judge_task, run);
	for (unsigned i = 0; i < threads; i++) {
		struct check *own = &run->checks[i];

		for (size_t rule = 0; own->view && rule < own->rule_count;
		     rule++)
			run->check.rulings[rule].found |=
			    own->rulings[rule].found;
		free(own->rulings);
		free(own->allowed.items);
	}
	free(run->checks);
}

/* The findings of a zone's pieces, from piece number `at` on, and what is to be
 * told of the zone in the end; returns the number of the next zone's first. */
static size_t
tell_zone(struct run *run, struct check_zone *zone, size_t at)
{
	struct check *check = &run->check;
	struct subject subject = {.zone = zone->draft->zone,
				  .draft = zone->draft};

	check->zone = zone;
	check->refusal = NULL;
	allow_start(check, zone->draft);
	while (at < run->pieces.count &&
	       &check->zones[run->pieces.items[at].zone] == zone)
		findings_tell(check, &run->pieces.items[at++].found);
	judge_all(check, &check->lists.of_scope[SCOPE_LAST], &subject);
	for (size_t i = 0; i < check->rule_count; i++) {
		check->rule = (uint16_t)i;
		finding_tell_rest(check);
	}
	zone->refusal = check->refusal;
	return at;
}

void
check_zones(const struct check_policy *policy, const struct view *view,
	    struct check_zone *zones, struct diag_sink *sink)
{
	struct run run = {
	    .check = {.view = view, .zones = zones, .sink = sink}};
	bool all = true;
	size_t piece = 0;

	check_init(&run.check, policy);
	for (uint32_t i = 0; i < view->count; i++) {
		zones[i].refusal = NULL;
		zones[i].blamed = false;
	}
	cut(&run);
	judge_pieces(&run);
	for (uint32_t i = 0; i < view->count; i++) {
		if (zones[i].draft)
			piece = tell_zone(&run, &zones[i], piece);
		else
			all = false;
	}
	assert(piece == run.pieces.count);
	/* Who knows what is in a zone that could not be read? */
	if (all)
		allow_tell_unused(&run.check, policy);
	free(run.pieces.items);
	free(run.tasks.items);
	check_done(&run.check);
}
