#!/usr/bin/env bash
# ncurses makes a popup as wide as the screen once the terminal was narrow for a moment
#
# Versions   ncurses 6.4 (libncursesw6 6.4-4 of Debian 12), through Python's curses; the same from C.
# Guess      resizeterm (which getch calls for KEY_RESIZE) cuts a window that no longer fits; back at the old size it is
#            as it was, or stays cut. It stays on the screen.
# Instead    A cut window touches the screen's edge, and a window that touches the edge is taken for one that should fill
#            the screen: it grows with it, past its old size. The cut also leaves out where the window begins, so it
#            hangs over the edge. Windows in the bottom lines move down by more than the screen has.
# Seen       y,x lines x columns              80x24     30x24     80x24     80x12     80x24
#            popup  (10 x 40 at 5,5)   5,5 10x40 5,5 10x30 5,5 10x80 5,5 10x80 5,5 10x80
#            bottom (3 x 20 at 21,30)  21,30 3x20  21,30 3x20  21,30 3x20  21,30 3x20  33,30 3x20
# Means      After KEY_RESIZE lay every window out anew (wresize and mvwin from your own numbers); never read a size or
#            place back from a window that has lived through a resize.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-query -W libncursesw6

cat >"$work/resize.py" <<'PY'
import curses, sys

def report(step, windows, out):
    for name, w in windows.items():
        (y, x), (lines, columns) = w.getbegyx(), w.getmaxyx()
        print(f"{step} {name} {y},{x} {lines}x{columns}", file=out)

curses.initscr()
curses.resizeterm(24, 80)
windows = {"popup": curses.newwin(10, 40, 5, 5), "bottom": curses.newwin(3, 20, 21, 30)}
with open(sys.argv[1], "w") as out:
    report("80x24", windows, out)
    for columns, lines in ((30, 24), (80, 24), (80, 12), (80, 24)):
        curses.resizeterm(lines, columns)
        report(f"{columns}x{lines}", windows, out)
curses.endwin()
PY
TERM=xterm-256color LINES=24 COLUMNS=80 timeout 20 script -qec "/usr/bin/python3 $work/resize.py $work/seen" /dev/null \
    </dev/null >/dev/null
cat "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
80x24 popup 5,5 10x40
80x24 bottom 21,30 3x20
30x24 popup 5,5 10x30
30x24 bottom 21,30 3x20
80x24 popup 5,5 10x80
80x24 bottom 21,30 3x20
80x12 popup 5,5 10x80
80x12 bottom 21,30 3x20
80x24 popup 5,5 10x80
80x24 bottom 33,30 3x20
SEEN
echo "As stated: the popup was made 40 columns wide, the other window at line 21 of 24."
