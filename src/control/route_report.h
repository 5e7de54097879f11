/*
 * A route with what was found out along it, and as JSON.
 */
#ifndef MXD_CONTROL_ROUTE_REPORT_H
#define MXD_CONTROL_ROUTE_REPORT_H

#include "check/route.h"
#include "net/probe.h"

#include <jansson.h>

/* Messages sent along a route. */
struct route_tally {
	uint64_t messages; /* 0: none were */
	uint64_t *counts;  /* of each host */
	uint64_t kept;     /* that no host got */
};

/* One address of a host that was greeted. */
struct route_greeted {
	size_t host; /* index in the route */
	const struct route_address *address;
	struct probe probe;
};

struct route_greetings {
	uint16_t port;
	VEC(struct route_greeted) list;
};

struct route_report {
	struct name domain;
	const struct route *route;
	const struct route_tally *tally;
	const struct route_greetings *greetings; /* NULL: not asked for */
};

json_t *tojson_route(const struct route_report *report);

/* An address as inet_ntop(3) writes it. */
enum { ROUTE_ADDRESS_MAX = 46 };
void route_address_text(const struct route_address *address,
			char text[static ROUTE_ADDRESS_MAX]);

#endif
