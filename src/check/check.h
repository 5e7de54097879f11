/*
 * Judging zones before they are served: every rule of THE table over every
 * zone that was read, all of them seen together.
 *
 * What refuses a zone, what only warns and what merely notes depends on the
 * profile. A name outside the zones given is never looked up anywhere: such
 * a name is not judged.
 */
#ifndef MXD_CHECK_CHECK_H
#define MXD_CHECK_CHECK_H

#include "base/diag.h"
#include "zone/builder.h"
#include "zone/view.h"

enum check_profile {
	CHECK_LAB,    /* experiments: what breaks DNS or mail refuses */
	CHECK_PUBLIC, /* also what a mail domain on the Internet needs */
	CHECK_STRICT, /* as CHECK_LAB, and warnings refuse too */
};

/* What a finding of a rule does to the zone. */
enum rule_level {
	RULE_OFF,
	RULE_NOTE,   /* told as a note */
	RULE_WARN,   /* told as a warning */
	RULE_REFUSE, /* told as an error: the zone is not served */
};

/*
 * How strictly to judge. What is allowed here, or in the text of a zone
 * (struct allowance), is told as a note at most: what is a note already is
 * not told. An allowance that allows nothing is a finding: allow-unused.
 */
struct check_policy {
	enum check_profile profile;
	const char *const *allow; /* ids of rules */
	size_t allow_count;
	const char *const *levels; /* "RULE=LEVEL": instead of the table's */
	size_t level_count;
};

/*
 * Whether each id of policy->allow is that of a rule which may be allowed, and
 * each of policy->levels a rule's and a level; else what is wrong with them
 * goes to the sink (about no place in a text).
 */
bool check_policy_valid(const struct check_policy *policy,
			struct diag_sink *sink);

/*
 * The id of rule number i, and whether it may be allowed; NULL past the last.
 * What struct config_rules asks for.
 */
const char *check_rule_id(size_t i, bool *allowable);

/*
 * One zone of those seen together, in the order of view->zones. A zone
 * without a draft is not judged: others are judged by what it says.
 */
struct check_zone {
	const struct draft *draft; /* as it was read; NULL: not to be judged */
	const struct zone *previous; /* its version before; NULL: none */
	uint32_t file; /* its text, for what has no RR to point at */
	char *refusal; /* receives NULL, or "rule: sentence" (owned by the
			* caller) when the zone must not be served */
	bool blamed;   /* receives whether what refuses another zone is about
			* a name of this one */
};

/*
 * Run all rules.
 *
 *   policy   a valid one
 *   view     the zones together; view->zones[i].zone is NULL for a zone of
 *            which nothing is known, whose names are not judged
 *   zones    view->count of them
 *   sink     receives the findings; of one rule in one zone, the first
 *            CHECK_FINDINGS_KEPT and then how many more there are
 *
 * Time is linear in the size of the zones.
 */
void check_zones(const struct check_policy *policy, const struct view *view,
		 struct check_zone *zones, struct diag_sink *sink);

enum { CHECK_FINDINGS_KEPT = 20 };

#endif
