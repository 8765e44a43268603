#!/bin/sh
# Builds the Debian package: make-deb.sh VERSION BUILD [ARCHITECTURE]. Another architecture than this machine's needs its
# cross compiler and libraries; man page and completions come from BUILD, a build for this machine.
set -eu

version=$1
build=$2
architecture=${3:-$(dpkg --print-architecture)}
out=$build/deb
tree=$out/hotspot-console-$version
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z --cached --others --exclude-standard | xargs -0 tar --ignore-failed-read -cf - 2> /dev/null | tar -C "$tree" -xf -

cd "$tree"
sed -i "1s/([^)]*)/($version)/" debian/changelog
rm -f "$out"/hotspot-console_*_"$architecture".deb "$out"/hotspot-console-dbgsym_*
DRAWN=$build dpkg-buildpackage -b -j"$(nproc)" -us -uc -d -a"$architecture" > "$out/log" 2>&1 || { tail -n 40 "$out/log" >&2; exit 1; }
cd "$out"
rm -rf "$tree"
mkdir -p debug
mv ./*dbgsym* debug/ 2> /dev/null || true
lintian --fail-on error,warning "hotspot-console_${version}_$architecture.deb"
ls "$out"/hotspot-console_*_"$architecture".deb
