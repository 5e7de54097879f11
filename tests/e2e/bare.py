"""mxd without the control API: it serves, and says what it cannot do."""

import signal
import unittest

from harness import Mxd, run_mxd

ZONE = "zones/example.com.zone"


class Bare(unittest.TestCase):
    def refused(self, status, *arguments):
        """What mxd says when it does not start."""
        code, _, errors = run_mxd("serve", "--listen", "127.0.0.1@0",
                                  *arguments, ZONE)
        self.assertEqual(code, status, errors)
        return errors

    def test_control(self):
        "a control API that is asked for ends the start, and how to have it"
        for address in ("127.0.0.1@0", "unix:/tmp/mxd-bare.sock"):
            self.assertIn("-Dcontrol=enabled",
                          self.refused(64, "--control", address))

    def test_state(self):
        "so does a state, which would not be kept"
        self.assertIn("built without state",
                      self.refused(1, "--state", "/tmp/mxd-bare"))

    def test_serve(self):
        "it serves, and reads its files again"
        with Mxd(ZONE) as mxd:
            self.assertEqual(len(mxd.ask("example.com", "MX").answer), 1)
            mxd.signal(signal.SIGHUP)
            for tcp in (False, True):
                self.assertEqual(
                    len(mxd.ask("example.com", "MX", tcp=tcp).answer), 1)
            self.assertNotIn("control", mxd.said)

    def test_ctl(self):
        "mxd ctl speaks to others all the same"
        code, _, errors = run_mxd("ctl", "--control", "127.0.0.1@1", "list")
        self.assertEqual(code, 1)
        self.assertIn("connection refused", errors)


if __name__ == "__main__":
    unittest.main()
