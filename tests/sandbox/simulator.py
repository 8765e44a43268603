"""Starts simulated routers (tests/sim/router.py) and gateways (tests/sim/gateways.py) and gives them orders."""

import json
import os
import socket
import subprocess
import sys

from processes import spawn, stop

OLDEST_ROUTER, NEWEST_ROUTER = "6.49.19", "7.25.1"  # of RouterOS, between which all must work
PROGRAMS = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sim"))


class OrderRefused(Exception):
    """The simulator did not understand an order."""


class Process:
    """One simulator. order("latency", ms=5) and the like: see Control in its program."""

    PROGRAM = None

    def __init__(self, directory, *options):
        argv = [sys.executable, os.path.join(PROGRAMS, self.PROGRAM), "--directory", directory, *options]
        self.process = spawn(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd="/")
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.PROGRAM} did not start")
        self.address = json.loads(line)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(self.address["control"])
        self.stream = self.socket.makefile("rwb")

    def order(self, name, **arguments):
        self.stream.write(json.dumps({"do": name, **arguments}).encode() + b"\n")
        self.stream.flush()
        answer = json.loads(self.stream.readline())
        if not answer.pop("ok"):
            raise OrderRefused(answer["error"])
        return answer

    def stop(self):
        self.stream.close()
        self.socket.close()
        stop(self.process)
        self.process.stdout.close()


class Simulator(Process):
    """One router."""

    PROGRAM = "router.py"

    def rows(self, path):
        """The rows of one menu, as objects."""
        return self.order("dump", path=path)["tables"][path]

    def stats(self, reset=False):
        return self.order("stats", reset=reset)["stats"]


class Gateways(Process):
    """Midtrans, Xendit, Telegram and a WhatsApp gateway in one process."""

    PROGRAM = "gateways.py"

    def url(self, tls=False):
        return f"https://{self.address['host']}:{self.address['tls_port']}" if tls else f"http://{self.address['host']}:{self.address['port']}"

    def settings(self, name, tls=False, **more):
        """What the configuration says of one of them; a setting whose name ends in _key or _token is a secret.
        More settings replace these; None takes one away."""
        secrets, url = self.address["secrets"], self.url(tls)
        found = {
            "midtrans": {"mode": "core_api", "snap_url": url, "core_url": url, "server_key": secrets["midtrans"]},
            "xendit": {"brand": "JAKINET", "url": url, "secret_key": secrets["xendit"], "callback_token": secrets["callback"]},
            "telegram": {"url": url, "token": secrets["telegram"], "admin_chats": ["1001"]},
            "whatsapp": {"url": url + "/send", "token": secrets["whatsapp"]},
        }[name]
        if tls:
            found["ca_file"] = self.address["ca_file"]
        found.update(more)
        return {key: value for key, value in found.items() if value is not None}

    def log(self, gateway, reset=False):
        """Its requests so far: at (seconds), method, path, status."""
        return self.order("log", gateway=gateway, reset=reset)["log"]

    def move(self, order, status, gateway="midtrans", **arguments):
        """Somebody paid, or it ended: the notification's body, and the status it was answered with."""
        return self.order("move", gateway=gateway, order=order, status=status, **arguments)

    def fault(self, gateway, kind, **arguments):
        self.order("fault", gateway=gateway, kind=kind, **arguments)

    def account(self, brand, key, callback_token, **more):
        """One more account at Xendit, and what the configuration says of it."""
        self.order("account", key=key, callback_token=callback_token)
        return self.settings("xendit", brand=brand, secret_key=key, callback_token=callback_token, **more)
