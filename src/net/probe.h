/*
 * Greeting a mail host (RFC 5321 §3.1, §3.2), to see whether it is there and
 * what it can do: connect, greeting, EHLO, or HELO where that is refused for
 * good, QUIT. No mail is sent. It blocks: not for the server's own threads.
 */
#ifndef MXD_NET_PROBE_H
#define MXD_NET_PROBE_H

#include "base/vec.h"
#include "net/address.h"

struct probe {
	int error;      /* 0, or the negative errno that ended it */
	char *greeting; /* its last line, "220 ..."; NULL: none came */
	VEC(char *)
	capabilities;  /* lines of the reply to EHLO behind the
				   * first, without their code */
	bool ready;    /* it greeted by 220 and took EHLO or HELO by 250 */
	bool helo;     /* it was HELO (RFC 5321 §3.2) */
	bool starttls; /* among the capabilities (RFC 3207) */
};

/*
 *   me       the name that EHLO says
 *   wait_ms  for all of it
 */
void probe_host(struct probe *probe, const union address *address,
		const char *me, int wait_ms);

void probe_free(struct probe *probe);

#endif
