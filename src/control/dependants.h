/*
 * Which zones must be judged again when others change: those that name
 * something of which something else is true now.
 */
#ifndef MXD_CONTROL_DEPENDANTS_H
#define MXD_CONTROL_DEPENDANTS_H

#include "control/book.h"

/* A zone before and after; NULL: there was none, or there is none. */
struct transition {
	const struct book_zone *before, *after;
};

/*
 * Call `found` for each zone of the book, by its index, that a transition may
 * make break a rule, but for that zone itself. Some may be called more often.
 * Zones that do not change are looked through once in their lives.
 */
void dependants_find(const struct book *after,
		     const struct transition *transition,
		     void (*found)(void *context, uint32_t i), void *context);

#endif
