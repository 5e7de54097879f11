/*
 * The hosts that MX records name, in all the zones seen together.
 */
#ifndef MXD_CHECK_EXCHANGES_H
#define MXD_CHECK_EXCHANGES_H

#include "dns/name.h"
#include "zone/view.h"

struct exchanges;

/* Gather them: linear in the size of the zones. */
struct exchanges *exchanges_new(const struct view *view);
void exchanges_free(struct exchanges *exchanges);

bool exchanges_has(const struct exchanges *exchanges, struct name host);

#endif
