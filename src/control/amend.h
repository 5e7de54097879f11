/*
 * From a book and changes to another book, or to why there is none: the part
 * of the commit path (control/commit.h) that knows no thread, no worker and no
 * clock.
 */
#ifndef MXD_CONTROL_AMEND_H
#define MXD_CONTROL_AMEND_H

#include "check/check.h"
#include "control/book.h"
#include "control/commit.h"

/* What came of a commit, and the memory of it. Zero-initialise. */
struct verdict {
	struct commit_result result;
	char *reason;
	VEC(struct commit_finding) findings;
	VEC(struct commit_made) made;
	VEC(struct commit_zone) zones;
	VEC(void *) owned; /* what these point to */
};

/* As the caller of a commit sees it. */
const struct commit_result *verdict_result(struct verdict *verdict);

/* What was asked for cannot be done. */
void verdict_fail(struct verdict *verdict, enum commit_status status,
		  const char *format, ...)
    __attribute__((format(printf, 3, 4)));

void verdict_free(struct verdict *verdict);

/*
 * Make changes to a book.
 *
 *   policy   how strictly to judge; its `allow` holds what the commit allows
 *   verdict  receives what came of it
 *
 * Returns the new book, with a reference for the caller, when the status is
 * COMMIT_DONE; else NULL. `book` is as it was in either case.
 */
struct book *amend(const struct book *book, const struct changes *changes,
		   const struct check_policy *policy, struct verdict *verdict);

#endif
