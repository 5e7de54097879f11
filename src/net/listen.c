#include "net/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

/* How often a port that is free for UDP may be taken for TCP. */
enum { PORT_TRIES = 32 };

static const struct listener nothing = {.udp = -1, .tcp = -1};

void
listener_close(struct listener *listener)
{
	if (listener->udp >= 0)
		close(listener->udp);
	if (listener->tcp >= 0)
		close(listener->tcp);
	*listener = nothing;
}

/* Both sockets, once; the port of 0 is that of the UDP socket. */
static int
open_both(struct listener *listener, enum socket_sharing sharing,
	  enum transport *failed)
{
	union address *address = &listener->address;
	int error;

	*failed = TRANSPORT_UDP;
	listener->udp = socket_open(address, SOCK_DGRAM, sharing);
	if (listener->udp < 0)
		return listener->udp;
	error = socket_prepare_udp(listener->udp, address, listener->wildcard);
	if (error)
		return error;
	*failed = TRANSPORT_TCP;
	listener->tcp = socket_open(address, SOCK_STREAM, sharing);
	return listener->tcp < 0 ? listener->tcp : 0;
}

int
listener_open(struct listener *listener, union address *address,
	      enum socket_sharing sharing, enum transport *failed)
{
	unsigned tries = address_port(address) == 0 ? PORT_TRIES : 1;
	int error;

	do {
		*listener = nothing;
		listener->address = *address;
		listener->wildcard = address_is_wildcard(address);
		error = open_both(listener, sharing, failed);
		if (!error) {
			*address = listener->address;
			return 0;
		}
		listener_close(listener);
	} while (--tries > 0 && error == UV_EADDRINUSE &&
		 *failed == TRANSPORT_TCP);
	return error;
}

int
listener_probe(union address *address, enum transport *failed)
{
	struct listener listener;
	int error = listener_open(&listener, address, SOCKET_ALONE, failed);

	if (!error)
		listener_close(&listener);
	return error;
}

static bool
same(const union address *a, const union address *b)
{
	uint8_t a_len, b_len;
	const uint8_t *a_octets = address_octets(a, &a_len);
	const uint8_t *b_octets = address_octets(b, &b_len);

	return address_port(a) == address_port(b) && a_len == b_len &&
	       memcmp(a_octets, b_octets, a_len) == 0;
}

/* What kind of socket this is, and where it is bound. */
static int
examine(int fd, int *type, union address *address)
{
	socklen_t size = sizeof *type;
	int error = socket_address(fd, address);

	if (error)
		return error;
	if (address->any.sa_family != AF_INET &&
	    address->any.sa_family != AF_INET6)
		return UV_EAFNOSUPPORT;
	if (getsockopt(fd, SOL_SOCKET, SO_TYPE, type, &size) != 0)
		return -errno;
	return *type == SOCK_DGRAM || *type == SOCK_STREAM ? 0 : UV_EPROTOTYPE;
}

int
listener_adopt(struct listener *listener, int fd)
{
	union address address = {0};
	bool empty = listener->udp < 0 && listener->tcp < 0;
	int type;
	int error = examine(fd, &type, &address);

	if (error)
		return error;

	int *place = type == SOCK_DGRAM ? &listener->udp : &listener->tcp;

	if (*place >= 0 || (!empty && !same(&listener->address, &address)))
		return UV_EEXIST;
	if (type == SOCK_STREAM)
		error = listen(fd, SOCKET_BACKLOG) == 0 ? 0 : -errno;
	else
		error = socket_prepare_udp(fd, &address,
					   address_is_wildcard(&address));
	if (error)
		return error;
	listener->address = address;
	listener->wildcard = address_is_wildcard(&address);
	*place = fd;
	return 0;
}

int
listener_copy(struct listener *listener, const struct listener *from)
{
	*listener = *from;
	if (from->udp >= 0)
		listener->udp = fcntl(from->udp, F_DUPFD_CLOEXEC, 0);
	if (from->tcp >= 0)
		listener->tcp = fcntl(from->tcp, F_DUPFD_CLOEXEC, 0);
	if ((from->udp < 0 || listener->udp >= 0) &&
	    (from->tcp < 0 || listener->tcp >= 0))
		return 0;

	int error = -errno;

	listener_close(listener);
	return error;
}
