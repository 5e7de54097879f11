#include "config/setting.h"
#include "base/nearest.h"
#include "config/kind.h"

#include <string.h>

#define BOOL         &kind_bool, 0, 0
#define NUMBER(a, b) &kind_number, (a), (b)
#define WORKERS(b)   &kind_workers, 1, (b)
#define TEXT(b)      &kind_text, 0, (b)
#define LEVEL        &kind_level, 0, 0
#define SECRET       &kind_secret, 0, 0
#define ENDPOINTS    &kind_endpoint, 0, 0
#define ZONES        &kind_zone, 0, 0
#define RULES        &kind_rule, 0, 0
#define LEVELS       &kind_rule_level, 0, 0
#define CONTROL      &kind_control, 0, 0
#define PATH         &kind_path, 0, 0
#define HOSTS        &kind_host, 0, 0
#define OUTSIDE      &kind_outside, 0, 0
#define ADDRESSES    &kind_addresses, 0, 0
#define NAMES        &kind_name, 0, 0
#define FAULTS       &kind_fault, 0, 0
#define MEMBER(name) offsetof(struct config, name)

enum {
	OPTION = SETTING_OPTION,
	OPERAND = SETTING_OPERAND,
	START = SETTING_START
};

// clang-format off
static const struct setting rows[] = {
    {"listen", ENDPOINTS, MEMBER(listen), "127.0.0.1@5300 ::1@5300",
     OPTION | START, "ADDR@PORT", "answer on this address and port",
     "An IPv4 or IPv6 address, and a port for UDP and TCP; without a port, 53. "
     "Port 0 takes a free one. 0.0.0.0 and :: are all addresses of the "
     "machine. Of the default addresses, one that the machine lacks is left "
     "out with a warning."},
    {"zones", ZONES, MEMBER(zones), "/etc/mxd/zones", OPERAND,
     "[ORIGIN=]FILE|FOLDER",
     "serve these zones",
     "Zone files, and folders, which stand for the *.zone files right in them. "
     "A file's zone is the owner of its SOA when that is absolute, else its "
     "first $ORIGIN, else the file's name without .zone, .db or db.; ORIGIN= "
     "says it outright."},
    {"allow", RULES, MEMBER(allow), "", OPTION, "RULE",
     "serve zones that break this rule",
     "A zone that breaks the rule is served all the same; what breaks it is "
     "told as a note."},
    {"rules", LEVELS, MEMBER(rules), "", OPTION, "RULE=LEVEL",
     "how serious what breaks this rule is",
     "What breaks the rule is told as a note, as a warning, or refuses the zone, "
     "instead of what the table says: off, note, warn or refuse. In the file "
     "it may be written as {mx-single: warn, mx-no-gap: off}."},
    {"strict", BOOL, MEMBER(strict), "no", OPTION, "yes|no",
     "refuse for warnings too; start only if all is right",
     "To refuse zones for warnings too, and not to start when one is refused. "
     "Otherwise mxd serves the other zones, and answers SERVFAIL for that "
     "one."},
    {"workers", WORKERS(CONFIG_WORKERS_MAX), MEMBER(workers), "1", OPTION | START, "N|auto",
     "threads that answer",
     "Threads that answer queries; auto is one for each processor."},
    {"nsid", TEXT(128), MEMBER(nsid), "", OPTION, "TEXT",
     "name of this server in answers (NSID)",
     "The server's identifier (NSID, RFC 5001), sent to those who ask for it; "
     "empty for none."},
    {"version-bind", TEXT(255), MEMBER(version_bind), "", 0, "TEXT",
     "answer to version.bind",
     "The text that answers version.bind and version.server in class CH; "
     "empty: REFUSED."},
    {"id-server", TEXT(255), MEMBER(id_server), "", 0, "TEXT",
     "answer to id.server",
     "The text that answers id.server and hostname.bind in class CH; empty: "
     "REFUSED."},
    {"udp-size", NUMBER(512, 4096), MEMBER(udp_size), "1232", 0, "OCTETS",
     "largest UDP response",
     "The largest response over UDP, in octets. A client's EDNS size may make "
     "it smaller, and without EDNS it is 512."},
    {"cookie-secret", SECRET, MEMBER(cookie_secret), "random", 0,
     "HEX|random", "secret of DNS cookies",
     "The secret of DNS cookies (RFC 7873, RFC 9018): 32 hex digits, the same "
     "on all servers behind one address; random makes one at the start."},
    {"tcp-idle-timeout", NUMBER(1, 6553), MEMBER(tcp_idle_timeout), "10",
     0, "SECONDS", "close TCP connections without traffic",
     "Seconds until a TCP connection without traffic is closed; also what "
     "edns-tcp-keepalive (RFC 7828) announces."},
    {"tcp-connections", NUMBER(1, 100000), MEMBER(tcp_connections), "1000",
     0, "N", "TCP connections at a time",
     "TCP connections at a time. One more closes the one that has been idle "
     "for the longest."},
    {"tcp-connections-per-client", NUMBER(0, 100000),
     MEMBER(tcp_connections_per_client), "0", 0, "N",
     "TCP connections at a time of one client",
     "TCP connections at a time of one client: an IPv4 address, or the first "
     "64 bits of an IPv6 one. One more closes the client's own that has been "
     "idle for the longest. 0 is no limit of its own."},
    {"refused-names-zones", BOOL, MEMBER(refused_names_zones), "no", 0,
     "yes|no", "say which zones are served when refusing",
     "To name the zones that are served in the extended error (EDE) of a "
     "REFUSED answer."},
    {"include-anywhere", BOOL, MEMBER(include_anywhere), "no", 0, "yes|no",
     "let $INCLUDE leave the zone's folder",
     "To let $INCLUDE read files outside the folder of the zone file."},
    {"control", CONTROL, MEMBER(control), "", OPTION | START,
     "ADDR@PORT|unix:PATH", "answer HTTP requests here",
     "Where the control API answers HTTP requests, which read and change what "
     "is served: an address and a port (without one, 8053), or a Unix socket, "
     "as in unix:/run/mxd.sock. Empty: nowhere. Without a token (see "
     "control-tokens) it must be a loopback address or a Unix socket."},
    {"control-tokens", PATH, MEMBER(control_tokens), "", OPTION, "FILE",
     "requests need a token of this file",
     "A file of tokens, one a line; what follows a # at the start of a line is "
     "a comment. Requests to the control API must bear one of them, in "
     "Authorization: Bearer TOKEN. The environment variable MXD_TOKEN is one "
     "more token."},
    {"control-host", HOSTS, MEMBER(control_hosts), "", OPTION, "NAME",
     "the control API goes by this name, too",
     "A name that clients of the control API may call this machine by. "
     "Addresses, localhost and the machine's own name always do; a request to "
     "another name is refused, as a web page elsewhere may have made it "
     "(DNS rebinding)."},
    {"watch", BOOL, MEMBER(watch), "no", OPTION, "yes|no",
     "read zone files again when they change",
     "To read all zone files again, as at SIGHUP, when what one of them says "
     "has changed, or one has come or gone. A zone that is wrong then stays as "
     "it was, and the log says why."},
    {"state", PATH, MEMBER(state), "", OPTION | START, "DIR",
     "keep what is changed in this folder",
     "A folder that keeps what is changed while mxd runs, over restarts and "
     "crashes: a change is on the disk before it is acknowledged. What files "
     "say otherwise than before is taken from them, RRset by RRset; all else "
     "stays as it was changed. Empty: changes last until mxd ends."},
    {"outside", OUTSIDE, MEMBER(outside), "refused", OPTION, "WORD",
     "names in no zone: refused, nxdomain, sink ...",
     "What becomes of names that are in no zone: refused; nxdomain, they do "
     "not exist; forward, other servers are asked (see forward); sink, their "
     "mail goes to the sink (see sink) and nothing else exists of them. Where "
     "forward is set and this is not, it is forward."},
    {"forward", ENDPOINTS, MEMBER(forward), "", OPTION, "ADDR@PORT",
     "ask this server for names in no zone",
     "A server that resolves names which are in no zone, for clients that ask "
     "for recursion. The next one of the list is asked where one is silent. "
     "Without a port, 53."},
    {"forward-limit", NUMBER(1, 10000), MEMBER(forward_limit), "100", 0, "N",
     "queries forwarded at a time",
     "Queries that may wait for other servers at a time; what is beyond is "
     "answered SERVFAIL."},
    {"forward-timeout", NUMBER(1, 60), MEMBER(forward_timeout), "4", 0,
     "SECONDS", "wait so long for other servers",
     "Seconds until a query that was forwarded is answered SERVFAIL, all tries "
     "of all servers together."},
    {"sink", ADDRESSES, MEMBER(sink), "", OPTION, "ADDRESS[,ADDRESS6]",
     "catch the mail of all other domains here",
     "Every domain that is in no zone has one MX, the host mail-sink.internal "
     "at these addresses, so that no mail leaves a lab. All else of such "
     "names is as outside says."},
    {"ad", NAMES, MEMBER(ad), "", OPTION, "ZONE",
     "let answers of this zone claim to be validated",
     "Answers of the zone of this name carry AD when the query has DO or AD, "
     "as if a resolver had validated them, so that senders of mail use TLSA "
     "records (DANE). Nothing is signed or validated: this is for a lab."},
    {"challtestsrv", BOOL, MEMBER(challtestsrv), "no", OPTION, "yes|no",
     "have the routes of pebble-challtestsrv, too",
     "To have the routes of pebble-challtestsrv at the control API, for test "
     "suites that set records by them: /add-a, /set-txt and others."},
    {"queries", NUMBER(0, 1000000), MEMBER(queries), "10000", OPTION | START,
     "N", "remember so many queries of each worker",
     "Queries of each worker that are remembered, with their answers' outcome, "
     "for GET /v1/queries and what else watches them. 0: none. Nothing is "
     "remembered without control and query-log."},
    {"query-log", PATH, MEMBER(query_log), "", OPTION, "FILE",
     "write what is asked to this file, as JSON",
     "A file to which each query is written with what came of it, a JSON object "
     "a line, of the members that docs/api.md lists for a Query. SIGHUP opens it "
     "anew. A line {\"lost\":N} stands for queries that came faster than they "
     "could be written. Queries must be remembered (see queries), and it must be "
     "set when mxd starts, or control must be. Empty: none."},
    {"faults", FAULTS, MEMBER(faults), "", 0, "FAULTS",
     "answer some queries wrongly",
     "Rules by which queries are answered wrongly, to see what clients make of "
     "it: see FAULTS below. The first rule that fits a query, and whose turn it "
     "is, decides."},
    {"faults-delayed", NUMBER(1, 100000), MEMBER(faults_delayed), "1000", 0,
     "N", "answers that faults may delay at a time",
     "Answers that faults may delay at a time; what is beyond is lost, as on a "
     "bad network."},
    {"log-level", LEVEL, MEMBER(log_level), "info", OPTION,
     "LEVEL", "how much to log",
     "What is logged to standard error: error, warning, info or debug, each "
     "with all before it."},
};
// clang-format on

#define ROWS (sizeof rows / sizeof rows[0])

_Static_assert(ROWS <= CONFIG_SETTINGS_MAX, "struct config has room for all");

const struct setting *
setting_rows(size_t *count)
{
	*count = ROWS;
	return rows;
}

const struct setting *
setting_get(const char *name, size_t len)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strlen(rows[i].name) == len &&
		    memcmp(rows[i].name, name, len) == 0)
			return &rows[i];
	}
	return NULL;
}

const char *
setting_nearest(const char *name, size_t len)
{
	struct nearest nearest = nearest_to(name, len);

	for (size_t i = 0; i < ROWS; i++)
		nearest_try(&nearest, rows[i].name);
	return nearest.word;
}
