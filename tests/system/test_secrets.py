"""What is in memory stays there."""

import os

from test_crash import wait_until


def core_limits(pid):
    with open(f"/proc/{pid}/limits", encoding="ascii") as lines:
        return next(line.split()[4:6] for line in lines if line.startswith("Max core file size"))


def test_no_core_file_takes_passwords_along(console, worker):
    """What may not be looked into belongs to root; where the tests are root, that can't be told apart."""
    assert core_limits(os.getpid())[1] != "0"
    for process in (console("users").process, worker()):
        wait_until(lambda: core_limits(process.pid) == ["0", "0"])
        assert os.stat(f"/proc/{process.pid}/mem").st_uid == 0
