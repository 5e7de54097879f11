/*
 * THE table of verbs: `mxd VERB ...`. A new verb is a row in verb.c and a file
 * cmd_VERB.c; usage, `mxd help` and mxd(8) are made from the rows.
 */
#ifndef MXD_CLI_VERB_H
#define MXD_CLI_VERB_H

#include <stdbool.h>
#include <stddef.h>

/* How mxd exits. */
enum {
	EXIT_GOOD = 0,
	EXIT_WARNED = 1,   /* of `mxd check`: zones have warnings; of
			    * `mxd doctor`: there are */
	EXIT_SYSTEM = 1,   /* a socket or a file cannot be had; no answer */
	EXIT_LATER = 1,    /* of `mxd route`: not delivered now, or not known */
	EXIT_UNMET = 1,    /* of `mxd ctl expect`: it does not hold */
	EXIT_ZONES = 2,    /* zones are refused */
	EXIT_ILL = 2,      /* of `mxd doctor`: there are errors */
	EXIT_BOUNCED = 2,  /* of `mxd route`: it cannot be delivered */
	EXIT_MISUSED = 64, /* command line or configuration: EX_USAGE */
};

/* An option of a verb that is no setting (config/setting.h). */
struct verb_option {
	const char *name;     /* of its long form */
	char letter;          /* of its short form, or 0 */
	const char *argument; /* stands for its value in usage; NULL: none */
	const char *brief;
};

enum { VERB_OPTIONS_MAX = 16 };

struct verb {
	const char *name;
	/* argv[0] is the verb. */
	int (*run)(const struct verb *verb, int argc, char **argv);
	const char *arguments; /* for usage */
	const char *brief;     /* what it does, in a line of usage */
	bool settings;         /* has the options of the settings too */
	struct verb_option options[VERB_OPTIONS_MAX]; /* up to a NULL name */
};

/* All rows, in the order of the usage. */
const struct verb *verb_rows(size_t *count);

/* The row with that name, or NULL. */
const struct verb *verb_get(const char *name);

/* The verb that is nearest to one that is not known, or NULL. */
const char *verb_nearest(const char *name);

int cmd_check(const struct verb *verb, int argc, char **argv);
int cmd_ctl(const struct verb *verb, int argc, char **argv);
int cmd_doctor(const struct verb *verb, int argc, char **argv);
int cmd_explain(const struct verb *verb, int argc, char **argv);
int cmd_health(const struct verb *verb, int argc, char **argv);
int cmd_help(const struct verb *verb, int argc, char **argv);
int cmd_new(const struct verb *verb, int argc, char **argv);
int cmd_print(const struct verb *verb, int argc, char **argv);
int cmd_route(const struct verb *verb, int argc, char **argv);
int cmd_serve(const struct verb *verb, int argc, char **argv);
int cmd_version(const struct verb *verb, int argc, char **argv);

#endif
