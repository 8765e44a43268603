#!/bin/sh
# Builds the Debian package: make-deb.sh VERSION BUILD [ARCHITECTURE [SUITE [PACKAGE…]]], into BUILD/deb.
# Another architecture than this machine's takes its cross compiler and libraries; man page and completions come from BUILD,
# a build for this machine. With a SUITE it is built in a root folder of that suite, which has these libraries, into
# BUILD/deb/SUITE: nothing is installed here then. As root.
set -eu

version=$1
build=$2
architecture=${3:-$(dpkg --print-architecture)}
suite=${4:-}
[ $# -lt 4 ] || shift 4
here=$(cd "$(dirname "$0")" && pwd)
out=$build/deb${suite:+/$suite}
place=$out
if [ -n "$suite" ]; then
    root=$(dirname "$here")/build-roots/$suite-$architecture
    mkdir -p "${root%/*}"
    sh "$here/root.sh" make "$root" "$suite" "$architecture" "$@"
    place=$root/src/build-deb
fi
name=hotspot-console-$version
rm -rf "${place:?}/$name"
mkdir -p "$place/$name" "$out"
git ls-files -z --cached --others --exclude-standard | xargs -0 tar --ignore-failed-read -cf - 2> /dev/null | tar -C "$place/$name" -xf -
sed -i "1s/([^)]*)/($version)/" "$place/$name/debian/changelog"
rm -f "$place"/hotspot-console_*_"$architecture".deb "$out"/hotspot-console_*_"$architecture".deb "$place"/hotspot-console-dbgsym_*

# Where the package is built; $place is the same folder seen from there.
cat > "$place/build.sh" <<'END_OF_BUILD'
set -e
cd "$1/$2"
dpkg-buildpackage -b -j"$(nproc)" -us -uc -d -a"$3" > "$1/log" 2>&1 || { tail -n 40 "$1/log" >&2; exit 1; }
cd "$1"
rm -rf "$2"
lintian --fail-on error,warning "hotspot-console_${2#hotspot-console-}_$3.deb"
END_OF_BUILD
if [ -n "$suite" ]; then
    [ "$architecture" = "$(dpkg --print-architecture)" ] || {
        mkdir -p "$place/drawn"
        cp "$build/hotspot-console.1" "$build/completion.bash" "$build/completion.zsh" "$place/drawn/"
        export DRAWN=/src/build-deb/drawn
    }
    LC_ALL=C.UTF-8 sh "$here/root.sh" run "$root" sh /src/build-deb/build.sh /src/build-deb "$name" "$architecture"
    cp "$place"/hotspot-console_*_"$architecture".deb "$out/"
else
    DRAWN=$build sh "$place/build.sh" "$place" "$name" "$architecture"
    mkdir -p "$out/debug"
    mv "$out"/*dbgsym* "$out/debug/" 2> /dev/null || true
fi
ls "$out"/hotspot-console_*_"$architecture".deb
