/*
 * A socket address, IPv4 or IPv6, as the socket calls want it.
 */
#ifndef MXD_NET_ADDRESS_H
#define MXD_NET_ADDRESS_H

#include "config/endpoint.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

enum { ADDRESS_TEXT_MAX = 80 }; /* IPv6 address, %SCOPE, @PORT, NUL */

/* 0, or a negative libuv code when its %SCOPE is not an interface here. */
int address_from_endpoint(union address *address,
			  const struct endpoint *endpoint);

/* "ADDR@PORT", the form of the command line. */
void address_to_text(const union address *address,
		     char text[static ADDRESS_TEXT_MAX]);

static inline bool
address_is_ipv6(const union address *address)
{
	return address->any.sa_family == AF_INET6;
}

/* What the socket calls call the length. */
static inline socklen_t
address_size(const union address *address)
{
	return address_is_ipv6(address) ? sizeof address->v6
					: sizeof address->v4;
}

static inline uint16_t
address_port(const union address *address)
{
	return ntohs(address_is_ipv6(address) ? address->v6.sin6_port
					      : address->v4.sin_port);
}

void address_set_port(union address *address, uint16_t port);

/* 0.0.0.0 or ::, which stand for all addresses of the machine. */
bool address_is_wildcard(const union address *address);

/*
 * The octets in network order, 4 or 16 of them (*len). An IPv4 client of a
 * socket for both families (RFC 4291 §2.5.5.2) is an IPv4 client.
 */
const uint8_t *address_octets(const union address *address, uint8_t *len);

#endif
