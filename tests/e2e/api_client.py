"""A client of the control API, by Python's own HTTP.

    with Lab("zones/example.com.zone") as lab:
        status, answer = lab.call("GET", "/readyz")

Lab is Mxd with --control at a free port.
"""

import http.client
import json
import re
import socket

import jsonschema

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


class Contract:
    """What /openapi.json says of answers: each one that comes is held to it."""

    def __init__(self, document):
        self.document = document
        self.paths = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$"),
                       methods) for path, methods in document["paths"].items()]

    def responses(self, method, path):
        for pattern, methods in self.paths:
            if pattern.match(path.split("?")[0]) and method.lower() in methods:
                return methods[method.lower()]["responses"]
        return None

    def hold(self, method, path, answer):
        """Raise unless the answer is as the document says."""
        responses = self.responses(method, path)
        if responses is None or method == "HEAD":
            return
        status = str(answer.status)
        if answer.status < 400:
            assert status in responses, f"{method} {path}: {status}"
        said = responses.get(status, responses["default"])["content"]
        kind = answer.headers["Content-Type"]
        assert kind in said, f"{method} {path}: {kind}"
        if kind == "application/json":
            jsonschema.validate(answer.json, {
                **said[kind]["schema"],
                "components": self.document["components"]})


class Lab(Mxd):
    """mxd serve --control."""

    def __init__(self, *arguments, control="127.0.0.1@0", **options):
        super().__init__("--control", control, *arguments, **options)
        self.headers = {}
        self.contract = None

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

    def call(self, method, path, body=None, *, headers=None, type=None,
             raw=False):
        """One request; a body that is no text is sent as JSON, or raw."""
        sent = dict(self.headers)
        if not raw and body is not None and not isinstance(body,
                                                           (str, bytes)):
            body = json.dumps(body)
            type = type or "application/json"
        if type:
            sent["Content-Type"] = type
        sent.update(headers or {})
        answer = self.exchange_http(method, path, body, sent)
        if self.contract is None:
            self.contract = Contract(self.exchange_http(
                "GET", "/openapi.json", None, {}).json)
        self.contract.hold(method, path, answer)
        return answer

    def exchange_http(self, method, path, body, headers):
        connection = self.connect()
        try:
            connection.request(method, path, body=body, headers=headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, **options):
        return self.call("GET", path, **options)
