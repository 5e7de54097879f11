/*
 * What is expected of the queries that come: how many that match there shall
 * be, or in which order some shall come. Pure: it is shown one query after the
 * other, and told when no more will be waited for.
 */
#ifndef MXD_LAB_EXPECT_H
#define MXD_LAB_EXPECT_H

#include "lab/match.h"

enum {
	EXPECT_ORDER_MAX = 32,
	EXPECT_SHOWN = 20, /* queries that are kept as those that matched */
	EXPECT_NEAR = 5,   /* those that came nearest */
	EXPECT_WHY_MAX = 160,
};

#define EXPECT_NO_MAX UINT64_MAX

struct expect_near {
	struct sighting seen;
	unsigned differs; /* a bit for each filter: see match_differs() */
};

struct expect {
	/* to be set: one, or those to come one after the other */
	size_t count;
	struct match matches[EXPECT_ORDER_MAX];
	bool ordered;
	uint64_t min, max; /* of those that match, unless ordered */

	/* what was seen; zero-initialise */
	uint64_t matched; /* ordered: how many of `matches` have come */
	uint64_t lost;    /* queries that could not be shown */
	size_t shown_count, near_count;
	struct sighting shown[EXPECT_SHOWN];  /* the first that matched */
	struct expect_near near[EXPECT_NEAR]; /* the nearest first */
};

enum expect_verdict {
	EXPECT_OPEN, /* it depends on what comes */
	EXPECT_HOLDS,
	EXPECT_FAILS,
};

void expect_see(struct expect *expect, const struct sighting *seen);

/* `over`: no more comes, so that it is not EXPECT_OPEN. */
enum expect_verdict expect_judge(const struct expect *expect, bool over);

/* A sentence: how many there were, and how many are wanted. */
void expect_explain(const struct expect *expect,
		    char why[static EXPECT_WHY_MAX]);

/* "250ms", "5s", "1m"; false when it is none, or longer than `max` ms. */
bool expect_time_from_text(const char *text, uint64_t max, uint64_t *ms);

#endif
