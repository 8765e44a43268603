#!/usr/bin/env bash
# libconfig reads quota = 3000000000 as -1294967296 and says nothing
#
# Versions   libconfig9 1.5-0.4 (Debian 12), its C functions called through Python's ctypes.
# Guess      An integer beyond 32 bits becomes a 64-bit setting, as the library has such a type; or it is a syntax error.
# Instead    Without an L at its end a number is always a 32-bit one and its upper bits are lost. config_lookup_int64 takes
#            the setting and gives the wrong number too; config_write then puts the wrong number into the file. Only the
#            digits followed by L are read in full, and those config_lookup_int gives as 0, again with success.
# Seen       written          type    lookup_int      lookup_int64    written back
#            3000000000       int     1 -1294967296   1 -1294967296   -1294967296
#            5368709120       int     1 1073741824    1 1073741824    1073741824
#            0x1FFFFFFFF      int     1 -1            1 -1            0xFFFFFFFF
#            5368709120L      int64   1 0             1 5368709120    5368709120L
# Means      Quotas in bytes, prices in small currencies and times in milliseconds meet this. The program can't see it after
#            the parse: have such settings written as text ("5 GB") or in greater units, and say so where they are listed.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && apt-get -qq -o APT::Sandbox::User=root download libconfig9 && dpkg-deb -x libconfig9_*.deb root)
echo "libconfig9 $(dpkg-deb -f "$work"/libconfig9_*.deb Version)"

cat >"$work/read.py" <<'PY'
import ctypes, sys

lib = ctypes.CDLL(sys.argv[1])
lib.config_lookup.restype = ctypes.c_void_p
TYPES = {2: "int", 3: "int64"}
for text in ("3000000000", "5368709120", "0x1FFFFFFFF", "5368709120L"):
    config = ctypes.create_string_buffer(4096)  # a config_t, with room to spare
    lib.config_init(config)
    read = lib.config_read_string(config, f"quota = {text};\n".encode())
    assert read == 1, "not parsed"
    setting = lib.config_lookup(config, b"quota")
    kind = ctypes.c_short.from_address(setting + ctypes.sizeof(ctypes.c_void_p)).value  # config_setting_t: name, type
    small, big = ctypes.c_int(0), ctypes.c_longlong(0)
    told_small = lib.config_lookup_int(config, b"quota", ctypes.byref(small))
    told_big = lib.config_lookup_int64(config, b"quota", ctypes.byref(big))
    lib.config_write_file(config, sys.argv[2].encode())
    back = open(sys.argv[2]).read().removeprefix("quota = ").rstrip(";\n")
    print(text, TYPES.get(kind, kind), told_small, small.value, told_big, big.value, back)
    lib.config_destroy(config)
PY
library=$(find "$work/root" -name libconfig.so.9)
timeout 20 /usr/bin/python3 "$work/read.py" "$library" "$work/written" | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
3000000000 int 1 -1294967296 1 -1294967296 -1294967296
5368709120 int 1 1073741824 1 1073741824 1073741824
0x1FFFFFFFF int 1 -1 1 -1 0xFFFFFFFF
5368709120L int64 1 0 1 5368709120 5368709120L
SEEN
echo "As stated."
