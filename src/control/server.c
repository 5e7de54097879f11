#include "control/server.h"
#include "base/alloc.h"
#include "control/notify.h"
#include "control/querylog.h"
#include "control/server_private.h"
#include "lab/recent.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

static const int signal_numbers[] = {SIGTERM, SIGINT, SIGHUP};

_Static_assert(sizeof signal_numbers / sizeof signal_numbers[0] ==
		   SERVER_SIGNALS,
	       "a handle for each");

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

/* What is wrong has been logged. */
static void
on_reloaded(void *context, const struct commit_result *result)
{
	(void)context;
	(void)result;
	notify_ready();
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
	commit_reload(server, on_reloaded, NULL);
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
	size_t processors = uv_available_parallelism();

	if (config->workers > 0)
		return config->workers;
	return processors < CONFIG_WORKERS_MAX ? processors
					       : CONFIG_WORKERS_MAX;
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
	companion_stop(server);
	handover_stop(&server->handover);
	commits_stop(server);
	querylog_stop(server->querylog);
	if (server->watch)
		watch_close(server->watch);
	for (size_t i = 0; i < SERVER_SIGNALS; i++)
		uv_close((uv_handle_t *)&server->signals[i], NULL);
	uv_run(&server->loop, UV_RUN_DEFAULT);

	int error = uv_loop_close(&server->loop);

	assert(error == 0);
	handover_free(&server->handover);
	recent_free(server->recent);
	book_unref(server->book);
	faults_unref(server->faults);
	snapshots_free(&server->snapshots);
	keep_stop(server);
	listening_free(&server->listening);
	config_free(&server->config);
	free(server);
}

/* What the files say, and what was changed before this start. */
static enum server_outcome
start_book(struct server *server, const struct config *config,
	   struct book **book)
{
	struct book *remembered;

	if (!keep_start(server, config, &remembered))
		return SERVER_NO_STATE;
	*book = server_load(server, config, remembered, remembered);
	book_unref(remembered);
	return *book ? SERVER_STARTED : SERVER_NO_ZONES;
}

/* Files may have been merged into what the state had. */
static bool
keep_first(struct server *server)
{
	char why[STATE_WHY_MAX];

	keep_book(server);
	return keep_commit(server, why);
}

/* Somebody must be able to ask for what is remembered. */
static void
start_recent(struct server *server)
{
	const struct config *config = &server->config;

	if (config->queries > 0 &&
	    (config->control.kind != CONTROL_OFF || config->query_log)) {
		server->recent =
		    recent_new(server->listening.workers, config->queries);
		server->querylog = querylog_new(&server->loop, server->recent);
	}
	server_open_querylog(server);
}

static enum server_outcome
prepare(struct server *server)
{
	struct outside_policy *outside;
	struct config config;
	struct book *book;
	enum server_outcome outcome;

	if (!server_configure(server, &config))
		return SERVER_NO_CONFIGURATION;
	log_set_level(config.log_level);
	if (!open_sockets(server, &config)) {
		config_free(&config);
		return SERVER_NO_SOCKETS;
	}
	outside = server_outside(server, &config);
	if (!outside) {
		config_free(&config);
		return SERVER_NO_CONFIGURATION;
	}
	outcome = start_book(server, &config, &book);
	if (outcome != SERVER_STARTED) {
		outside_unref(outside);
		config_free(&config);
		return outcome;
	}
	server_adopt(server, &config, book, outside);
	if (!keep_first(server))
		return SERVER_NO_STATE;
	start_recent(server);
	if (handover_start(&server->handover, &server->listening,
			   server->recent))
		return SERVER_NO_SOCKETS;
	return companion_start(server);
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
	server_log_zones(server, "serving");
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

void
server_counts(const struct server *server, struct counts *sum)
{
	for (size_t i = 0; i < server->handover.worker_count; i++)
		worker_counts(server->handover.workers[i], sum);
}

const struct tallies *
server_tallies(const struct server *server)
{
	return &server->handover.tallies;
}

struct server_reloads
server_reloads(const struct server *server)
{
	return server->reloads;
}

bool
server_is_settled(const struct server *server)
{
	return !server->handover.pending;
}

struct recent *
server_recent(struct server *server)
{
	return server->recent;
}

struct uv_loop_s *
server_loop(struct server *server)
{
	return &server->loop;
}
