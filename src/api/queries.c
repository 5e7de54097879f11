/*
 * What was asked: GET and DELETE of what workers remember.
 */
#include "api/queries.h"
#include "api/api_private.h"
#include "api/edit.h"
#include "api/handlers.h"
#include "api/page.h"
#include "base/vec.h"
#include "control/tojson.h"
#include "control/tojson_query.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

struct recent *
queries_recent(struct call *call)
{
	struct recent *recent = server_recent(call->api->server);

	if (!recent)
		call_fail(call, CALL_CONFLICT,
			  "queries are not remembered: the setting queries "
			  "is 0");
	return recent;
}

bool
queries_match(struct call *call, struct match *match)
{
	for (unsigned i = 0; i < MATCH_FILTERS; i++) {
		const char *name = match_filter_name(i);
		const char *text = call_query(call, name);
		const char *must = text ? match_set(match, i, text) : NULL;

		if (must) {
			call_fail(call, CALL_INVALID, "%s %s", name, must);
			return false;
		}
	}
	return true;
}

/* RFC 3339, in UTC; with or without a fraction. */
static bool
read_time(const char *text, uint64_t *ns)
{
	uint64_t unit = 1000000000;
	struct tm utc = {0};
	const char *at = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);
	time_t seconds;

	if (!at)
		return false;
	seconds = timegm(&utc);
	if (seconds < 0)
		return false;
	*ns = (uint64_t)seconds * unit;
	if (*at == '.') {
		for (at++; *at >= '0' && *at <= '9'; at++) {
			unit /= 10;
			*ns += (uint64_t)(*at - '0') * unit;
		}
	}
	return strcmp(at, "Z") == 0;
}

bool
queries_since(struct call *call, const struct recent *recent, const char *text,
	      struct queries_since *since)
{
	since->time = 0;
	recent_begin(recent, &since->mark);
	if (!text || recent_mark_from_text(recent, text, &since->mark) ||
	    read_time(text, &since->time))
		return true;
	call_fail(call, CALL_INVALID,
		  "since must be a mark that this server has given, or a time "
		  "as 2026-01-02T03:04:05Z");
	return false;
}

/* Those that are shown, and where the next ones begin. */
struct found {
	VEC(struct sighting) seen;
	struct recent_mark mark;
	uint64_t lost;
};

/* The first ones behind a mark. */
static void
find_since(const struct recent *recent, const struct match *match,
	   const struct queries_since *since, size_t limit, struct found *found)
{
	struct sighting seen;

	found->mark = since->mark;
	while (found->seen.count < limit &&
	       recent_next(recent, &found->mark, &seen, &found->lost)) {
		if (seen.time >= since->time && !match_differs(match, &seen))
			*VEC_PUSH(&found->seen) = seen;
	}
}

/* The last ones there are, in the order of time. */
static void
find_last(const struct recent *recent, const struct match *match, size_t limit,
	  struct found *found)
{
	struct recent_mark mark;
	struct sighting seen;

	recent_end(recent, &found->mark);
	mark = found->mark;
	while (found->seen.count < limit &&
	       recent_previous(recent, &mark, &seen)) {
		if (!match_differs(match, &seen))
			*VEC_PUSH(&found->seen) = seen;
	}
	for (size_t i = 0; i < found->seen.count / 2; i++) {
		size_t other = found->seen.count - 1 - i;

		seen = found->seen.items[i];
		found->seen.items[i] = found->seen.items[other];
		found->seen.items[other] = seen;
	}
}

void
queries_set_mark(json_t *json, const struct recent *recent,
		 const struct recent_mark *mark)
{
	char *text = recent_mark_to_text(recent, mark);

	tojson_set_text(json, "mark", text);
	free(text);
}

static void
answer_found(struct call *call, const struct recent *recent,
	     const struct found *found)
{
	json_t *data = json_object();
	json_t *items = json_array();

	for (size_t i = 0; i < found->seen.count; i++)
		json_array_append_new(items,
				      tojson_query(&found->seen.items[i]));
	json_object_set_new(data, "items", items);
	queries_set_mark(data, recent, &found->mark);
	tojson_set_number(data, "lost", found->lost);
	call_answer(call, data);
}

void
api_get_queries(struct call *call)
{
	const char *since_text = call_query(call, "since");
	const struct recent *recent = queries_recent(call);
	struct match match = {0};
	struct found found = {0};
	struct queries_since since;
	uint64_t limit;

	if (!recent || !queries_match(call, &match) ||
	    !queries_since(call, recent, since_text, &since) ||
	    !edit_number(call, "limit", PAGE_LIMIT_MAX, PAGE_LIMIT, &limit))
		return;
	if (since_text)
		find_since(recent, &match, &since, limit, &found);
	else
		find_last(recent, &match, limit, &found);
	answer_found(call, recent, &found);
	free(found.seen.items);
}

void
api_delete_queries(struct call *call)
{
	struct recent *recent = queries_recent(call);

	if (!recent)
		return;
	recent_forget(recent);
	call_answer(call, json_pack("{s:s}", "message", "Queries forgotten"));
}
