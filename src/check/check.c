#include "check/check.h"
#include "base/alloc.h"
#include "base/nearest.h"
#include "check/finding.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static bool
is_allowed(const struct check_policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->allow_count; i++) {
		if (strcmp(policy->allow[i], rule->id) == 0)
			return true;
	}
	return false;
}

static void
unknown_rule(const char *id, struct diag_sink *sink)
{
	struct nearest nearest = nearest_to(id, strlen(id));
	size_t count;
	const struct rule *rules = rule_rows(&count);

	for (size_t i = 0; i < count; i++)
		nearest_try(&nearest, rules[i].id);
	if (nearest.word)
		diag_error(sink, (struct pos){0},
			   "there is no rule \"%s\" to allow; did you mean "
			   "\"%s\"?",
			   id, nearest.word);
	else
		diag_error(sink, (struct pos){0},
			   "there is no rule \"%s\" to allow", id);
}

bool
check_policy_valid(const struct check_policy *policy, struct diag_sink *sink)
{
	bool valid = true;

	for (size_t i = 0; i < policy->allow_count; i++) {
		const char *id = policy->allow[i];
		const struct rule *rule = rule_find(id);

		if (rule && !rule->mandatory)
			continue;
		valid = false;
		if (!rule)
			unknown_rule(id, sink);
		else
			diag_error(sink, (struct pos){0},
				   "rule \"%s\" cannot be allowed: %s", id,
				   rule->says);
	}
	return valid;
}

static void
check_init(struct check *check, const struct check_policy *policy)
{
	check->strict = policy->profile == CHECK_STRICT;
	check->rules = rule_rows(&check->rule_count);
	check->rulings = xcalloc(check->rule_count, sizeof *check->rulings);
	for (size_t i = 0; i < RULE_SCOPES; i++)
		check->by_scope[i].at =
		    xcalloc(check->rule_count, sizeof(uint16_t));
	for (size_t i = 0; i < check->rule_count; i++) {
		const struct rule *rule = &check->rules[i];
		struct ruling *ruling = &check->rulings[i];
		struct rule_list *list = &check->by_scope[rule->scope];

		ruling->level = rule_level(rule, policy->profile);
		ruling->allowed = is_allowed(policy, rule);
		if (ruling->level != RULE_OFF)
			list->at[list->count++] = (uint16_t)i;
	}
}

static void
check_done(struct check *check)
{
	free(check->rulings);
	for (size_t i = 0; i < RULE_SCOPES; i++)
		free(check->by_scope[i].at);
}

static void
judge(struct check *check, uint16_t rule, const struct subject *subject)
{
	check->rule = rule;
	check->rules[rule].judge(check, subject);
}

static void
judge_node(struct check *check, struct subject subject)
{
	const struct rule_list *names = &check->by_scope[SCOPE_NAME];
	const struct rule_list *rrsets = &check->by_scope[SCOPE_RRSET];
	const struct rrset *rrset = node_rrsets(subject.node);

	for (size_t i = 0; i < names->count; i++)
		judge(check, names->at[i], &subject);
	for (unsigned left = subject.node->rrset_count; left > 0; left--) {
		subject.rrset = rrset++;
		for (size_t i = 0; i < rrsets->count; i++) {
			if (check->rules[rrsets->at[i]].type ==
			    subject.rrset->type)
				judge(check, rrsets->at[i], &subject);
		}
	}
}

/* How many findings of one rule were not told; its tally is as before again. */
static void
tell_rest_of(struct check *check, uint16_t rule)
{
	struct ruling *ruling = &check->rulings[rule];

	check->rule = rule;
	for (unsigned severity = 0; severity < SEVERITIES; severity++) {
		size_t rest = ruling->count[severity];

		ruling->count[severity] = 0;
		if (rest <= CHECK_FINDINGS_KEPT)
			continue;
		check->severity = (enum severity)severity;
		finding_tell(check, spot_start(check),
			     "%zu more findings of this rule are not shown",
			     rest - CHECK_FINDINGS_KEPT);
	}
}

static void
judge_zone(struct check *check, struct check_zone *zone)
{
	const struct rule_list *zones = &check->by_scope[SCOPE_ZONE];
	struct subject subject = {.zone = zone->draft->zone,
				  .draft = zone->draft};

	check->zone = zone;
	check->refusal = NULL;
	for (size_t i = 0; i < zones->count; i++)
		judge(check, zones->at[i], &subject);
	for (uint32_t rank = 0; rank < subject.zone->node_count; rank++) {
		subject.node = zone_node_ranked(subject.zone, rank);
		judge_node(check, subject);
	}
	for (size_t i = 0; i < check->rule_count; i++)
		tell_rest_of(check, (uint16_t)i);
	zone->refusal = check->refusal;
}

void
check_zones(const struct check_policy *policy, const struct view *view,
	    struct check_zone *zones, struct diag_sink *sink)
{
	struct check check = {.view = view, .zones = zones, .sink = sink};

	check_init(&check, policy);
	for (uint32_t i = 0; i < view->count; i++) {
		zones[i].refusal = NULL;
		if (zones[i].draft)
			judge_zone(&check, &zones[i]);
	}
	check_done(&check);
}
