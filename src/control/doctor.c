#include "control/doctor.h"
#include "base/alloc.h"
#include "control/backdrop.h"
#include "dns/edns.h"
#include "dns/rrtype.h"
#include "net/query.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { TRIES = 2, LARGE_MIN = 3000 };

/* One server while it is examined. */
struct patient {
	struct doctor *doctor;
	struct query_server server;
	char address[ADDRESS_TEXT_MAX];
	uint8_t *reply; /* MESSAGE_MAX octets */
	long len;       /* of it, or a negative errno */
};

static void __attribute__((format(printf, 5, 6)))
find(struct doctor *doctor, const char *check, enum doctor_level level,
     const char *remedy, const char *format, ...)
{
	struct doctor_finding *finding = VEC_PUSH(&doctor->findings);
	char text[512];
	va_list args;

	va_start(args, format);
	log_format(text, sizeof text, format, args);
	va_end(args);
	*finding = (struct doctor_finding){
	    .check = check,
	    .level = level,
	    .text = xstrndup(text, strlen(text)),
	    .remedy = remedy ? xstrndup(remedy, strlen(remedy)) : NULL,
	};
	if (level > doctor->worst)
		doctor->worst = level;
}

/* questions */

/* Ask for a name in presentation form; what came is in the patient. */
static void
ask(struct patient *patient, const char *text, uint16_t type,
    struct query_manner manner)
{
	uint8_t wire[NAME_WIRE_MAX];
	struct name name;
	const char *wrong =
	    name_from_text(text, strlen(text), &name_root, wire, &name);

	assert(!wrong);
	patient->len =
	    query_ask(&patient->server, name, type, &manner, patient->reply);
}

static const struct query_manner plainly = {0};
static const struct query_manner by_tcp = {.tcp = true};

static uint16_t
flags_of(const struct patient *patient)
{
	return patient->len < 0 ? 0 : bytes_get16(patient->reply + 2);
}

static uint16_t
answers_of(const struct patient *patient)
{
	return patient->len < 0 ? 0 : bytes_get16(patient->reply + 6);
}

/* The RCODE, or why there is no answer. */
static const char *
outcome(const struct patient *patient)
{
	static char text[CODE_TEXT_MAX];

	if (patient->len < 0)
		return uv_strerror((int)patient->len);
	return code_to_text(&codes_rcode, flags_of(patient) & FLAGS_RCODE,
			    text);
}

static bool
has_rcode(const struct patient *patient, enum rcode rcode)
{
	return patient->len >= 0 && (flags_of(patient) & FLAGS_RCODE) == rcode;
}

/* Whether these octets are somewhere in the answer. */
static bool
has_text(const struct patient *patient, const char *text)
{
	return patient->len > 0 &&
	       memmem(patient->reply, (size_t)patient->len, text, strlen(text));
}

/* what is examined of a server that reaches mxd */

static void
check_rcodes(struct patient *patient)
{
	static const struct {
		const char *name;
		enum rcode rcode;
	} rows[] = {
	    {"nothing." BACKDROP_SELF, RCODE_NXDOMAIN},
	    {BACKDROP_SELF, RCODE_NOERROR},
	    {"broken." BACKDROP_SELF, RCODE_SERVFAIL},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char expected[CODE_TEXT_MAX];

		ask(patient, rows[i].name, TYPE_A, plainly);
		if (has_rcode(patient, rows[i].rcode) &&
		    answers_of(patient) == 0)
			continue;
		code_to_text(&codes_rcode, (uint16_t)rows[i].rcode, expected);
		find(patient->doctor, "rcode", DOCTOR_ERROR,
		     "the server between makes answers up; ask mxd itself, or "
		     "turn off what rewrites them there (a search page, a "
		     "filter)",
		     "%s answers %s for %s, for which mxd says %s",
		     patient->address, outcome(patient), rows[i].name,
		     expected);
		return;
	}
	find(patient->doctor, "rcode", DOCTOR_GOOD, NULL,
	     "%s keeps NXDOMAIN, NODATA and SERVFAIL apart", patient->address);
}

static void
check_edns(struct patient *patient)
{
	ask(patient, "medium." BACKDROP_SELF, TYPE_TXT, plainly);
	if (answers_of(patient) > 0 && !(flags_of(patient) & FLAG_TC))
		find(patient->doctor, "edns", DOCTOR_GOOD, NULL,
		     "%s brings more than 512 octets over UDP",
		     patient->address);
	else
		find(patient->doctor, "edns", DOCTOR_WARNING,
		     "let EDNS pass on the way; without it programs must use "
		     "TCP for what is longer",
		     "%s brings no more than 512 octets over UDP: %s",
		     patient->address,
		     flags_of(patient) & FLAG_TC ? "truncated"
						 : outcome(patient));
}

static void
check_tcp(struct patient *patient)
{
	static const char remedy[] =
	    "open port 53 for TCP as for UDP (docker run -p 53:53/tcp), and "
	    "look for a firewall between";

	ask(patient, "large." BACKDROP_SELF, TYPE_TXT, by_tcp);
	if (patient->len < 0)
		find(patient->doctor, "tcp", DOCTOR_ERROR, remedy,
		     "%s does not answer over TCP: %s", patient->address,
		     outcome(patient));
	else if (patient->len < LARGE_MIN)
		find(patient->doctor, "tcp", DOCTOR_ERROR, remedy,
		     "%s cuts large answers off, also over TCP: %ld octets",
		     patient->address, patient->len);
	else
		find(patient->doctor, "tcp", DOCTOR_GOOD, NULL,
		     "%s brings %ld octets over TCP", patient->address,
		     patient->len);
}

static void
check_truncation(struct patient *patient)
{
	ask(patient, "large." BACKDROP_SELF, TYPE_TXT, plainly);
	if (flags_of(patient) & FLAG_TC || patient->len >= LARGE_MIN)
		find(patient->doctor, "truncation", DOCTOR_GOOD, NULL,
		     "%s says when an answer is too long for UDP",
		     patient->address);
	else
		find(patient->doctor, "truncation", DOCTOR_ERROR,
		     "ask mxd itself: who drops the TC bit has programs take "
		     "a part for all",
		     "%s does not say that an answer is too long for UDP: %s",
		     patient->address, outcome(patient));
}

static void
check_case(struct patient *patient)
{
	static const char name[] = "MxD.iNtErNaL.";
	uint8_t wire[NAME_WIRE_MAX];
	struct name sent;

	name_from_text(name, strlen(name), NULL, wire, &sent);
	ask(patient, name, TYPE_TXT, plainly);
	if (patient->len > HEADER_LEN + sent.len &&
	    memcmp(patient->reply + HEADER_LEN, sent.wire, sent.len) == 0)
		find(patient->doctor, "case", DOCTOR_GOOD, NULL,
		     "%s keeps the case of names", patient->address);
	else
		find(patient->doctor, "case", DOCTOR_WARNING,
		     "turn 0x20 off in programs that check the case of names",
		     "%s changes the case of the name in the question",
		     patient->address);
}

static void
check_ad(struct patient *patient)
{
	if (!patient->doctor->claims_ad)
		return;
	ask(patient, ".", TYPE_NS, (struct query_manner){.flags = FLAG_AD});
	if (flags_of(patient) & FLAG_AD)
		find(patient->doctor, "ad", DOCTOR_GOOD, NULL,
		     "%s keeps the AD bit that mxd sets (its setting ad)",
		     patient->address);
	else
		find(patient->doctor, "ad", DOCTOR_ERROR,
		     "have senders ask mxd itself; another server must either "
		     "validate or be told to pass AD on (dnsmasq: "
		     "proxy-dnssec)",
		     "%s loses the AD bit that mxd sets (its setting ad): no "
		     "DANE here",
		     patient->address);
}

/* A name of its own, so that no cache knows it. */
static void
fresh_name(const char *parent, char text[static NAME_TEXT_MAX])
{
	uint64_t number = uv_hrtime();
	char *made;

	uv_random(NULL, NULL, &number, sizeof number, 0, NULL);
	made = xasprintf("mxd-doctor-%08x.%s", (unsigned)number, parent);
	assert(strlen(made) < NAME_TEXT_MAX);
	memcpy(text, made, strlen(made) + 1);
	free(made);
}

static void
check_outside(struct patient *patient)
{
	char name[NAME_TEXT_MAX];

	fresh_name("internal.", name);
	ask(patient, name, TYPE_A, plainly);
	if (patient->len < 0 || has_rcode(patient, RCODE_SERVFAIL))
		find(patient->doctor, "outside", DOCTOR_WARNING,
		     has_text(patient, "ask this one")
			 ? "that is a loop: the servers of mxd's setting "
			   "forward ask mxd; name others there"
			 : "look at mxd's settings outside and forward, and "
			   "whether those servers answer mxd",
		     "%s cannot resolve names in no zone of mxd: %s",
		     patient->address, outcome(patient));
	else
		find(patient->doctor, "outside", DOCTOR_GOOD, NULL,
		     "%s answers %s for a name in no zone of mxd",
		     patient->address, outcome(patient));
}

static void
examine_mxd(struct patient *patient)
{
	static void (*const checks[])(struct patient *) = {
	    check_rcodes, check_edns, check_truncation, check_tcp,
	    check_case,   check_ad,   check_outside,
	};

	for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
		checks[i](patient);
}

/* Whether mxd is there, or behind it. */
static bool
reaches_mxd(struct patient *patient)
{
	struct doctor *doctor = patient->doctor;

	ask(patient, BACKDROP_SELF, TYPE_TXT, plainly);
	if (has_text(patient, "mxd ") && answers_of(patient) > 0) {
		doctor->claims_ad |= has_text(patient, "ad=yes");
		find(doctor, "mxd", DOCTOR_GOOD, NULL, "%s is mxd, or asks it",
		     patient->address);
		return true;
	}
	if (patient->len < 0)
		find(doctor, "mxd", DOCTOR_ERROR,
		     "start mxd there (`mxd serve --listen`), or name the "
		     "address where it is in a nameserver line",
		     "%s does not answer over UDP: %s", patient->address,
		     outcome(patient));
	else
		find(doctor, "mxd", DOCTOR_ERROR,
		     "name mxd's address in a nameserver line (docker run "
		     "--dns, dns: in compose.yaml), or have that server ask "
		     "mxd",
		     "%s answers, but it is not mxd and does not ask it: %s "
		     "for " BACKDROP_SELF,
		     patient->address, outcome(patient));
	return false;
}

void
doctor_examine_server(struct doctor *doctor, const union address *server)
{
	struct patient patient = {
	    .doctor = doctor,
	    .server = {.address = *server,
		       .wait_ms = doctor->wait_ms,
		       .tries = TRIES},
	    .reply = xalloc(MESSAGE_MAX),
	};

	address_to_text(server, patient.address);
	if (reaches_mxd(&patient)) {
		if (!doctor->reached)
			doctor->at = *server;
		doctor->reached = true;
		examine_mxd(&patient);
	} else {
		doctor->others = true;
	}
	free(patient.reply);
}

/* what is examined of resolv.conf */

/* The servers that are used; none stands for this machine. */
static void
examine_servers(struct doctor *doctor)
{
	struct resolvconf *conf = &doctor->conf;

	for (size_t i = 0; i < conf->strange.count; i++)
		find(doctor, "nameserver", DOCTOR_ERROR,
		     "write an IP address alone: a resolver takes neither "
		     "names nor ports there",
		     "nameserver %s is no address", conf->strange.items[i]);
	if (conf->servers.count == 0) {
		struct endpoint here;

		find(doctor, "nameserver", DOCTOR_WARNING,
		     "name mxd's address in a nameserver line",
		     "no nameserver is named: 127.0.0.1 is asked");
		endpoint_from_text("127.0.0.1", &here);
		*VEC_PUSH(&conf->servers) = here;
	}
	if (conf->servers.count > RESOLVCONF_SERVERS_MAX)
		find(doctor, "nameserver", DOCTOR_WARNING,
		     "leave out those that are not needed",
		     "only the first %d of %zu nameservers are asked",
		     RESOLVCONF_SERVERS_MAX, conf->servers.count);
	for (size_t i = 0;
	     i < conf->servers.count && i < RESOLVCONF_SERVERS_MAX; i++) {
		union address address;

		if (address_from_endpoint(&address, &conf->servers.items[i]) ==
		    0)
			doctor_examine_server(doctor, &address);
	}
}

static void
examine_company(struct doctor *doctor)
{
	if (doctor->reached && doctor->others)
		find(doctor, "nameserver", DOCTOR_ERROR,
		     "leave the others out, and let mxd ask them (its setting "
		     "forward)",
		     "mxd is not the only nameserver: glibc asks the others "
		     "when it is slow, musl always, and takes whatever comes "
		     "first");
}

static void
examine_search_domain(struct doctor *doctor, struct patient *patient,
		      const char *domain)
{
	char name[NAME_TEXT_MAX];
	uint8_t wire[NAME_WIRE_MAX];
	struct name parsed;

	if (strlen(domain) > 200 ||
	    name_from_text(domain, strlen(domain), &name_root, wire, &parsed)) {
		find(doctor, "search", DOCTOR_WARNING, "take it out of search",
		     "%s is no name", domain);
		return;
	}
	fresh_name(domain, name);
	ask(patient, name, TYPE_A, plainly);
	if (answers_of(patient) > 0)
		find(doctor, "search", DOCTOR_WARNING,
		     "take that domain out of search, or write names with a "
		     "dot at their end",
		     "any name exists below the search domain %s: a short name "
		     "may be taken for one of those",
		     domain);
	else if (has_rcode(patient, RCODE_NXDOMAIN) ||
		 has_rcode(patient, RCODE_NOERROR))
		find(doctor, "search", DOCTOR_GOOD, NULL,
		     "the search domain %s has no name that it should not",
		     domain);
	else
		find(doctor, "search", DOCTOR_WARNING,
		     "set mxd's outside to nxdomain or forward, serve that "
		     "domain, or take it out of search",
		     "names below the search domain %s fail (%s): a resolver "
		     "may stop there and never ask for the name itself",
		     domain, outcome(patient));
}

static void
examine_search(struct doctor *doctor)
{
	const struct resolvconf *conf = &doctor->conf;
	struct patient patient = {
	    .doctor = doctor,
	    .server = {.address = doctor->at,
		       .wait_ms = doctor->wait_ms,
		       .tries = TRIES},
	};

	if (conf->search.count == 0)
		return;
	if (conf->ndots > 1)
		find(
		    doctor, "ndots", DOCTOR_WARNING,
		    "set `options ndots:1`, or write names with a dot at "
		    "their end",
		    "ndots is %u: a name with fewer dots, as mail.example.com, "
		    "is asked for below each search domain first",
		    conf->ndots);
	if (!doctor->reached)
		return;
	patient.reply = xalloc(MESSAGE_MAX);
	for (size_t i = 0; i < conf->search.count; i++) {
		/* "." is no suffix. */
		if (strcmp(conf->search.items[i], ".") != 0)
			examine_search_domain(doctor, &patient,
					      conf->search.items[i]);
	}
	free(patient.reply);
}

static void
examine_trust(struct doctor *doctor)
{
	if (doctor->claims_ad && !doctor->conf.trust_ad)
		find(doctor, "trust-ad", DOCTOR_WARNING,
		     "add `options trust-ad`; Postfix asks for AD by itself",
		     "mxd claims that answers are validated, but glibc clears "
		     "AD without the option trust-ad");
}

void
doctor_examine(struct doctor *doctor, const char *resolv_conf)
{
	resolvconf_read(&doctor->conf, resolv_conf);
	examine_servers(doctor);
	examine_company(doctor);
	examine_search(doctor);
	examine_trust(doctor);
}

void
doctor_free(struct doctor *doctor)
{
	for (size_t i = 0; i < doctor->findings.count; i++) {
		free(doctor->findings.items[i].text);
		free(doctor->findings.items[i].remedy);
	}
	free(doctor->findings.items);
	resolvconf_free(&doctor->conf);
}
