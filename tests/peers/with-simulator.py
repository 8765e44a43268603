#!/usr/bin/python3
"""with-simulator.py router|gateways COMMAND…: runs it beside a simulator, whose address it finds in SIMULATOR (JSON)."""

import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "sandbox"))

from simulator import Gateways, Simulator  # noqa: E402


def main():
    kind, *command = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="hc-peers-") as directory:
        simulator = Simulator(directory, "--version", "7.16") if kind == "router" else Gateways(directory)
        try:
            environment = {**os.environ, "SIMULATOR": json.dumps(simulator.address)}
            if kind == "gateways":
                environment["NODE_EXTRA_CA_CERTS"] = simulator.address["ca_file"]
            return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
        finally:
            simulator.stop()


if __name__ == "__main__":
    sys.exit(main())
