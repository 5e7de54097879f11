/*
 * Zones that stand behind those served, for names that none of these encloses
 * (see struct plan_scope): made of settings as text, and read like any other.
 *
 *	mxd.internal.          what `mxd doctor` asks for
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

/*
 * What `mxd doctor` asks for, to see whether it reaches mxd and what becomes of
 * answers on the way. TXT of this name: the version, and "ad=yes" or "ad=no".
 * Below it: `medium`, TXT of 512 to 1,232 octets; `large`, TXT of more than UDP
 * takes; `broken`, a zone that is refused; nothing else.
 */
#define BACKDROP_SELF      "mxd.internal."
#define BACKDROP_SELF_TEXT "mxd " MXD_VERSION

/* The zones that the settings need, with one reference for the caller. */
struct view *backdrop_new(const struct config *config);

#endif
