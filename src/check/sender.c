#include "check/sender.h"

#include <string.h>

// clang-format off
static const struct sender rows[] = {
    {"rfc5321", false, false, 0, {
	[ROUTE_NULL_MX] = {ROUTE_BOUNCE, "556 5.1.10",
	    "the domain takes no mail: null MX (RFC 7505)"},
	[ROUTE_NO_DOMAIN] = {ROUTE_BOUNCE, "550 5.1.2",
	    "there is no such domain (RFC 5321 §5.1)"},
	[ROUTE_NO_ADDRESS] = {ROUTE_BOUNCE, "550 5.4.4",
	    "the domain has neither MX nor address (RFC 5321 §5.1)"},
	[ROUTE_NO_MX_ADDRESS] = {ROUTE_BOUNCE, "550 5.4.4",
	    "no exchange can be used (RFC 5321 §5.1)"},
	[ROUTE_LOOKUP_FAILED] = {ROUTE_DEFER, "451 4.4.3",
	    "the look-up failed"},
	[ROUTE_LOOP] = {ROUTE_BOUNCE, "554 5.4.6",
	    "the first exchange is the sender itself: a loop"},
	[ROUTE_NO_PRIMARY] = {ROUTE_BOUNCE, "550 5.4.4",
	    "no exchange preferred to the sender can be used (RFC 5321 §5.1)"},
	[ROUTE_ALL_DOWN] = {ROUTE_DEFER, "451 4.4.1",
	    "no host answers"},
    }},
    {"postfix", true, true, 5, {
	[ROUTE_NULL_MX] = {ROUTE_BOUNCE, "5.1.0",
	    "domain does not accept mail (nullMX)"},
	[ROUTE_NO_DOMAIN] = {ROUTE_BOUNCE, "5.4.4",
	    "host or domain name not found"},
	[ROUTE_NO_ADDRESS] = {ROUTE_BOUNCE, "5.4.4",
	    "host found but no data record of requested type"},
	[ROUTE_NO_MX_ADDRESS] = {ROUTE_BOUNCE, "5.4.4",
	    "no MX host has a valid address record"},
	[ROUTE_LOOKUP_FAILED] = {ROUTE_DEFER, "4.4.3",
	    "host not found, try again"},
	[ROUTE_LOOP] = {ROUTE_BOUNCE, "5.4.6",
	    "mail loops back to myself"},
	[ROUTE_NO_PRIMARY] = {ROUTE_DEFER, "4.4.4",
	    "unable to find primary relay"},
	[ROUTE_ALL_DOWN] = {ROUTE_DEFER, "4.4.1",
	    "connect failed"},
    }},
    {"exim", true, false, 0, {
	[ROUTE_NULL_MX] = {ROUTE_BOUNCE, "550",
	    "an MX or SRV record indicated no SMTP service"},
	[ROUTE_NO_DOMAIN] = {ROUTE_BOUNCE, "550",
	    "unrouteable address"},
	[ROUTE_NO_ADDRESS] = {ROUTE_BOUNCE, "550",
	    "unrouteable address"},
	[ROUTE_NO_MX_ADDRESS] = {ROUTE_BOUNCE, "550",
	    "all relevant MX records point to non-existent hosts"},
	[ROUTE_LOOKUP_FAILED] = {ROUTE_DEFER, "451",
	    "host lookup did not complete"},
	[ROUTE_LOOP] = {ROUTE_FREEZE, "",
	    "lowest numbered MX record points to local host"},
	[ROUTE_NO_PRIMARY] = {ROUTE_BOUNCE, "550",
	    "all relevant MX records point to non-existent hosts"},
	[ROUTE_ALL_DOWN] = {ROUTE_DEFER, "",
	    "connection refused or timed out"},
    }},
    {"opensmtpd", true, false, 0, {
	[ROUTE_NULL_MX] = {ROUTE_BOUNCE, "",
	    "domain does not accept mail"},
	[ROUTE_NO_DOMAIN] = {ROUTE_BOUNCE, "",
	    "domain does not exist"},
	[ROUTE_NO_ADDRESS] = {ROUTE_DEFER, "",
	    "no MX found for domain"},
	[ROUTE_NO_MX_ADDRESS] = {ROUTE_DEFER, "",
	    "no MX found for domain"},
	[ROUTE_LOOKUP_FAILED] = {ROUTE_DEFER, "",
	    "temporary failure in MX lookup"},
	[ROUTE_LOOP] = {ROUTE_DEFER, "",
	    "no MX found for destination"},
	[ROUTE_NO_PRIMARY] = {ROUTE_DEFER, "",
	    "no MX found for destination"},
	[ROUTE_ALL_DOWN] = {ROUTE_DEFER, "",
	    "network error on destination MXs"},
    }},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct sender *
sender_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct sender *
sender_get(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
route_verdict_word(enum route_verdict verdict)
{
	static const char *const words[ROUTE_VERDICTS] = {
	    "deliver", "defer", "bounce", "freeze", "unknown"};

	return words[verdict];
}
