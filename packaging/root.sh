#!/bin/sh
# A root folder of Debian to build in, so that nothing is installed on this host. As root.
#   root.sh make ROOT SUITE ARCHITECTURE PACKAGE…   made once and kept: compilers, and packages: *-dev of that architecture
#   root.sh copy ROOT                               into its /src: what git knows and what is new, as it stands; builds stay
#   root.sh run ROOT COMMAND…                       in its /src; /tmp and the network are this host's
# MIRROR names another mirror than that of the suite.
set -eu

verb=$1
root=$2
shift 2
[ "$(id -u)" = 0 ] || { echo "root.sh: a root folder with packages in it is made by root alone" >&2; exit 2; }

make_root() { # SUITE ARCHITECTURE PACKAGE…
    suite=$1 architecture=$2
    shift 2
    host=$(dpkg --print-architecture)
    architectures=$host
    case $architecture in
    "$host") compiler=gcc ;;
    arm64) compiler="gcc-aarch64-linux-gnu,qemu-user" ;;
    armhf) compiler="gcc-arm-linux-gnueabihf,qemu-user" ;;
    *) echo "root.sh: no compiler is known for $architecture" >&2; exit 2 ;;
    esac
    [ "$architecture" = "$host" ] || architectures="$host,$architecture"
    native="$compiler,clang,make,pkg-config,gettext,python3,openssl,ca-certificates,debhelper,lintian"
    for package in libc6-dev "$@"; do
        case $package in
        *-dev) native="$native,$package:$architecture" ;;
        *) native="$native,$package" ;;
        esac
    done
    bootstrap || {
        [ -z "${MIRROR:-}" ] || exit 1
        # A mirror of the security updates that is behind for one architecture only.
        MIRROR="deb http://deb.debian.org/debian $suite main"
        echo "root.sh: once more by the main line alone: $MIRROR" >&2
        bootstrap
    }
    rm -rf "$root" && mv "$root.new" "$root"
}
bootstrap() {
    rm -rf "$root.new"
    mmdebstrap --quiet --variant=apt --aptopt='Acquire::Retries "5"' --dpkgopt=force-unsafe-io --architectures="$architectures" --include="$native" \
        "$suite" "$root.new" ${MIRROR:+"$MIRROR"}
}

copy_sources() {
    mkdir -p "$root/src"
    find "$root/src" -mindepth 1 -maxdepth 1 ! -name 'build*' -exec rm -rf {} +
    cd "$(dirname "$0")/.."
    git ls-files -z --cached --others --exclude-standard | xargs -0 tar --ignore-failed-read -cf - 2> /dev/null | tar -C "$root/src" -xf -
}

# Mounts of a namespace of its own are gone with it.
run_in_root() {
    unshare --mount sh -c '
        root=$1
        shift
        mount --bind /proc "$root/proc" && mount --rbind /dev "$root/dev" && mount --bind /tmp "$root/tmp" || exit 1
        exec chroot "$root" sh -c "cd /src && exec \"\$@\"" sh "$@"' sh "$root" "$@"
}

# In braces, so that it is read as a whole before it runs: the sources may change meanwhile.
{
case $verb in
make) [ -e "$root/usr/bin/lintian" ] || make_root "$@" ;;
copy) copy_sources ;;
run) run_in_root "$@" ;;
*) echo "root.sh: make, copy or run, not $verb" >&2; exit 2 ;;
esac
exit
}
