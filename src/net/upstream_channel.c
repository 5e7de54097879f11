#include "net/upstream_channel.h"
#include "answer/relay.h"
#include "base/alloc.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum {
	TRY_MIN_MS = 100,
	DATAGRAMS_MAX = 32, /* that are no answers, at a time */
};

/* What c-ares does with sockets, but for datagrams that are no answers. */

static ares_socket_t
open_socket(int family, int type, int protocol, void *context)
{
	(void)context;
	return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
}

static int
close_socket(ares_socket_t fd, void *context)
{
	(void)context;
	return close(fd);
}

static int
connect_socket(ares_socket_t fd, const struct sockaddr *address, socklen_t len,
	       void *context)
{
	(void)context;
	return connect(fd, address, len);
}

static ssize_t
send_octets(ares_socket_t fd, const struct iovec *octets, int count,
	    void *context)
{
	(void)context;
	return writev(fd, octets, count);
}

/*
 * c-ares takes an empty datagram for the end of the socket, and a query for the
 * answer to itself: neither may end the waiting for an answer. It asks for the
 * sender's address of datagrams only.
 */
static ssize_t
/* NOLINTNEXTLINE(readability-function-size): c-ares says which */
receive(ares_socket_t fd, void *octets, size_t size, int flags,
	struct sockaddr *from, socklen_t *from_len, void *context)
{
	(void)context;
	for (unsigned i = 0; i < DATAGRAMS_MAX; i++) {
		ssize_t len = recvfrom(fd, octets, size, flags, from, from_len);

		if (!from || len < 0 ||
		    (len >= HEADER_LEN &&
		     bytes_get16((uint8_t *)octets + 2) & FLAG_QR))
			return len;
	}
	/* The loop comes back for more, when others have had their turn. */
	errno = EAGAIN;
	return -1;
}

static const struct ares_socket_functions socket_functions = {
    .asocket = open_socket,
    .aclose = close_socket,
    .aconnect = connect_socket,
    .arecvfrom = receive,
    .asendv = send_octets,
};

/* Every setting is given, so that c-ares reads no file of the system's. */
static int
init(ares_channel *channel, const struct upstream_manner *manner)
{
	static char lookups[] = "b";
	struct ares_options options = {
	    .flags = ARES_FLAG_EDNS | ARES_FLAG_NOCHECKRESP |
		     ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES | manner->flags,
	    .timeout = (int)manner->timeout_ms,
	    .tries = manner->tries,
	    .ndots = 1,
	    .lookups = lookups,
	    .ednspsz = RELAY_UDP_SIZE,
	    .sock_state_cb = manner->on_socket,
	    .sock_state_cb_data = manner->context,
	};

	if (options.timeout < TRY_MIN_MS)
		options.timeout = TRY_MIN_MS;
	return ares_init_options(
	    channel, &options,
	    ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		ARES_OPT_NDOTS | ARES_OPT_LOOKUPS | ARES_OPT_SERVERS |
		ARES_OPT_DOMAINS | ARES_OPT_SORTLIST | ARES_OPT_EDNSPSZ |
		ARES_OPT_NOROTATE | ARES_OPT_SOCK_STATE_CB);
}

static int
set_servers(ares_channel channel, const struct upstream_manner *manner)
{
	struct ares_addr_port_node *nodes =
	    xcalloc(manner->count, sizeof *nodes);
	int status;

	for (size_t i = 0; i < manner->count; i++) {
		const union address *server = &manner->servers[i];
		struct ares_addr_port_node *node = &nodes[i];

		node->next = i + 1 < manner->count ? &nodes[i + 1] : NULL;
		node->family = server->any.sa_family;
		node->udp_port = node->tcp_port = address_port(server);
		if (address_is_ipv6(server))
			memcpy(&node->addr.addr6, &server->v6.sin6_addr,
			       sizeof node->addr.addr6);
		else
			node->addr.addr4 = server->v4.sin_addr;
	}
	status = ares_set_servers_ports(channel, nodes);
	free(nodes);
	return status;
}

ares_channel
upstream_channel_open(const struct upstream_manner *manner)
{
	ares_channel channel;

	if (init(&channel, manner) != ARES_SUCCESS)
		return NULL;
	if (set_servers(channel, manner) != ARES_SUCCESS) {
		ares_destroy(channel);
		return NULL;
	}
	ares_set_socket_functions(channel, &socket_functions, NULL);
	return channel;
}
