/*
 * The server: it owns the sockets, the workers and what they serve, and does
 * what signals ask for.
 *
 *	SIGTERM, SIGINT  stop at once (in a reload: after it); what was read
 *	                 is answered
 *	SIGHUP           read configuration and zones again; what fails keeps
 *	                 its last good version
 *
 * The thread that calls these functions is the control thread. It alone makes
 * and frees views; workers are told by messages (net/worker.h).
 */
#ifndef MXD_CONTROL_SERVER_H
#define MXD_CONTROL_SERVER_H

#include "config/config.h"
#include "control/load.h"
#include "net/address.h"
#include "net/counts.h"

struct book;
struct recent;
struct server;
struct tallies;
struct uv_loop_s;

enum server_outcome {
	SERVER_STARTED,
	SERVER_NO_CONFIGURATION, /* it has errors */
	SERVER_NO_SOCKETS,       /* the system refuses what is needed */
	SERVER_NO_ZONES,         /* none can be served, or strict */
	SERVER_NO_STATE,         /* it cannot be read or written */
};

/*
 * What runs beside the server on the control thread's loop: it is started once
 * the server answers, told of each reload, and stopped with it. What is wrong
 * goes to the sink, as complaints about no text.
 */
struct server_companion {
	enum server_outcome (*start)(void *context, struct server *server,
				     const struct config *config,
				     struct diag_sink *sink);
	void (*reload)(void *context, const struct config *old,
		       const struct config *new, struct diag_sink *sink);
	/* Close all handles; called once after start(), whatever it said. */
	void (*stop)(void *context);
	void *context;
};

/* Where the configuration comes from, now and at each reload. */
struct server_source {
	/*
	 * Fill *config, which is initialised, from file and command line. On
	 * failure the sink says what is wrong.
	 */
	bool (*configure)(void *context, struct config *config,
			  struct sources *sources, struct diag_sink *sink);
	void *context;

	const struct server_companion *companion; /* NULL: none */
};

/*
 * Read the configuration, open the sockets, load the zones, start the workers.
 * When it returns SERVER_STARTED, *server answers; else that is untouched, and
 * all that is wrong has been printed. `source` must outlive the server.
 */
enum server_outcome server_start(struct server **server,
				 const struct server_source *source);

/* What a started server serves, and where. */
struct load_totals server_totals(const struct server *server);
size_t server_address_count(const struct server *server);
const union address *server_address(const struct server *server, size_t i);

/*
 * What is served, to be read: control/book.h. Another one after each commit
 * and each reload, so that it is asked for each time. Changes are made by
 * control/commit.h.
 */
const struct book *server_book(const struct server *server);

/* The settings in force; others after a reload. */
const struct config *server_config(const struct server *server);

/* How strictly a configuration judges. It lives as long as that. */
struct check_policy server_policy(const struct config *config);

/* What all workers have answered until now, added to a sum; and the apexes that
 * its counts by zone have numbers for. */
void server_counts(const struct server *server, struct counts *sum);
const struct tallies *server_tallies(const struct server *server);

/* Reads of configuration and zones after the start, by what came of them. */
struct server_reloads {
	uint64_t done, refused;
};

struct server_reloads server_reloads(const struct server *server);

/* Whether every worker serves the newest of it. */
bool server_is_settled(const struct server *server);

/* What was asked lately, or NULL: it is not remembered (lab/recent.h). */
struct recent *server_recent(struct server *server);

/* The loop of the control thread, for the handles of a companion. */
struct uv_loop_s *server_loop(struct server *server);

/* Serve until a signal ends it, then stop all and free the server. */
void server_run(struct server *server);

#endif
