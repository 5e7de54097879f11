/*
 * The names that a zone's records name but do not own: hosts of other zones,
 * and of zones below one's own cuts. What other zones say of these decides
 * whether this one keeps the rules.
 */
#ifndef MXD_CONTROL_STRANGERS_H
#define MXD_CONTROL_STRANGERS_H

#include "zone/zone.h"

struct strangers;

/* Time is linear in the size of the zone, which must stay as long. */
struct strangers *strangers_new(const struct zone *zone);
void strangers_free(struct strangers *strangers);

/* Names of which something else may be true than before. */
struct affected {
	struct name name;
	bool below; /* and all names below that one */
};

bool strangers_include(const struct strangers *strangers,
		       const struct affected *affected);

#endif
