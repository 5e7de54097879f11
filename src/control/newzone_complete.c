/*
 * What follows from what the user has said, and whether that is enough.
 */
#include "base/alloc.h"
#include "control/newzone.h"

#include <stdlib.h>
#include <strings.h>

static char *
copy(const char *text)
{
	return xstrndup(text, strlen(text));
}

/* The domain without the dot at its end; owned by the caller. */
static char *
bare_domain(const struct newzone *zone)
{
	return xstrndup(zone->domain, strlen(zone->domain) - 1);
}

/* The first exchange of the zone's own, or NULL. */
static const char *
mail_host(const struct newzone *zone)
{
	for (size_t i = 0; i < zone->mx.count; i++) {
		if (newzone_is_own(zone, zone->mx.items[i].exchange))
			return zone->mx.items[i].exchange;
	}
	return NULL;
}

static bool
has_address(const struct newzone *zone, const char *host)
{
	for (size_t i = 0; i < zone->addresses.count; i++) {
		const char *known = zone->addresses.items[i].host;

		if (known && strcasecmp(known, host) == 0)
			return true;
	}
	return false;
}

static char *
settle_mx(struct newzone *zone)
{
	char *domain, *names;
	char *wrong = NULL;

	if (zone->mx.count > 0)
		return NULL;
	if (!zone->provider && zone->addresses.count > 0)
		zone->provider = provider_find("self");
	if (!zone->provider) {
		names = provider_names();
		wrong = xasprintf("who takes the mail? Say --provider %s, or "
				  "--mx \"10 mail\" --address 192.0.2.1",
				  names);
		free(names);
		return wrong;
	}
	zone->mx_by_provider = true;
	domain = bare_domain(zone);
	for (size_t i = 0; zone->provider->mx[i]; i++) {
		char *text = provider_text(zone->provider->mx[i], domain);

		wrong = newzone_add_mx(zone, text);
		free(text);
		if (wrong)
			break;
	}
	free(domain);
	return wrong;
}

/* An address without a host is the mail host's, and so is a certificate. */
static char *
settle_hosts(struct newzone *zone)
{
	const char *host = mail_host(zone);

	for (size_t i = 0; i < zone->addresses.count; i++) {
		struct newzone_address *address = &zone->addresses.items[i];

		if (address->host)
			continue;
		if (!host)
			return xasprintf("--address %s: no exchange is in %s; "
					 "say whose address it is: --address "
					 "HOST=%s",
					 address->text, zone->domain,
					 address->text);
		address->host = copy(host);
	}
	for (size_t i = 0; i < zone->tlsa.count; i++) {
		struct newzone_tlsa *tlsa = &zone->tlsa.items[i];

		if (!tlsa->host && !host)
			return xasprintf("--tlsa: no exchange is in %s; the "
					 "record belongs to the zone of the "
					 "exchange",
					 zone->domain);
		if (!tlsa->host)
			tlsa->host = copy(host);
		if (!has_address(zone, tlsa->host))
			return xasprintf("--tlsa: %s is no host of %s with an "
					 "--address",
					 tlsa->host, zone->domain);
	}
	return NULL;
}

static char *
settle_exchanges(const struct newzone *zone)
{
	for (size_t i = 0; i < zone->mx.count; i++) {
		const char *exchange = zone->mx.items[i].exchange;
		char *host, *wrong;

		if (zone->mx.count > 1 && strcmp(exchange, ".") == 0)
			return xasprintf("--mx \"0 .\" says that the domain "
					 "takes no mail: it stands alone");
		if (!newzone_is_own(zone, exchange) ||
		    has_address(zone, exchange))
			continue;
		host = newzone_short_name(zone, exchange);
		wrong = xasprintf("%s has no address: add --address "
				  "%s=192.0.2.1 with its own, or if the host "
				  "is in another zone, end its name with a dot",
				  exchange, host);
		free(host);
		return wrong;
	}
	return NULL;
}

/* A name server of the zone's own gets the mail host's addresses, or else
 * those of this machine. */
static void
give_address(struct newzone *zone, const char *server)
{
	static const char *const here[] = {"127.0.0.1", "::1"};
	const char *host = mail_host(zone);
	size_t count = zone->addresses.count;

	if (!newzone_is_own(zone, server) || has_address(zone, server))
		return;
	for (size_t i = 0; host && i < count; i++) {
		struct newzone_address address = zone->addresses.items[i];

		if (strcasecmp(address.host, host) != 0)
			continue;
		address.host = copy(server);
		address.made = true;
		*VEC_PUSH(&zone->addresses) = address;
	}
	for (size_t i = 0; !host && i < 2; i++) {
		char *text = xasprintf("%s=%s", server, here[i]);

		free(newzone_add_address(zone, text));
		zone->addresses.items[zone->addresses.count - 1].made = true;
		free(text);
	}
}

static char *
settle_servers(struct newzone *zone)
{
	char *wrong = NULL;

	if (zone->servers.count == 0) {
		wrong = newzone_add_server(zone, "ns1");
		if (!wrong)
			wrong = newzone_add_server(zone, "ns2");
	}
	for (size_t i = 0; i < zone->servers.count; i++)
		give_address(zone, zone->servers.items[i]);
	return wrong;
}

static void
settle_policies(struct newzone *zone)
{
	bool none = strcmp(zone->mx.items[0].exchange, ".") == 0;
	const struct provider *provider = zone->provider;
	char *domain = bare_domain(zone);

	if (!zone->spf)
		zone->spf = copy(none       ? "v=spf1 -all"
				 : provider ? provider->spf
					    : "v=spf1 mx -all");
	/* Each domain that takes mail has a postmaster (RFC 5321 §4.5.1). */
	if (!zone->dmarc)
		zone->dmarc = none ? copy("v=DMARC1; p=reject")
				   : xasprintf("v=DMARC1; p=quarantine; "
					       "rua=mailto:postmaster@%s",
					       domain);
	free(domain);
}

static char *
check_policies(const struct newzone *zone)
{
	if (zone->spf && strncasecmp(zone->spf, "v=spf1", 6) != 0)
		return xasprintf("--spf %s: must begin with v=spf1, as "
				 "\"v=spf1 mx -all\"",
				 zone->spf);
	if (zone->dmarc && strncmp(zone->dmarc, "v=DMARC1", 8) != 0)
		return xasprintf("--dmarc %s: must begin with v=DMARC1, as "
				 "\"v=DMARC1; p=reject\"",
				 zone->dmarc);
	return NULL;
}

char *
newzone_complete(struct newzone *zone)
{
	char *wrong = check_policies(zone);

	if (!wrong)
		wrong = settle_mx(zone);

	if (!wrong)
		wrong = settle_hosts(zone);
	if (!wrong)
		wrong = settle_exchanges(zone);
	if (!wrong)
		wrong = settle_servers(zone);
	if (!wrong)
		settle_policies(zone);
	return wrong;
}
