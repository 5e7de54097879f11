/*
 * What the C library's resolver is told: resolv.conf(5), as far as it decides
 * whom a program's questions go to, and which names are asked for.
 */
#ifndef MXD_CONTROL_RESOLVCONF_H
#define MXD_CONTROL_RESOLVCONF_H

#include "base/vec.h"
#include "config/config.h"

enum { RESOLVCONF_SERVERS_MAX = 3 /* that glibc uses (MAXNS) */ };

/* Zero-initialise; release with resolvconf_free(). */
struct resolvconf {
	struct endpoints servers; /* all that are named, port 53 */
	struct texts search;      /* of the last search or domain line */
	unsigned ndots;
	bool trust_ad;
	struct texts strange; /* values of nameserver that are no address */
};

/* Read a text. */
void resolvconf_read(struct resolvconf *conf, const char *text);

void resolvconf_free(struct resolvconf *conf);

#endif
