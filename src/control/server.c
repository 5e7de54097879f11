#include "control/server.h"
#include "base/alloc.h"
#include "control/complaints.h"
#include "control/files.h"
#include "control/notify.h"
#include "control/server_private.h"

#include <assert.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static const int signal_numbers[] = {SIGTERM, SIGINT, SIGHUP};

_Static_assert(sizeof signal_numbers / sizeof signal_numbers[0] ==
		   SERVER_SIGNALS,
	       "a handle for each");

/* configuration and zones, with their complaints printed */

static bool
configure(const struct server *server, struct config *config)
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

static struct view *
load(const struct config *config, const struct view *previous)
{
	struct sources sources = {0};
	struct diag_sink sink = {.sources = &sources};
	struct load_options options = {
	    .zones = (const char *const *)config->zones.items,
	    .zone_count = config->zones.count,
	    .policy = server_policy(config),
	    .include_anywhere = config->include_anywhere,
	};
	struct view *view = load_zones(&options, previous, &sources, &sink);

	complaints_print(&sink, &config->allow);
	sources_free(&sources);
	alloc_trim();
	return view;
}

/* Descriptors that are no connections, generously. */
static uint32_t
other_files(const struct listening *listening)
{
	size_t of_a_worker = 8 + 2 * listening->count;

	return (uint32_t)(32 + listening->workers * of_a_worker);
}

/* Serve this view by this configuration; both are taken over. */
static void
adopt(struct server *server, struct config *config, struct view *view)
{
	size_t workers = server->listening.workers;

	config->tcp_connections = files_for_connections(
	    config->tcp_connections, other_files(&server->listening));
	book_unref(server->book);
	server->book = book_of_view(view);
	server->handover.trim = true;
	handover_post(&server->handover,
		      generation_new(config, workers, view_ref(view),
				     server->random_secret));
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

static void
warn_of_what_stays(const struct config *old, const struct config *new)
{
	if (old->workers != new->workers)
		log_warning("setting not changed before a restart",
			    "name=workers");
	if (!same_endpoints(&old->listen, &new->listen))
		log_warning("setting not changed before a restart",
			    "name=listen");
}

static void
log_zones(const struct server *server, const char *message)
{
	struct load_totals totals = load_totals(server->book->view);

	log_info(message,
		 "zones=%" PRIu32 " refused=%" PRIu32 " records=%" PRIu64,
		 totals.served, totals.refused, totals.records);
}

static void
log_addresses(const struct server *server)
{
	const struct listener *listeners = listening_of(&server->listening, 0);

	for (size_t i = 0; i < server->listening.count; i++) {
		char address[ADDRESS_TEXT_MAX];

		address_to_text(&listeners[i].address, address);
		log_info("listening", "address=%s workers=%zu", address,
			 server->listening.workers);
	}
}

static void
reload(struct server *server)
{
	struct config config;
	struct view *view;

	if (!configure(server, &config)) {
		log_error("not reloaded", "reason=configuration");
		return;
	}
	view = load(&config, server->book->view);
	if (!view) {
		log_error("not reloaded", "reason=zones");
		config_free(&config);
		return;
	}
	warn_of_what_stays(&server->config, &config);
	adopt(server, &config, view);
	log_zones(server, "reloaded");
}

static void
on_signal(uv_signal_t *handle, int number)
{
	struct server *server = handle->data;

	if (number != SIGHUP) {
		uv_stop(&server->loop);
		return;
	}
	notify_reloading();
	reload(server);
	notify_ready();
}

/* start and stop */

static int
start_loop(struct server *server)
{
	int error = uv_loop_init(&server->loop);

	if (error)
		return error;
	error = handover_init(&server->handover, &server->loop);
	if (error) {
		uv_loop_close(&server->loop);
		return error;
	}
	commits_start(server);
	for (size_t i = 0; i < SERVER_SIGNALS; i++) {
		uv_signal_init(&server->loop, &server->signals[i]);
		server->signals[i].data = server;
		uv_signal_start(&server->signals[i], on_signal,
				signal_numbers[i]);
	}
	/* A peer that has gone is an error of write(). */
	signal(SIGPIPE, SIG_IGN);
	return 0;
}

static size_t
worker_total(const struct config *config)
{
	return config->workers > 0 ? config->workers
				   : uv_available_parallelism();
}

static bool
open_sockets(struct server *server, const struct config *config)
{
	struct diag_sink sink = {0};
	size_t workers = worker_total(config);
	bool good;

	good = listening_open(&server->listening, config, workers, &sink);
	diag_print(&sink, false);
	diag_free(&sink);
	return good;
}

static void
stop(struct server *server)
{
	handover_stop(&server->handover);
	commits_stop(server);
	for (size_t i = 0; i < SERVER_SIGNALS; i++)
		uv_close((uv_handle_t *)&server->signals[i], NULL);
	uv_run(&server->loop, UV_RUN_DEFAULT);

	int error = uv_loop_close(&server->loop);

	assert(error == 0);
	handover_free(&server->handover);
	book_unref(server->book);
	listening_free(&server->listening);
	config_free(&server->config);
	free(server);
}

static enum server_outcome
prepare(struct server *server)
{
	struct config config;
	struct view *view;

	if (!configure(server, &config))
		return SERVER_NO_CONFIGURATION;
	log_set_level(config.log_level);
	if (!open_sockets(server, &config)) {
		config_free(&config);
		return SERVER_NO_SOCKETS;
	}
	view = load(&config, NULL);
	if (!view) {
		config_free(&config);
		return SERVER_NO_ZONES;
	}
	adopt(server, &config, view);
	return handover_start(&server->handover, &server->listening)
		   ? SERVER_NO_SOCKETS
		   : SERVER_STARTED;
}

enum server_outcome
server_start(struct server **started, const struct server_source *source)
{
	struct server *server = xcalloc(1, sizeof *server);
	enum server_outcome outcome;
	int error;

	server->source = source;
	error = uv_random(NULL, NULL, server->random_secret,
			  sizeof server->random_secret, 0, NULL);
	if (!error)
		error = start_loop(server);
	if (error) {
		log_error("not started", "error=\"%s\"", uv_strerror(error));
		free(server);
		return SERVER_NO_SOCKETS;
	}
	outcome = prepare(server);
	if (outcome != SERVER_STARTED) {
		stop(server);
		return outcome;
	}
	log_addresses(server);
	log_zones(server, "serving");
	notify_ready();
	*started = server;
	return SERVER_STARTED;
}

void
server_run(struct server *server)
{
	uv_run(&server->loop, UV_RUN_DEFAULT);
	log_info("stopping", "workers=%zu", server->handover.worker_count);
	notify_stopping();
	stop(server);
}

struct load_totals
server_totals(const struct server *server)
{
	return load_totals(server->book->view);
}

size_t
server_address_count(const struct server *server)
{
	return server->listening.count;
}

const union address *
server_address(const struct server *server, size_t i)
{
	return &listening_of(&server->listening, 0)[i].address;
}

const struct book *
server_book(const struct server *server)
{
	return server->book;
}

const struct config *
server_config(const struct server *server)
{
	return &server->config;
}

struct uv_loop_s *
server_loop(struct server *server)
{
	return &server->loop;
}
