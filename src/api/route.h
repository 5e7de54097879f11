/*
 * THE table of routes: one row a route drives the dispatch, the OpenAPI
 * document and docs/api.md. A new route is a row in route.c and a handler.
 */
#ifndef MXD_API_ROUTE_H
#define MXD_API_ROUTE_H

#include "api/call.h"

enum {
	ROUTE_OPEN = 1,     /* needs no token */
	ROUTE_ANY_TYPE = 2, /* the body is JSON, whatever its Content-Type */
	ROUTE_OPTIONAL = 4, /* the body may be left out */
	ROUTE_TEXT = 8,     /* the body is a zone's text: body stays NULL */
	ROUTE_CHALLTESTSRV = 16, /* only with that setting */
};

enum {
	ROUTE_PARAMETERS_MAX = 12,
	ROUTE_BODY_MAX = 1 << 20,
	ROUTE_TEXT_MAX = 64 << 20
};

struct api_parameter {
	const char *name, *says;
};

struct api_route {
	const char *method, *path; /* {} stand for one segment each */
	void (*run)(struct call *call);
	const char *id;      /* for programs made from the document */
	const char *summary; /* what it does */
	const char *request; /* row of api/schema.h of the body, or NULL */
	const char *answer;  /* row of the data; NULL: of its own shape */
	const char *type;    /* media type of an answer that is not JSON */
	unsigned status;     /* of success */
	unsigned flags;
	struct api_parameter query[ROUTE_PARAMETERS_MAX]; /* to a NULL name */
};

/* All rows, in the order of the manual. */
const struct api_route *api_route_rows(size_t *count);

/*
 * The row for a request; HEAD is as GET. `arguments` receives what stands for
 * the {}. NULL when there is none; *known says whether the path has others.
 */
const struct api_route *
api_route_find(const char *method, const struct target *target,
	       const char *arguments[static CALL_ARGUMENTS_MAX], bool *known);

/* The methods of a path, "GET, POST", in new memory. */
char *api_route_allow(const struct target *target);

#endif
