/*
 * ALIAS, which only zones in YAML have: the owner gets the A and AAAA records
 * that its target has when the zones are loaded. Aliases of any kind on the way
 * are followed through all zones that are loaded together, and nowhere else.
 */
#ifndef MXD_CONTROL_ALIAS_H
#define MXD_CONTROL_ALIAS_H

#include "base/diag.h"
#include "zone/builder.h"
#include "zone/view.h"

struct alias_zone {
	struct draft *draft; /* what to complete; NULL: take the zone as the
			      * view has it */
	char *refusal; /* receives NULL, or why an ALIAS leads nowhere (owned
			* by the caller); the draft is as it was then */
	VEC(uint32_t)
	used; /* receives the numbers of the other zones that it
			     * has data of (owned by the caller) */
};

/*
 * Put addresses in the place of all ALIASes.
 *
 *   view   the zones together; it keeps those without the addresses
 *   zones  view->count of them, in its order
 *   sink   receives what is wrong, at the target's place
 *
 * The serial of an SOA that nobody wrote is raised to when the texts were
 * modified that the addresses are from.
 */
void alias_follow(const struct view *view, struct alias_zone *zones,
		  struct diag_sink *sink);

/* The same for a zone that is loaded alone; false after a complaint. */
bool alias_follow_alone(struct draft *draft, struct diag_sink *sink);

#endif
