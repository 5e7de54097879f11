#include "cli/verb.h"
#include "base/nearest.h"

#include <string.h>

// clang-format off
static const struct verb rows[] = {
    {"serve", cmd_serve, "[OPTION]... [ZONE]...",
     "answer DNS queries from zone files", true, {
	{"config", 'c', "FILE", "read settings from this file (mxd.yaml)"},
	{"ready-json", 0, NULL, "print a line of JSON once it answers"},
     }},
    {"check", cmd_check, "[OPTION]... ZONE...",
     "say what is wrong with zones, before they are served", false, {
	{"profile", 'p', "PROFILE", "judge as lab (default), public or strict"},
	{"allow", 'a', "RULE", "what breaks this rule is a note"},
	{"rules", 'r', "RULE=LEVEL", "instead: off, note, warn or refuse"},
	{"format", 'f', "FORMAT", "print text (default), json, sarif or junit"},
	{"config", 'c', "FILE", "take settings from this file (mxd.yaml)"},
	{"include-anywhere", 0, NULL,
	 "let $INCLUDE leave the zone file's folder"},
	{"list", 0, NULL, "print the rules"},
     }},
    {"ctl", cmd_ctl, "[OPTION]... COMMAND [ARGUMENT]...",
     "change what a running server serves: mxd-ctl(1)", false, {
	{"control", 'c', "ADDR@PORT|unix:PATH",
	 "where its control API answers (default 127.0.0.1@8053)"},
	{"ttl", 't', "SECONDS", "of the record that is added or set (3600)"},
	{"allow", 'a', "RULE", "change zones that break this rule, too"},
	{"json", 'j', NULL, "print the answer as JSON"},
	{"client", 0, "ADDRESS[/BITS]", "queries of this client alone"},
	{"transport", 0, "udp|tcp", "queries by this transport alone"},
	{"rcode", 0, "RCODE", "queries with this answer alone"},
	{"fault", 0, "ID", "queries that met this fault alone"},
	{"since", 0, "MARK|TIME", "queries from there on"},
	{"count", 0, "N", "expect just so many"},
	{"min", 0, "N", "expect so many or more (1)"},
	{"max", 0, "N", "expect so many or less"},
	{"never", 0, NULL, "expect none"},
	{"within", 0, "TIME", "wait so long at most, as 5s (1s)"},
     }},
    {"explain", cmd_explain, "RULE",
     "say why there is a rule, with an example", false, {{0}}},
    {"health", cmd_health, "[ADDR@PORT]",
     "ask whether a server answers (default 127.0.0.1@5300)", false, {{0}}},
    {"doctor", cmd_doctor, "[OPTION]...",
     "say from here whether questions reach mxd, and answers survive", false, {
	{"resolv-conf", 'r', "FILE", "instead of /etc/resolv.conf"},
	{"server", 's', "ADDR@PORT", "examine this server instead"},
	{"format", 'f', "FORMAT", "print text (default) or json"},
     }},
    {"new", cmd_new, "[OPTION]... DOMAIN",
     "write the zone of a mail domain, ready to be served", false, {
	{"provider", 'p', "NAME",
	 "google, microsoft365, zoho, fastmail, proton, self"},
	{"mx", 'm', "\"PREF HOST\"", "who takes the mail: \"10 mail\""},
	{"address", 'a', "[HOST=]ADDR", "an address, of the mail host if of none"},
	{"ns", 'n', "HOST", "a name server (default ns1 and ns2)"},
	{"spf", 's', "TEXT", "instead of what follows from the MX"},
	{"dmarc", 0, "TEXT", "instead of p=quarantine"},
	{"dkim-key", 'k', "FILE", "publish this key, RSA or Ed25519, in PEM"},
	{"dkim-selector", 0, "NAME", "at this selector (default mail)"},
	{"tlsa", 't', "[HOST=]FILE", "TLSA 3 1 1 of a certificate in PEM"},
	{"reverse", 'r', NULL, "write reverse zones for the hosts too"},
	{"format", 'f', "FORMAT", "write zone (default) or yaml"},
	{"output", 'o', "FOLDER", "write FOLDER/DOMAIN.zone (or .yaml)"},
	{"force", 0, NULL, "write over files that are there"},
     }},
    {"print", cmd_print, "[OPTION]... [ORIGIN=]FILE",
     "read a zone file and print the zone, one record a line", false, {
	{"format", 'f', "FORMAT", "print zone (default) or yaml"},
	{"include-anywhere", 0, NULL,
	 "let $INCLUDE leave the zone file's folder"},
     }},
    {"route", cmd_route, "[OPTION]... ADDRESS|DOMAIN",
     "say where a sender delivers mail for an address", false, {
	{"zones", 'z', "ZONE", "look into these zones: a file or a folder"},
	{"server", 's', "ADDR@PORT", "ask this server instead"},
	{"mta", 'm', "MTA",
	 "as rfc5321 (default), postfix, exim or opensmtpd does"},
	{"me", 0, "NAME", "the sender is this host"},
	{"down", 'd', "HOST", "this host does not answer"},
	{"walk", 'w', "N", "count which host gets how many of N messages"},
	{"seed", 0, "N", "start the random order of --walk here (1)"},
	{"probe", 'p', NULL, "greet each host, in order; no mail is sent"},
	{"port", 0, "PORT", "of the hosts, for --probe (25)"},
	{"allow", 'a', "RULE", "use zones that break this rule, too"},
	{"format", 'f', "FORMAT", "print text (default) or json"},
     }},
    {"help", cmd_help, "[VERB]",
     "say how a verb is used", false, {{0}}},
    {"version", cmd_version, "",
     "print the version", false, {{0}}},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof rows[0] };

const struct verb *
verb_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct verb *
verb_get(const char *name)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
verb_nearest(const char *name)
{
	struct nearest nearest = nearest_to(name, strlen(name));

	for (size_t i = 0; i < ROWS; i++)
		nearest_try(&nearest, rows[i].name);
	return nearest.word;
}
