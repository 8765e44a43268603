"""The console survives any keys, in any size of the terminal. HC_WALK_KEYS walks further than the suite has time for, and
HC_WALK_SEED elsewhere."""

import fcntl
import os
import signal
import struct
import termios
import time

import pytest
from keywalk import SIZES, Walk

KEYS = int(os.environ.get("HC_WALK_KEYS", 4000))
SEED = int(os.environ.get("HC_WALK_SEED", 20261127))
LOOK_EVERY = 400  # keys between two looks at whether it still answers


class Walked:
    """A console that is walked through. The screen is only read where somebody looks at it."""

    def __init__(self, start):
        self.start = start
        self.terminal = None
        self.history = []

    def _reopen(self):
        """Opens it, and again where it was left; a click or a word in the palette may do that."""
        if self.terminal:
            if self.terminal.process.poll() is None:
                return
            assert self.terminal.process.returncode == 0, self.story()
            self.terminal.close()
        self.terminal = self.start()
        self.terminal.wait_for("/200")

    def story(self):
        return f"after {self.history[-60:]}: {bytes(self.terminal.raw[-4000:])!r}"

    def _skim(self):
        """Until it has taken all keys; what it paints meanwhile is not looked at."""
        deadline = time.monotonic() + 30
        while True:
            while self.terminal.skim(0):
                pass
            waiting = struct.unpack("i", fcntl.ioctl(self.terminal.slave, termios.FIONREAD, b"\0" * 4))[0]
            if not waiting or self.terminal.process.poll() is not None:
                return
            assert time.monotonic() < deadline, self.story()
            if not self.terminal.skim(0.05):
                os.kill(self.terminal.process.pid, signal.SIGCONT)  # it may have been suspended

    def do(self, step):
        self._reopen()
        kind, *what = step
        self.history.append(step)
        {"keys": self.terminal.press_at_once, "type": self.terminal.type, "click": self.terminal.click,
         "resize": self.terminal.resize}[kind](*(what if kind != "keys" else what[0]))
        self._skim()

    def look(self):
        """Whatever is open is closed again, and the help comes at its key."""
        deadline = time.monotonic() + 60
        while not self._helps():
            assert time.monotonic() < deadline, f"no help comes:\n{self.terminal.text()}\n{self.story()}"
        self.terminal.press_at_once("esc")
        self._skim()

    def _helps(self):
        self._reopen()
        self.terminal.resize(24, 80)
        self.terminal.forget()
        for key in ("esc", "F1", "C-l"):
            self.terminal.press_at_once(key)
            self._skim()
        try:
            self.terminal.wait_for(lambda t: any("Help" in line for line in t.lines()[:4]), 1)
        except AssertionError:
            return False
        return True


@pytest.mark.parametrize("rows, columns", [(24, 80), (5, 60)])
def test_a_walk_of_random_keys(console, make_config, database, rows, columns):
    """Nothing is changed by it, so that every key may be pressed; it may be left, but it does not die."""
    config = make_config(database, extra="read_only = true;\nui = { refresh_s = 1; };")
    walked = Walked(lambda: console("users", config=config))
    walk = Walk(SEED + rows)
    walked.do(("resize", rows, columns))
    for number, step in enumerate(walk.steps(KEYS // 2)):
        walked.do(step)
        if number % LOOK_EVERY == LOOK_EVERY - 1:
            walked.look()
            walked.do(("resize", *SIZES[number // LOOK_EVERY % len(SIZES)]))
    walked.look()
    assert database.one("SELECT count(*) FROM console.operation") == 0
