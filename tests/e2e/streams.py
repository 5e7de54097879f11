"""TCP (RFC 7766): what clients of all manners may do, and what they may not."""

import re
import resource
import select
import socket
import struct
import time
import unittest

import dns.message

from harness import (PATIENCE, Mxd, frame, read_exactly, read_framed,
                     sanitized)

ZONE = "zones/example.com.zone"


def make_query(number, rdtype="MX"):
    query = dns.message.make_query("example.com", rdtype)
    query.id = number
    return query.to_wire()


def pipeline(count):
    return b"".join(frame(make_query(number)) for number in range(count))


def big_zone(folder):
    """A zone with an answer of nearly 64 KiB: big.example. TXT."""
    text = "".join(f'@ TXT "{number:04} {"x" * 240}"\n'
                   for number in range(250))
    path = folder / "big.example.zone"
    path.write_text("$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns\n"
                    f"ns A 192.0.2.1\n{text}")
    return path


def big_query(number):
    query = dns.message.make_query("big.example", "TXT")
    query.id = number
    return frame(query.to_wire())


def is_closed(sock):
    """Whether the server closes, in the time that it has for that."""
    try:
        while sock.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


class Streams(unittest.TestCase):
    def connect(self, mxd):
        sock = mxd.tcp()
        self.addCleanup(sock.close)
        return sock

    def expect_answers(self, sock, numbers):
        for number in numbers:
            reply = read_framed(sock)
            self.assertIsNotNone(reply, f"closed before answer {number}")
            message = dns.message.from_wire(reply)
            self.assertEqual(message.id, number)
            self.assertTrue(message.answer)

    def expect_served(self, sock, number=7):
        sock.sendall(frame(make_query(number)))
        self.expect_answers(sock, [number])


class Manners(Streams):
    def test_pipelining(self):
        """pipelined queries are all answered, in order"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            sock.sendall(pipeline(1000))
            self.expect_answers(sock, range(1000))
            self.expect_served(sock)

    def test_one_by_one(self):
        """answers come as they are made, not when the client is done"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            for number in range(50):
                self.expect_served(sock, number)

    def test_octet_by_octet(self):
        """a query may come octet by octet"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            for octet in pipeline(3):
                sock.sendall(bytes([octet]))
                time.sleep(0.001)
            self.expect_answers(sock, range(3))

    def test_torn(self):
        """queries may be cut anywhere"""
        octets = pipeline(3)
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            for cut in range(1, len(octets)):
                sock.sendall(octets[:cut])
                time.sleep(0.0005)
                sock.sendall(octets[cut:])
                self.expect_answers(sock, range(3))

    def test_half_close(self):
        """what came before a half-close is all answered"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            sock.sendall(pipeline(200))
            sock.shutdown(socket.SHUT_WR)
            self.expect_answers(sock, range(200))
            self.assertEqual(sock.recv(1), b"")

    def test_half_close_large(self):
        """a half-close does not cut answers that the client takes slowly"""
        mxd = Mxd()
        mxd.arguments.append(big_zone(mxd.folder))
        with mxd:
            sock = self.connect(mxd)
            sock.sendall(b"".join(big_query(n) for n in range(200)))
            sock.shutdown(socket.SHUT_WR)
            time.sleep(0.1)
            self.expect_answers(sock, range(200))
            self.assertEqual(sock.recv(1), b"")

    def test_end_within(self):
        """a stream may end anywhere in a query"""
        octets = frame(make_query(1))
        with Mxd(ZONE) as mxd:
            for end in (0, 1, 2, 3, len(octets) - 1):
                sock = self.connect(mxd)
                sock.sendall(octets[:end])
                sock.shutdown(socket.SHUT_WR)
                self.assertEqual(sock.recv(1), b"")
            mxd.ask("example.com", "MX", tcp=True)

    def test_reset(self):
        """a client may vanish with answers on their way"""
        with Mxd(ZONE) as mxd:
            for _ in range(50):
                sock = self.connect(mxd)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                struct.pack("ii", 1, 0))
                sock.sendall(pipeline(100))
                sock.close()
            mxd.ask("example.com", "MX", tcp=True)

    def test_no_length(self):
        """a message of no length ends the connection, after the answers"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            sock.sendall(frame(make_query(1)) + b"\0\0" + frame(make_query(2)))
            self.expect_answers(sock, [1])
            self.assertEqual(sock.recv(1), b"")

    def test_short(self):
        """messages that are no DNS are passed over"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            for size in range(1, 12):
                sock.sendall(frame(bytes(size)))
            self.expect_served(sock)

    def test_largest(self):
        """a message of the largest size is taken whole"""
        with Mxd(ZONE) as mxd:
            sock = self.connect(mxd)
            query = make_query(3)
            sock.sendall(frame(query + bytes(65535 - len(query))))
            self.assertEqual(read_framed(sock)[:2], b"\0\3")
            self.expect_served(sock)


class Limits(Streams):
    def test_idle_connections(self):
        """1000 idle connections cost little and hinder nobody"""
        with Mxd(ZONE, config="tcp-connections-per-client: 0\n") as mxd:
            mxd.ask("example.com", "MX", tcp=True)
            before = mxd.resident()
            socks = [self.connect(mxd) for _ in range(1000)]
            mxd.ask("example.com", "MX")
            for number, sock in enumerate(socks):
                self.expect_served(sock, number)
            grown = mxd.resident() - before
            if not sanitized():
                self.assertLess(grown, 2 << 20)

            # One more: the one that has been idle for the longest goes.
            self.expect_served(socks[0])
            more = self.connect(mxd)
            self.expect_served(more)
            self.assertEqual(socks[1].recv(1), b"")
            for sock in (socks[0], socks[2], socks[-1]):
                self.expect_served(sock)

    def test_few_files(self):
        """where few files may be open, there are fewer connections"""
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

        mxd = Mxd(ZONE)
        start = mxd.start
        mxd.start = lambda *command, **options: start(
            *command, preexec_fn=limit, **options)
        with mxd:
            match = re.search(r"fewer TCP connections than configured "
                              r"connections=(\d+) configured=1000 files=100",
                              mxd.log())
            self.assertTrue(match, mxd.log())
            few = int(match[1])
            self.assertGreater(few, 10)
            socks = [self.connect(mxd) for _ in range(200)]
            for number, sock in enumerate(socks[-few:]):
                self.expect_served(sock, number)
            for sock in socks[:-few]:
                self.assertTrue(is_closed(sock))
            # Descriptors are left for what a reload opens.
            mxd.reload()
            mxd.wait_for_log("info reloaded")

    def test_soft_limit(self):
        """a limit of open files that may be raised is raised"""
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (100, 2000))

        mxd = Mxd(ZONE)
        start = mxd.start
        mxd.start = lambda *command, **options: start(
            *command, preexec_fn=limit, **options)
        with mxd:
            socks = [self.connect(mxd) for _ in range(500)]
            for number, sock in enumerate(socks):
                self.expect_served(sock, number)

    def test_configured(self):
        """the number of connections is a setting"""
        with Mxd(ZONE, config="tcp-connections: 3\n") as mxd:
            socks = [self.connect(mxd) for _ in range(4)]
            self.expect_served(socks[3])
            self.assertTrue(is_closed(socks[0]))
            for sock in socks[1:]:
                self.expect_served(sock)

    def test_per_client(self):
        """a client with too many connections loses its own"""
        config = "tcp-connections-per-client: 2\n"
        with Mxd(ZONE, config=config, listen=["0.0.0.0@0"]) as mxd:
            def connect(source):
                sock = socket.create_connection(
                    ("127.0.0.1", mxd.port), PATIENCE, (source, 0))
                self.addCleanup(sock.close)
                self.expect_served(sock)
                return sock

            other = connect("127.0.0.3")
            socks = [connect("127.0.0.2") for _ in range(3)]
            self.assertTrue(is_closed(socks[0]))
            for sock in (other, *socks[1:]):
                self.expect_served(sock)

    def test_idle_timeout(self):
        """an idle connection is closed after the time that is set"""
        with Mxd(ZONE, config="tcp-idle-timeout: 1\n") as mxd:
            idle = self.connect(mxd)
            trickle = self.connect(mxd)
            lively = self.connect(mxd)
            start = time.monotonic()
            octets = frame(make_query(1))
            for step in range(8):
                # Octets of a query that does not end hold nothing.
                try:
                    trickle.send(octets[step:step + 1])
                except ConnectionError:
                    pass
                self.expect_served(lively, step)
                if step < 3:
                    self.assertFalse(select.select([idle, trickle], [], [],
                                                   0)[0])
                time.sleep(0.25)
            self.assertTrue(is_closed(idle))
            self.assertTrue(is_closed(trickle))
            self.assertLess(time.monotonic() - start, 10)
            self.expect_served(lively)

    def test_slow_reader(self):
        """a client that does not read is not read from, and then closed"""
        mxd = Mxd(config="tcp-idle-timeout: 1\n")
        mxd.arguments.append(big_zone(mxd.folder))
        with mxd:
            mxd.ask("big.example", "TXT", tcp=True)
            before = mxd.resident()
            slow = self.connect(mxd)
            slow.setblocking(False)
            octets = b"".join(big_query(n) for n in range(100))
            sent = 0
            try:
                while sent < 64 << 20:
                    sent += slow.send(octets)
                    time.sleep(0.0001)
            except (BlockingIOError, ConnectionError):
                pass
            self.assertLess(sent, 64 << 20, "all was read")
            if not sanitized():
                self.assertLess(mxd.resident() - before, 1 << 20)
            mxd.ask("big.example", "TXT", tcp=True)
            time.sleep(1.5)
            slow.settimeout(PATIENCE)
            # What the kernels hold comes; then the end, before all answers.
            self.assertTrue(is_closed(slow))

    def test_reader_in_bits(self):
        """a client that reads in small bits gets all the same"""
        mxd = Mxd()
        mxd.arguments.append(big_zone(mxd.folder))
        with mxd:
            sock = self.connect(mxd)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.sendall(b"".join(big_query(n) for n in range(3)))
            for number in range(3):
                length = struct.unpack("!H", read_exactly(sock, 2))[0]
                octets = b"".join(read_exactly(sock, min(1000, length - at))
                                  for at in range(0, length, 1000))
                self.assertEqual(octets[:2], struct.pack("!H", number))
                self.assertGreater(length, 60000)


if __name__ == "__main__":
    unittest.main()
