#include "config/endpoint.h"
#include "base/alloc.h"

#include <arpa/inet.h>
#include <string.h>

/* A numeric address; an IPv6 one may have a scope ("fe80::1%eth0"). */
static bool
is_address(bool ipv6, const char *text)
{
	char plain[ENDPOINT_ADDRESS_MAX];
	uint8_t octets[16];
	size_t len = strcspn(text, ipv6 ? "%" : "");

	if (text[len] == '%' && text[len + 1] == '\0')
		return false;
	memcpy(plain, text, len);
	plain[len] = '\0';
	return inet_pton(ipv6 ? AF_INET6 : AF_INET, plain, octets) == 1;
}

static bool
is_port(const char *text, uint16_t *port)
{
	size_t len = strlen(text);
	unsigned sum = 0;

	if (len == 0 || len > 5 || strspn(text, "0123456789") != len)
		return false;
	for (size_t i = 0; i < len; i++)
		sum = sum * 10 + (unsigned)(text[i] - '0');
	*port = (uint16_t)sum;
	return sum <= UINT16_MAX;
}

/* "192.0.2.1:53" or "[::1]:53", as other programs want it. */
static bool
has_colon_port(const char *text)
{
	const char *colon = strrchr(text, ':');
	uint16_t port;

	return colon && is_port(colon + 1, &port) &&
	       (text[0] == '[' || strchr(text, ':') == colon);
}

const char *
endpoint_from_text(const char *text, struct endpoint *endpoint)
{
	struct endpoint found = {.port = ENDPOINT_PORT};
	size_t len = strcspn(text, "@");

	if (len < sizeof found.address)
		memcpy(found.address, text, len);
	found.ipv6 = strchr(found.address, ':') != NULL;
	if (text[len] == '@' && !is_port(text + len + 1, &found.port))
		return "the port must be a number from 0 to 65535, as in "
		       "127.0.0.1@5300";
	if (text[len] == '\0' && has_colon_port(text))
		return "the port goes behind an @, as in 127.0.0.1@5300 or "
		       "::1@5300";
	if (!is_address(found.ipv6, found.address))
		return "must be an IPv4 or IPv6 address and a port, as in "
		       "127.0.0.1@5300 or ::1@5300";
	*endpoint = found;
	return NULL;
}

char *
endpoint_to_text(const struct endpoint *endpoint)
{
	return xasprintf("%s@%u", endpoint->address, endpoint->port);
}
