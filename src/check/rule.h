/*
 * THE table of rules: one row a rule drives the loader, `mxd check` and the
 * manual (docs/rules.md). A row owes tests/rules/<id>/good.zone and bad.zone.
 */
#ifndef MXD_CHECK_RULE_H
#define MXD_CHECK_RULE_H

#include "check/check.h"

/* What a rule is called for. */
enum rule_scope {
	SCOPE_ZONE,  /* each zone, once */
	SCOPE_NAME,  /* each owner and empty non-terminal */
	SCOPE_RRSET, /* each RRset of one type */
	SCOPE_LAST,  /* each zone, once, after all other rules */
	RULE_SCOPES,
};

/* What a TXT RRset may hold, for rules that look at nothing else. */
enum rule_text {
	TEXT_ANY = 0,
	TEXT_SPF = 1,   /* a text that starts with v=spf1, or with a blank or
			* quote, which may stand before it by mistake */
	TEXT_MAIL = 2,  /* one with the version of another record of mail, or
			* any below a label that starts with "_" */
	TEXT_ALIAS = 4, /* of a rule: called for CNAMEs, too */
};

/* What a rule looks at; it may look further from there. */
struct subject {
	const struct zone *zone;
	const struct draft *draft;
	const struct node *node;   /* NULL for SCOPE_ZONE, _LAST */
	const struct rrset *rrset; /* NULL but for SCOPE_RRSET */
};

struct check; /* check/finding.h */

struct rule {
	const char *id;
	uint8_t lab, public; /* enum rule_level of these profiles, the highest
			      * that a finding has; CHECK_STRICT is lab's,
			      * with RULE_WARN raised */
	bool mandatory;      /* without it there is no zone: never allowed */
	uint8_t scope;       /* enum rule_scope */
	uint16_t type;       /* of the RRsets, for SCOPE_RRSET */
	uint8_t text;        /* enum rule_text: of TXT only those with such */
	void (*judge)(struct check *check, const struct subject *subject);
	const char *reference; /* RFC and section */
	const char *says;      /* for people: what is asked for, and why */
};

/* All rows. */
const struct rule *rule_rows(size_t *count);

/* The row with that id, or NULL. */
const struct rule *rule_find(const char *id);

/* The word for a level: "off", "note", "warn", "refuse"; and the level of a
 * word of len octets, false when it is none. */
const char *rule_level_word(enum rule_level level);
bool rule_level_of_word(const char *word, size_t len, enum rule_level *level);

/* The row's level in a profile; under CHECK_STRICT, a warning refuses. */
enum rule_level rule_level(const struct rule *rule, enum check_profile profile);

#endif
