/*
 * The target of a request (RFC 9112 §3.2.1): the path in segments, and the
 * query as names and values, %-escapes decoded (RFC 3986 §2.1).
 */
#ifndef MXD_API_TARGET_H
#define MXD_API_TARGET_H

#include <stdbool.h>
#include <stddef.h>

enum { TARGET_SEGMENTS_MAX = 8, TARGET_PAIRS_MAX = 16 };

struct target_pair {
	const char *name, *value; /* value "" when there is no = */
};

struct target {
	char *text; /* owned: what the others point into */
	const char *segments[TARGET_SEGMENTS_MAX];
	size_t segment_count;
	struct target_pair pairs[TARGET_PAIRS_MAX];
	size_t pair_count;
};

/*
 * Cut a target. Returns NULL, or in words what is wrong with it; then there is
 * nothing to free. "/" has no segment; an empty segment is one. A "+" of the
 * query is a blank.
 */
const char *target_parse(const char *text, struct target *target);

void target_free(struct target *target);

/* The first value of that name, or NULL. */
const char *target_value(const struct target *target, const char *name);

#endif
