#include "control/newzone.h"
#include "base/alloc.h"
#include "base/idn.h"
#include "check/hostname.h"
#include "check/literal.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <strings.h>

bool
newzone_is_own(const struct newzone *zone, const char *host)
{
	size_t len = strlen(host);
	size_t own = strlen(zone->domain);

	return len >= own && strcasecmp(host + len - own, zone->domain) == 0 &&
	       (len == own || host[len - own - 1] == '.');
}

char *
newzone_short_name(const struct newzone *zone, const char *host)
{
	size_t len = strlen(host);
	size_t own = strlen(zone->domain);

	if (!newzone_is_own(zone, host))
		return xstrndup(host, len);
	return len == own ? xstrndup("@", 1) : xstrndup(host, len - own - 1);
}

char *
newzone_set_domain(struct newzone *zone, const char *text)
{
	char domain[NAME_TEXT_MAX];
	struct name name;
	char *ascii;
	const char *wrong = idn_to_ascii(text, &ascii);

	if (!wrong)
		wrong = name_from_text(ascii, strlen(ascii), &name_root,
				       zone->wire, &name);
	free(ascii);
	if (wrong)
		return xasprintf("%s: %s", text, wrong);
	if (name.labels == 0)
		return xasprintf("%s: must be a domain as example.com", text);
	if (name_is_literal(name, text, strlen(text), name_root))
		return xasprintf("%s: is an address; must be a domain as "
				 "example.com",
				 text);
	wrong = hostname_wrong(name);
	if (wrong || name_is_wildcard(name))
		return xasprintf("%s: must be a domain as example.com%s%s",
				 text, wrong ? "; it " : "",
				 wrong ? wrong : "");
	zone->origin = name;
	zone->domain = xstrndup(domain, name_to_text(name, domain));
	return NULL;
}

/* A host as a user names it, to its absolute form in new memory. */
static char *
take_host(const struct newzone *zone, const char *text, size_t len, char **host)
{
	uint8_t wire[NAME_WIRE_MAX];
	char absolute[NAME_TEXT_MAX];
	char *copy = xstrndup(text, len);
	struct name name;
	char *ascii;
	const char *wrong = idn_to_ascii(copy, &ascii);

	if (!wrong)
		wrong = name_from_text(ascii, strlen(ascii), &zone->origin,
				       wire, &name);
	free(ascii);
	free(copy);
	if (wrong)
		return xasprintf("%.*s: %s", (int)len, text, wrong);
	if (name_is_literal(name, text, len, zone->origin))
		return xasprintf("%.*s is an address; the name of a host "
				 "stands here, and --address HOST=%.*s gives "
				 "it the address",
				 (int)len, text, (int)len, text);
	wrong = hostname_wrong(name);
	if (wrong)
		return xasprintf("%.*s is no host name: it %s", (int)len, text,
				 wrong);
	*host = xstrndup(absolute, name_to_text(name, absolute));
	return NULL;
}

char *
newzone_add_mx(struct newzone *zone, const char *text)
{
	size_t digits = strspn(text, "0123456789");
	const char *exchange = text + digits + strspn(text + digits, " \t");
	size_t len = strcspn(exchange, " \t");
	unsigned long preference = strtoul(text, NULL, 10);
	struct newzone_mx mx = {.preference = (uint16_t)preference};
	char *wrong = NULL;

	if (digits == 0 || digits > 5 || preference > UINT16_MAX ||
	    exchange == text + digits || len == 0 || exchange[len] != '\0')
		return xasprintf("must be a preference from 0 to 65535 and a "
				 "host: --mx \"10 mail\"");
	if (strcmp(exchange, ".") == 0)
		mx.exchange = xstrndup(".", 1);
	else
		wrong = take_host(zone, exchange, len, &mx.exchange);
	if (!wrong)
		*VEC_PUSH(&zone->mx) = mx;
	return wrong;
}

char *
newzone_add_server(struct newzone *zone, const char *text)
{
	char *host = NULL;
	char *wrong = take_host(zone, text, strlen(text), &host);

	if (!wrong)
		*VEC_PUSH(&zone->servers) = host;
	return wrong;
}

static bool
read_address(const char *text, struct newzone_address *address)
{
	int family = strchr(text, ':') ? AF_INET6 : AF_INET;

	if (inet_pton(family, text, address->octets) != 1)
		return false;
	address->len = family == AF_INET ? 4 : 16;
	inet_ntop(family, address->octets, address->text, sizeof address->text);
	return true;
}

char *
newzone_add_address(struct newzone *zone, const char *text)
{
	const char *equals = strchr(text, '=');
	struct newzone_address address = {0};
	char *wrong;

	if (!read_address(equals ? equals + 1 : text, &address))
		return xasprintf("must be an IPv4 or IPv6 address, or a host "
				 "and its address: 192.0.2.1, 2001:db8::1, "
				 "backup=192.0.2.2");
	if (equals) {
		wrong = take_host(zone, text, (size_t)(equals - text),
				  &address.host);
		if (wrong)
			return wrong;
		if (!newzone_is_own(zone, address.host)) {
			wrong = xasprintf("%s is not in %s: its addresses are "
					  "another zone's to say",
					  address.host, zone->domain);
			free(address.host);
			return wrong;
		}
	}
	*VEC_PUSH(&zone->addresses) = address;
	return NULL;
}

char *
newzone_set_dkim(struct newzone *zone, const char *selector,
		 const struct source *pem)
{
	char *owner = xasprintf("%s.%s", selector, zone->domain);
	char *host = NULL;
	char *wrong = take_host(zone, owner, strlen(owner), &host);
	const char *unread;

	free(owner);
	free(host);
	if (wrong || selector[0] == '\0') {
		free(wrong);
		return xasprintf("--dkim-selector %s: must be letters, digits "
				 "and hyphens, as mail or 2026a",
				 selector);
	}
	unread = keyfile_to_dkim(pem->text, pem->size, &zone->dkim);
	if (unread)
		return xasprintf("--dkim-key: %s %s", pem->path, unread);
	zone->selector = xstrndup(selector, strlen(selector));
	return NULL;
}

char *
newzone_add_tlsa(struct newzone *zone, const char *host,
		 const struct source *pem)
{
	struct newzone_tlsa tlsa = {0};
	const char *unread = keyfile_to_tlsa(pem->text, pem->size, tlsa.data);
	char *wrong = NULL;

	if (unread)
		return xasprintf("%s %s", pem->path, unread);
	if (host)
		wrong = take_host(zone, host, strlen(host), &tlsa.host);
	if (!wrong)
		*VEC_PUSH(&zone->tlsa) = tlsa;
	return wrong;
}

void
newzone_texts_free(struct newzone_texts *texts)
{
	for (size_t i = 0; i < texts->list.count; i++) {
		free(texts->list.items[i].name);
		free(texts->list.items[i].text);
	}
	free(texts->list.items);
}

void
newzone_free(struct newzone *zone)
{
	for (size_t i = 0; i < zone->mx.count; i++)
		free(zone->mx.items[i].exchange);
	for (size_t i = 0; i < zone->addresses.count; i++)
		free(zone->addresses.items[i].host);
	for (size_t i = 0; i < zone->servers.count; i++)
		free(zone->servers.items[i]);
	for (size_t i = 0; i < zone->tlsa.count; i++)
		free(zone->tlsa.items[i].host);
	free(zone->mx.items);
	free(zone->addresses.items);
	free(zone->servers.items);
	free(zone->tlsa.items);
	free(zone->domain);
	free(zone->selector);
	free(zone->dkim);
	free(zone->spf);
	free(zone->dmarc);
}
