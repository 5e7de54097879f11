"""Mangled queries over UDP and TCP: whatever comes, mxd stays and makes sense.

What mangle.py makes is sent in groups, each followed by a good query. Queries
of one socket are answered in order, so its answer says that no other answer
is still to come, without waiting for any length of time.
"""

import random
import socket
import struct
import tempfile
import unittest

import dns.flags
import dns.message
import dns.rcode

from harness import Mxd, frame, read_framed, sanitized
from mangle import good_query, mangled
from sets import allowing, copy_set

SEED = 7
COUNT = 10_000
GROUP = 32
GROUP_OCTETS = 60_000
LAST = 0xfffe
UDP_SIZE = 1232
# What the allocator and the pages of buffers first touched may add.
GROWTH = (16 if sanitized() else 1) << 20

RCODES = {dns.rcode.NOERROR, dns.rcode.FORMERR, dns.rcode.NXDOMAIN,
          dns.rcode.NOTIMP, dns.rcode.REFUSED, dns.rcode.YXDOMAIN,
          dns.rcode.BADVERS}

LAST_QUERY = (struct.pack("!HHHHHH", LAST, 0, 1, 0, 0, 0) +
              b"\7example\3com\0" + struct.pack("!HH", 15, 1))


def is_answered(octets):
    """All are but what is no message, and what is a response itself."""
    return len(octets) >= 12 and not octets[2] & 0x80


def read(octets):
    """A message, and what dnspython finds wrong with it.

    It is read as if of opcode QUERY, since dnspython reads no opcode that it
    does not know, and UPDATE by rules that a mere NOTIMP need not keep.  That
    there is no key for a TSIG is not wrong: the answer says just that.
    """
    octets = octets[:2] + bytes([octets[2] & 0x87]) + octets[3:]
    message = dns.message.from_wire(octets, continue_on_error=True)
    return message, [error.exception for error in message.errors
                     if not isinstance(error.exception,
                                       dns.message.UnknownTSIGKey)]


def udp_limit(query, answer):
    """How long the answer to a query may be.

    The client's size is known where dnspython can read it, which it does not
    next to an option that it finds wrong.
    """
    if answer.edns < 0:
        return 512
    message = read(query)[0]
    size = message.payload if message.edns >= 0 else UDP_SIZE
    return min(max(size, 512), UDP_SIZE)


def groups(seed, count, longest):
    """Mangled queries in groups, with their places as IDs."""
    group, size = [], 0
    for octets in mangled(seed, count):
        octets = octets[:longest]
        if octets and (len(group) == GROUP or size > GROUP_OCTETS):
            yield group
            group, size = [], 0
        if len(octets) >= 2:
            octets = struct.pack("!H", len(group)) + octets[2:]
        group.append(octets)
        size += len(octets)
    yield group


class Mutation(unittest.TestCase):

    def setUp(self):
        self.rcodes = set()

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="mxd-e2e.")
        copy_set("main", cls.folder.name)
        cls.mxd = Mxd("--nsid", "one", *allowing(), cls.folder.name)
        cls.mxd.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.mxd.__exit__(None, None, None)
        cls.folder.cleanup()

    def check(self, query, octets, limit):
        where = f"query {query.hex()} answer {octets.hex()}"
        message, errors = read(octets)
        self.assertFalse(errors, where)
        self.assertLessEqual(len(octets), limit(query, message), where)
        self.assertTrue(message.flags & dns.flags.QR, where)
        self.assertFalse(message.flags & dns.flags.RA, where)
        self.assertFalse(message.flags & 0x40, f"bit Z is set: {where}")
        # Opcode and RD are the query's.
        self.assertEqual(octets[2] & 0x79, query[2] & 0x79, where)
        self.rcodes.add(message.rcode())

    def check_group(self, group, answers, limit):
        expected = {number for number, octets in enumerate(group)
                    if is_answered(octets)}
        for number in expected - answers.keys():
            self.fail(f"no answer to {group[number].hex()}")
        for number in answers.keys() - expected:
            self.fail(f"an answer to {group[number].hex()}")
        for number, octets in answers.items():
            self.check(group[number], octets, limit)

    def receive(self, next_answer):
        """Answers by ID, until the one to the last query of the group."""
        answers = {}
        while True:
            octets = next_answer()
            self.assertIsNotNone(octets, "the connection was closed")
            number = struct.unpack_from("!H", octets)[0]
            if number == LAST:
                return answers
            self.assertNotIn(number, answers, "answered twice")
            answers[number] = octets

    def send_by_udp(self, seed, count):
        with self.mxd.udp() as sock:
            for group in groups(seed, count, 20_000):
                for octets in group:
                    sock.send(octets)
                sock.send(LAST_QUERY)
                answers = self.receive(lambda: sock.recv(65535))
                self.check_group(group, answers, udp_limit)

    def send_by_tcp(self, seed, count):
        with self.mxd.tcp() as sock:
            for group in groups(seed, count, 65_535):
                # An empty message ends a connection: see stream_lies().
                group = [octets or b"\0" for octets in group]
                sock.sendall(b"".join(map(frame, [*group, LAST_QUERY])))
                answers = self.receive(lambda: read_framed(sock))
                self.check_group(group, answers, lambda *_: 65_535)

    def steady(self, send):
        """The memory in use does not depend on how much was sent."""
        send(SEED + 1, COUNT // 4)
        before = self.mxd.resident()
        send(SEED, COUNT)
        self.assertTrue(self.mxd.running())
        self.assertLess(self.mxd.resident() - before, GROWTH)
        # What was sent did reach all of these.
        self.assertLessEqual(RCODES, self.rcodes)

    def test_1_udp(self):
        """10,000 mangled queries over UDP: all answered, in their limits"""
        self.steady(self.send_by_udp)

    def test_2_tcp(self):
        """10,000 mangled queries over TCP: all answered, as many as they are"""
        self.steady(self.send_by_tcp)

    def test_3_stream(self):
        """1,000 TCP streams whose lengths lie: each ends, mxd does not"""
        chance = random.Random(SEED)
        for number in range(1000):
            octets, abort = stream_lies(chance, number)
            with self.mxd.tcp() as sock:
                self.send_stream(sock, octets, abort)
        self.assertTrue(self.mxd.running())
        answer = self.mxd.ask("example.com", "MX", tcp=True)
        self.assertEqual(len(answer.answer[0]), 3)

    def send_stream(self, sock, octets, abort):
        if abort:
            sock.sendall(octets)
            # RST instead of FIN.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                            struct.pack("ii", 1, 0))
            return
        sock.sendall(octets)
        sock.shutdown(socket.SHUT_WR)
        while (answer := read_framed(sock)) is not None:
            message, errors = read(answer)
            self.assertFalse(errors, f"{octets.hex()}: {answer.hex()}")
            self.assertTrue(message.flags & dns.flags.QR)

    def test_4_log(self):
        """mangled queries do not fill the log"""
        self.assertLess(len(self.mxd.log()), 20_000)


def stream_lies(chance, number):
    """Octets of a TCP stream, and whether to reset it after them."""
    query = good_query(chance)
    length = len(query)
    lies = (length + 1, length - 1, length * 2, 0, 1, 11, 12, 13, 65535,
            chance.randrange(65536))
    stream = b"".join(frame(good_query(chance))
                      for _ in range(chance.randrange(3)))
    stream += struct.pack("!H", lies[number % len(lies)]) + query
    if chance.random() < 0.5:
        stream += chance.randbytes(chance.randrange(2000))
    if chance.random() < 0.2:
        stream = stream[:chance.randrange(len(stream))]
    return stream, chance.random() < 0.3


if __name__ == "__main__":
    unittest.main()
