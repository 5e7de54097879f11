"""A network of one's own for a test module: only a loopback interface, with
all ports free and with further addresses.

    network.enter()   # before any thread or socket; False when not allowed

What the module starts from then on is in that network too.
"""

import ctypes
import fcntl
import os
import socket
import struct
import time

from harness import PATIENCE

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
SIOCSIFADDR = 0x8916
SIOCGIFINDEX = 0x8933
IFF_UP = 1

entered = False


def enter():
    """Into a new network namespace, its loopback interface up."""
    global entered
    libc = ctypes.CDLL(None, use_errno=True)
    ways = [CLONE_NEWNET]
    if os.geteuid() != 0:
        ways = [CLONE_NEWUSER | CLONE_NEWNET]
    for way in ways:
        if not entered and libc.unshare(way) == 0:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                fcntl.ioctl(sock, SIOCSIFFLAGS,
                            struct.pack("16sh14x", b"lo", IFF_UP))
            entered = True
    return entered


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
            sock.bind(("::1", 0))
        return True
    except OSError:
        return False


def set_ipv6(on):
    """Take IPv6 away from the interface, or give it back."""
    for what in ("all", "lo"):
        with open(f"/proc/sys/net/ipv6/conf/{what}/disable_ipv6", "w") as knob:
            knob.write("0" if on else "1")


def add_ipv6(address):
    """One more address of the loopback interface."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        index = struct.unpack(
            "16xi20x", fcntl.ioctl(sock, SIOCGIFINDEX,
                                   struct.pack("16s24x", b"lo")))[0]
        fcntl.ioctl(sock, SIOCSIFADDR, struct.pack(
            "16sIi", socket.inet_pton(socket.AF_INET6, address), 128, index))
    # The kernel finishes it in the background; until then it is tentative,
    # and datagrams from and to it may be lost.
    end = time.monotonic() + PATIENCE
    while not may_be_bound(address):
        assert time.monotonic() < end, f"{address} stays tentative"
        time.sleep(0.01)


def may_be_bound(address):
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        try:
            sock.bind((address, 0))
        except OSError:
            return False
    return True


PORT_RANGE = "/proc/sys/net/ipv4/ip_local_port_range"


def port_range():
    """The first and the last port that the kernel takes for port 0."""
    with open(PORT_RANGE) as knob:
        return tuple(int(word) for word in knob.read().split())


def set_port_range(first, last):
    with open(PORT_RANGE, "w") as knob:
        knob.write(f"{first} {last}")
