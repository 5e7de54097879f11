/*
 * Sockets that listen, and batches of datagrams: what differs between kernels
 * is here and nowhere above. Errors are negative libuv codes.
 */
#ifndef MXD_NET_SOCKET_H
#define MXD_NET_SOCKET_H

#include "net/address.h"

#include <sys/socket.h>

/* Connections that wait to be accepted. */
enum { SOCKET_BACKLOG = 512 };

enum socket_sharing {
	SOCKET_ALONE,  /* fails when anybody has the port */
	SOCKET_SHARED, /* SO_REUSEPORT: the kernel spreads the clients */
};

/*
 * Open, bind and (TCP) listen; IPv6 sockets take no IPv4. Port 0 takes a free
 * one; *address receives it. `type` is SOCK_DGRAM or SOCK_STREAM. Returns the
 * descriptor, not blocking and closed by exec, or a negative code.
 */
int socket_open(union address *address, int type, enum socket_sharing sharing);

/*
 * Make an UDP socket ready for this module's batches: with `wildcard` each
 * datagram carries the address that it was sent to.
 */
int socket_prepare_udp(int fd, const union address *address, bool wildcard);

/* The address that a socket is bound to. */
int socket_address(int fd, union address *address);

/* One datagram of a batch, laid out as the kernel's struct mmsghdr. */
struct datagram {
	struct msghdr header;
	unsigned len; /* octets received */
};

/* Room for the address that a datagram was sent to. */
#define SOCKET_CONTROL_MAX CMSG_SPACE(sizeof(struct in6_pktinfo))

/*
 * Receive what is there without waiting, at most `count` datagrams. Returns
 * their number, or a negative code.
 */
int socket_receive(int fd, struct datagram *batch, unsigned count);

/*
 * Send them. Returns how many the kernel took; of the others, *error receives
 * the code of the first. They are lost, as datagrams may be.
 */
unsigned socket_send(int fd, struct datagram *batch, unsigned count,
		     int *error);

/*
 * Turn the control data of a query into that of its answer, which then leaves
 * from the address that was asked, by the route to the client.
 */
void socket_reply_control(struct msghdr *header);

#endif
