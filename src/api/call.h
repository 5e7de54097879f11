/*
 * One request to the API on its way: what a handler gets and how it answers.
 *
 * Answers have one of two shapes:
 *
 *	{"status":"success","data":...}
 *	{"status":"error","error":{"code","message","rule","findings"}}
 */
#ifndef MXD_API_CALL_H
#define MXD_API_CALL_H

#include "api/http.h"
#include "api/target.h"
#include "dns/name.h"

#include <jansson.h>

struct api;
struct api_route;
struct commit_result;

enum { CALL_ARGUMENTS_MAX = 3 };

struct call {
	struct api *api;
	struct http_exchange *exchange;
	const struct api_route *route;
	struct target target;
	const char *arguments[CALL_ARGUMENTS_MAX]; /* of {} in the path */
	json_t *body; /* as the route's schema says; NULL: none was sent */

	/* Of a commit under way: what answers once it is done, and the record
	 * or zone that it is about. */
	void (*done)(struct call *call, const struct commit_result *result);
	uint64_t id;
	uint8_t zone[NAME_WIRE_MAX];
};

/* What can go wrong: a row of call.c. */
enum call_error {
	CALL_BAD_REQUEST,
	CALL_UNAUTHORIZED,
	CALL_CROSS_SITE,
	CALL_NOT_FOUND,
	CALL_METHOD,
	CALL_CONFLICT,
	CALL_TOO_LARGE,
	CALL_MEDIA_TYPE,
	CALL_WRONG_HOST,
	CALL_INVALID,
	CALL_REFUSED,
	CALL_FAILED,
	CALL_NOT_READY,
	CALL_ERRORS
};

struct call_error_row {
	unsigned status;
	const char *code, *says;
};

const struct call_error_row *call_error_row(enum call_error error);

/* Success, with the status of the route; the data is taken over. */
void call_answer(struct call *call, json_t *data);

/* The same as a text of the route's media type, or as JSON of its own shape;
 * in memory that is taken over. */
void call_answer_text(struct call *call, char *text);
void call_answer_json(struct call *call, json_t *json);

void call_fail(struct call *call, enum call_error error, const char *format,
	       ...) __attribute__((format(printf, 3, 4)));

/* The same with a rule and findings, each of which may be NULL; the findings
 * are taken over. */
void call_fail_findings(struct call *call, enum call_error error,
			const char *message, const char *rule,
			json_t *findings);

/* A query parameter, or NULL. */
const char *call_query(const struct call *call, const char *name);

/* A text of the body; NULL: it is not there. */
const char *call_text(const struct call *call, const char *name);

#endif
