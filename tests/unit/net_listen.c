/* Sockets at an address: one port for both transports, and nobody else's. */
#include "net/listen.h"

#include <criterion/criterion.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

static union address
loopback(const char *text, uint16_t port)
{
	union address address = {0};

	if (uv_ip4_addr(text, port, &address.v4) != 0)
		cr_assert_eq(uv_ip6_addr(text, port, &address.v6), 0);
	return address;
}

static struct listener
opened(union address *address, enum socket_sharing sharing)
{
	struct listener listener;
	enum transport failed;
	int error = listener_open(&listener, address, sharing, &failed);

	cr_assert_eq(error, 0, "%s", uv_strerror(error));
	return listener;
}

static uint16_t
port_of(int fd)
{
	union address address = {0};

	cr_assert_eq(socket_address(fd, &address), 0);
	return address_port(&address);
}

Test(net_listen, port_0_is_the_same_free_port_for_both_transports)
{
	for (int i = 0; i < 200; i++) {
		union address address = loopback("127.0.0.1", 0);
		struct listener listener = opened(&address, SOCKET_ALONE);

		cr_assert_neq(address_port(&address), 0);
		cr_assert_eq(port_of(listener.udp), address_port(&address));
		cr_assert_eq(port_of(listener.tcp), address_port(&address));
		listener_close(&listener);
		cr_assert_eq(listener.udp, -1);
	}
}

Test(net_listen, a_port_in_use_is_said_with_its_transport)
{
	union address address = loopback("127.0.0.1", 0);
	struct listener first = opened(&address, SOCKET_ALONE);
	struct listener second;
	enum transport failed;

	cr_expect_eq(listener_open(&second, &address, SOCKET_ALONE, &failed),
		     UV_EADDRINUSE);
	cr_expect_eq(failed, TRANSPORT_UDP);
	close(first.udp);
	first.udp = -1;
	cr_expect_eq(listener_open(&second, &address, SOCKET_ALONE, &failed),
		     UV_EADDRINUSE);
	cr_expect_eq(failed, TRANSPORT_TCP);
	cr_expect_eq(second.udp, -1, "nothing is left open");
	listener_close(&first);
}

Test(net_listen, several_workers_share_a_port_and_strangers_are_noticed)
{
	union address address = loopback("127.0.0.1", 0);
	struct listener listeners[4];
	enum transport failed;

	cr_assert_eq(listener_probe(&address, &failed), 0);
	cr_assert_neq(address_port(&address), 0);
	for (int i = 0; i < 4; i++)
		listeners[i] = opened(&address, SOCKET_SHARED);
	cr_expect_eq(listener_probe(&address, &failed), UV_EADDRINUSE,
		     "a second server of the same user");
	for (int i = 0; i < 4; i++)
		listener_close(&listeners[i]);
	cr_expect_eq(listener_probe(&address, &failed), 0);
}

/* At a port that is free for the first; the error of the second. */
static int
open_both_wildcards(struct listener *on_v6, struct listener *on_v4)
{
	union address v6 = loopback("::", 0);
	union address v4 = loopback("0.0.0.0", 0);
	enum transport failed;
	int error = listener_open(on_v6, &v6, SOCKET_ALONE, &failed);

	if (error == UV_EAFNOSUPPORT || error == UV_EADDRNOTAVAIL)
		cr_skip_test("no IPv6 here");
	cr_assert_eq(error, 0);
	address_set_port(&v4, address_port(&v6));
	return listener_open(on_v4, &v4, SOCKET_ALONE, &failed);
}

Test(net_listen, the_wildcards_of_both_families_go_together)
{
	struct listener on_v6, on_v4;
	int error;

	/* Another program may have the port for IPv4. */
	for (int tries = 0; tries < 20; tries++) {
		error = open_both_wildcards(&on_v6, &on_v4);
		if (error != UV_EADDRINUSE)
			break;
		listener_close(&on_v6);
	}
	cr_assert_eq(error, 0);
	cr_expect(on_v6.wildcard);
	cr_expect(on_v4.wildcard);
	listener_close(&on_v6);
	listener_close(&on_v4);
}

Test(net_listen, an_address_that_is_not_here_is_refused)
{
	union address address = loopback("192.0.2.1", 0);
	struct listener listener;
	enum transport failed;

	cr_expect_eq(listener_open(&listener, &address, SOCKET_ALONE, &failed),
		     UV_EADDRNOTAVAIL);
	cr_expect_eq(listener.udp, -1);
	cr_expect_eq(listener.tcp, -1);
}

Test(net_listen, sockets_of_others_are_taken_over_pair_by_pair)
{
	union address one = loopback("127.0.0.1", 0);
	union address two = loopback("127.0.0.1", 0);
	struct listener first = opened(&one, SOCKET_ALONE);
	struct listener second = opened(&two, SOCKET_ALONE);
	struct listener taken = {.udp = -1, .tcp = -1};
	int pipes[2];

	cr_assert_eq(listener_adopt(&taken, first.tcp), 0);
	cr_expect_eq(listener_adopt(&taken, second.udp), UV_EEXIST);
	cr_expect_eq(listener_adopt(&taken, first.tcp), UV_EEXIST);
	cr_assert_eq(listener_adopt(&taken, first.udp), 0);
	cr_expect_eq(taken.udp, first.udp);
	cr_expect_eq(taken.tcp, first.tcp);
	cr_expect_eq(address_port(&taken.address), address_port(&one));
	cr_expect_not(taken.wildcard);

	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pipes), 0);
	cr_expect_eq(listener_adopt(&taken, pipes[0]), UV_EAFNOSUPPORT);
	cr_expect_eq(listener_adopt(&taken, 999), UV_EBADF);
}

Test(net_listen, a_copy_is_of_the_same_sockets)
{
	union address address = loopback("127.0.0.1", 0);
	struct listener listener = opened(&address, SOCKET_ALONE);
	struct listener copy;

	cr_assert_eq(listener_copy(&copy, &listener), 0);
	cr_expect_neq(copy.udp, listener.udp);
	cr_expect_eq(port_of(copy.udp), address_port(&address));
	cr_expect_eq(port_of(copy.tcp), address_port(&address));
}
