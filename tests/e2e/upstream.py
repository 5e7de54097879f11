"""A server that others forward to, as well or as badly behaved as a test wants.

    with Upstream(lambda query, tcp: [answer(query)]) as upstream:
        with Mxd("--forward", upstream.endpoint) as mxd:

The function is given each query and whether it came over TCP, and returns the
messages to send, as octets or dns.message.Message; none is silence.  What was
asked is in upstream.asked: (message, over TCP, the client's port).
"""

import shutil
import socket
import threading

import dns.exception
import dns.flags
import dns.message
import dns.rrset

from harness import Ended, Server, frame, free_port, read_framed


def answer(query, *records, flags=dns.flags.RA, rcode=0):
    """A response with these records ("TYPE RDATA") of the question's name."""
    response = dns.message.make_response(query)
    response.flags |= flags
    response.set_rcode(rcode)
    for record in records:
        rdtype, data = record.split(" ", 1)
        response.answer.append(dns.rrset.from_text(
            query.question[0].name, 60, "IN", rdtype, data))
    return response


class Unbound(Server):
    """A real resolver that knows the names below up.example; it asks nobody,
    or the server at `forward` for all others."""

    path = shutil.which("unbound") or shutil.which(
        "unbound", path="/usr/sbin:/usr/local/sbin")
    records = (
        "up.example. 60 IN SOA ns.up.example. h.up.example. 1 2 3 4 5",
        "up.example. 60 IN MX 10 www.up.example.",
        "www.up.example. 60 IN A 192.0.2.80",
        *(f"long.up.example. 60 IN TXT {n}{'x' * 200}" for n in range(9)))

    def __init__(self, forward=None):
        super().__init__()
        self.forward = forward

    @classmethod
    def installed(cls):
        return cls.path

    def configure(self):
        lines = [f"interface: {self.address}", f"port: {self.port}",
                 "do-daemonize: no", 'username: ""', 'chroot: ""',
                 f'directory: "{self.folder}"', 'pidfile: ""',
                 "use-syslog: no", "verbosity: 1",
                 "access-control: 127.0.0.0/8 allow",
                 'module-config: "iterator"',
                 'local-zone: "up.example." static',
                 *(f'local-data: "{record}"' for record in self.records),
                 'local-zone: "broken.example." refuse']
        if self.forward:
            lines += ["do-not-query-localhost: no", "forward-zone:",
                      'name: "."', f"forward-addr: {self.forward}"]
        else:
            lines.append('local-zone: "internal." static')
        path = self.folder / "unbound.conf"
        path.write_text("server:\n" + "".join(f"  {line}\n"
                                              for line in lines))
        return path

    def __enter__(self):
        try:
            # Between finding a free port and taking it, another may have it.
            for attempt in range(5):
                self.port = free_port(self.address)
                try:
                    self.start([self.path, "-d", "-c", self.configure()],
                               cwd=self.folder)
                    self.wait_for_log("start of service")
                    break
                except Ended:
                    if attempt == 4:
                        raise
        except BaseException:
            self.stop()
            self.remove()
            raise
        self.endpoint = f"{self.address}@{self.port}"
        return self

    def __exit__(self, kind, value, trace):
        self.stop()
        self.remove()
        return False


def octets_of(message):
    return message if isinstance(message, bytes) else message.to_wire(
        max_size=65535)


class Upstream:
    address = "127.0.0.1"

    def __init__(self, behave, port=None):
        self.behave = behave
        self.asked = []
        self.errors = []
        self.port = port or free_port()
        self.endpoint = f"{self.address}@{self.port}"
        self.udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.udp.bind((self.address, self.port))
        self.tcp = socket.create_server((self.address, self.port))
        self.threads = [threading.Thread(target=work, daemon=True)
                        for work in (self.datagrams, self.streams)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, kind, value, trace):
        for sock in (self.udp, self.tcp):
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self.threads:
            thread.join()
        self.udp.close()
        self.tcp.close()
        assert not self.errors, self.errors
        return False

    def names(self, rdtype=None):
        """The names that were asked for, but that for finding loops."""
        return [str(query.question[0].name) for query, _, _ in self.asked
                if "mxd-loop" not in str(query.question[0].name) and
                rdtype in (None, query.question[0].rdtype)]

    def replies(self, octets, tcp, port):
        try:
            query = dns.message.from_wire(octets)
            self.asked.append((query, tcp, port))
            return [octets_of(m) for m in self.behave(query, tcp)]
        except Exception as error:  # shown when the block ends
            self.errors.append(error)
            return []

    def datagrams(self):
        while True:
            try:
                octets, client = self.udp.recvfrom(65535)
            except OSError:
                return
            if not octets:
                return
            threading.Thread(target=self.datagram, args=(octets, client),
                             daemon=True).start()

    def datagram(self, octets, client):
        for reply in self.replies(octets, False, client[1]):
            try:
                self.udp.sendto(reply, client)
            except OSError:
                return

    def streams(self):
        while True:
            try:
                sock, client = self.tcp.accept()
            except OSError:
                return
            with sock:
                octets = read_framed(sock)
                for reply in self.replies(octets, True, client[1]) \
                        if octets else []:
                    sock.sendall(frame(reply))
