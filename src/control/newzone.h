/*
 * Making a zone for a mail domain: what `mxd new` is told, what follows from
 * it, and the text of the zone with the reverse zones of its hosts.
 *
 *	newzone_set_domain, newzone_add_... -> newzone_complete
 *	-> newzone_write -> newzone_judge
 *
 * Host names are kept in presentation form, absolute; only such are taken as
 * need no escapes there (RFC 1123 §2.1).
 *
 * A function that takes a text of the user's returns NULL, or what is wrong
 * with it and what would be right: owned by the caller.
 */
#ifndef MXD_CONTROL_NEWZONE_H
#define MXD_CONTROL_NEWZONE_H

#include "base/diag.h"
#include "control/keyfile.h"
#include "control/provider.h"
#include "dns/name.h"

struct newzone_mx {
	uint16_t preference;
	char *exchange; /* "." for the null MX (RFC 7505) */
};

struct newzone_address {
	char *host; /* NULL: the mail host's */
	char text[46];
	uint8_t octets[16];
	uint8_t len; /* 4 or 16 */
	bool made;   /* for want of another; has no PTR */
};

struct newzone_tlsa {
	char *host; /* NULL: the mail host's */
	char data[KEYFILE_TLSA_MAX];
};

/* Zero-initialise; release with newzone_free(). */
struct newzone {
	char *domain; /* "example.com." */
	uint8_t wire[NAME_WIRE_MAX];
	struct name origin;
	const struct provider *provider; /* NULL: none */
	bool mx_by_provider;
	VEC(struct newzone_mx) mx;
	VEC(struct newzone_address) addresses;
	VEC(char *) servers; /* the names of the NS records */
	VEC(struct newzone_tlsa) tlsa;
	char *selector, *dkim; /* NULL: no key */
	char *spf, *dmarc;
	uint32_t serial;
};

char *newzone_set_domain(struct newzone *zone, const char *text);

/* "PREFERENCE EXCHANGE"; without a dot at its end a name is of the domain. */
char *newzone_add_mx(struct newzone *zone, const char *text);

/* "[HOST=]ADDRESS" */
char *newzone_add_address(struct newzone *zone, const char *text);

/* "HOST" */
char *newzone_add_server(struct newzone *zone, const char *text);

/* A key at that selector. */
char *newzone_set_dkim(struct newzone *zone, const char *selector,
		       const struct source *pem);

/* A certificate of a host of that name, or NULL for the mail host. */
char *newzone_add_tlsa(struct newzone *zone, const char *host,
		       const struct source *pem);

/*
 * Settle what was not said: exchanges from the provider, whose an address is,
 * name servers ns1 and ns2, SPF and DMARC.
 */
char *newzone_complete(struct newzone *zone);

/* One zone's text. */
struct newzone_text {
	char *name; /* of the zone, without a dot at its end */
	char *text;
};

struct newzone_texts {
	VEC(struct newzone_text) list;
	bool yaml; /* else master files */
};

/* The zone as a master file, and with `reverse` the zones in in-addr.arpa and
 * ip6.arpa that lead from its hosts' addresses back to their names. */
void newzone_write(const struct newzone *zone, bool reverse,
		   struct newzone_texts *into);

/* As `mxd check --profile public` judges all of them together; what is found
 * is in the sink. */
void newzone_judge(const struct newzone_texts *texts, struct sources *sources,
		   struct diag_sink *sink);

/* Master files that are good to YAML (zone/yaml.h); comments are left out. */
void newzone_to_yaml(struct newzone_texts *texts);

void newzone_texts_free(struct newzone_texts *texts);
void newzone_free(struct newzone *zone);

/* For those that write: whether the host is one of the zone; and its name as
 * it stands there, in new memory. */
bool newzone_is_own(const struct newzone *zone, const char *host);
char *newzone_short_name(const struct newzone *zone, const char *host);

/* The reverse zones, for newzone_write(). */
void newzone_write_reverse(const struct newzone *zone,
			   struct newzone_texts *into);

/* The SOA and NS records as each of the zones has them. */
struct text;
void newzone_put_head(struct text *into, const struct newzone *zone,
		      const char *origin);

#endif
