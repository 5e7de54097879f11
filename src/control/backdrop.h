/*
 * Zones that stand behind those served, for names that none of these encloses
 * (see struct plan_scope): made of settings as text, and read like any other.
 *
 *	.                      SOA and NS; with a sink, the MX of all names
 *	mail-sink.internal.    the sink's host
 *	25.2.0.192.in-addr...  its addresses' names
 *
 * The zones served win, as they are in front.
 */
#ifndef MXD_CONTROL_BACKDROP_H
#define MXD_CONTROL_BACKDROP_H

#include "config/config.h"
#include "zone/view.h"

#define BACKDROP_SINK_HOST "mail-sink.internal."

/* The zones that the settings need, with one reference for the caller; NULL:
 * none. */
struct view *backdrop_new(const struct config *config);

#endif
