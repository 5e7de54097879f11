/*
 * The text of a new zone: records in the order in which a person thinks of
 * them, with comments that say what they are for.
 */
#include "base/alloc.h"
#include "control/newzone.h"
#include "dns/text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { STRING_MAX = 255 }; /* octets of a character-string */

static void
put_lines(struct text *into, const char *lines)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		text_put_word(into, len > 0 ? "; " : ";");
		text_put(into, lines, len);
		text_put_char(into, '\n');
		lines += len + (lines[len] == '\n');
	}
}

/* Lines of comment, a blank line before them. */
static void
put_comment(struct text *into, const char *lines)
{
	text_put_char(into, '\n');
	put_lines(into, lines);
}

static void
put_record(struct text *into, const char *owner, const char *type,
	   const char *rdata)
{
	char *line = xasprintf("%-15s %-5s %s\n", owner, type, rdata);

	text_put_word(into, line);
	free(line);
}

/* A TXT record of one string, or of several in parentheses. */
static void
put_txt(struct text *into, const char *owner, const char *value)
{
	const uint8_t *octets = (const uint8_t *)value;
	size_t left = strlen(value);
	bool several = left > STRING_MAX;
	char *start = xasprintf("%-15s TXT   %s", owner, several ? "(" : "");

	text_put_word(into, start);
	free(start);
	do {
		size_t len = left < STRING_MAX ? left : STRING_MAX;

		if (several)
			text_put_word(into, "\n\t\t");
		text_put_quoted(into, octets, len);
		octets += len;
		left -= len;
	} while (left > 0);
	text_put_word(into, several ? " )\n" : "\n");
}

/* The addresses of one host, the owner on the first line only. */
static void
put_addresses(struct text *into, const struct newzone *zone, const char *host)
{
	char *owner = newzone_short_name(zone, host);
	bool first = true;

	for (size_t i = 0; i < zone->addresses.count; i++) {
		const struct newzone_address *address =
		    &zone->addresses.items[i];

		if (strcasecmp(address->host, host) != 0)
			continue;
		put_record(into, first ? owner : "",
			   address->len == 4 ? "A" : "AAAA", address->text);
		first = false;
	}
	free(owner);
}

static bool
is_server(const struct newzone *zone, const char *host)
{
	for (size_t i = 0; i < zone->servers.count; i++) {
		if (strcasecmp(zone->servers.items[i], host) == 0)
			return true;
	}
	return false;
}

/* Whether an address before number i has the same host. */
static bool
had_host(const struct newzone *zone, size_t i)
{
	for (size_t before = 0; before < i; before++) {
		if (strcasecmp(zone->addresses.items[before].host,
			       zone->addresses.items[i].host) == 0)
			return true;
	}
	return false;
}

/* All hosts that are name servers, or all that are none. */
static void
put_hosts(struct text *into, const struct newzone *zone, bool servers)
{
	for (size_t i = 0; i < zone->addresses.count; i++) {
		const char *host = zone->addresses.items[i].host;

		if (is_server(zone, host) == servers && !had_host(zone, i))
			put_addresses(into, zone, host);
	}
}

static void
put_opening(struct text *into, const char *domain, const char *what)
{
	char *lines = xasprintf("%s.\n\n"
				"  mxd check --profile public %s.zone\n"
				"  mxd serve %s.zone\n"
				"  dig @127.0.0.1 -p 5300 %s MX\n\n"
				"say what is wrong with it, answer from it and "
				"ask for who takes the mail.\n\n"
				"A semicolon starts a comment. \"@\" is the "
				"origin, the domain itself; a name without\n"
				"a dot at its end has the origin behind it.",
				what, domain, domain, domain);

	put_lines(into, lines);
	free(lines);
}

void
newzone_put_head(struct text *into, const struct newzone *zone,
		 const char *origin)
{
	bool own = strcasecmp(origin, zone->domain) == 0;
	char *line =
	    xasprintf("\n$ORIGIN %s\n$TTL 3600\t; how long others may keep a "
		      "record, in seconds\n\n",
		      origin);
	char *contact = own ? xasprintf("hostmaster")
			    : xasprintf("hostmaster.%s", zone->domain);
	char *soa;

	text_put_word(into, line);
	for (size_t i = 0; i < zone->servers.count; i++) {
		const char *server = zone->servers.items[i];
		char *name = own ? newzone_short_name(zone, server)
				 : xasprintf("%s", server);

		if (i == 0) {
			soa = xasprintf(
			    "%s %s (\t; a name server, and whom to write to\n"
			    "\t\t%u\t; serial: raise it with every change\n"
			    "\t\t7200\t\t; refresh: secondaries look again\n"
			    "\t\t3600\t\t; retry: sooner, when that failed\n"
			    "\t\t1209600\t\t; expire: they give up\n"
			    "\t\t3600 )\t\t; minimum: how long \"no\" is kept",
			    name, contact, zone->serial);
			put_record(into, "@", "SOA", soa);
			free(soa);
		}
		put_record(into, "", "NS", name);
		free(name);
	}
	free(contact);
	free(line);
}

static bool
has_made_address(const struct newzone *zone)
{
	for (size_t i = 0; i < zone->addresses.count; i++) {
		if (zone->addresses.items[i].made)
			return true;
	}
	return false;
}

static void
put_servers(struct text *into, const struct newzone *zone)
{
	if (has_made_address(zone))
		put_comment(into,
			    "The name servers. These addresses will do for a "
			    "try; for the Internet, write those\nof two hosts "
			    "at two places that serve this zone.");
	else
		text_put_char(into, '\n');
	put_hosts(into, zone, true);
}

static void
put_mx(struct text *into, const struct newzone *zone)
{
	bool none = strcmp(zone->mx.items[0].exchange, ".") == 0;

	put_comment(into,
		    none ? "The null MX: nobody here takes mail (RFC 7505)."
			 : "Who takes the mail. Senders try the lowest number "
			   "first; the name is that of a host\nwith addresses, "
			   "never an alias and never an address.");
	if (zone->provider && zone->mx_by_provider && zone->provider->mx_note)
		put_lines(into, zone->provider->mx_note);
	for (size_t i = 0; i < zone->mx.count; i++) {
		const struct newzone_mx *mx = &zone->mx.items[i];
		char *exchange = newzone_short_name(zone, mx->exchange);
		char *rdata = xasprintf("%u %s", mx->preference, exchange);

		put_record(into, i == 0 ? "@" : "", "MX", rdata);
		free(rdata);
		free(exchange);
	}
	put_hosts(into, zone, false);
}

static void
put_tlsa(struct text *into, const struct newzone *zone)
{
	if (zone->tlsa.count > 0)
		put_comment(into,
			    "TLSA: the key that the mail server shows when it "
			    "is asked for TLS (DANE, RFC 7672).\nOnly a zone "
			    "signed with DNSSEC is believed; write the next "
			    "key beside this one\nbefore it is used.");
	for (size_t i = 0; i < zone->tlsa.count; i++) {
		const struct newzone_tlsa *tlsa = &zone->tlsa.items[i];
		char *host = newzone_short_name(zone, tlsa->host);
		char *owner = strcmp(host, "@") == 0
				  ? xasprintf("_25._tcp")
				  : xasprintf("_25._tcp.%s", host);
		char *rdata = xasprintf("3 1 1 %s", tlsa->data);

		put_record(into, owner, "TLSA", rdata);
		free(rdata);
		free(owner);
		free(host);
	}
}

static void
put_dkim_note(struct text *into, const struct provider *provider,
	      const char *domain)
{
	char *note = provider_text(provider->dkim_note, domain);

	put_comment(into, "DKIM, still to be written here.");
	put_lines(into, note);
	free(note);
}

static void
put_policies(struct text *into, const struct newzone *zone, const char *domain)
{
	put_comment(into, "SPF: who may send mail from this domain.");
	put_txt(into, "@", zone->spf);
	if (zone->dkim) {
		char *owner = xasprintf("%s._domainkey", zone->selector);

		put_comment(into, "DKIM: the public key that proves the "
				  "signatures in mails. Strings of one\nrecord "
				  "are read as one.");
		put_txt(into, owner, zone->dkim);
		free(owner);
	}
	if (zone->provider && zone->provider->dkim_note)
		put_dkim_note(into, zone->provider, domain);
	put_comment(into, "DMARC: what receivers do with mail that neither SPF "
			  "nor DKIM vouches for, and\nwhere they report it.");
	put_txt(into, "_dmarc", zone->dmarc);
}

static void
put_provider(struct text *into, const struct newzone *zone, const char *domain)
{
	const struct provider *provider = zone->provider;

	if (provider->note)
		put_comment(into, provider->note);
	for (size_t i = 0; provider->records[i].owner; i++) {
		const struct provider_record *record = &provider->records[i];
		char *rdata = provider_text(record->rdata, domain);

		put_record(into, record->owner, record->type, rdata);
		free(rdata);
	}
}

void
newzone_write(const struct newzone *zone, bool reverse,
	      struct newzone_texts *into)
{
	char *domain = xstrndup(zone->domain, strlen(zone->domain) - 1);
	char *what = zone->provider ? xasprintf("The zone %s: mail by %s",
						domain, zone->provider->title)
				    : xasprintf("The zone %s", domain);
	struct text text = {0};

	put_opening(&text, domain, what);
	newzone_put_head(&text, zone, zone->domain);
	put_servers(&text, zone);
	put_mx(&text, zone);
	put_tlsa(&text, zone);
	put_policies(&text, zone, domain);
	if (zone->provider)
		put_provider(&text, zone, domain);
	*VEC_PUSH(&into->list) =
	    (struct newzone_text){domain, text_finish(&text)};
	free(what);
	if (reverse)
		newzone_write_reverse(zone, into);
}
