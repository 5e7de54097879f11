/*
 * POST /v1/expect: the call waits until what it expects of queries holds, or
 * can no longer.
 *
 * While calls wait, what workers remember is looked at every POLL_MS; no query
 * wakes anybody for them.
 */
#include "api/expect.h"
#include "api/api_private.h"
#include "api/handlers.h"
#include "api/queries.h"
#include "base/alloc.h"
#include "control/tojson.h"
#include "control/tojson_query.h"
#include "lab/expect.h"

#include <stdlib.h>

enum {
	POLL_MS = 10,
	WAITING_MAX = 32, /* calls at a time */
	WITHIN_MAX_MS = 60000,
};

static const char within_standard[] = "1s";

struct waiting {
	struct waiting *next;
	struct call *call;
	struct expect expect;
	struct queries_since since;
	uint64_t until; /* of the loop's clock */
};

struct expects {
	struct waiting *first;
	size_t count;
	uv_timer_t timer; /* data: the struct api */
};

/* what is expected */

static bool
invalid(struct call *call, const char *where, const char *must)
{
	call_fail(call, CALL_INVALID, "%s %s", where, must);
	return false;
}

static bool
read_match(struct call *call, json_t *json, struct match *match)
{
	for (unsigned i = 0; i < MATCH_FILTERS; i++) {
		const char *name = match_filter_name(i);
		json_t *text = json_object_get(json, name);
		const char *must =
		    text ? match_set(match, i, json_string_value(text)) : NULL;

		if (must)
			return invalid(call, name, must);
	}
	return true;
}

static bool
read_order(struct call *call, struct expect *expect, json_t *order)
{
	expect->ordered = true;
	expect->count = json_array_size(order);
	if (expect->count == 0 || expect->count > EXPECT_ORDER_MAX)
		return invalid(call, "order", "must have 1 to 32 items");
	for (size_t i = 0; i < expect->count; i++) {
		if (!read_match(call, json_array_get(order, i),
				&expect->matches[i]))
			return false;
	}
	return true;
}

static uint64_t
number(const json_t *body, const char *name, uint64_t standard)
{
	json_t *value = json_object_get(body, name);

	return value ? (uint64_t)json_integer_value(value) : standard;
}

/* How many: of count, min with max, and never there is one. */
static bool
read_bounds(struct call *call, struct expect *expect)
{
	const json_t *body = call->body;
	bool count = json_object_get(body, "count");
	bool range =
	    json_object_get(body, "min") || json_object_get(body, "max");
	bool never = json_is_true(json_object_get(body, "never"));

	if (count + range + never + expect->ordered > 1)
		return invalid(call, "count",
			       "must not stand with min, max, never or order, "
			       "nor one of these with another, but for min "
			       "with max");
	expect->min = number(body, "count", number(body, "min", range ? 0 : 1));
	expect->max = number(body, "count", number(body, "max", EXPECT_NO_MAX));
	if (never)
		expect->min = expect->max = 0;
	return expect->min <= expect->max ||
	       invalid(call, "min", "must not be more than max");
}

static bool
read_expect(struct call *call, struct expect *expect)
{
	json_t *order = json_object_get(call->body, "order");
	json_t *match = json_object_get(call->body, "match");

	expect->count = 1;
	if (order && match)
		return invalid(call, "match", "must not stand with order");
	if (order ? !read_order(call, expect, order)
		  : !read_match(call, match, &expect->matches[0]))
		return false;
	return read_bounds(call, expect);
}

/* the answer */

static json_t *
shown_to_json(const struct expect *expect)
{
	json_t *list = json_array();

	for (size_t i = 0; i < expect->shown_count; i++)
		json_array_append_new(list, tojson_query(&expect->shown[i]));
	return list;
}

static json_t *
near_to_json(const struct expect *expect)
{
	json_t *list = json_array();

	for (size_t i = 0; i < expect->near_count; i++) {
		const struct expect_near *near = &expect->near[i];
		json_t *differs = json_array();

		for (unsigned k = 0; k < MATCH_FILTERS; k++) {
			if (near->differs & (1u << k))
				json_array_append_new(
				    differs, json_string(match_filter_name(k)));
		}
		json_array_append_new(list, json_pack("{s:o, s:o}", "query",
						      tojson_query(&near->seen),
						      "differs", differs));
	}
	return list;
}

static void
tell(struct waiting *waiting, bool holds)
{
	const struct expect *expect = &waiting->expect;
	struct call *call = waiting->call;
	char why[EXPECT_WHY_MAX];
	json_t *data = json_object();

	expect_explain(expect, why);
	json_object_set_new(data, "holds", json_boolean(holds));
	tojson_set_text(data, "why", why);
	tojson_set_number(data, "matched", expect->matched);
	json_object_set_new(data, "queries", shown_to_json(expect));
	if (!holds)
		json_object_set_new(data, "nearest", near_to_json(expect));
	queries_set_mark(data, server_recent(call->api->server),
			 &waiting->since.mark);
	tojson_set_number(data, "lost", expect->lost);
	call_answer(call, data);
}

/* waiting */

static uint64_t
now(const struct call *call)
{
	return uv_now(server_loop(call->api->server));
}

/* Look at what has come; whether the call is answered. */
static bool
look(struct waiting *waiting)
{
	struct call *call = waiting->call;
	struct expect *expect = &waiting->expect;
	const struct recent *recent = server_recent(call->api->server);
	bool over = now(call) >= waiting->until;
	enum expect_verdict verdict;
	struct sighting seen;

	while (
	    recent_next(recent, &waiting->since.mark, &seen, &expect->lost)) {
		if (seen.time >= waiting->since.time)
			expect_see(expect, &seen);
	}
	verdict = expect_judge(expect, over);
	if (verdict == EXPECT_OPEN)
		return false;
	tell(waiting, verdict == EXPECT_HOLDS);
	return true;
}

static void
on_timer(uv_timer_t *timer)
{
	struct api *api = timer->data;
	struct waiting **link = &api->expects->first;

	while (*link) {
		struct waiting *waiting = *link;

		if (!look(waiting)) {
			link = &waiting->next;
			continue;
		}
		*link = waiting->next;
		api->expects->count--;
		free(waiting);
	}
	if (!api->expects->first)
		uv_timer_stop(timer);
}

static void
wait_for(struct expects *expects, struct waiting *waiting)
{
	waiting->next = expects->first;
	expects->first = waiting;
	expects->count++;
	uv_timer_start(&expects->timer, on_timer, POLL_MS, POLL_MS);
}

/* What the call expects; NULL: it is answered. */
static struct waiting *
waiting_new(struct call *call, const struct recent *recent)
{
	const char *within = call_text(call, "within");
	struct waiting *waiting = xcalloc(1, sizeof *waiting);
	uint64_t ms = 0;
	bool good;

	waiting->call = call;
	good = read_expect(call, &waiting->expect) &&
	       queries_since(call, recent, call_text(call, "since"),
			     &waiting->since);
	if (good && !expect_time_from_text(within ? within : within_standard,
					   WITHIN_MAX_MS, &ms))
		good = invalid(call, "within",
			       "must be a time up to 60s, as 250ms or 5s");
	waiting->until = now(call) + ms;
	if (good)
		return waiting;
	free(waiting);
	return NULL;
}

void
api_expect(struct call *call)
{
	struct expects *expects = call->api->expects;
	const struct recent *recent = queries_recent(call);
	struct waiting *waiting;

	if (!recent)
		return;
	if (expects->count == WAITING_MAX) {
		call_fail(call, CALL_NOT_READY,
			  "%d calls wait already; no more may", WAITING_MAX);
		return;
	}
	waiting = waiting_new(call, recent);
	if (!waiting)
		return;
	if (look(waiting))
		free(waiting);
	else
		wait_for(expects, waiting);
}

/* start and stop */

void
expects_forget(struct expects *expects, const struct call *call)
{
	struct waiting **link = &expects->first;

	while (*link && (*link)->call != call)
		link = &(*link)->next;
	if (*link) {
		struct waiting *waiting = *link;

		*link = waiting->next;
		expects->count--;
		free(waiting);
	}
}

struct expects *
expects_start(struct api *api)
{
	struct expects *expects = xcalloc(1, sizeof *expects);

	uv_timer_init(server_loop(api->server), &expects->timer);
	expects->timer.data = api;
	return expects;
}

static void
on_closed(uv_handle_t *timer)
{
	struct expects *expects =
	    (struct expects *)((char *)timer - offsetof(struct expects, timer));

	free(expects);
}

void
expects_stop(struct expects *expects)
{
	uv_close((uv_handle_t *)&expects->timer, on_closed);
}
