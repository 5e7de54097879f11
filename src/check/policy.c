/*
 * How strictly is judged: whether a policy can be kept, and what it makes of
 * each rule.
 */
#include "check/policy.h"
#include "check/allow.h"

#include <string.h>

bool
policy_allows(const struct check_policy *policy, const struct rule *rule)
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

enum rule_level
policy_level(const struct check_policy *policy, const struct rule *rule)
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
