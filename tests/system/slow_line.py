#!/usr/bin/python3
"""Runs a program at the far end of a slow line: slow_line.py TRIP_MS LOSS PROGRAM [ARGUMENT …]

What either end writes arrives half a trip later, in order. A piece that is lost (LOSS of them, told by a fixed seed) is sent
again after a trip and a fifth of a second, as TCP does, and all behind it waits.
"""

import collections
import os
import pty
import random
import select
import sys
import termios
import time
import tty

AGAIN_S = 0.2


class Way:
    """One direction: pieces under way to a descriptor."""

    def __init__(self, source, target, trip_s, loss, seed):
        self.source, self.target, self.trip_s, self.loss = source, target, trip_s, loss
        self.random = random.Random(seed)
        self.pieces = collections.deque()

    def take(self):
        """False: there is nobody any more."""
        try:
            data = os.read(self.source, 65536)
        except OSError:
            return False
        due = time.monotonic() + self.trip_s / 2
        if self.random.random() < self.loss:
            due += self.trip_s + AGAIN_S
        if self.pieces:
            due = max(due, self.pieces[-1][0])
        self.pieces.append((due, data))
        return bool(data)

    def deliver(self):
        while self.pieces and self.pieces[0][0] <= time.monotonic():
            os.write(self.target, self.pieces.popleft()[1])

    def due(self):
        return self.pieces[0][0] if self.pieces else float("inf")


def main():
    trip_s, loss, argv = float(sys.argv[1]) / 1000, float(sys.argv[2]), sys.argv[3:]
    size = termios.tcgetwinsize(0)
    child, far = pty.fork()
    if child == 0:
        termios.tcsetwinsize(0, size)
        os.execv(argv[0], argv)
    termios.tcsetwinsize(far, size)
    tty.setraw(0)
    ways = [Way(0, far, trip_s, loss, 1), Way(far, 1, trip_s, loss, 2)]
    is_open = True
    while is_open or ways[1].pieces:
        wait = min(way.due() for way in ways) - time.monotonic()
        ready = select.select([way.source for way in ways] if is_open else [], [], [], max(0, min(wait, 3600)))[0]
        for way in ways:
            if way.source in ready and not way.take():
                is_open = False
            way.deliver()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main())
