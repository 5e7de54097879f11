/*
 * THE table of what `mxd ctl` can do: a row each drives the command line, its
 * usage and mxd-ctl(1).
 */
#ifndef MXD_CLI_CTL_H
#define MXD_CLI_CTL_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* Operands, and the options that are about records. */
struct ctl_words {
	char **items;
	int count;
	int64_t ttl;       /* -1: none is given */
	const char *query; /* "?allow=...", or "" */

	/* Of options about queries: which are meant, as texts, and how many
	 * are expected, as a body of POST /v1/expect has it. */
	json_t *match, *expect;
};

/* What is asked of the server. */
struct ctl_request {
	const char *method;
	char *path;   /* owned */
	json_t *body; /* owned, or NULL */
};

struct ctl_verb {
	const char *name;
	const char *arguments; /* for usage */
	const char *brief;     /* what it does, in a line */
	int least, most;       /* operands */

	/* Fill *request, which is all zero. Returns NULL, or what is wrong. */
	const char *(*ask)(const struct ctl_words *words,
			   struct ctl_request *request);
};

/* All rows, in the order of the usage. */
const struct ctl_verb *ctl_rows(size_t *count);

/* The row with that name, or NULL; and the nearest name to one that is not
 * known, or NULL. */
const struct ctl_verb *ctl_get(const char *name);
const char *ctl_nearest(const char *name);

#endif
