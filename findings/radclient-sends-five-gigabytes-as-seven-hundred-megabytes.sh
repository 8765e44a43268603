#!/usr/bin/env bash
# FreeRADIUS tools accept a limit of 5000000000 bytes and send 705032704
#
# Versions   freeradius-utils and libfreeradius3 3.2.1+dfsg-4+deb12u1 (Debian 12).
# Guess      A number that does not fit the attribute's 32 bits is refused, as "5m" for a time and "/24" for an address are.
# Instead    radclient sends its lower 32 bits without a word: 4294967296 becomes 0, a limit of 5 GB becomes one of 705 MB,
#            -1 becomes 4294967295. Texts of more than an attribute's 253 bytes (247 in a vendor's) are cut without a word.
# Seen       given                                  sent
#            Mikrotik-Total-Limit = 4294967295      4294967295
#            Mikrotik-Total-Limit = 4294967296      0
#            Mikrotik-Total-Limit = 5000000000      705032704
#            Session-Timeout = -1                   4294967295
#            Reply-Message of 300 characters        253 characters
#            Mikrotik-Address-List of 300           247 characters
# Means      Who writes RADIUS replies splits byte limits himself: the lower part in the limit, the rest in its
#            ...-Gigawords attribute. A test with radclient that "was accepted" has not shown what was sent.

set -euo pipefail
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir "$work/deb"
(cd "$work/deb" && apt-get -qq -o APT::Sandbox::User=root download \
    freeradius-utils freeradius-common libfreeradius3 libtalloc2 libpcap0.8)
for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
echo "freeradius-utils $(dpkg-deb -f "$work"/deb/freeradius-utils_*.deb Version)"

cat >"$work/server.py" <<'PY'
import hashlib, socket, struct

# Answers every Accounting-Request and prints each attribute: numbers of 4 bytes as such, of texts how long they are.
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    request, peer = server.recvfrom(4096)
    at, told = 20, []
    while at < len(request):
        kind, length = request[at], request[at + 1]
        value = request[at + 2 : at + length]
        if kind == 26:
            value = value[6:]  # within a vendor's: after the vendor's number, its type and its length
        told.append(str(struct.unpack("!I", value)[0]) if len(value) == 4 else f"{len(value)} bytes")
        at += length
    print(*told, flush=True)
    head = struct.pack("!BBH", 5, request[1], 20)
    server.sendto(head + hashlib.md5(head + request[4:20] + b"secret").digest(), peer)
PY
/usr/bin/python3 "$work/server.py" >"$work/sent" &
server=$!
for _ in $(seq 50); do [ -s "$work/sent" ] && break; sleep 0.1; done
port=$(head -n 1 "$work/sent")
libraries=$work/root/usr/lib/$(uname -m)-linux-gnu:$work/root/usr/lib/freeradius
long=$(printf '%0300d' 0)

# Argument: the one attribute of a request. Prints it (shortened), radclient's verdict and what it sent.
try() {
    local before sent verdict=accepted
    before=$(wc -l <"$work/sent")
    echo "$1" | LD_LIBRARY_PATH=$libraries timeout 10 "$work/root/usr/bin/radclient" -D "$work/root/usr/share/freeradius" \
        -t 2 -r 1 "127.0.0.1:$port" acct secret >/dev/null 2>&1 || verdict=refused
    sent=$(tail -n +$((before + 1)) "$work/sent")
    echo "${1/$long/(300 characters)} -> $verdict${sent:+ $sent}"
}
{
    for limit in 4294967295 4294967296 5000000000; do try "Mikrotik-Total-Limit = $limit"; done
    try "Session-Timeout = -1"
    try "Session-Timeout = 5m"
    try "Framed-IP-Address = 10.0.0.1/24"
    try "Reply-Message = \"$long\""
    try "Mikrotik-Address-List = \"$long\""
} | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
Mikrotik-Total-Limit = 4294967295 -> accepted 4294967295
Mikrotik-Total-Limit = 4294967296 -> accepted 0
Mikrotik-Total-Limit = 5000000000 -> accepted 705032704
Session-Timeout = -1 -> accepted 4294967295
Session-Timeout = 5m -> refused
Framed-IP-Address = 10.0.0.1/24 -> refused
Reply-Message = "(300 characters)" -> accepted 253 bytes
Mikrotik-Address-List = "(300 characters)" -> accepted 247 bytes
SEEN
echo "As stated."
