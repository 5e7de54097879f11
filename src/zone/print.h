/*
 * A zone back to a master file (RFC 1035 §5, RFC 3597 §5): one RR a line,
 *
 *	owner TAB TTL TAB IN TAB type TAB RDATA
 *
 * names absolute. The SOA comes first, the rest in canonical order (RFC 4034
 * §6): reading the lines gives the same zone, printing that the same lines.
 */
#ifndef MXD_ZONE_PRINT_H
#define MXD_ZONE_PRINT_H

#include "zone/zone.h"

/* Who takes the lines: len octets, the last a newline, no NUL behind them. */
struct print_to {
	void (*line)(void *context, const char *line, size_t len);
	void *context;
};

void zone_print(const struct zone *zone, const struct print_to *to);

/*
 * The same as YAML (zone/yaml.h): owners in canonical order, each with its
 * records, a line a key. Reading it gives the same zone.
 */
void zone_print_yaml(const struct zone *zone, const struct print_to *to);

#endif
