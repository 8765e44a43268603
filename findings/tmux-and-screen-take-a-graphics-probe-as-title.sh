#!/usr/bin/env bash
# tmux and GNU screen show a program's graphics probe as the title of its window
#
# Versions   tmux 3.3a-3 and screen 4.9.0-4 (Debian 12).
# Guess      An APC string (ESC _ ... ESC \) that a multiplexer does not know, such as the query by which programs ask for
#            the kitty graphics protocol, is dropped.
# Instead    Both take any APC string for a title. The probe's parameters replace the pane's title in tmux, and screen
#            hands them to the terminal around it as its window title, where they stay.
# Seen       tmux    Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA
#            screen  Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA
# Means      Probe for graphics only outside both (TMUX and STY unset), or set the title again after probing. Whoever
#            finds windows by title must expect such names.

set -euo pipefail
work=$(mktemp -d)
export SCREENDIR=$work/screen LC_ALL=C.UTF-8
unset TMUX STY
trap 'screen -S probe -X quit >/dev/null 2>&1 || true
tmux -S "$work/tmux" kill-server 2>/dev/null || true
rm -rf "$work"' EXIT
if ! command -v tmux >/dev/null || ! command -v screen >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends tmux screen
fi
dpkg-query -W tmux screen
mkdir -m 700 "$SCREENDIR"

cat >"$work/probe" <<'SH'
#!/bin/sh
printf '\033]2;accounts\033\\'
printf '\033_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\033\\'
exec sleep 30
SH
chmod +x "$work/probe"
# One pane runs the probe in tmux itself, the other in a screen to which tmux is but the xterm around it.
tmux -S "$work/tmux" -f /dev/null new-session -d -s direct -x 80 -y 24 "$work/probe"
tmux -S "$work/tmux" new-session -d -s around -x 80 -y 24 \
    "TERM=xterm-256color screen -U -c /dev/null -S probe $work/probe"
sleep 3
for session in direct around; do
    tmux -S "$work/tmux" display-message -p -t "=$session:" '#{session_name} #{pane_title}'
done | sed 's/^direct/tmux/; s/^around/screen/' | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
tmux Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA
screen Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA
SEEN
echo "As stated: the title was to be accounts."
