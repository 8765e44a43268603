#!/usr/bin/env bash
# A 32-bit ARM program that takes 64-bit times gets half a date from curl_getdate(), and no -1 when there is none
#
# Versions   libcurl 7.88.1 (Debian 12, armhf), gcc 12.2, run by qemu-user 7.2.
# Guess      -D_TIME_BITS=64 is what makes a program for armhf right beyond 2038; headers and libraries see to the rest.
# Instead    The header declares time_t, which has 64 bits now, and the library was built with 32: the upper half is what
#            happens to stand in a register. No warning, no error. Without the macro 2040 is -1, "no date".
# Seen       32-bit time_t: 2026 is right, 2040 is called no date, what is no date is called so
#            64-bit time_t: 2026 is wrong, 2040 is wrong, what is no date is taken for one
# Means      Debian 12 has one libcurl for armhf, of 32-bit times: what takes or returns a time_t there
#            (CURLINFO_FILETIME too, but not CURLINFO_FILETIME_T) can't be called from a program of 64-bit times.
#            Read dates of answers (Retry-After, Date) yourself, or compile for Debian 13, where armhf is 64-bit as a whole.

set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap >/dev/null; then
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -qq install -y --no-install-recommends mmdebstrap
fi

cat >"$work/date.c" <<'C'
#include <curl/curl.h>
#include <stdio.h>

int main(void)
{
    time_t early = curl_getdate("Thu, 01 Jan 2026 00:00:00 GMT", NULL);
    time_t late = curl_getdate("Sun, 01 Jan 2040 00:00:00 GMT", NULL);
    time_t none = curl_getdate("no date", NULL);
    printf("%d-bit time_t: 2026 is %s, 2040 is %s, what is no date is %s\n", (int)sizeof(time_t) * 8,
           early == 1767225600 ? "right" : "wrong", late == -1 ? "called no date" : late / 86400 == 25567 ? "right" : "wrong",
           none == -1 ? "called so" : "taken for one");
    return 0;
}
C
# The compiled programs run while the root is being made: nothing of it stays.
cat >"$work/in-root" <<'SH'
set -e
cp "$2/date.c" "$1/root/"
chroot "$1" sh -ec 'cd /root
for bits in "" "-D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64"; do
    arm-linux-gnueabihf-gcc -Wall -Wextra -Werror -O2 $bits date.c -o date -lcurl
    qemu-arm ./date
done' >"$2/seen"
chroot "$1" dpkg-query -W libcurl4:armhf gcc-12-arm-linux-gnueabihf qemu-user
SH
mmdebstrap --quiet --variant=apt --architectures=amd64,armhf \
    --include=gcc-arm-linux-gnueabihf,qemu-user,libc6-dev:armhf,libcurl4-openssl-dev:armhf \
    --customize-hook="sh $work/in-root \"\$1\" $work" bookworm /dev/null "${MIRROR:-deb http://deb.debian.org/debian bookworm main}"
cat "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
32-bit time_t: 2026 is right, 2040 is called no date, what is no date is called so
64-bit time_t: 2026 is wrong, 2040 is wrong, what is no date is taken for one
SEEN
echo "As stated: half a date."
