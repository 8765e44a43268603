"""A receipt head as strict as paper is not: it knows the commands that the cheapest heads know, and any other byte is a
failure. Text is code page 437; each line is counted."""

import dataclasses
import subprocess

PAGES = {0: "cp437"}


class Unknown(AssertionError):
    """Bytes that a head would print as letters, or worse."""


@dataclasses.dataclass
class Paper:
    lines: list = dataclasses.field(default_factory=list)     # (text, is_bold)
    pictures: list = dataclasses.field(default_factory=list)  # (width in dots, rows of bytes)
    codes: list = dataclasses.field(default_factory=list)     # of the head's own QR command
    cuts: list = dataclasses.field(default_factory=list)
    drawers: int = 0
    starts: int = 0
    dots: int = 384

    def text(self):
        return "\n".join(line for line, _ in self.lines)


def take_qr(paper, function, rest, state):
    """GS ( k: what the four functions of model 2 may say."""
    if function == (0x31, 0x41) and rest in (b"2\x00", b"1\x00"):
        return
    if function == (0x31, 0x43) and 1 <= rest[0] <= 16 and len(rest) == 1:
        return
    if function == (0x31, 0x45) and rest[0] in b"0123" and len(rest) == 1:
        return
    if function == (0x31, 0x50) and rest[:1] == b"0":
        state["stored"] = rest[1:].decode("utf-8")
        return
    if function == (0x31, 0x51) and rest == b"0" and state.get("stored"):
        paper.codes.append(state.pop("stored"))
        return
    raise Unknown(f"GS ( k {function} {rest!r}")


def decode(data, columns, dots=None):
    """What stands on the paper; the first bytes are the head's reset, and the two-byte mode is off after each."""
    paper, at, line, bold, page, align, state = Paper(dots=dots or columns * 12), 0, "", False, None, 0, {}
    is_two_byte = True
    if not data.startswith(b"\x1b@"):
        raise Unknown("it does not begin with ESC @")
    band = None
    while at < len(data):
        byte = data[at]
        if data.startswith(b"\x1b@", at):
            paper.starts, is_two_byte, page, bold, align, at = paper.starts + 1, True, 0, False, 0, at + 2
        elif data.startswith(b"\x1c.", at):
            is_two_byte, at = False, at + 2
        elif data.startswith(b"\x1bR\x00", at):
            at += 3
        elif data.startswith(b"\x1bt", at):
            page, at = data[at + 2], at + 3
            if page not in PAGES:
                raise Unknown(f"code page {page} is not in every head")
        elif data.startswith(b"\x1bE", at) and data[at + 2] in (0, 1):
            bold, at = bool(data[at + 2]), at + 3
        elif data.startswith(b"\x1d!", at) and data[at + 2] in (0, 0x11):
            state["times"] = 2 if data[at + 2] else 1
            state["widest"] = max(state.get("widest", 1), state["times"])
            at += 3
        elif data.startswith(b"\x1ba", at) and data[at + 2] in (0, 1, 2):
            if line:
                raise Unknown("ESC a inside of a line does nothing")
            align, at = data[at + 2], at + 3
        elif data.startswith(b"\x1bd", at):
            paper.lines += [("", False)] * data[at + 2]
            at += 3
        elif data.startswith(b"\x1bp\x00", at):
            paper.drawers, at = paper.drawers + 1, at + 5
        elif data.startswith(b"\x1dV", at) and data[at + 2] in (0x41, 0x42):
            paper.cuts.append("full" if data[at + 2] == 0x41 else "partial")
            at += 4
        elif data.startswith(b"\x1dv0\x00", at):
            width, height = data[at + 4] + 256 * data[at + 5], data[at + 6] + 256 * data[at + 7]
            body = data[at + 8:at + 8 + width * height]
            if len(body) != width * height or width * 8 > paper.dots + 7 or not 0 < height <= 128:
                raise Unknown(f"a picture of {width} bytes by {height} rows, {len(body)} there, on {paper.dots} dots")
            if align != 1:
                raise Unknown("a picture that is not centred")
            rows = [body[y * width:(y + 1) * width] for y in range(height)]
            if band == at and paper.pictures and paper.pictures[-1][0] == width:
                paper.pictures[-1][1].extend(rows)
            else:
                paper.pictures.append((width, rows))
            at += 8 + len(body)
            band = at
        elif data.startswith(b"\x1d(k", at):
            size = data[at + 3] + 256 * data[at + 4]
            take_qr(paper, tuple(data[at + 5:at + 7]), data[at + 7:at + 5 + size], state)
            at += 5 + size
        elif byte == 0x0A:
            if len(line) * state.pop("widest", 1) > columns:
                raise Unknown(f"{len(line)} columns on {columns}: {line!r}")
            state["widest"] = state.get("times", 1)
            paper.lines.append((line, bold or state.pop("bold", False)))
            line, at = "", at + 1
        elif 0x20 <= byte < 0x7F:
            line, at = line + chr(byte), at + 1
            if bold:
                state["bold"] = True
        elif byte >= 0x80:
            if is_two_byte:
                raise Unknown(f"{byte:#x} in two-byte mode: it pairs up to a hanzi")
            line, at = line + bytes([byte]).decode(PAGES[page]), at + 1
        else:
            raise Unknown(f"{data[at:at + 6]!r} at {at}")
    if line:
        raise Unknown(f"{line!r} has no line end")
    return paper


def read_code(paper, folder):
    """The picture as a camera sees it."""
    (width, rows), = paper.pictures
    path = folder / "code.pbm"
    path.write_bytes(b"P4\n%d %d\n" % (width * 8, len(rows)) + b"".join(rows))
    done = subprocess.run(["zbarimg", "-q", "--raw", str(path)], capture_output=True, check=False)
    return done.stdout.decode("utf-8").rstrip("\n")
