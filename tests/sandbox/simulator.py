"""Starts a simulated router (tests/sim/router.py) and gives it orders."""

import json
import os
import socket
import subprocess
import sys

from processes import spawn, stop

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sim", "router.py")


class OrderRefused(Exception):
    """The simulator did not understand an order."""


class Simulator:
    """One router process. order("latency", ms=5) and the like: see Control in router.py."""

    def __init__(self, directory, *options):
        argv = [sys.executable, os.path.normpath(PROGRAM), "--directory", directory, *options]
        self.process = spawn(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd="/")
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the simulated router did not start")
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

    def rows(self, path):
        """The rows of one menu, as objects."""
        return self.order("dump", path=path)["tables"][path]

    def stats(self, reset=False):
        return self.order("stats", reset=reset)["stats"]

    def stop(self):
        self.stream.close()
        self.socket.close()
        stop(self.process)
        self.process.stdout.close()
