#!/bin/sh
# Builds for an ARM machine of Debian 12, runs the unit tests there, emulated, beside a PostgreSQL of this host, and
# compares what the program says there with what this host's says.
# run.sh ARCHITECTURE PROGRAM [PACKAGE…]: arm64 or armhf; PROGRAM was built for this host of the same sources; the packages
# are those of that architecture that a build needs.
# Environment: CROSS_CC (gcc or clang); CFLAGS; TESTS=no to build alone; JOBS programs at once. What passed and what did not
# stands at the end, and in arm-ARCHITECTURE.txt beside PROGRAM.
set -eu

# In braces, so that it is read as a whole before it runs: the sources may change meanwhile.
{
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
[ "${TESTS:-yes}" = yes ] || { echo "$architecture: built by ${CROSS_CC:-gcc}"; exit 0; }

report=$(dirname "$program")/arm-$architecture.txt
tell() { printf '%s: %s\n' "$architecture" "$*" | tee -a "$report"; }
: > "$report"

out=$root/src/$build/arm-tests
rm -rf "$out"
mkdir -p "$out"
export ARCHITECTURE="$architecture" OUT="$out" BUILD="$build" IN_ROOT="$in_root" ROOT="$root" EMULATOR="$emulator"
programs=$(cd "$here/../unit" && ls */test_*.c | sed "s|^|$root/src/$build/tests/unit/|; s|\.c\$||")
all=$(printf '%s\n' "$programs" | wc -l)
printf '%s\n' "$programs" | xargs -P "${JOBS:-$(nproc)}" -n 1 sh "$here/one.sh"
# What failed beside others is run once more by itself.
failed=0
touch "$out/failed"
mv "$out/failed" "$out/failed-first"
while read -r program_there; do
    name=${program_there##*/}
    mv "$out/$name" "$out/first-$name"
    sh "$here/one.sh" "$program_there" < /dev/null
    if grep -q "/$name\$" "$out/failed" 2> /dev/null; then
        failed=$((failed + 1))
        tell "$name failed: $(grep -E '^\[  (FAILED|ERROR) ' "$out/$name" | tr '\n' ' ' | cut -c 1-200)"
        tail -n 30 "$out/$name"
    else
        tell "$name is unsteady: it failed beside others and passed by itself: $(grep '^\[  ERROR ' "$out/first-$name" | tr '\n' ' ' | cut -c 1-200)"
    fi
done < "$out/failed-first"
passed=$(cat "$out"/test_* | grep -c '^\[       OK' || true)
skipped=$(cat "$out"/test_* | grep -c '^\[  SKIPPED' || true)
tell "$((all - failed)) of $all unit programs passed: $passed tests, $skipped skipped"

status=0
/usr/bin/python3 "$here/same_output.py" "$program" sh "$in_root" run "$root" "$emulator" "/src/$build/hotspot-console" > "$out/same_output" 2>&1 || status=1
cat "$out/same_output"
tell "output beside this machine's: $(tail -n 1 "$out/same_output")"
[ "$failed" = 0 ] && [ "$status" = 0 ]
exit
}
