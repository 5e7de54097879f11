#include "check/check.h"
#include "base/alloc.h"
#include "check/allow.h"
#include "check/exchanges.h"
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
unknown_rule(const char *id, size_t len, struct diag_sink *sink)
{
	const char *nearest = allow_nearest(id, len);

	if (nearest)
		diag_error(sink, (struct pos){0},
			   "there is no rule \"%.*s\"; did you mean \"%s\"?",
			   (int)len, id, nearest);
	else
		diag_error(sink, (struct pos){0}, "there is no rule \"%.*s\"",
			   (int)len, id);
}

static bool
allow_valid(const char *id, struct diag_sink *sink)
{
	const struct rule *rule = rule_find(id);

	if (rule && !rule->mandatory)
		return true;
	if (!rule)
		unknown_rule(id, strlen(id), sink);
	else
		diag_error(sink, (struct pos){0},
			   "rule \"%s\" cannot be allowed: %s", id, rule->says);
	return false;
}

/* One of policy->levels in its two parts; NULL: there is no such rule. */
static const struct rule *
level_read(const char *text, enum rule_level *level, bool *good)
{
	size_t len = strcspn(text, "=");
	size_t count;
	const struct rule *rules = rule_rows(&count);

	*good =
	    text[len] == '=' &&
	    rule_level_of_word(text + len + 1, strlen(text + len + 1), level);
	for (size_t i = 0; i < count; i++) {
		if (strlen(rules[i].id) == len &&
		    memcmp(rules[i].id, text, len) == 0)
			return &rules[i];
	}
	return NULL;
}

static bool
level_valid(const char *text, struct diag_sink *sink)
{
	enum rule_level level;
	bool good;
	const struct rule *rule = level_read(text, &level, &good);

	if (!rule)
		unknown_rule(text, strcspn(text, "="), sink);
	else if (!good)
		diag_error(sink, (struct pos){0},
			   "\"%s\" must be %s=off, =note, =warn or =refuse",
			   text, rule->id);
	else if (rule->mandatory && level != RULE_REFUSE)
		diag_error(sink, (struct pos){0},
			   "rule \"%s\" always refuses: %s", rule->id,
			   rule->says);
	else
		return true;
	return false;
}

bool
check_policy_valid(const struct check_policy *policy, struct diag_sink *sink)
{
	bool valid = true;

	for (size_t i = 0; i < policy->allow_count; i++)
		valid &= allow_valid(policy->allow[i], sink);
	for (size_t i = 0; i < policy->level_count; i++)
		valid &= level_valid(policy->levels[i], sink);
	return valid;
}

/* The level of a rule, by the last of policy->levels that names it. */
static enum rule_level
level_under(const struct check_policy *policy, const struct rule *rule)
{
	enum rule_level level = rule_level(rule, policy->profile);
	enum rule_level said;
	bool good;

	for (size_t i = 0; i < policy->level_count; i++) {
		if (level_read(policy->levels[i], &said, &good) == rule && good)
			level = said;
	}
	return level;
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

		ruling->level = level_under(policy, rule);
		ruling->allowed = is_allowed(policy, rule);
		if (ruling->level != RULE_OFF)
			list->at[list->count++] = (uint16_t)i;
	}
}

static void
check_done(struct check *check)
{
	free(check->rulings);
	exchanges_free(check->exchanges);
	free(check->allowed.items);
	for (size_t i = 0; i < RULE_SCOPES; i++)
		free(check->by_scope[i].at);
}

static void
judge(struct check *check, uint16_t rule, const struct subject *subject)
{
	check->rule = rule;
	check->about = 0;
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

/* Each rule of a scope that looks at a zone as a whole. */
static void
judge_whole(struct check *check, enum rule_scope scope,
	    const struct subject *zone)
{
	const struct rule_list *rules = &check->by_scope[scope];

	for (size_t i = 0; i < rules->count; i++)
		judge(check, rules->at[i], zone);
}

static void
judge_zone(struct check *check, struct check_zone *zone)
{
	struct subject subject = {.zone = zone->draft->zone,
				  .draft = zone->draft};

	check->zone = zone;
	check->refusal = NULL;
	allow_start(check, zone->draft);
	judge_whole(check, SCOPE_ZONE, &subject);
	for (uint32_t rank = 0; rank < subject.zone->node_count; rank++) {
		subject.node = zone_node_ranked(subject.zone, rank);
		judge_node(check, subject);
	}
	subject.node = NULL;
	judge_whole(check, SCOPE_LAST, &subject);
	for (size_t i = 0; i < check->rule_count; i++) {
		check->rule = (uint16_t)i;
		finding_tell_rest(check);
	}
	zone->refusal = check->refusal;
}

void
check_zones(const struct check_policy *policy, const struct view *view,
	    struct check_zone *zones, struct diag_sink *sink)
{
	struct check check = {.view = view, .zones = zones, .sink = sink};
	bool all = true;

	check_init(&check, policy);
	for (uint32_t i = 0; i < view->count; i++) {
		zones[i].refusal = NULL;
		zones[i].blamed = false;
	}
	for (uint32_t i = 0; i < view->count; i++) {
		if (zones[i].draft)
			judge_zone(&check, &zones[i]);
		else
			all = false;
	}
	/* Who knows what is in a zone that could not be read? */
	if (all)
		allow_tell_unused(&check, policy);
	check_done(&check);
}
