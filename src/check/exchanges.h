/*
 * The hosts that MX records name, in all the zones seen together.
 */
#ifndef MXD_CHECK_EXCHANGES_H
#define MXD_CHECK_EXCHANGES_H

#include "dns/name.h"
#include "zone/view.h"

struct exchanges;

struct exchanges *exchanges_new(const struct view *view);
void exchanges_free(struct exchanges *exchanges);

/* Who asks first gathers them all, in time linear in the size of the zones.
 * Several threads may ask. */
bool exchanges_has(struct exchanges *exchanges, struct name host);

#endif
