#include "net/address.h"
#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

int
address_from_endpoint(union address *address, const struct endpoint *endpoint)
{
	union address found = {0};
	int error;

	if (endpoint->ipv6)
		error =
		    uv_ip6_addr(endpoint->address, endpoint->port, &found.v6);
	else
		error =
		    uv_ip4_addr(endpoint->address, endpoint->port, &found.v4);
	if (error)
		return error;
	/* libuv leaves 0 for an interface that does not exist. */
	if (strchr(endpoint->address, '%') && found.v6.sin6_scope_id == 0)
		return UV_ENODEV;
	*address = found;
	return 0;
}

void
address_to_text(const union address *address,
		char text[static ADDRESS_TEXT_MAX])
{
	struct endpoint endpoint = {.port = address_port(address)};
	char *made;

	uv_ip_name(&address->any, endpoint.address, sizeof endpoint.address);
	if (address_is_ipv6(address) && address->v6.sin6_scope_id != 0) {
		size_t len = strlen(endpoint.address);
		char scope[UV_IF_NAMESIZE];
		size_t scope_size = sizeof scope;

		if (uv_if_indextoiid(address->v6.sin6_scope_id, scope,
				     &scope_size) == 0 &&
		    len + 1 + scope_size < sizeof endpoint.address) {
			endpoint.address[len] = '%';
			memcpy(endpoint.address + len + 1, scope,
			       scope_size + 1);
		}
	}
	made = endpoint_to_text(&endpoint);
	memcpy(text, made, strlen(made) + 1);
	free(made);
}

void
address_set_port(union address *address, uint16_t port)
{
	if (address_is_ipv6(address))
		address->v6.sin6_port = htons(port);
	else
		address->v4.sin_port = htons(port);
}

bool
address_is_wildcard(const union address *address)
{
	if (address_is_ipv6(address))
		return IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr);
	return address->v4.sin_addr.s_addr == htonl(INADDR_ANY);
}

const uint8_t *
address_octets(const union address *address, uint8_t *len)
{
	const uint8_t *octets;

	if (!address_is_ipv6(address)) {
		*len = 4;
		return (const uint8_t *)&address->v4.sin_addr;
	}
	octets = address->v6.sin6_addr.s6_addr;
	if (IN6_IS_ADDR_V4MAPPED(&address->v6.sin6_addr)) {
		*len = 4;
		return octets + 12;
	}
	*len = 16;
	return octets;
}
