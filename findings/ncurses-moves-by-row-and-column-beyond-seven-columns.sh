#!/usr/bin/env bash
# ncurses gives row and column anew for a jump within a line, where fewer bytes say the same
#
# Versions   ncurses 6.4 (libncursesw6 and ncurses-base 6.4-4 of Debian 12), through Python's curses.
# Guess      ncurses, which is known for counting bytes, goes to another column of the same line by the shortest way that the
#            description offers: CSI n C or CSI n G, 4 to 6 bytes.
# Instead    What lies more than seven columns away, and not near an edge of the screen, is gone to by CSI row ; column H
#            without a look at the others, 6 to 8 bytes. Only near jumps are weighed.
# Seen       in line 30, behind the X at column 20, the next change at column
#            27    CSI 27 G           5 bytes (CSI 6 C would be 4)
#            40    CSI 30 ; 40 H      8 bytes (CSI 19 C would be 5)
#            90    CSI 30 ; 90 H      8 bytes (CSI 69 C would be 5)
# Means      A table that changes in some columns of every line, as a page of a list does, takes a quarter more than it
#            must. Over slow lines it is worth to put the changes of a line close together, or to rewrite the jumps.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dpkg-query -W libncursesw6 ncurses-base

cat >"$work/jumps.py" <<'PY'
import curses, os, sys

screen = curses.initscr()
curses.resizeterm(40, 120)
screen.leaveok(True)
for line in range(40):
    screen.addstr(line, 0, "." * 119)
screen.refresh()
for column in (27, 40, 90):
    os.write(1, b"|%d:" % column)
    screen.addstr(29, 19, "X")
    screen.addstr(29, column - 1, "Y")
    screen.refresh()
    os.write(1, b"|")
    screen.addstr(29, 0, "." * 119)
    screen.refresh()
curses.endwin()
PY
TERM=xterm-256color LC_ALL=C.UTF-8 LINES=40 COLUMNS=120 timeout 20 script -qec "/usr/bin/python3 $work/jumps.py" /dev/null \
    </dev/null >"$work/sent"
tr -d '\r\n' <"$work/sent" | grep -aoE '\|[0-9]+:[^|]*\|' | sed 's/.*|\([0-9]*\):.*X\(.*\)Y.*/\1 \2/; s/\x1b/ESC/g' | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
27 ESC[27G
40 ESC[30;40H
90 ESC[30;90H
SEEN
echo "As stated: only the near jump was weighed."
