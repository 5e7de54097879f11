/*
 * What a policy makes of the rules.
 */
#ifndef MXD_CHECK_POLICY_H
#define MXD_CHECK_POLICY_H

#include "check/rule.h"

/* Whether the policy allows what the rule forbids. */
bool policy_allows(const struct check_policy *policy, const struct rule *rule);

/* The level of a rule, by the last of policy->levels that names it. */
enum rule_level policy_level(const struct check_policy *policy,
			     const struct rule *rule);

#endif
