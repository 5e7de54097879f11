/*
 * Numbers for Prometheus, in its text format 0.0.4. Names and labels are those
 * of CoreDNS where it counts the same, with mxd for coredns.
 */
#include "api/api_private.h"
#include "api/handlers.h"
#include "base/alloc.h"
#include "base/log.h"
#include "base/vec.h"
#include "control/commit.h"
#include "control/tallies.h"
#include "dns/codes.h"
#include "dns/rrtype.h"

#include <inttypes.h>

enum { LINE_MAX_OCTETS = 256 };

struct page {
	char *items;
	size_t count, capacity;
};

static void put(struct page *page, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct page *page, const char *format, ...)
{
	va_list args;
	int len;

	VEC_RESERVE(page, LINE_MAX_OCTETS);
	va_start(args, format);
	len = log_format(page->items + page->count, LINE_MAX_OCTETS, format,
			 args);
	va_end(args);
	page->count += len > 0 && len < LINE_MAX_OCTETS ? (size_t)len : 0;
}

/* A label's value, which may be long, behind what it begins with: a backslash
 * and a quotation mark are written with one more before them. */
static void
put_text(struct page *page, const char *before, const char *value)
{
	put(page, "%s", before);
	for (; *value != '\0'; value++)
		put(page, *value == '\\' || *value == '"' ? "\\%c" : "%c",
		    *value);
}

static void
head(struct page *page, const char *name, const char *kind, const char *says)
{
	put(page, "# HELP mxd_%s %s\n", name, says);
	put(page, "# TYPE mxd_%s %s\n", name, kind);
}

static void
one(struct page *page, const char *name, const char *kind, const char *says,
    uint64_t value)
{
	head(page, name, kind, says);
	put(page, "mxd_%s %" PRIu64 "\n", name, value);
}

static const char *const protocols[COUNTS_TRANSPORTS] = {
    [TRANSPORT_UDP] = "udp",
    [TRANSPORT_TCP] = "tcp",
};

static void
put_requests(struct page *page, const struct counts *counts)
{
	char text[RRTYPE_TEXT_MAX];

	head(page, "dns_requests_total", "counter",
	     "Queries that were answered, by type.");
	for (int i = 0; i < COUNTS_TRANSPORTS; i++) {
		for (unsigned type = 0; type < COUNTS_TYPES; type++) {
			uint64_t count = counts->requests[i][type];

			if (count > 0)
				put(page,
				    "mxd_dns_requests_total{proto=\"%s\","
				    "type=\"%s\"} %" PRIu64 "\n",
				    protocols[i],
				    type == 0
					? "other"
					: rrtype_to_text((uint16_t)type, text),
				    count);
		}
	}
}

static void
put_responses(struct page *page, const struct counts *counts)
{
	char text[CODE_TEXT_MAX];

	head(page, "dns_responses_total", "counter", "Answers, by RCODE.");
	for (int i = 0; i < COUNTS_TRANSPORTS; i++) {
		for (unsigned rcode = 0; rcode < COUNTS_RCODES; rcode++) {
			uint64_t count = counts->responses[i][rcode];

			if (count > 0)
				put(page,
				    "mxd_dns_responses_total{proto=\"%s\","
				    "rcode=\"%s\"} %" PRIu64 "\n",
				    protocols[i],
				    code_to_text(&codes_rcode, (uint16_t)rcode,
						 text),
				    count);
		}
	}
	head(page, "dns_unanswered_total", "counter",
	     "What was no query, or was not to be answered.");
	for (int i = 0; i < COUNTS_TRANSPORTS; i++)
		put(page,
		    "mxd_dns_unanswered_total{proto=\"%s\"} %" PRIu64 "\n",
		    protocols[i], counts->unanswered[i]);
	one(page, "dns_truncated_total", "counter",
	    "Answers over UDP that were cut short (TC).", counts->truncated);
	one(page, "tcp_connections_total", "counter",
	    "TCP connections that were accepted.", counts->connections);
}

/* All of them, also those that are 0, for whoever sums up or asks for rates. */
static void
put_zones(struct page *page, const struct counts *counts,
	  const struct tallies *tallies)
{
	char apex[NAME_TEXT_MAX];

	head(page, "dns_zone_requests_total", "counter",
	     "Queries that were answered, by the zone that the answer begins "
	     "in; none: in no zone, other: zones that have no count of their "
	     "own.");
	put(page, "mxd_dns_zone_requests_total{zone=\"none\"} %" PRIu64 "\n",
	    counts->zones[VIEW_UNTALLIED]);
	put(page, "mxd_dns_zone_requests_total{zone=\"other\"} %" PRIu64 "\n",
	    counts->zones[VIEW_TALLY_REST]);
	for (size_t i = 0; i < tallies->list.count; i++) {
		const struct tally *tally = tallies->list.items[i];

		name_to_text(tally_apex(tally), apex);
		put_text(page, "mxd_dns_zone_requests_total{zone=\"", apex);
		put(page, "\"} %" PRIu64 "\n", counts->zones[tally->number]);
	}
}

static void
put_times(struct page *page, const struct counts *counts)
{
	static const char name[] = "dns_request_duration_seconds";

	head(page, name, "histogram",
	     "From when a query was read until its answer was sent.");
	for (int i = 0; i < COUNTS_TRANSPORTS; i++) {
		uint64_t sum = 0;

		for (int k = 0; k < COUNTS_TIMES; k++) {
			sum += counts->times[i][k];
			put(page,
			    "mxd_%s_bucket{proto=\"%s\",le=\"%g\"} %" PRIu64
			    "\n",
			    name, protocols[i], (double)counts_times[k] / 1e9,
			    sum);
		}
		sum += counts->times[i][COUNTS_TIMES];
		put(page,
		    "mxd_%s_bucket{proto=\"%s\",le=\"+Inf\"} %" PRIu64 "\n",
		    name, protocols[i], sum);
		put(page, "mxd_%s_sum{proto=\"%s\"} %.9f\n", name, protocols[i],
		    (double)counts->time_sum[i] / 1e9);
		put(page, "mxd_%s_count{proto=\"%s\"} %" PRIu64 "\n", name,
		    protocols[i], sum);
	}
}

static void
put_reloads(struct page *page, struct server_reloads reloads)
{
	head(page, "reloads_total", "counter",
	     "Reads of settings and zones after the start.");
	put(page, "mxd_reloads_total{result=\"done\"} %" PRIu64 "\n",
	    reloads.done);
	put(page, "mxd_reloads_total{result=\"refused\"} %" PRIu64 "\n",
	    reloads.refused);
}

static void
put_changes(struct page *page, const struct api *api)
{
	static const char *const words[API_COMMITS] = {
	    [COMMIT_DONE] = "done",         [COMMIT_REFUSED] = "refused",
	    [COMMIT_CONFLICT] = "conflict", [COMMIT_NOT_FOUND] = "not_found",
	    [COMMIT_INVALID] = "invalid",   [COMMIT_FAILED] = "failed",
	};

	head(page, "changes_total", "counter",
	     "Changes that came by the API, by what became of them.");
	for (int i = 0; i < API_COMMITS; i++)
		put(page, "mxd_changes_total{result=\"%s\"} %" PRIu64 "\n",
		    words[i], api->commits[i]);
}

void
api_metrics(struct call *call)
{
	const struct api *api = call->api;
	struct load_totals totals = server_totals(api->server);
	struct counts counts = {0};
	struct page page = {0};

	server_counts(api->server, &counts);
	put_requests(&page, &counts);
	put_responses(&page, &counts);
	put_zones(&page, &counts, server_tallies(api->server));
	put_times(&page, &counts);
	one(&page, "zones", "gauge", "Zones that are served.", totals.served);
	one(&page, "zones_refused", "gauge",
	    "Zones that are answered with SERVFAIL.", totals.refused);
	one(&page, "records", "gauge", "Records of all zones served.",
	    totals.records);
	put_changes(&page, api);
	put_reloads(&page, server_reloads(api->server));
	call_answer_text(call, page.items);
}
