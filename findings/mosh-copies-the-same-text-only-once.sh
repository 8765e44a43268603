#!/usr/bin/env bash
# Through mosh a program that copies the same text again leaves the clipboard as it is
#
# Versions   mosh 1.4.0-1+b1 (Debian 12).
# Guess      Each OSC 52 that a program writes reaches the user's terminal, as through ssh.
# Instead    mosh compares states instead of handing on output, and the clipboard is part of the state: a text equal to the
#            last one is no change and is never sent, though the user may have copied something else in between from
#            another window. Copies to p (primary selection) or without a letter are not sent at all.
# Seen       written by the program        reached the terminal
#            ESC ] 52 ; c ; aGk= BEL       ESC ] 52 ; c ; aGk= BEL
#            the same again                nothing
#            ESC ] 52 ; c ; aGo= BEL       ESC ] 52 ; c ; aGo= BEL
#            ESC ] 52 ; p ; aGs= BEL       nothing
#            ESC ] 52 ; ; aGw= BEL         nothing
#            ESC ] 52 ; c ; BEL            ESC ] 52 ; c ; BEL
#            ESC ] 52 ; c ; aGo= BEL       ESC ] 52 ; c ; aGo= BEL
# Means      "Copied" on the screen need not be true the second time. Always write the letter c, and show the text as well.
#            A program that must be sure copies an empty text first and the real one a moment later.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/deb"
(cd "$work/deb" && apt-get -qq -o APT::Sandbox::User=root download mosh libprotobuf32 libutempter0)
for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
echo "mosh $(dpkg-deb -f "$work"/deb/mosh_*.deb Version)"
LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu
export LD_LIBRARY_PATH LC_ALL=C.UTF-8 TERM=xterm-256color

cat >"$work/copy.py" <<'PY'
import fcntl, os, pty, re, select, signal, struct, subprocess, sys, termios, time

work = sys.argv[1]
programs, fifo = work + "/root/usr/bin/", work + "/fifo"
os.mkfifo(fifo)
program = work + "/program"
with open(program, "w") as f:
    f.write(f"#!/bin/sh\nstty raw -echo\nexec cat <>{fifo}\n")
os.chmod(program, 0o755)
started = subprocess.run([programs + "mosh-server", "new", "-i", "127.0.0.1", "-p", "60000:60999", "--", program],
                         capture_output=True, text=True)
port, key = re.search(r"MOSH CONNECT (\d+) (\S+)", started.stdout).groups()
server = int(re.search(r"pid = (\d+)", started.stdout + started.stderr).group(1))

pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    os.environ["MOSH_KEY"] = key
    os.execv(programs + "mosh-client", ["mosh-client", "127.0.0.1", port])

def heard(seconds):
    got, end = b"", time.monotonic() + seconds
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            got += os.read(terminal, 65536)
    return got

try:
    heard(3)
    out = os.open(fifo, os.O_RDWR)
    for copy in ("c;aGk=", "c;aGk=", "c;aGo=", "p;aGs=", ";aGw=", "c;", "c;aGo="):
        os.write(out, f"\033]52;{copy}\a".encode())
        copies = re.findall(rb"\033\]52;([^\a\033]*)", heard(1.5))
        print(f"{copy} -> {b' '.join(copies).decode() or 'nothing'}", flush=True)
finally:
    for process in (pid, server):
        try:
            os.kill(process, signal.SIGTERM)
        except ProcessLookupError:
            pass
PY
timeout 40 /usr/bin/python3 "$work/copy.py" "$work" | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
c;aGk= -> c;aGk=
c;aGk= -> nothing
c;aGo= -> c;aGo=
p;aGs= -> nothing
;aGw= -> nothing
c; -> c;
c;aGo= -> c;aGo=
SEEN
echo "As stated."
