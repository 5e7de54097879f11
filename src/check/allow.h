/*
 * What is allowed: by the policy, and by the text of the zone at work.
 */
#ifndef MXD_CHECK_ALLOW_H
#define MXD_CHECK_ALLOW_H

#include "check/finding.h"

/* Take up the allowances of the zone at work. */
void allow_start(struct check *check, const struct draft *draft);

/* Whether the rule at work is allowed at that place; it counts as used. */
bool allow_covers(struct check *check, struct pos pos);

/* After all zones: tell of what the policy allows in vain. */
void allow_tell_unused(struct check *check, const struct check_policy *policy);

/* The rule that is nearest to an id of len octets that is none, or NULL. */
const char *allow_nearest(const char *id, size_t len);

#endif
