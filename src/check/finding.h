/*
 * Telling what a rule found: what is common to all rules.
 *
 *	if (!finding_new(check))
 *		return;
 *	finding_tell(check, spot_field(check, mx, i, 1), "exchange ...", ...);
 *
 * A rule some of whose findings matter less says so as it counts them:
 *
 *	if (!finding_new_as(check, bits < 1024 ? RULE_WARN : RULE_NOTE))
 *		return;
 *
 * Counting comes before telling, so that a zone with a hundred thousand
 * findings costs no more than the few that are told.
 */
#ifndef MXD_CHECK_FINDING_H
#define MXD_CHECK_FINDING_H

#include "check/rule.h"
#include "check/spf.h"
#include "check/target.h"

/* An allowance of the zone at work. */
struct allowed {
	const struct allowance *by;
	uint16_t rule; /* its place in the table; RULE_NONE: there is none */
	bool used;
};

enum { RULE_NONE = UINT16_MAX };

struct exchanges; /* check/exchanges.h */

/* One rule at work. */
struct ruling {
	enum rule_level level;    /* under the policy */
	bool allowed;             /* by the policy */
	bool found;               /* anything, in any zone */
	struct allowed *zone;     /* by the zone at work, or NULL */
	bool places;              /* places of the zone at work are allowed */
	size_t count[SEVERITIES]; /* findings in the zone at work */
};

/* Rules that look at the same and are not off, by their places in the table. */
struct rule_list {
	uint16_t type; /* of RRsets */
	uint8_t text;  /* enum rule_text */
	uint16_t *items;
	size_t count, capacity;
};

struct rule_lists {
	struct rule_list of_scope[RULE_SCOPES]; /* but SCOPE_RRSET */
	VEC(struct rule_list) of_rrsets;
};

/* Where a finding points to. */
struct spot {
	struct pos pos;
	uint32_t span; /* octets to underline */
};

/* A finding that waits for what comes before it. */
struct told {
	struct spot spot;
	char *sentence; /* owned */
	size_t number;  /* among those of its rule and severity, from 1 */
	uint32_t about; /* as in struct check */
	uint16_t rule;
	uint8_t severity; /* enum severity */
	bool is_allowed;
};

/* How many findings there were of a rule, told or not. */
struct tally {
	uint16_t rule;
	size_t count[SEVERITIES];
};

/* What was found in a part of a zone. */
struct findings {
	VEC(struct told) told;
	VEC(struct tally) tallies;
	VEC(size_t) used; /* allowances of the zone, by place */
};

struct check {
	const struct view *view;
	struct check_zone *zones;
	struct diag_sink *sink;
	const struct rule *rules; /* the table */
	size_t rule_count;
	struct ruling *rulings; /* for each rule */
	struct rule_lists lists;
	struct findings *found; /* where findings go; NULL: to the sink */
	bool strict;            /* warnings refuse */
	const struct check_zone *zone; /* at work */
	uint16_t rule;                 /* at work */
	VEC(struct allowed) allowed;   /* in that zone, by place */
	uint32_t about; /* index plus 1 of the zone that check_target() found
			 * last for the rule at work; 0: none */
	enum severity severity; /* of the finding counted last */
	bool is_allowed;        /* that one */
	uint16_t refused_by; /* first rule of the table that refuses the zone */
	char *refusal;       /* and what it says; NULL: not refused */
	struct {
		const uint8_t *wire;
		struct target target;
	} memo[8]; /* see check_target() */
	struct exchanges *exchanges;
	bool reverse; /* there is a zone that leads from addresses to names */
	struct {
		const uint8_t *octets;
		bool is_cut;
		struct spot spot;
	} cut; /* record_is_cut() of that RDATA: several ask */
	struct {
		const uint8_t *octets;
		struct spf_cost cost;
	} spf; /* of the SPF record whose RDATA that is: several ask */
};

/* Count one finding of the rule at work; whether it is to be told. */
bool finding_new(struct check *check);

/* The same for a finding that is at most as serious as `level`, a word of the
 * table: RULE_WARN or RULE_NOTE. The row has the most serious level. */
bool finding_new_as(struct check *check, enum rule_level level);

/*
 * The next of a zone's incidents of one kind that is to be told, counted as a
 * finding, or NULL. *at is where to look on, 0 at first.
 */
const struct incident *finding_incident(struct check *check,
					const struct subject *zone,
					enum incident_kind kind, size_t *at);

/* An allowance of the zone at work is made use of. */
void finding_use(struct check *check, struct allowed *allowed);

/* At the end of a part of a zone: add how many there were to check->found, and
 * count from 0 again. */
void finding_count(struct check *check);

/* Tell what was found in the next part of the zone at work, and free it. */
void findings_tell(struct check *check, struct findings *found);

/* More of the rule at work were found than were told. */
void finding_tell_rest(struct check *check);

/* Tell the finding just counted. */
void finding_tell(struct check *check, struct spot spot, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));

/* Field number `field` of RR number i of the RRset at work. */
struct spot spot_field(const struct check *check, const struct subject *subject,
		       unsigned i, unsigned field);

/* The TYPE of RR number i of an RRset of the subject's zone. */
struct spot spot_type(const struct check *check, const struct subject *subject,
		      const struct node *node, const struct rrset *rrset,
		      unsigned i);

/* The TYPE that stands at a position; the start of the zone's text. */
struct spot spot_at(const struct check *check, struct pos pos);
struct spot spot_start(const struct check *check);

/* What was written there. NULL, with *len 0, when there is no text or the field
 * does not stand in it as such: by $GENERATE or as \# (RFC 3597). */
const char *spot_text(const struct check *check, struct spot spot, size_t *len);

/*
 * Where something else is, for the end of "CNAME ...": "at line 22", or with
 * the path when that is not the text of `from`. In new memory.
 */
char *pos_words(const struct check *check, struct pos from, struct pos other);

/* The same for the first RR of a type at what target_find() found. */
char *target_words(const struct check *check, struct pos from,
		   const struct target *target, uint16_t type);

/* RR after RR of an RRset whose RDATA holds a name. Start with `subject`
 * set and all else zero. */
struct walk {
	const struct subject *subject;
	unsigned next;      /* number of the RR to come */
	unsigned i;         /* of the one at work */
	struct rdata rdata; /* its RDATA */
	struct name name;   /* exchange, nsdname, cname */
};

bool walk_next(struct walk *walk);

/* target_find() for the name at work; what was found last is remembered, as
 * several rules ask the same. */
const struct target *check_target(struct check *check, const struct walk *walk);

/* Whether the name at work is an address literal that was read as a name. */
bool check_literal(const struct check *check, const struct walk *walk);

#endif
