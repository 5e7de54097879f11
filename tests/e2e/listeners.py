"""Where mxd listens, and what it says when it cannot."""

import os
import socket
import struct
import subprocess
import unittest

import dns.message
import dns.query
import dns.rcode

import network
from harness import (PATIENCE, ROOT, Mxd, free_port, frame, program, run_mxd)

OWN_NETWORK = network.enter()
ZONE = "zones/example.com.zone"
in_own_network = unittest.skipUnless(OWN_NETWORK, "no network of its own")
with_ipv6 = unittest.skipUnless(network.has_ipv6(), "no IPv6 here")


def ask_at(address, port, tcp=False, source=None):
    """The MX of example.com; fails when it comes from another address."""
    query = dns.message.make_query("example.com", "MX")
    way = dns.query.tcp if tcp else dns.query.udp
    return way(query, address, PATIENCE, port=port, source=source)


class Addresses(unittest.TestCase):
    def expect_answers(self, mxd):
        for address, port in mxd.endpoints:
            for tcp in (False, True):
                with self.subTest(address=address, tcp=tcp):
                    answer = ask_at(address, port, tcp)
                    self.assertEqual(answer.rcode(), dns.rcode.NOERROR)
                    self.assertTrue(answer.answer)

    def test_ready_line(self):
        """the ready line says where and how much is served"""
        with Mxd(ZONE) as mxd:
            self.assertEqual(mxd.said["event"], "ready")
            self.assertEqual(mxd.said["zones"], 1)
            self.assertGreater(mxd.said["records"], 3)
            self.assertEqual(len(mxd.said["listen"]), 1)
            self.assertNotEqual(mxd.port, 0)
            self.expect_answers(mxd)

    def test_several(self):
        """several addresses are served"""
        with Mxd(ZONE, listen=["127.0.0.1@0", "127.0.0.2@0"]) as mxd:
            self.assertEqual([a for a, _ in mxd.endpoints],
                             ["127.0.0.1", "127.0.0.2"])
            self.expect_answers(mxd)

    @with_ipv6
    def test_ipv6(self):
        """IPv6 is served"""
        with Mxd(ZONE, listen=["::1@0", "127.0.0.1@0"]) as mxd:
            self.expect_answers(mxd)

    @in_own_network
    def test_default(self):
        """without --listen, port 5300 of both loopback addresses is served"""
        with Mxd(ZONE, listen=()) as mxd:
            wanted = ["127.0.0.1@5300"]
            if network.has_ipv6():
                wanted.append("::1@5300")
            self.assertEqual(mxd.said["listen"], wanted)
            self.expect_answers(mxd)
            self.assertEqual(run_mxd("health")[0], 0)

    @in_own_network
    @with_ipv6
    def test_without_ipv6(self):
        """a machine without IPv6 loses only the default ::1"""
        network.set_ipv6(False)
        self.addCleanup(network.set_ipv6, True)
        with Mxd(ZONE, listen=()) as mxd:
            self.assertEqual(mxd.said["listen"], ["127.0.0.1@5300"])
            self.assertIn("warning: not listening on ::1", mxd.log())
            self.expect_answers(mxd)
        status, _, errors = run_mxd("serve", "--listen", "::1@0", ZONE)
        self.assertEqual(status, 1)
        self.assertIn("error: cannot listen on ::1@0 (UDP)", errors)

    @in_own_network
    def test_half_free_port(self):
        """port 0 is never one that is taken for TCP"""
        before = network.port_range()
        self.addCleanup(network.set_port_range, *before)
        # No test has had connections from these.
        network.set_port_range(20000, 20003)
        for port in (20000, 20002):
            sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
            self.addCleanup(sock.close)
            sock.bind(("127.0.0.1", port))
            sock.listen()
        for workers in ("1", "2") * 6:
            with Mxd("--workers", workers, ZONE) as mxd:
                self.assertIn(mxd.port, (20001, 20003))

    @in_own_network
    def test_no_port(self):
        """an address without a port is port 53"""
        with Mxd(ZONE, listen=["127.0.0.1"]) as mxd:
            self.assertEqual(mxd.said["listen"], ["127.0.0.1@53"])
            self.expect_answers(mxd)

    def test_wildcard(self):
        """0.0.0.0 answers from the address that was asked"""
        for workers in ("1", "3"):
            with Mxd("--workers", workers, ZONE, listen=["0.0.0.0@0"]) as mxd:
                for last in range(1, 6):
                    for tcp in (False, True):
                        ask_at(f"127.0.0.{last}", mxd.port, tcp)

    def test_mixed(self):
        """a wildcard and a single address do not get in each other's way"""
        with Mxd(ZONE, listen=["0.0.0.0@0", "127.0.0.1@0"]) as mxd:
            for _ in range(3):
                for address, endpoint in (("127.0.0.2", 0), ("127.0.0.1", 1),
                                          ("127.0.0.3", 0)):
                    ask_at(address, mxd.endpoints[endpoint][1])

    @in_own_network
    @with_ipv6
    def test_wildcard_ipv6(self):
        """:: answers from the address that was asked, and takes no IPv4"""
        addresses = [f"2001:db8::{i}" for i in range(1, 4)]
        for address in addresses:
            network.add_ipv6(address)
        with Mxd(ZONE, listen=["::@0"]) as mxd:
            for address in ["::1", *addresses]:
                for tcp in (False, True):
                    # By itself the kernel would answer ::1 from ::1.
                    ask_at(address, mxd.port, tcp, source="::1")
            with self.assertRaises(OSError):
                socket.create_connection(("127.0.0.1", mxd.port), 1)

    @with_ipv6
    def test_both_wildcards(self):
        """both wildcards can have one port"""
        port = free_port("0.0.0.0")
        with Mxd(ZONE, listen=[f"0.0.0.0@{port}", f"::@{port}"]) as mxd:
            ask_at("127.0.0.1", port)
            ask_at("::1", port)
            self.assertEqual(len(mxd.endpoints), 2)


class Refusals(unittest.TestCase):
    def test_udp_in_use(self):
        """a port in use is an error with the address and what to do"""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.1", 0))
            address = f"127.0.0.1@{other.getsockname()[1]}"
            status, out, errors = run_mxd("serve", "--ready-json", "--listen",
                                          address, ZONE)
        self.assertEqual(status, 1)
        self.assertEqual(out, "")
        self.assertIn(f"error: cannot listen on {address} (UDP): "
                      "address already in use", errors)
        self.assertIn("choose another port", errors)

    def test_tcp_in_use(self):
        """a port in use for TCP alone is an error too"""
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            address = f"127.0.0.1@{other.getsockname()[1]}"
            status, _, errors = run_mxd("serve", "--listen", address, ZONE)
        self.assertEqual(status, 1)
        self.assertIn(f"cannot listen on {address} (TCP)", errors)

    def test_second_server(self):
        """a second server does not join the port of a first one's workers"""
        with Mxd("--workers", "2", ZONE) as mxd:
            for workers in ("1", "2"):
                status, _, errors = run_mxd(
                    "serve", "--workers", workers, "--listen",
                    f"127.0.0.1@{mxd.port}", ZONE)
                self.assertEqual(status, 1)
                self.assertIn("address already in use", errors)

    @in_own_network
    def test_forbidden(self):
        """a port that only root may have is an error that says so"""
        if os.geteuid() != 0:
            self.skipTest("not root, which could become somebody else")
        try:
            done = subprocess.run(
                [program(), "serve", "--listen", "127.0.0.1@53", ZONE],
                cwd=ROOT, user=65534, capture_output=True, timeout=PATIENCE,
                check=False)
        except PermissionError:
            self.skipTest("mxd lies where nobody else may start it")
        self.assertEqual(done.returncode, 1)
        errors = done.stderr.decode()
        self.assertIn("cannot listen on 127.0.0.1@53 (UDP): permission denied",
                      errors)
        self.assertIn("CAP_NET_BIND_SERVICE", errors)

    def test_not_here(self):
        """an address that the machine lacks is an error"""
        status, _, errors = run_mxd("serve", "--listen", "192.0.2.1@0", ZONE)
        self.assertEqual(status, 1)
        self.assertIn("does not have that address", errors)

    def test_forms(self):
        """what is not ADDR@PORT is an error that shows the right form"""
        for text in ("127.0.0.1:53", "[::1]:53", "localhost@53",
                     "127.0.0.1@65536", "127.0.0.1@", "", "@53"):
            with self.subTest(text=text):
                status, _, errors = run_mxd("serve", "--listen", text, ZONE)
                self.assertEqual(status, 64)
                self.assertIn("127.0.0.1@5300", errors)


class Workers(unittest.TestCase):
    def test_all_answer(self):
        """several workers share a port, and each one answers"""
        for workers in ("4", "auto"):
            with Mxd("--workers", workers, ZONE) as mxd:
                for _ in range(40):
                    mxd.ask("example.com", "MX")
                    mxd.ask("example.com", "MX", tcp=True)


class Datagrams(unittest.TestCase):
    def test_sizes(self):
        """datagrams of any size are survived"""
        with Mxd(ZONE) as mxd, mxd.udp() as sock:
            for size in (0, 1, 11, 12, 4095, 4096, 4097, 9000, 65507):
                sock.send(bytes(size))
            mxd.ask("example.com", "MX")

    def test_batch(self):
        """more queries at once than a batch holds are all answered"""
        with Mxd(ZONE) as mxd, mxd.udp() as sock:
            query = dns.message.make_query("example.com", "MX")
            for number in range(150):
                query.id = number
                sock.send(query.to_wire())
            ids = {dns.message.from_wire(sock.recv(4096)).id
                   for _ in range(150)}
            self.assertEqual(ids, set(range(150)))

    @in_own_network
    def test_port_0(self):
        """a query from port 0, which nobody has, is not answered"""
        with Mxd(ZONE, listen=["127.0.0.1@53"]) as mxd:
            octets = dns.message.make_query("example.com", "MX").to_wire()
            raw = socket.socket(socket.AF_INET, socket.SOCK_RAW,
                                socket.IPPROTO_UDP)
            with raw:
                for _ in range(40):
                    raw.sendto(struct.pack("!4H", 0, 53, 8 + len(octets), 0) +
                               octets, ("127.0.0.1", 0))
            mxd.ask("example.com", "MX")
            self.assertNotIn("not sent", mxd.log())


class Activation(unittest.TestCase):
    """sockets that a service manager passes"""

    def start(self, sockets, *arguments, **options):
        """Pass sockets as systemd does; LISTEN_PID is of the very process."""
        mxd = Mxd(*arguments, listen=(), **options)
        mxd.arguments = ["/bin/sh", "-c",
                         'LISTEN_PID=$$ LISTEN_FDS=$0 exec "$@"',
                         len(sockets), *mxd.arguments]
        start = mxd.start

        def start_with_sockets(command, **options):
            # Descriptors from 3 on, in that order.
            copies = [os.dup(sock.fileno()) for sock in sockets]

            def place():
                high = [os.dup2(fd, 200 + i) for i, fd in enumerate(copies)]
                for i, fd in enumerate(high):
                    os.dup2(fd, 3 + i)
                    os.close(fd)

            start(command, preexec_fn=place, close_fds=False, **options)
            for fd in copies:
                os.close(fd)

        mxd.start = start_with_sockets
        return mxd

    def bound(self, kind, port=0):
        sock = socket.socket(socket.AF_INET, kind)
        self.addCleanup(sock.close)
        sock.bind(("127.0.0.1", port))
        return sock

    def pair(self):
        port = free_port()
        tcp = self.bound(socket.SOCK_STREAM, port)
        tcp.listen()
        return tcp, self.bound(socket.SOCK_DGRAM, port)

    def test_pair(self):
        """passed sockets are served in place of those configured"""
        for workers in ("1", "3"):
            tcp, udp = self.pair()
            with self.start([tcp, udp], "--workers", workers, ZONE) as mxd:
                port = udp.getsockname()[1]
                self.assertEqual(mxd.said["listen"], [f"127.0.0.1@{port}"])
                for _ in range(20):
                    ask_at("127.0.0.1", port)
                    ask_at("127.0.0.1", port, tcp=True)
            tcp.close()
            udp.close()

    def test_before_the_start(self):
        """queries from before the start are answered"""
        tcp, udp = self.pair()
        query = dns.message.make_query("example.com", "MX").to_wire()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams, \
                socket.create_connection(tcp.getsockname()) as stream:
            datagrams.settimeout(PATIENCE)
            stream.settimeout(PATIENCE)
            datagrams.connect(udp.getsockname())
            datagrams.send(query)
            stream.send(frame(query))
            with self.start([tcp, udp], ZONE):
                self.assertEqual(datagrams.recv(4096)[:2], query[:2])
                self.assertEqual(stream.recv(4096)[2:4], query[:2])

    def test_udp_alone(self):
        """a single UDP socket will do"""
        udp = self.bound(socket.SOCK_DGRAM)
        with self.start([udp], ZONE):
            ask_at(*udp.getsockname())

    def test_no_socket(self):
        """what is no socket for DNS is an error"""
        one, other = socket.socketpair()
        self.addCleanup(other.close)
        with one, self.start([one], ZONE, ready=False, exit_status=1) as mxd:
            self.assertEqual(mxd.wait(), 1)
            self.assertIn("error: descriptor 3 of the service manager",
                          mxd.log())


if __name__ == "__main__":
    unittest.main()
