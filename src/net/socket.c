#include "net/socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

enum { RECEIVE_BUFFER = 1 << 20 };

static int
set(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof value) == 0
		   ? 0
		   : -errno;
}

static int
bind_and_listen(int fd, union address *address, int type)
{
	if (bind(fd, &address->any, address_size(address)) != 0)
		return -errno;
	if (type == SOCK_STREAM && listen(fd, SOCKET_BACKLOG) != 0)
		return -errno;
	return socket_address(fd, address);
}

static int
prepare(int fd, const union address *address, int type,
	enum socket_sharing sharing)
{
	int error = 0;

	if (address_is_ipv6(address))
		error = set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1);
	/* Connections of a server that has just ended do not hold the port. */
	if (!error && type == SOCK_STREAM)
		error = set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
	if (!error && sharing == SOCKET_SHARED)
		error = set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
	return error;
}

int
socket_open(union address *address, int type, enum socket_sharing sharing)
{
	int fd = socket(address->any.sa_family,
			type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int error;

	if (fd < 0)
		return -errno;
	error = prepare(fd, address, type, sharing);
	if (!error)
		error = bind_and_listen(fd, address, type);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

int
socket_prepare_udp(int fd, const union address *address, bool wildcard)
{
	bool ipv6 = address_is_ipv6(address);

	/* Room for bursts, as far as the system allows it. */
	(void)set(fd, SOL_SOCKET, SO_RCVBUF, RECEIVE_BUFFER);
	/*
	 * An answer that is larger than the path takes leaves in fragments:
	 * no forged ICMP message makes paths narrower (RFC 9715 §3.1 R2).
	 * Kernels that do not know the option are left with their default.
	 */
#ifdef IP_PMTUDISC_OMIT
	if (ipv6)
		(void)set(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
			  IPV6_PMTUDISC_OMIT);
	else
		(void)set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_OMIT);
#endif
	if (!wildcard)
		return 0;
	return ipv6 ? set(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
		    : set(fd, IPPROTO_IP, IP_PKTINFO, 1);
}

int
socket_address(int fd, union address *address)
{
	socklen_t size = sizeof *address;

	if (getsockname(fd, &address->any, &size) != 0)
		return -errno;
	return 0;
}

/* recvmsg and sendmsg in a loop, for kernels without batches */

static int
receive_singly(int fd, struct datagram *batch, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		ssize_t len = recvmsg(fd, &batch[i].header, MSG_DONTWAIT);

		if (len < 0)
			return i > 0 ? (int)i : -errno;
		batch[i].len = (unsigned)len;
	}
	return (int)i;
}

static int
send_singly(int fd, struct datagram *batch, unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++) {
		if (sendmsg(fd, &batch[i].header, MSG_DONTWAIT) < 0)
			return i > 0 ? (int)i : -errno;
	}
	return (int)i;
}

#ifdef __linux__
_Static_assert(sizeof(struct datagram) == sizeof(struct mmsghdr) &&
		   offsetof(struct datagram, len) ==
		       offsetof(struct mmsghdr, msg_len),
	       "a datagram is the kernel's mmsghdr");

int
socket_receive(int fd, struct datagram *batch, unsigned count)
{
	int received =
	    recvmmsg(fd, (struct mmsghdr *)batch, count, MSG_DONTWAIT, NULL);

	if (received >= 0)
		return received;
	return errno == ENOSYS ? receive_singly(fd, batch, count) : -errno;
}

static int
send_some(int fd, struct datagram *batch, unsigned count)
{
	int sent = sendmmsg(fd, (struct mmsghdr *)batch, count, MSG_DONTWAIT);

	if (sent >= 0)
		return sent;
	return errno == ENOSYS ? send_singly(fd, batch, count) : -errno;
}
#else
int
socket_receive(int fd, struct datagram *batch, unsigned count)
{
	return receive_singly(fd, batch, count);
}

static int
send_some(int fd, struct datagram *batch, unsigned count)
{
	return send_singly(fd, batch, count);
}
#endif

unsigned
socket_send(int fd, struct datagram *batch, unsigned count, int *error)
{
	unsigned done = 0;
	unsigned lost = 0;

	while (done < count) {
		int sent = send_some(fd, batch + done, count - done);

		if (sent > 0) {
			done += (unsigned)sent;
			continue;
		}
		if (sent == UV_EINTR)
			continue;
		if (lost == 0)
			*error = sent;
		if (sent == UV_EAGAIN || sent == UV_ENOBUFS)
			return done - lost;
		/* This one cannot be sent; those behind it may. */
		done++;
		lost++;
	}
	return done - lost;
}

void
socket_reply_control(struct msghdr *header)
{
	struct cmsghdr *control = CMSG_FIRSTHDR(header);

	if (!control) {
		header->msg_controllen = 0;
		return;
	}
	if (control->cmsg_level == IPPROTO_IP &&
	    control->cmsg_type == IP_PKTINFO) {
		struct in_pktinfo info;

		memcpy(&info, CMSG_DATA(control), sizeof info);
		info.ipi_ifindex = 0;
		memcpy(CMSG_DATA(control), &info, sizeof info);
	} else if (control->cmsg_level == IPPROTO_IPV6 &&
		   control->cmsg_type == IPV6_PKTINFO) {
		struct in6_pktinfo info;

		memcpy(&info, CMSG_DATA(control), sizeof info);
		if (!IN6_IS_ADDR_LINKLOCAL(&info.ipi6_addr))
			info.ipi6_ifindex = 0;
		/* Not an address to send from: let the kernel choose. */
		if (IN6_IS_ADDR_MULTICAST(&info.ipi6_addr))
			info.ipi6_addr = in6addr_any;
		memcpy(CMSG_DATA(control), &info, sizeof info);
	} else {
		header->msg_controllen = 0;
	}
}
