#!/usr/bin/python3
"""Runs a command beside a simulated router, whose address it finds in ROUTER (JSON)."""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sandbox"))

from simulator import Simulator  # noqa: E402


def main():
    with tempfile.TemporaryDirectory(prefix="hc-peers-") as directory:
        router = Simulator(directory, "--version", "7.16")
        try:
            environment = {**os.environ, "ROUTER": json.dumps(router.address)}
            return subprocess.run(sys.argv[1:], env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        finally:
            router.stop()


if __name__ == "__main__":
    sys.exit(main())
