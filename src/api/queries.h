/*
 * What the routes about queries that were seen have in common.
 */
#ifndef MXD_API_QUERIES_H
#define MXD_API_QUERIES_H

#include "api/call.h"
#include "lab/match.h"
#include "lab/recent.h"

/* From where on queries are meant. */
struct queries_since {
	struct recent_mark mark;
	uint64_t time; /* ns since 1970 */
};

/* What is remembered. NULL: nothing is, and the call is answered. */
struct recent *queries_recent(struct call *call);

/* The filters of the call's query; false: the call is answered. */
bool queries_match(struct call *call, struct match *match);

/* A mark or a time; NULL: all that is remembered. False: it is neither, and
 * the call is answered. */
bool queries_since(struct call *call, const struct recent *recent,
		   const char *text, struct queries_since *since);

void queries_set_mark(json_t *json, const struct recent *recent,
		      const struct recent_mark *mark);

#endif
