"""Asking a server very many questions in a short time."""

import struct

import dns.rdataclass

from harness import frame, read_framed

# Fewer than a UDP socket's buffer holds; for TCP many, as a server that
# answers one by one waits for acknowledgements (Nagle's algorithm).
UDP_AT_ONCE = 32
TCP_AT_ONCE = 1024


class Way:
    """How a question is asked: by UDP or TCP, with or without EDNS."""

    def __init__(self, name, *, tcp=False, size=None, do=False):
        self.name = name
        self.tcp = tcp
        # RFC 6891 §6.1.2: root, type 41, size, extended flags, no option.
        self.opt = b"" if size is None else struct.pack(
            "!BHHIH", 0, 41, size, 0x8000 if do else 0, 0)

    def query(self, name, rdtype, rdclass=dns.rdataclass.IN):
        """The octets of a query, its ID 0."""
        return (struct.pack("!HHHHHH", 0, 0, 1, 0, 0, 1 if self.opt else 0) +
                name.to_wire() + struct.pack("!HH", rdtype, rdclass) +
                self.opt)

    def ask(self, server, queries):
        """The answers to queries, in their order; all must come."""
        asker = ask_by_tcp if self.tcp else ask_by_udp
        return asker(server, queries)


def groups(queries, size):
    """Lists of `size` queries, which get the IDs 0, 1, ... in each list."""
    for first in range(0, len(queries), size):
        yield [struct.pack("!H", number) + query[2:] for number, query
               in enumerate(queries[first:first + size])]


def in_order(answers):
    """Answers as they came, put in the order of their IDs."""
    place = {struct.unpack_from("!H", octets)[0]: octets for octets in answers}
    return [place[number] for number in range(len(answers))]


def ask_by_udp(server, queries):
    answers = []
    with server.udp() as sock:
        for group in groups(queries, UDP_AT_ONCE):
            for query in group:
                sock.send(query)
            answers += in_order([sock.recv(65535) for _ in group])
    return answers


def ask_by_tcp(server, queries):
    answers = []
    with server.tcp() as sock:
        for group in groups(queries, TCP_AT_ONCE):
            sock.sendall(b"".join(frame(query) for query in group))
            answers += in_order([read_framed(sock) for _ in group])
    return answers
