/*
 * What amend.c (changes to ledgers) and amend_judge.c (the rules) share.
 */
#ifndef MXD_CONTROL_AMEND_PRIVATE_H
#define MXD_CONTROL_AMEND_PRIVATE_H

#include "control/amend.h"

/* One zone that the changes are about. */
struct amended {
	struct book_zone *old; /* NULL: there is none yet */
	struct ledger *ledger; /* as edited so far; NULL: it is deleted */
	bool own_soa;          /* the changes say what its SOA is */
	struct draft draft;    /* of the ledger; zone NULL: not made */
	uint32_t first_offset; /* of its RRs' places */
};

struct amend {
	const struct book *book;
	const struct changes *changes;
	const struct check_policy *policy;
	struct verdict *verdict;
	size_t change; /* at work */
	VEC(struct amended) zones;
};

/* The change at work cannot be made. Returns false. */
bool amend_fail(struct amend *amend, enum commit_status status,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Judge the zones as they would be, in `book`; whether they may be. */
bool amend_judge(struct amend *amend, const struct book *book);

#endif
