#!/bin/sh
# Builds for an ARM machine of Debian 12 and runs the unit tests there, emulated, beside a PostgreSQL of this host.
# run.sh ARCHITECTURE [PACKAGE…]: arm64 or armhf; the packages are those of that architecture that a build needs.
# The root that it builds in is made once and kept below BUILD: nothing is installed on this host.
# Environment: BUILD (default build-arm), CROSS_CC (gcc or clang), CFLAGS, TESTS=no to build alone.
set -eu

architecture=$1
shift
case $architecture in
arm64) triplet=aarch64-linux-gnu emulator=qemu-aarch64 ;;
armhf) triplet=arm-linux-gnueabihf emulator=qemu-arm ;;
*) echo "run.sh: arm64 or armhf, not $architecture" >&2; exit 2 ;;
esac
top=$(cd "$(dirname "$0")/../.." && pwd)
root=${BUILD:-build-arm}/$architecture
mkdir -p "$root"
root=$(cd "$root" && pwd)
[ "$(id -u)" = 0 ] || { echo "run.sh: a root folder with packages in it is made by root alone" >&2; exit 2; }

make_root() {
    foreign=
    for package; do foreign="$foreign,$package:$architecture"; done
    mmdebstrap --quiet --variant=apt --architectures="amd64,$architecture" \
        --include="gcc-$triplet,clang,make,pkg-config,gettext,qemu-user,python3,openssl,ca-certificates,libc6-dev:$architecture$foreign" \
        bookworm "$root.new" ${MIRROR:+"$MIRROR"}
    rm -rf "$root" && mv "$root.new" "$root"
}
[ -x "$root/usr/bin/$emulator" ] || make_root "$@"

# What git knows and what is new, as it stands.
mkdir -p "$root/src"
find "$root/src" -mindepth 1 -maxdepth 1 ! -name build -exec rm -rf {} +
(cd "$top" && git ls-files -z --cached --others --exclude-standard | xargs -0 tar --ignore-failed-read -cf - 2>/dev/null) | tar -C "$root/src" -xf -

compiler="$triplet-gcc"
[ "${CROSS_CC:-gcc}" = clang ] && compiler="clang --target=$triplet"
cat >"$root/src/arm.sh" <<END
set -e
cd /src
export LC_ALL=C.UTF-8 HC_BINARY=/src/build/hotspot-console PKG_CONFIG_LIBDIR=/usr/lib/$triplet/pkgconfig:/usr/share/pkgconfig RUN=$emulator
make -j\$(nproc) CC="$compiler" AR=$triplet-ar BUILD=build ${CFLAGS:+CFLAGS="$CFLAGS"} all unit-programs
[ "${TESTS:-yes}" = yes ] || exit 0
failed=
for test in build/tests/unit/*/test_*; do
    [ -x "\$test" ] || continue
    echo "== \$test"
    timeout 900 $emulator "\$test" >"\$test.out" 2>&1 || failed="\$failed \$test"
    grep -E 'PASSED|FAILED|SKIPPED' "\$test.out" || tail -5 "\$test.out"
done
[ -z "\$failed" ] || { echo "failed on $architecture:\$failed" >&2; exit 1; }
END

# Mounts of a namespace of its own are gone with it.
in_root() {
    unshare --mount sh -c '
        mount --bind /proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --bind /tmp "$1/tmp" || exit 1
        exec chroot "$1" sh /src/arm.sh' sh "$root"
}
in_root
