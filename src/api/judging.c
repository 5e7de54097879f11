/*
 * What `mxd check` and `mxd route` say, of the zones that are served now.
 */
#include "api/api_private.h"
#include "api/edit.h"
#include "api/handlers.h"
#include "base/alloc.h"
#include "base/idn.h"
#include "control/route_report.h"
#include "control/tojson.h"

#include <stdlib.h>
#include <string.h>

/* The served zones, judged once more; their texts are gone. */
static json_t *
judge(const struct view *view, const struct check_policy *policy)
{
	struct check_zone *zones = xcalloc(view->count + 1, sizeof *zones);
	struct draft *drafts = xcalloc(view->count + 1, sizeof *drafts);
	struct load_totals totals = load_totals(view);
	struct load_verdict verdict = {.zones = view->count,
				       .refused = totals.refused,
				       .records = totals.records};
	struct diag_sink sink = {0};
	json_t *json;

	for (uint32_t i = 0; i < view->count; i++) {
		if (!view->zones[i].zone)
			continue;
		drafts[i] = draft_without_text(view->zones[i].zone);
		zones[i].draft = &drafts[i];
	}
	check_zones(policy, view, zones, &sink);
	diag_sort(&sink);
	json = tojson_verdict(&verdict, &sink);
	for (uint32_t i = 0; i < view->count; i++) {
		if (zones[i].draft)
			draft_free(&drafts[i]);
		free(zones[i].refusal);
	}
	diag_free(&sink);
	free(drafts);
	free(zones);
	return json;
}

void
api_check(struct call *call)
{
	const struct server *server = call->api->server;
	struct check_policy policy = server_policy(server_config(server));
	const char *profile = call_query(call, "profile");

	if (profile && strcmp(profile, "lab") != 0 &&
	    strcmp(profile, "public") != 0) {
		call_fail(call, CALL_BAD_REQUEST,
			  "?profile= must be lab or public");
		return;
	}
	if (profile)
		policy.profile =
		    strcmp(profile, "public") == 0 ? CHECK_PUBLIC : CHECK_LAB;
	call_answer(call, judge(server_book(server)->view, &policy));
}

/* route */

static const char *
read_name(const char *text, struct rrtext_memory *memory, struct name *name)
{
	char *ascii;
	const char *wrong = idn_to_ascii(text, &ascii);

	if (!wrong)
		wrong = rrtext_owner(ascii, name_root, memory, name);
	free(ascii);
	return wrong;
}

/* ?me= and ?down=, which may come several times. */
static const char *
read_options(const struct call *call, struct route_options *options,
	     struct name *down, struct rrtext_memory *memory)
{
	const char *wrong = NULL;

	for (size_t i = 0; i < call->target.pair_count && !wrong; i++) {
		const struct target_pair *pair = &call->target.pairs[i];

		if (strcmp(pair->name, "me") == 0) {
			wrong = read_name(pair->value, memory, &options->me);
			options->has_me = true;
		} else if (strcmp(pair->name, "down") == 0)
			wrong = read_name(pair->value, memory,
					  &down[options->down_count++]);
	}
	options->down = down;
	return wrong;
}

static json_t *
route_of(const struct view *view, struct name domain,
	 const struct route_options *options)
{
	struct route_source source = route_source_view(view);
	struct route_tally tally = {0};
	struct route route;
	json_t *json;

	route_find(&route, &source, domain, options);
	json = tojson_route(&(struct route_report){
	    .domain = domain, .route = &route, .tally = &tally});
	route_free(&route);
	return json;
}

void
api_route_address(struct call *call)
{
	const char *address = call->arguments[0];
	const char *at = strrchr(address, '@');
	const char *mta = call_query(call, "mta");
	struct route_options options = {.sender =
					    sender_get(mta ? mta : "rfc5321")};
	struct name down[TARGET_PAIRS_MAX];
	struct rrtext_memory memory = {0};
	struct name domain;
	const char *wrong = options.sender
				? NULL
				: "?mta= must be rfc5321, postfix, exim or "
				  "opensmtpd";

	if (!wrong)
		wrong = read_name(at ? at + 1 : address, &memory, &domain);
	if (!wrong)
		wrong = read_options(call, &options, down, &memory);
	if (wrong)
		call_fail(call, CALL_INVALID, "%s", wrong);
	else
		call_answer(call, route_of(server_book(call->api->server)->view,
					   domain, &options));
	rrtext_memory_free(&memory);
}
