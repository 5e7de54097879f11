/*
 * What the parts of amend() share: the frame in amend.c, changes of records in
 * amend_record.c and of whole zones in amend_zone.c, the rules in
 * amend_judge.c.
 */
#ifndef MXD_CONTROL_AMEND_PRIVATE_H
#define MXD_CONTROL_AMEND_PRIVATE_H

#include "control/amend.h"

/* One zone that the changes are about. */
struct amended {
	uint8_t wire[NAME_WIRE_MAX]; /* of amended_origin() */
	uint8_t origin_len, origin_labels;
	struct book_zone *old; /* as it was; NULL: there was none */
	struct ledger *ledger; /* as it would be; NULL: there would be none */
	bool deleted;          /* by the changes so far */
	bool own_soa;          /* the changes say what its SOA is */
	struct draft text;     /* as a text says it; zone NULL: no text does,
				* or it was edited since */
	uint32_t text_file;    /* that text, or 0 */
	size_t text_change;    /* which of the changes has it */
	struct draft draft;    /* to be judged; zone NULL: not made */
	uint32_t first_offset; /* of its records' places, see ledger_draft() */
};

struct amend {
	const struct book *book;
	const struct changes *changes;
	const struct check_policy *policy;
	struct verdict *verdict;
	size_t change; /* at work */
	uint32_t next_offset;
	struct sources sources; /* texts of changes */
	VEC(struct amended) zones;
};

struct name amended_origin(const struct amended *zone);

/* The zone of that name among those at work, which it joins now if need be.
 * Others move then. */
struct amended *amend_open(struct amend *amend, struct name origin);

/* The change at work cannot be made. Returns false. */
bool amend_fail(struct amend *amend, enum commit_status status,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Changes of one kind each; false when one cannot be made, and amend_fail()
 * has said why. The first five edit zone->ledger, which is there.
 */
bool amend_add(struct amend *amend, struct amended *zone,
	       const struct change *change);
bool amend_replace(struct amend *amend, struct amended *zone,
		   const struct change *change);
bool amend_delete(struct amend *amend, struct amended *zone,
		  const struct change *change);
bool amend_put_rrset(struct amend *amend, struct amended *zone,
		     const struct change *change);
bool amend_delete_rrset(struct amend *amend, struct amended *zone,
			const struct change *change);
bool amend_put_zone(struct amend *amend, struct amended *zone,
		    const struct change *change);
bool amend_create_zone(struct amend *amend, struct amended *zone,
		       const struct change *change);
bool amend_delete_zone(struct amend *amend, struct amended *zone,
		       const struct change *change);

/* Whether the rules that are allowed exist and may be. */
bool amend_policy_valid(struct amend *amend);

/* Judge the zones as they would be, in `book`; whether they may be. */
bool amend_judge(struct amend *amend, const struct book *book);

/* Forget what a text said. */
void amended_drop_text(struct amended *zone);

/* What a finding is about, besides what the diag says. */
struct told {
	struct name zone;            /* len 0: not known */
	const struct record *record; /* or NULL */
};

/* Have the caller told; takes the text of the diag. */
void amend_tell(struct amend *amend, struct diag *diag,
		const struct told *about);

/* A copy of a name that lives as long as the verdict. */
struct name verdict_name(struct verdict *verdict, struct name name);

#endif
