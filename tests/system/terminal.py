"""A program in a pseudo-terminal, read by a terminal emulator: what an operator sees and presses."""

import array
import fcntl
import itertools
import os
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pyte

from processes import end_with_parent, stop

KEYS = {
    "enter": "\r", "esc": "\x1b", "tab": "\t", "S-tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
    "up": "\x1bOA", "down": "\x1bOB", "right": "\x1bOC", "left": "\x1bOD", "home": "\x1bOH", "end": "\x1bOF",
    "ins": "\x1b[2~", "del": "\x1b[3~", "pgup": "\x1b[5~", "pgdn": "\x1b[6~",
    "F1": "\x1bOP", "F2": "\x1bOQ", "F3": "\x1bOR", "F4": "\x1bOS", "F5": "\x1b[15~", "F6": "\x1b[17~",
    "F7": "\x1b[18~", "F8": "\x1b[19~", "F9": "\x1b[20~", "F10": "\x1b[21~", "F11": "\x1b[23~", "F12": "\x1b[24~",
}
LINE_DRAWING = str.maketrans("`afgijklmnopqrstuvwxyz{|}~", "◆▒°±␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")


def key_bytes(name):
    """The bytes of a key: "C-l", "M-x", "pgdn", or any one character."""
    if name in KEYS:
        return KEYS[name].encode()
    if name.startswith("C-") and len(name) == 3:
        return bytes([ord(name[2].upper()) & 0x1F])
    if name.startswith("M-"):
        return b"\x1b" + key_bytes(name[2:])
    if len(name) != 1:
        raise ValueError(f"no key is called {name!r}")
    return name.encode()


class Screen(pyte.Screen):
    """pyte's, with what it lacks of an xterm and ncurses sends: repetition, scrolling by lines, back tab."""

    last_drawn = " "

    def draw(self, data):
        super().draw(data)
        if data:
            self.last_drawn = data[-1]

    def repeat(self, count=1):
        self.draw(self.last_drawn * (count or 1))

    def scroll(self, count, edge, move):
        row, self.cursor.y = self.cursor.y, edge
        for _ in range(count or 1):
            move()
        self.cursor.y = row

    def scroll_up(self, count=1):
        self.scroll(count, self.margins.bottom if self.margins else self.lines - 1, self.index)

    def scroll_down(self, count=1):
        self.scroll(count, self.margins.top if self.margins else 0, self.reverse_index)

    def back_tab(self, count=1):
        for _ in range(count or 1):
            self.cursor.x = max((stop for stop in self.tabstops if stop < self.cursor.x), default=0)

    def select_graphic_rendition(self, *attributes, private=False, **_):
        if not private:
            super().select_graphic_rendition(*attributes)


class Stream(pyte.ByteStream):
    csi = {**pyte.ByteStream.csi, "b": "repeat", "S": "scroll_up", "T": "scroll_down", "Z": "back_tab"}
    events = frozenset(itertools.chain(pyte.ByteStream.events, ["repeat", "scroll_up", "scroll_down", "back_tab"]))


class Terminal:
    """argv runs in a terminal of its own. Everything it writes is in `raw`, what it shows in text()."""

    KEPT = 65536  # bytes of `raw` that skimming leaves
    QUESTION, ANSWER = b"\x1b[5n", b"\x1b[0n"  # whether it is there
    MARKS_QUESTION, MARKS_ANSWER = b"\x1b[?2004$p", b"\x1b[?2004;1$y"  # whether it marks what is pasted

    def __init__(self, argv, rows=24, columns=80, env=None, cwd=None):
        self.screen = Screen(columns, rows)
        self.stream = Stream(self.screen)
        self.raw = bytearray()
        self.taken = 0
        self.is_open = True
        self.answers = False  # questions: a test that is busy with other things looks like a slow line
        self.escaped_at = None  # bytes that had come when Escape was pressed last
        self.typed = None  # the end of what was typed last, until it stands before the cursor
        self.drawing = False  # line drawing characters are switched on
        self.master, slave = os.openpty()
        self._set_size(slave, rows, columns)
        self.modes_before = termios.tcgetattr(slave)

        def take_terminal():
            end_with_parent(signal.SIGKILL)
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.process = subprocess.Popen(argv, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=cwd, start_new_session=True,
                                        preexec_fn=take_terminal)
        self.slave = slave  # kept, so that the terminal's modes can be read when the program has ended

    @staticmethod
    def _set_size(descriptor, rows, columns):
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # --- reading ---

    def _read(self, timeout):
        """Takes what comes within timeout; False where nothing did."""
        if not select.select([self.master], [], [], max(0, timeout))[0]:
            return False
        data = os.read(self.master, 65536)
        self.raw += data
        self._feed(data)
        for question, answer in ((self.QUESTION, self.ANSWER), (self.MARKS_QUESTION, self.MARKS_ANSWER)):
            if self.answers and question in data:
                os.write(self.master, answer)
        return True

    def skim(self, timeout):
        """Takes what comes within timeout without showing it; False where nothing did."""
        self.typed = None  # nobody looks for its echo
        if not select.select([self.master], [], [], timeout)[0]:
            return False
        try:
            self.raw += os.read(self.master, 65536)
        except OSError:  # the program has ended
            return False
        del self.raw[: -self.KEPT]
        return True

    def forget(self):
        """As after power on: what was skimmed may have ended amidst anything."""
        self.stream, self.drawing = Stream(self.screen), False
        self.screen.reset()

    def _feed(self, data):
        data = re.sub(rb"\x1bP.*?\x1b\\", b"", data, flags=re.DOTALL)  # an xterm skips strings for others, pyte prints them
        # pyte ignores character sets when it reads UTF-8; ncurses draws lines with one.
        for part in re.split(rb"(\x1b\([0B])", data):
            if part in (b"\x1b(0", b"\x1b(B"):
                self.drawing = part == b"\x1b(0"
            elif self.drawing:
                self.stream.feed(part.decode("latin-1").translate(LINE_DRAWING).encode())
            else:
                self.stream.feed(part)

    def lines(self):
        return [line.rstrip() for line in self.screen.display]

    def text(self):
        return "\n".join(self.lines())

    def line_with(self, what):
        """The first line of the screen that has the text; None where none has."""
        return next((line for line in self.lines() if what in line), None)

    def cell(self, row, column):
        """Character and attributes (data, fg, bg, bold, reverse …) of one cell."""
        return self.screen.buffer[row][column]

    def wait_for(self, what, timeout=15):
        """Until the text stands on the screen, or what(terminal) is true, and the frame is whole; its value."""
        deadline = time.monotonic() + timeout
        while True:
            found = what(self) if callable(what) else what in self.text()
            if found and not self._read_frame():
                return found
            left = deadline - time.monotonic()
            if not found and (left <= 0 or self._is_over(min(left, 0.2))):
                raise AssertionError(f"did not come: {what!r}; ended: {self.process.poll()}; screen:\n{self.text()}")

    def _read_frame(self):
        """Takes the rest of what is being painted: it comes in pieces. False where nothing came."""
        some = False
        for _ in range(20):
            if not self._read(0.02):
                break
            some = True
        return some

    def _is_over(self, timeout):
        """Nothing came, and nothing will: the program has ended."""
        return not self._read(timeout) and self.process.poll() is not None and not self._read(0)

    def wait_gone(self, text, timeout=15):
        self.wait_for(lambda t: text not in t.text(), timeout)

    def wait_exit(self, timeout=15):
        """The program's exit code, once it has ended; minus the signal's number where one ended it."""
        deadline = time.monotonic() + timeout
        while self.process.poll() is None:
            self._read(0.05)
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not end; screen:\n{self.text()}")
        while self._read(0):
            pass
        return self.process.returncode

    def take_raw(self):
        """What was written since the last call, to count or look at."""
        new = bytes(self.raw[self.taken :])
        self.taken = len(self.raw)
        return new

    # --- writing ---

    def press(self, *keys):
        for key in keys:
            self._write(key_bytes(key))
            if key == "esc":
                self.escaped_at = len(self.raw)

    def press_at_once(self, *keys):
        """Without the hand's pause behind Escape."""
        os.write(self.master, b"".join(map(key_bytes, keys)))

    def type(self, text):
        self._write(text.encode())
        self.typed = text[-6:].strip()

    def confirm(self, word=None, timeout=15):
        """Applies what a preview shows by what it asks for: a key, or what has to be typed; with `word`, by nothing else."""
        asked = self.wait_for(lambda t: re.search(r"\b(enter|y) Apply\b|Type (\S+) to apply:", t.text()), timeout)
        key, typed = asked.groups()
        assert word in (None, typed), self.text()
        if typed:
            self.type(typed)
            self.wait_for("enter Apply")
        self.press(key or "enter")

    def send(self, data):
        """Bytes that come in one read, as from a paste that the terminal does not mark."""
        self._write(data)

    def paste(self, text):
        """As a terminal does that marks what is pasted."""
        self._write(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def _write(self, data):
        # No hand follows Escape so fast that both look like one Alt-key: the program reacts first.
        deadline = time.monotonic() + 0.5
        while self.escaped_at == len(self.raw) and time.monotonic() < deadline:
            self._read(0.05)
        self.escaped_at = None
        self._wait_until_taken()
        os.write(self.master, data)

    def _wait_until_taken(self):
        """A hand is slower than the program: what it typed before has been read, and a text echoed, before this comes."""
        echoed_by, read_by = time.monotonic() + 6, time.monotonic() + 20  # on a busy machine it gets its turn late
        self._read(0.002)
        while self.has_unread() and time.monotonic() < read_by:
            self._read(0.002)
        while self.typed and not self._is_echoed() and time.monotonic() < echoed_by:
            self._read(0.002)
        self.typed = None

    def _is_echoed(self):
        """Elsewhere the same text may have stood before: a word of a list, in its filter."""
        at, lines = self.screen.cursor, self.screen.display
        return at.y < len(lines) and lines[at.y][: at.x].endswith(self.typed)  # a smaller screen may have left it outside

    def has_unread(self):
        """Something that was written has not been read by the program."""
        count = array.array("i", [0])
        fcntl.ioctl(self.slave, termios.FIONREAD, count)
        return count[0] > 0

    def click(self, row, column, button=0):
        """A mouse click, in SGR form; row and column from 0."""
        for final in "Mm":
            self._write(f"\x1b[<{button};{column + 1};{row + 1}{final}".encode())

    def resize(self, rows, columns):
        self._set_size(self.master, rows, columns)
        self.screen.resize(rows, columns)

    def modes_are_restored(self):
        """Echo, line mode and the like are as they were."""
        return termios.tcgetattr(self.slave) == self.modes_before

    def close(self):
        if self.is_open:
            self.is_open = False
            stop(self.process, timeout=5)
            os.close(self.slave)
            os.close(self.master)
