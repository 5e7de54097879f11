"""The control API: who may ask, what is answered, and each route by a client."""

import json
import os
import re
import stat
import tempfile
import unittest
from pathlib import Path

from api_client import Lab
from harness import ROOT, run, run_mxd

ZONE = "zones/example.com.zone"
VALIDATOR = ROOT / "tests/npm/node_modules/@seriousme/openapi-schema-validator"


def routes():
    """(method, path) of each row of the table, as the manual lists them."""
    page = (ROOT / "docs/api.md").read_text()
    return re.findall(r"^\| `([A-Z]+) (/\S*)`", page, re.M)


class Starting(unittest.TestCase):
    def refused(self, *arguments, status=64, environment=None, config=None):
        """What mxd says when it does not start."""
        if config:
            arguments += ("-c", config)
        code, _, errors = run_mxd("serve", "--listen", "127.0.0.1@0",
                                  *arguments, ZONE, environment=environment)
        self.assertEqual(code, status, errors)
        return errors

    def test_off(self):
        "nothing answers HTTP unless it is asked for"
        with Lab(ZONE, control="") as lab:
            self.assertNotIn("control", lab.said)

    def test_public_needs_token(self):
        "an address beyond loopback needs a token"
        for address in ("0.0.0.0@0", "::@0", "192.0.2.1@0"):
            self.assertIn("without a token", self.refused("--control", address))
        with Lab(ZONE, control="0.0.0.0@0",
                 environment={"MXD_TOKEN": "t"}) as lab:
            self.assertTrue(lab.control.startswith("0.0.0.0@"))

    def test_loopback(self):
        "loopback addresses need no token"
        for address in ("127.0.0.1@0", "127.9.9.9@0", "::1@0"):
            with Lab(ZONE, control=address) as lab:
                self.assertEqual(lab.get("/readyz").status, 200)

    def test_in_use(self):
        "a port that is in use ends the start, with the address"
        with Lab(ZONE) as lab:
            self.assertIn(f"cannot listen on {lab.control} (control)",
                          self.refused("--control", lab.control, status=1))

    def test_library(self):
        "the library of HTTP is opened for the API alone, and must be right"
        for control, is_there in (("", False), ("127.0.0.1@0", True)):
            with Lab(ZONE, control=control) as lab:
                maps = Path(f"/proc/{lab.process.pid}/maps").read_text()
                self.assertEqual("libmicrohttpd" in maps, is_there)
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "libmicrohttpd.so.12").touch()
            errors = self.refused("--control", "127.0.0.1@0", status=1,
                                  environment={"LD_LIBRARY_PATH": folder})
        self.assertIn("library not opened", errors)
        self.assertIn("file too short", errors)

    def test_wrong_address(self):
        "an address that is none is a complaint with what would be right"
        self.assertIn("127.0.0.1@5300", self.refused("--control", "localhost"))
        self.assertIn("1 to 107 octets",
                      self.refused("--control", "unix:/" + "x" * 107))

    def test_token_file(self):
        "a file of tokens that is not there, or empty, ends the start"
        self.assertIn("control-tokens: /nonexistent: No such file",
                      self.refused("--control", "127.0.0.1@0",
                                   "--control-tokens", "/nonexistent"))
        self.assertIn("there is no token in it",
                      self.refused("--control", "127.0.0.1@0",
                                   "--control-tokens", "/dev/null"))


class Unix(unittest.TestCase):
    def test_socket(self):
        "a Unix socket: for its user alone, gone at the end, replaced if stale"
        lab = Lab(ZONE, control="unix:placeholder")
        path = lab.folder / "mxd.sock"
        lab.arguments[lab.arguments.index("unix:placeholder")] = f"unix:{path}"
        with lab:
            self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)
            self.assertEqual(lab.get("/readyz").status, 200)
            self.assertEqual(run("curl", "-s", "--unix-socket", path,
                                 "http://anything/livez"), "ok\n")
            code, _, errors = run_mxd("serve", "--listen", "127.0.0.1@0",
                                      "--control", f"unix:{path}", ZONE)
            self.assertEqual(code, 1)
            self.assertIn("address already in use", errors)
            self.assertEqual(lab.get("/readyz").status, 200)
        self.assertFalse(path.exists())

    def test_stale(self):
        "the socket file of a server that was killed is replaced"
        first = Lab(ZONE, control="unix:placeholder", exit_status=-9)
        path = Path(f"/tmp/mxd-stale.{os.getpid()}.sock")
        first.arguments[first.arguments.index("unix:placeholder")] = \
            f"unix:{path}"
        with first:
            first.signal(9)
            first.wait()
        self.assertTrue(path.exists())
        with Lab(ZONE, control=f"unix:{path}") as lab:
            self.assertEqual(lab.get("/readyz").status, 200)
        self.assertFalse(path.exists())


class Asking(unittest.TestCase):
    """Who may ask, and what the answer to others is."""

    @classmethod
    def setUpClass(cls):
        cls.tokens = Path(f"/tmp/mxd-tokens.{os.getpid()}")
        cls.tokens.write_text("# lab\nsecret\nsecond\n")
        cls.lab = Lab("--control-tokens", cls.tokens, "--control-host",
                      "mxd.lab", ZONE, environment={"MXD_TOKEN": "third"})
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.tokens.unlink()
        cls.lab.__exit__(None, None, None)

    def ask(self, path="/v1/nothing", token="secret", **headers):
        sent = {name.replace("_", "-"): value
                for name, value in headers.items()}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        return self.lab.get(path, headers=sent)

    def test_tokens(self):
        "a token of the file or of the environment, and no other"
        for token in ("secret", "second", "third"):
            self.assertEqual(self.ask(token=token).status, 404)
        for token in (None, "", "secre", "secrets", "Secret", "# lab"):
            answer = self.ask(token=token)
            self.assertEqual(answer.status, 401, token)
            self.assertEqual(answer.error["code"], "unauthorized")
            self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")

    def test_open(self):
        "what orchestrators ask needs no token"
        for path in ("/livez", "/readyz", "/openapi.json"):
            self.assertEqual(self.ask(path, token=None).status, 200)

    def test_host(self):
        "Host must be an address, localhost, this machine or a name given"
        for host in ("127.0.0.1", "localhost:1", "[::1]", "mxd.lab:8053",
                     os.uname().nodename):
            self.assertEqual(self.ask("/livez", Host=host).status, 200, host)
        for host in ("evil.example", "mxd.lab.evil.example", "", "a b"):
            answer = self.ask("/livez", Host=host)
            self.assertIn(answer.status, (400, 421), host)
        self.assertEqual(self.ask("/livez", Host="evil.example").error["code"],
                         "wrong_host")

    def test_cross_site(self):
        "requests of other sites' pages are refused, with a token too"
        for headers in ({"Origin": "http://evil.example"},
                        {"Origin": "null"},
                        {"Sec_Fetch_Site": "cross-site"},
                        {"Sec_Fetch_Site": "same-site"}):
            answer = self.ask("/livez", **headers)
            self.assertEqual(answer.status, 403, headers)
            self.assertEqual(answer.error["code"], "cross_site")
        own = self.lab.url
        self.assertEqual(self.ask("/livez", Origin=own,
                                  Sec_Fetch_Site="same-origin").status, 200)

    def test_reload(self):
        "SIGHUP reads the tokens again, and keeps them when they are wrong"
        def reloads(text, message):
            self.tokens.write_text(text)
            before = self.lab.log().count(message)
            self.lab.reload()
            while self.lab.log().count(message) == before:
                self.lab.wait_for_log(message)

        reloads("fourth\n", "reloaded")
        self.assertEqual(self.ask(token="fourth").status, 404)
        self.assertEqual(self.ask(token="secret").status, 401)
        reloads("\n", "settings of control not changed")
        self.assertEqual(self.ask(token="fourth").status, 404)
        reloads("secret\nsecond\n", "reloaded")
        self.assertEqual(self.ask().status, 404)


class Plain(unittest.TestCase):
    """A server without tokens, which all these tests share."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab(ZONE)
        cls.lab.__enter__()

    @classmethod
    def tearDownClass(cls):
        cls.lab.__exit__(None, None, None)

    def curl(self, *arguments):
        """curl's output for a path of the server, the last argument."""
        return run("curl", "-s", *arguments[:-1], self.lab.url + arguments[-1])


class Routes(Plain):
    def test_every_route_has_a_test(self):
        "every row of the table of routes has a test here"
        rows = routes()
        self.assertGreater(len(rows), 2)
        tests = "\n".join(path.read_text() for path in
                          sorted(Path(__file__).parent.glob("api*.py")))
        for method, path in rows:
            self.assertIn(f'"{method} {path}', tests)

    def test_livez(self):
        "GET /livez: the server runs"
        self.assertEqual(self.curl("/livez"), "ok\n")
        self.assertIn("text/plain", self.lab.get("/livez").headers
                      ["Content-Type"])

    def test_readyz(self):
        "GET /readyz: workers answer, and from how much"
        data = json.loads(self.curl("/readyz"))["data"]
        self.assertEqual(data["zones"], 1)
        self.assertEqual(data["refused"], 0)
        self.assertGreater(data["records"], 5)

    def test_openapi(self):
        "GET /openapi.json: every reference of it leads somewhere"
        document = json.loads(self.curl("/openapi.json"))
        self.assertEqual(document["openapi"], "3.1.0")
        text = json.dumps(document)
        for name in re.findall(r'"#/components/schemas/(\w+)"', text):
            self.assertIn(name, document["components"]["schemas"])
        listed = {(method.upper(), path)
                  for path, methods in document["paths"].items()
                  for method in methods}
        self.assertEqual(listed, set(routes()))


class Document(Plain):
    """/openapi.json, held against the standard by another's validator."""

    def valid(self, document):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(document, file)
            file.flush()
            out = run("node", VALIDATOR / "bin/validate-api-cli.js", file.name)
        return '"valid": true' in out, out

    @unittest.skipUnless(VALIDATOR.exists(), "npm ci --prefix tests/npm")
    def test_valid(self):
        "the document is valid, and one that is spoilt is not"
        document = json.loads(self.curl("/openapi.json"))
        good, out = self.valid(document)
        self.assertTrue(good, out)
        del document["paths"]["/livez"]["get"]["responses"]
        document["paths"]["/livez"]["get"]["parameters"] = [{"name": "a"}]
        good, out = self.valid(document)
        self.assertFalse(good, out)


class Errors(Plain):
    def code(self, method, path, status, **options):
        answer = self.lab.call(method, path, **options)
        self.assertEqual(answer.status, status, answer.text)
        return answer.error["code"]

    def test_head(self):
        "HEAD is GET without the body"
        answer = self.lab.call("HEAD", "/livez")
        self.assertEqual((answer.status, answer.octets), (200, b""))
        self.assertEqual(answer.headers["Content-Length"], "3")

    def test_not_found(self):
        "404: no such path"
        for path in ("/", "/v1", "/livez/", "/LIVEZ", "//livez"):
            self.assertEqual(self.code("GET", path, 404), "not_found")

    def test_method(self):
        "405: the path has other methods, which Allow lists"
        answer = self.lab.call("DELETE", "/livez")
        self.assertEqual(answer.status, 405)
        self.assertEqual(answer.error["code"], "method_not_allowed")
        self.assertEqual(answer.headers["Allow"], "GET")
        for method in ("POST", "PUT", "OPTIONS", "TRACE", "BREW"):
            self.assertEqual(self.code(method, "/livez", 405),
                             "method_not_allowed")

    def test_bad_target(self):
        "400: an escape or a parameter that is none"
        for path in ("/%zz", "/livez%00", "/livez?nix=1"):
            self.assertEqual(self.code("GET", path, 400), "bad_request")

    def test_keeps_alive(self):
        "many requests on one connection"
        connection = self.lab.connect()
        self.addCleanup(connection.close)
        for _ in range(50):
            connection.request("GET", "/livez")
            self.assertEqual(connection.getresponse().read(), b"ok\n")
