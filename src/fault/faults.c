#include "fault/faults.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

/* judging: workers */

static bool
fits_name(const struct fault *fault, struct name qname)
{
	switch (fault->pattern) {
	case PATTERN_ANY:
		return true;
	case PATTERN_NAME:
		return name_equal(qname, fault->name);
	case PATTERN_BELOW:
		return qname.labels > fault->name.labels &&
		       name_is_within(qname, fault->name);
	}
	return false;
}

static bool
is_asked(const struct fault *fault, enum faults_of which)
{
	bool connecting = fault->steps.items[0].action->way == FAULT_REFUSE;

	switch (which) {
	case FAULTS_CONNECTING:
		return connecting;
	case FAULTS_MAKING:
		return !connecting && fault->makes;
	case FAULTS_CHANGING:
		return !connecting && !fault->makes;
	case FAULTS_ALL:
		return !connecting;
	}
	return false;
}

static bool
fits(const struct fault *fault, const struct fault_query *query)
{
	return fault->transports & query->transport &&
	       (fault->type == 0 || fault->type == query->qtype) &&
	       (fault->until == 0 || query->now < fault->until) &&
	       (fault->client.len == 0 ||
		prefix_has(&fault->client, query->address,
			   query->address_len)) &&
	       fits_name(fault, query->qname);
}

/* Whether it is the turn of the rule at the query of this number, from 0. */
static bool
has_turn(const struct fault *fault, uint64_t number)
{
	struct fault_random dice;

	if (number < fault->after)
		return false;
	number -= fault->after;
	if (fault->first > 0 && number >= fault->first)
		return false;
	if (fault->every > 0 && number % fault->every != fault->every - 1)
		return false;
	if (fault->probability == FAULT_ALWAYS)
		return true;
	dice = fault_random_of(fault->seed, number);
	return fault_random_below(&dice, FAULT_ALWAYS) < fault->probability;
}

/* A step that is not for this transport leaves the true answer. */
static struct fault_verdict
hit(const struct fault *fault, uint64_t number, unsigned transport)
{
	uint64_t nth = atomic_fetch_add_explicit(&fault->counts->hits, 1,
						 memory_order_relaxed);
	size_t last = fault->steps.count - 1;
	struct fault_verdict verdict = {
	    .fault = fault,
	    .effect = &fault->steps.items[nth < last ? nth : last],
	    .random = fault_random_of(~(uint64_t)fault->seed, number),
	};
	uint32_t from = verdict.effect->delay_min;
	uint32_t to = verdict.effect->delay_max;

	if (!(verdict.effect->action->transports & transport))
		return (struct fault_verdict){.fault = NULL};
	verdict.delay =
	    from + fault_random_below(&verdict.random, to - from + 1);
	return verdict;
}

struct fault_verdict
faults_judge(const struct faults *faults, const struct fault_query *query,
	     enum faults_of which)
{
	for (size_t i = 0; i < faults->count; i++) {
		const struct fault *fault = faults->items[i];
		uint64_t number;

		if (!is_asked(fault, which) || !fits(fault, query))
			continue;
		number = atomic_fetch_add_explicit(&fault->counts->matches, 1,
						   memory_order_relaxed);
		if (has_turn(fault, number))
			return hit(fault, number, query->transport);
	}
	return (struct fault_verdict){.fault = NULL};
}

/* sets: control thread */

struct faults *
faults_new(struct fault *const *items, size_t count)
{
	struct faults *faults;

	if (count == 0)
		return NULL;
	faults = xcalloc(1, sizeof *faults);
	faults->references = 1;
	faults->count = count;
	faults->items = xcalloc(count, sizeof(struct fault *));
	for (size_t i = 0; i < count; i++) {
		faults->items[i] = items[i];
		faults->refuses =
		    faults->refuses || is_asked(items[i], FAULTS_CONNECTING);
	}
	return faults;
}

struct faults *
faults_ref(struct faults *faults)
{
	if (faults)
		faults->references++;
	return faults;
}

void
faults_unref(struct faults *faults)
{
	if (!faults || --faults->references > 0)
		return;
	for (size_t i = 0; i < faults->count; i++)
		fault_unref(faults->items[i]);
	free(faults->items);
	free(faults);
}

struct fault *
faults_find(const struct faults *faults, const char *id)
{
	for (size_t i = 0; i < faults_count(faults); i++) {
		if (strcmp(faults->items[i]->id, id) == 0)
			return faults->items[i];
	}
	return NULL;
}

/* All rules but that of an id, in whose place is `fault`, if any. */
static struct faults *
exchange(const struct faults *faults, const char *id, struct fault *fault)
{
	struct faults_list list = {0};
	struct faults *made;

	for (size_t i = 0; i < faults_count(faults); i++) {
		bool here = strcmp(faults->items[i]->id, id) == 0;

		if (!here)
			*VEC_PUSH(&list) = fault_ref(faults->items[i]);
		else if (fault)
			*VEC_PUSH(&list) = fault;
		if (here)
			fault = NULL;
	}
	if (fault)
		*VEC_PUSH(&list) = fault;
	made = faults_new(list.items, list.count);
	free(list.items);
	return made;
}

struct faults *
faults_with(const struct faults *faults, struct fault *fault)
{
	return exchange(faults, fault->id, fault);
}

struct faults *
faults_without(const struct faults *faults, const char *id)
{
	return exchange(faults, id, NULL);
}

void
faults_name(const struct faults *faults, struct fault *fault)
{
	for (unsigned i = 1; fault->id[0] == '\0'; i++) {
		char *id = xasprintf("%u", i);

		if (!faults_find(faults, id))
			memcpy(fault->id, id, strlen(id) + 1);
		free(id);
	}
}

void
faults_list_free(struct faults_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		fault_unref(list->items[i]);
	free(list->items);
	*list = (struct faults_list){0};
}
