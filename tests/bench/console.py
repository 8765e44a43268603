"""The console in a pseudo-terminal, with a clock on every byte that comes out."""

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time

from terminal import Screen, Stream


class Console:
    """Starts argv on a terminal of the given size. Bytes are kept with the time at which they were read."""

    def __init__(self, argv, env, columns=120, rows=40):
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ.update(env, TERM="xterm-256color", LANG="C.UTF-8")
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execv(argv[0], argv)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)

    def read(self, timeout):
        """(time, bytes), or None where nothing came in time."""
        ready, _, _ = select.select([self.fd], [], [], timeout)
        if not ready:
            return None
        try:
            data = os.read(self.fd, 65536)
        except OSError:
            return None
        return (time.perf_counter(), data) if data else None

    def burst(self, quiet=0.03, first=1.0):
        """What comes until it has been quiet: [(time, bytes)]."""
        pieces = []
        piece = self.read(first)
        while piece:
            pieces.append(piece)
            piece = self.read(quiet)
        for _, data in pieces:
            self.stream.feed(data)
        return pieces

    def send(self, keys):
        now = time.perf_counter()
        os.write(self.fd, keys)
        return now

    def until(self, predicate, timeout=10.0):
        """The time of the bytes after which predicate(lines of the screen) first held; None if it never did."""
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            piece = self.read(max(0.0, deadline - time.perf_counter()))
            if piece is None:
                return None
            self.stream.feed(piece[1])
            if predicate(self.screen.display):
                return piece[0]
        return None

    def until_afterwards(self, predicate, timeout=10.0):
        """The same, looked at when the terminal has come to rest: what is measured has the processor to itself meanwhile."""
        deadline = time.perf_counter() + timeout
        while time.perf_counter() < deadline:
            pieces = []
            piece = self.read(max(0.0, deadline - time.perf_counter()))
            while piece:
                pieces.append(piece)
                piece = self.read(0.1)
            held = None
            for at, data in pieces:
                self.stream.feed(data)
                if held is None and predicate(self.screen.display):
                    held = at
            if held:
                return held
        return None

    def status(self, key):
        with open(f"/proc/{self.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith(key + ":"):
                    return int(line.split()[1])
        raise KeyError(key)

    def cpu_seconds(self):
        with open(f"/proc/{self.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        os.kill(self.pid, signal.SIGTERM)
        while self.read(0.2):
            pass
        os.waitpid(self.pid, 0)
        os.close(self.fd)
