#!/usr/bin/env bash
# qrencode puts the line end of what it reads into the code, and zbarimg hides it
#
# Versions   qrencode 4.1.1-1, zbar-tools 0.23.92-7+deb12u1 of Debian 12.
# Guess      echo ADDRESS | qrencode makes the code of ADDRESS, as a text tool takes a line.
# Instead    Standard input and -r FILE are taken byte for byte, the line end with them; only a text on the command line is
#            what it looks like. The usual check does not show it: zbarimg ends each symbol with a line end of its own, and
#            $(…) takes all of them away.
# Seen       qrencode TEXT             holds 32 bytes
#            echo TEXT | qrencode      holds 33 bytes, the last is 0a; zbarimg -q --raw in $(…) is equal to TEXT all the same
#            qrencode -r FILE          holds 33 bytes, the last is 0a
# Means      A voucher's login address ends in a line end, right behind its last parameter, and what becomes of that is left
#            to the phone. Use printf %s, and compare bytes.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if ! command -v qrencode >/dev/null || ! command -v zbarimg >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends qrencode zbar-tools
fi
dpkg-query -W qrencode zbar-tools

text='http://hs.lan/login?username=ab1'
echo "$text" >"$work/text"
# What a code holds, in hexadecimal: zbarimg's own line end is taken off, and nothing else.
held() {
    zbarimg -q --raw "$1" 2>/dev/null | head -c -1 | od -An -v -tx1 | tr -d ' \n'
}
try() {
    hex=$(held "$work/$1.png")
    read=$(zbarimg -q --raw "$work/$1.png" 2>/dev/null)
    [ "$read" = "$text" ] && looks=equal || looks=other
    echo "$1: $((${#hex} / 2)) bytes, the last is ${hex: -2}, in \$(…) it looks $looks"
}
qrencode -o "$work/argument.png" "$text"
echo "$text" | qrencode -o "$work/echo.png"
qrencode -r "$work/text" -o "$work/file.png"
printf %s "$text" | qrencode -o "$work/printf.png"
{
    try argument
    try echo
    try file
    try printf
} | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
argument: 32 bytes, the last is 31, in $(…) it looks equal
echo: 33 bytes, the last is 0a, in $(…) it looks equal
file: 33 bytes, the last is 0a, in $(…) it looks equal
printf: 32 bytes, the last is 31, in $(…) it looks equal
SEEN
echo "As stated: the line end is in the code."
