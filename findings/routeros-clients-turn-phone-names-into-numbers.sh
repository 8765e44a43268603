#!/usr/bin/env bash
# RouterOS clients turn hotspot users named by a phone number into numbers
#
# Versions   routeros-client 1.1.2 (npm), python3-librouteros 3.1.0-2 (Debian 12), librouteros with encoding="utf-8".
# Guess      Every RouterOS value is a string on the wire, so a user name comes back as the string it is.
# Instead    Both guess a type from the look of each value, whatever the field. A leading zero is lost, so the users
#            081234567890 and 81234567890 have one name; librouteros also reads the voucher code 12_34 as 1234 and a
#            profile called "no" as False; routeros-client reads RouterOS version 7.10 as 7.1, older than 7.2.
# Seen       routeros-client  081234567890 -> 81234567890 (number)   7.10 -> 7.1 (number)
#            librouteros      081234567890 -> 81234567890 (int)  12_34 -> 1234 (int)  no -> False (bool)
# Means      Names, passwords, voucher codes, profiles and versions read through these can't be written back or compared.
#            Address rows by .id, or read the raw words (routeros-client sits on node-routeros, which keeps strings).

set -euo pipefail
work=$(mktemp -d)
router=
trap '[ -z "$router" ] || kill "$router" 2>/dev/null || true; rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$work" routeros-client@1.1.2
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download python3-librouteros &&
    dpkg-deb -x python3-librouteros_*.deb deb)
echo "routeros-client $(node -p "require('$work/node_modules/routeros-client/package.json').version")," \
    "python3-librouteros $(dpkg-deb -f "$work"/python3-librouteros_*.deb Version)"

cat >"$work/router.py" <<'PY'
import socket, sys

ROWS = [("name", "081234567890"), ("password", "12_34"), ("profile", "no"), ("version", "7.10")]

def sentence(*words):
    return b"".join(bytes([len(w)]) + w for w in words) + b"\0"  # every word is shorter than 128 bytes

def read_sentence(stream):
    words = []
    while length := stream.read(1)[0]:
        words.append(stream.read(length))
    return words

server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
while True:
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as stream:
        try:
            while words := read_sentence(stream):
                tag = [w for w in words if w.startswith(b".tag=")]
                if words[0].endswith(b"/print"):
                    row = [f"={key}={value}".encode() for key, value in ROWS]
                    connection.sendall(sentence(b"!re", *tag, b"=.id=*1", *row))
                connection.sendall(sentence(b"!done", *tag))
        except (IndexError, OSError):
            pass
PY
/usr/bin/python3 "$work/router.py" >"$work/port" &
router=$!
for _ in $(seq 50); do [ -s "$work/port" ] && break; sleep 0.1; done
port=$(cat "$work/port")

cat >"$work/client.js" <<'JS'
const { RouterOSClient } = require("routeros-client");
const client = new RouterOSClient({ host: "127.0.0.1", port: Number(process.argv[2]), user: "u", password: "p" });
client.connect().then(async (api) => {
    const [row] = await api.menu("/ip/hotspot/user").get();
    for (const key of ["name", "password", "profile", "version"])
        console.log("routeros-client", key, row[key], typeof row[key]);
    process.exit(0);
});
JS
cat >"$work/client.py" <<'PY'
import sys
import librouteros
api = librouteros.connect("127.0.0.1", "u", "p", port=int(sys.argv[1]), encoding="utf-8", timeout=10)
row = list(api.path("/ip/hotspot/user"))[0]
for key in ("name", "password", "profile", "version"):
    print("librouteros", key, row[key], type(row[key]).__name__)
PY
timeout 20 node "$work/client.js" "$port" | tee "$work/seen"
PYTHONPATH=$work/deb/usr/lib/python3/dist-packages timeout 20 /usr/bin/python3 "$work/client.py" "$port" |
    tee -a "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
routeros-client name 81234567890 number
routeros-client password 12_34 string
routeros-client profile no string
routeros-client version 7.1 number
librouteros name 81234567890 int
librouteros password 1234 int
librouteros profile False bool
librouteros version 7.10 str
SEEN
echo "As stated: sent as 081234567890, 12_34, no and 7.10."
