/*
 * From where it runs: whom a program's questions go to, whether that is mxd,
 * and what becomes of its answers on the way. For a person who wonders why a
 * test in a container sees something else than the zone file says.
 *
 * mxd is known by the name mxd.internal, which only it answers for
 * (control/backdrop.h): that works through other servers as well. It blocks:
 * not for the server's own threads.
 */
#ifndef MXD_CONTROL_DOCTOR_H
#define MXD_CONTROL_DOCTOR_H

#include "control/resolvconf.h"
#include "net/address.h"

enum doctor_level { DOCTOR_GOOD, DOCTOR_WARNING, DOCTOR_ERROR };

struct doctor_finding {
	const char *check; /* which: a word of the table; static */
	enum doctor_level level;
	char *text;   /* a sentence without its end */
	char *remedy; /* what to change, likewise; NULL when it is good */
};

/* Zero-initialise but for wait_ms; release with doctor_free(). */
struct doctor {
	int wait_ms; /* for one answer */
	struct resolvconf conf;
	VEC(struct doctor_finding) findings;
	enum doctor_level worst;

	bool reached;     /* a server that reaches mxd ... */
	union address at; /* ... the first one */
	bool others;      /* a server that does not */
	bool claims_ad;   /* mxd lets answers claim to be validated */
};

/* Judge by what resolv.conf says. */
void doctor_examine(struct doctor *doctor, const char *resolv_conf);

/* Judge one server, whatever resolv.conf says. */
void doctor_examine_server(struct doctor *doctor, const union address *server);

void doctor_free(struct doctor *doctor);

#endif
