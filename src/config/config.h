/*
 * What mxd is told: the settings of mxd.yaml and of the command line.
 *
 * Each member of struct config that a person can set is one row of the table
 * in config/setting.c; the reader of mxd.yaml, the options of `mxd serve` and
 * mxd.yaml(5) are made from these rows.
 *
 * The command line wins over the file, the file over the defaults, in
 * whatever order they are read. A list replaces the whole list of a weaker
 * origin; within one origin its items add up:
 *
 *	listen: [192.0.2.1@53, 192.0.2.2@53]      (mxd.yaml)
 *	mxd serve --listen 127.0.0.1@5300         listens on 127.0.0.1@5300 only
 */
#ifndef MXD_CONFIG_CONFIG_H
#define MXD_CONFIG_CONFIG_H

#include "base/diag.h"
#include "base/log.h"
#include "base/vec.h"
#include "config/control_address.h"
#include "fault/faults.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CONFIG_SECRET_LEN = 16, /* SipHash-2-4 key (RFC 9018 §4.4) */
	CONFIG_SETTINGS_MAX = 48,
	CONFIG_WHY_MAX = 256,
	CONFIG_WORKERS_MAX = 64,
};

/* Lists (base/vec.h). */
struct endpoints {
	struct endpoint *items;
	size_t count, capacity;
};

struct texts {
	char **items;
	size_t count, capacity;
};

/* The secret of server cookies; when random, `key` is the server's to make. */
struct config_secret {
	bool random;
	uint8_t key[CONFIG_SECRET_LEN];
};

/* Where a value comes from; a later one wins. */
enum config_origin { CONFIG_DEFAULT, CONFIG_FILE, CONFIG_COMMAND_LINE };

/*
 * The rules that `allow` may name. The table of rules is not this folder's, so
 * whoever knows it says: the id of rule number i, and whether a zone that
 * breaks it can be served at all; NULL past the last.
 */
typedef const char *config_rule_fn(size_t i, bool *allowable);

/* What becomes of names that are in no zone. */
enum config_outside {
	CONFIG_OUTSIDE_REFUSED,
	CONFIG_OUTSIDE_NXDOMAIN,
	CONFIG_OUTSIDE_FORWARD,
	CONFIG_OUTSIDE_SINK,
};

/* Owns all it points to. */
struct config {
	struct endpoints listen;
	uint32_t workers;   /* 0: one for each processor */
	struct texts zones; /* "FILE", "FOLDER" or "ORIGIN=FILE"; a relative
			     * path of a file is from that file's folder */
	struct texts allow; /* ids of rules */
	struct texts rules; /* "RULE=LEVEL" */
	char *nsid;         /* NULL: none */
	uint32_t udp_size;
	struct config_secret cookie_secret;
	bool strict;
	bool challtestsrv;
	bool refused_names_zones;  /* EDE of REFUSED lists the zones served */
	bool watch;                /* files that are loaded */
	bool include_anywhere;     /* $INCLUDE may leave the zone's folder */
	uint32_t tcp_idle_timeout; /* seconds */
	uint32_t tcp_connections;
	uint32_t tcp_connections_per_client; /* 0: no limit of its own */
	char *version_bind;                  /* NULL: REFUSED */
	char *id_server;                     /* NULL: REFUSED */
	char *state;                         /* path of a folder; NULL: none */
	struct control_address control;
	char *control_tokens;       /* path of a file; NULL: none */
	struct texts control_hosts; /* names that this machine goes by */
	struct endpoints forward;
	enum config_outside outside;
	uint32_t forward_limit;   /* queries under way at a time */
	uint32_t forward_timeout; /* seconds */
	uint32_t faults_delayed;  /* answers that may wait at a time */
	struct endpoints sink;    /* addresses; the ports mean nothing */
	struct texts ad;          /* names of zones, absolute */
	uint32_t queries;         /* that each worker remembers; 0: none */
	struct faults_list faults;
	char *query_log; /* path of a file; NULL: none */
	enum log_level log_level;

	config_rule_fn *rule_id;
	enum config_origin origin[CONFIG_SETTINGS_MAX]; /* by row */
};

struct setting;

/* Defaults. `rule_id` NULL: any word is a rule. */
void config_init(struct config *config, config_rule_fn *rule_id);

/* Releases what it owns; the struct itself is the caller's. */
void config_free(struct config *config);

/*
 * Set one value of a setting as the command line gives it, or add one item to
 * a list. On failure `why` says what would be right ("must be a
 * number from 512 to 4096"), and nothing has changed.
 */
bool config_set_text(struct config *config, const struct setting *setting,
		     const char *text, char why[static CONFIG_WHY_MAX]);

/*
 * Read mxd.yaml; *sources keeps its text for messages. All errors of the file
 * are reported in one run. On failure the config holds what was right.
 */
bool config_from_file(struct config *config, const char *path,
		      struct sources *sources, struct diag_sink *sink);

/* The same for a text that is kept already. */
bool config_from_source(struct config *config, const struct sources *sources,
			uint32_t file, struct diag_sink *sink);

/* Where the value of a setting comes from. */
enum config_origin config_origin(const struct config *config,
				 const struct setting *setting);

#endif
