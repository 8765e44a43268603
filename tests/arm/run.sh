#!/bin/sh
# Builds for an ARM machine of Debian 12, runs the unit tests there, emulated, beside a PostgreSQL of this host, and
# compares what the program says there with what this host's says.
# run.sh ARCHITECTURE PROGRAM [PACKAGE…]: arm64 or armhf; PROGRAM was built for this host of the same sources; the packages
# are those of that architecture that a build needs.
# Environment: CROSS_CC (gcc or clang); CFLAGS; TESTS=no to build alone.
set -eu

architecture=$1
program=$(realpath "$2")
shift 2
case $architecture in
arm64) triplet=aarch64-linux-gnu emulator=qemu-aarch64 ;;
armhf) triplet=arm-linux-gnueabihf emulator=qemu-arm ;;
*) echo "run.sh: arm64 or armhf, not $architecture" >&2; exit 2 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
in_root=$here/../../packaging/root.sh
root=$(dirname "$(dirname "$here")")/build-roots/bookworm-$architecture
mkdir -p "${root%/*}"
sh "$in_root" make "$root" bookworm "$architecture" "$@"
sh "$in_root" copy "$root"

compiler="$triplet-gcc"
[ "${CROSS_CC:-gcc}" = clang ] && compiler="clang --target=$triplet"
export LC_ALL=C.UTF-8 PKG_CONFIG_LIBDIR="/usr/lib/$triplet/pkgconfig:/usr/share/pkgconfig"
build=build${CROSS_CC:+-$CROSS_CC}
set -- make "-j$(nproc)" CC="$compiler" AR="$triplet-ar" BUILD="$build" DRAWN=none
[ -z "${CFLAGS:-}" ] || set -- "$@" CFLAGS="$CFLAGS"
sh "$in_root" run "$root" "$@" all unit-programs
[ "${TESTS:-yes}" = yes ] || exit 0

failed= passed=0
for test in "$root/src/$build"/tests/unit/*/test_*; do
    [ -x "$test" ] || continue
    name=$build${test#"$root/src/$build"}
    HC_BINARY=/src/$build/hotspot-console timeout 900 sh "$in_root" run "$root" "$emulator" "$name" > "$test.out" 2>&1 || failed="$failed $name"
    passed=$((passed + $(grep -c '^\[       OK' "$test.out" || true)))
    grep -q '  PASSED  ' "$test.out" && ! grep -E 'FAILED|SKIPPED' "$test.out" || { echo "== $name"; tail -n 20 "$test.out"; }
done
echo "$architecture: $passed unit tests passed"
[ -z "$failed" ] || { echo "failed on $architecture:$failed" >&2; exit 1; }
/usr/bin/python3 "$here/same_output.py" "$program" sh "$in_root" run "$root" "$emulator" "/src/$build/hotspot-console"
