#!/usr/bin/env bash
# Under tmux every click right of column 223 reaches an ncurses program as a click on column 223
#
# Versions   tmux 3.3a-3, ncurses 6.4 (libncursesw6 and ncurses-base 6.4-4) of Debian 12, through Python's curses; the same
#            from C.
# Guess      ncurses asks for SGR mouse reports (mode 1006) wherever the terminal has them, and tmux has them, so a click
#            has its column however wide the screen is. Else there is no event.
# Instead    With TERM=tmux-256color or screen-256color ncurses asks for the old reports only (their entries have
#            kmous=\E[M and no XM). tmux does not drop what these can't say but moves it to the last column they can,
#            and getmouse tells it as a good click. With TERM=xterm-256color in the same tmux all columns are right.
# Seen       clicked column       10  223  224  270
#            tmux-256color        10  223  223  223
#            screen-256color      10  223  223  223
#            xterm-256color       10  223  224  270
# Means      On wide screens buttons at the right answer for each other. Write ESC [ ? 1006 h yourself beside mousemask and
#            name the reports with define_key or read them, or treat column 223 as unknown under tmux and screen.

set -euo pipefail
work=$(mktemp -d)
export LC_ALL=C.UTF-8
unset TMUX STY
trap 'tmux -S "$work/inner" kill-server 2>/dev/null || true
tmux -S "$work/outer" kill-server 2>/dev/null || true
rm -rf "$work"' EXIT
if ! command -v tmux >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends tmux
fi
dpkg-query -W tmux libncursesw6 ncurses-base

cat >"$work/clicks.py" <<'PY'
import curses, sys

def main(screen):
    curses.mousemask(curses.ALL_MOUSE_EVENTS)
    curses.mouseinterval(0)
    with open(sys.argv[1], "w") as out:
        while True:
            if screen.getch() == curses.KEY_MOUSE:
                _, x, _, _, buttons = curses.getmouse()
                if buttons & curses.BUTTON1_PRESSED:
                    print(x + 1, file=out, flush=True)

curses.wrapper(main)
PY
# The outer tmux stands for a terminal 280 columns wide and types what that would send for a click; the inner is the one
# looked at.
printf '#!/bin/sh\nexec /usr/bin/python3 %s/clicks.py %s/told\n' "$work" "$work" >"$work/clicks"
chmod +x "$work/clicks"
for term in tmux-256color screen-256color xterm-256color; do
    printf 'set -g mouse on\nset -g status off\nset -g default-terminal %s\n' "$term" >"$work/conf"
    tmux -S "$work/outer" -f /dev/null new-session -d -x 280 -y 20 \
        "env -u TMUX TERM=xterm-256color tmux -u -S $work/inner -f $work/conf new-session $work/clicks"
    sleep 2
    for column in 10 223 224 270; do
        for end in M m; do
            tmux -S "$work/outer" send-keys -l "$(printf '\033[<0;%d;5%s' "$column" "$end")"
            sleep 0.3
        done
    done
    echo "$term $(paste -sd ' ' "$work/told")"
    tmux -S "$work/inner" kill-server
    tmux -S "$work/outer" kill-server 2>/dev/null || true
    sleep 0.5
done | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
tmux-256color 10 223 223 223
screen-256color 10 223 223 223
xterm-256color 10 223 224 270
SEEN
echo "As stated: clicked were columns 10, 223, 224 and 270."
