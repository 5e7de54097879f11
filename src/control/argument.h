/*
 * One master file as a user names it: FILE, or ORIGIN=FILE.
 */
#ifndef MXD_CONTROL_ARGUMENT_H
#define MXD_CONTROL_ARGUMENT_H

#include "base/diag.h"
#include "dns/name.h"

struct zone_argument {
	const char *origin; /* NULL: the text says; else that many octets */
	size_t origin_len;
	const char *path;
};

/* Take apart; both parts are of `text`. Of ORIGIN=FILE the part before "="
 * holds no "/". */
struct zone_argument zone_argument(const char *text);

/*
 * The name of the zone that is in text number `file` of sink->sources: what the
 * argument says, or else what the text says. False after a complaint.
 */
bool zone_argument_origin(const struct zone_argument *argument, uint32_t file,
			  uint8_t into[static NAME_WIRE_MAX],
			  struct name *origin, struct diag_sink *sink);

#endif
