#include "base/alloc.h"
#include "control/complaints.h"
#include "control/files.h"
#include "control/overlay.h"
#include "control/querylog.h"
#include "control/server_private.h"

#include <inttypes.h>
#include <string.h>

/* configuration and zones, with their complaints printed */

bool
server_configure(const struct server *server, struct config *config)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	bool good;

	config_init(config, check_rule_id);
	good = server->source->configure(server->source->context, config,
					 &sources, &sink);
	diag_print(&sink, true);
	diag_free(&sink);
	sources_free(&sources);
	if (!good)
		config_free(config);
	return good;
}

struct check_policy
server_policy(const struct config *config)
{
	return (struct check_policy){
	    .profile = config->strict ? CHECK_STRICT : CHECK_LAB,
	    .allow = (const char *const *)config->allow.items,
	    .allow_count = config->allow.count,
	    .levels = (const char *const *)config->rules.items,
	    .level_count = config->rules.count,
	};
}

/* What is wrong has been logged. */
static void
on_reloaded(void *context, const struct commit_result *result)
{
	(void)context;
	(void)result;
}

static void
on_files_changed(void *context)
{
	commit_reload(context, on_reloaded, NULL);
}

/* Watch what was loaded, or nothing any more. */
static void
watch_loaded(struct server *server, const struct config *config,
	     const struct sources *sources)
{
	struct watched watched = {0};

	if (config->watch)
		watched_note(&watched, config, sources);
	if (config->watch && !server->watch)
		server->watch =
		    watch_new(&server->loop, on_files_changed, server);
	if (server->watch)
		watch_set(server->watch, &watched);
}

static bool
same_texts(const struct texts *a, const struct texts *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->items[i], b->items[i]) != 0)
			return false;
	}
	return true;
}

/* Rules that refuse are about a zone and what its records lead to. Others, if
 * someone has them refuse, may be about any zone. */
static bool
has_any_refuse(const struct config *config)
{
	for (size_t i = 0; i < config->rules.count; i++) {
		if (strstr(config->rules.items[i], "=refuse"))
			return true;
	}
	return config->strict;
}

/* Whether a zone that was accepted by one configuration is by the other. */
static bool
judge_alike(const struct config *a, const struct config *b)
{
	return !has_any_refuse(a) && !has_any_refuse(b) &&
	       a->include_anywhere == b->include_anywhere &&
	       same_texts(&a->allow, &b->allow) &&
	       same_texts(&a->rules, &b->rules);
}

struct book *
server_load(struct server *server, const struct config *config,
	    const struct book *remembered, const struct book *served)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct overlay *overlay = overlay_new(remembered);
	struct load_options options = {
	    .zones = (const char *const *)config->zones.items,
	    .zone_count = config->zones.count,
	    .policy = server_policy(config),
	    .include_anywhere = config->include_anywhere,
	    .overlay = overlay,
	    .served = served,
	    .known = judge_alike(&server->config, config) ? remembered : NULL,
	    .all_texts = config->watch,
	};
	struct view *view = load_zones(&options, served->view, &sources, &sink);
	struct book *book = view ? overlay_book(overlay, view) : NULL;

	overlay_free(overlay);
	watch_loaded(server, config, &sources);
	complaints_print(&sink, &config->allow);
	sources_free(&sources);
	alloc_trim();
	return book;
}

struct outside_policy *
server_outside(const struct server *server, const struct config *config)
{
	struct diag_sink sink = {0};
	struct outside_policy *policy =
	    outside_new(config, &server->listening, &sink);

	diag_print(&sink, false);
	diag_free(&sink);
	return policy;
}

/* Descriptors that are no connections, generously. */
static uint32_t
other_files(const struct config *config, const struct listening *listening)
{
	size_t of_a_worker = 8 + 2 * listening->count;
	size_t of_control = config->control.kind == CONTROL_OFF ? 32 : 192;
	/* A question has one socket, or two while it turns to TCP. */
	size_t forwarded =
	    config->forward.count > 0 ? 2 * (size_t)config->forward_limit : 0;

	return (uint32_t)(of_control + listening->workers * of_a_worker +
			  forwarded);
}

void
server_adopt(struct server *server, struct config *config, struct book *book,
	     struct outside_policy *outside)
{
	size_t workers = server->listening.workers;
	struct generation *generation;

	config->tcp_connections = files_for_connections(
	    config->tcp_connections, other_files(config, &server->listening));
	book_unref(server->book);
	server->book = book;
	server->handover.trim = true;
	server_adopt_faults(server, config);
	generation = generation_new(config, workers, view_ref(book->view),
				    outside, server->random_secret);
	generation_fault(generation, faults_ref(server->faults));
	handover_post(&server->handover, generation);
	outside_log(outside, book->view);
	config_free(&server->config);
	server->config = *config;
	log_set_level(config->log_level);
}

/* reload */

static bool
same_endpoints(const struct endpoints *a, const struct endpoints *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->items[i].address, b->items[i].address) != 0 ||
		    a->items[i].port != b->items[i].port)
			return false;
	}
	return true;
}

static bool
same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void
warn_of_what_stays(const struct config *old, const struct config *new)
{
	if (old->workers != new->workers)
		log_warning("setting not changed before a restart",
			    "name=workers");
	if (!same_endpoints(&old->listen, &new->listen))
		log_warning("setting not changed before a restart",
			    "name=listen");
	if (old->queries != new->queries)
		log_warning("setting not changed before a restart",
			    "name=queries");
	if (!same_text(old->state, new->state))
		log_warning("setting not changed before a restart",
			    "name=state");
}

void
server_log_zones(const struct server *server, const char *message)
{
	struct load_totals totals = load_totals(server->book->view);

	log_info(message,
		 "zones=%" PRIu32 " refused=%" PRIu32 " records=%" PRIu64,
		 totals.served, totals.refused, totals.records);
}

void
server_open_querylog(struct server *server)
{
	const char *path = server->config.query_log;

	if (server->querylog)
		querylog_open(server->querylog, path);
	else if (path)
		log_warning("query log not written",
			    "path=%s reason=\"queries are not remembered\"",
			    path);
}

/* Returns NULL, or why nothing changes. */
static const char *
reload(struct server *server, const struct book *remembered)
{
	struct outside_policy *outside = NULL;
	struct config config;
	struct book *book;

	if (server_configure(server, &config)) {
		outside = server_outside(server, &config);
		if (!outside)
			config_free(&config);
	}
	if (!outside) {
		log_error("not reloaded", "reason=configuration");
		return "the configuration has errors: see the log";
	}
	book = server_load(server, &config, remembered, server->book);
	if (!book) {
		log_error("not reloaded", "reason=zones");
		outside_unref(outside);
		config_free(&config);
		return "the zones cannot be served: see the log";
	}
	warn_of_what_stays(&server->config, &config);
	companion_reload(server, &config);
	server_adopt(server, &config, book, outside);
	return NULL;
}

const char *
server_reload(struct server *server, const struct book *remembered)
{
	const char *wrong = reload(server, remembered);

	server_open_querylog(server);
	if (wrong) {
		server->reloads.refused++;
	} else {
		server->reloads.done++;
		server_log_zones(server, "reloaded");
	}
	return wrong;
}
