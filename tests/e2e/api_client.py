"""A client of the control API, by Python's own HTTP.

    with Lab("zones/example.com.zone") as lab:
        status, answer = lab.call("GET", "/readyz")

Lab is Mxd with --control at a free port.
"""

import http.client
import json
import socket

from harness import PATIENCE, Mxd


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=PATIENCE)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(PATIENCE)
        self.sock.connect(self.path)


class Answer:
    """What came back: status, headers, text, and json if it is that."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.octets = response.read()
        self.text = self.octets.decode(errors="replace")

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def data(self):
        assert self.json["status"] == "success", self.text
        return self.json["data"]

    @property
    def error(self):
        assert self.json["status"] == "error", self.text
        return self.json["error"]


class Lab(Mxd):
    """mxd serve --control."""

    def __init__(self, *arguments, control="127.0.0.1@0", **options):
        super().__init__("--control", control, *arguments, **options)
        self.headers = {}

    @property
    def control(self):
        return self.said["control"]

    @property
    def url(self):
        address, port = self.control.rsplit("@", 1)
        if ":" in address:
            address = f"[{address}]"
        return f"http://{address}:{port}"

    def connect(self):
        if self.control.startswith("unix:"):
            return UnixConnection(self.control.removeprefix("unix:"))
        address, port = self.control.rsplit("@", 1)
        return http.client.HTTPConnection(address, int(port), PATIENCE)

    def control_socket(self):
        """A connected socket, for requests by hand."""
        connection = self.connect()
        connection.connect()
        return connection.sock

    def call(self, method, path, body=None, *, headers=None, type=None):
        """One request; a body that is no text is sent as JSON."""
        sent = dict(self.headers)
        if body is not None and not isinstance(body, (str, bytes)):
            body = json.dumps(body)
            type = type or "application/json"
        if type:
            sent["Content-Type"] = type
        sent.update(headers or {})
        connection = self.connect()
        try:
            connection.request(method, path, body=body, headers=sent)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **options):
        return self.call("GET", path, **options)
