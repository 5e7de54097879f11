/*
 * One request to the control API of a server, and its answer.
 *
 * HTTP/1.1 by hand: there is one server that this speaks to, each request has a
 * connection of its own, and the answer ends with it. libcurl would bring
 * thirty libraries along for that.
 */
#ifndef MXD_CLI_CONTROL_CLIENT_H
#define MXD_CLI_CONTROL_CLIENT_H

#include "config/control_address.h"

#include <jansson.h>

enum { CONTROL_WHY_MAX = 256 };

struct control_request {
	const char *method;
	const char *path;  /* with query, %-encoded */
	const char *token; /* NULL: none */
	const json_t *body;
};

/*
 * Ask, and wait for the answer. Returns its JSON, and *status receives its
 * status; NULL when there is no such answer, and `why` says why.
 */
json_t *control_ask(const struct control_address *address,
		    const struct control_request *request, unsigned *status,
		    char why[static CONTROL_WHY_MAX]);

/* A text as a segment of a path or a value of a query, in new memory. */
char *control_encode(const char *text);

#endif
