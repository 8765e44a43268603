#!/bin/sh
# Installs those of the Debian packages named that are missing; says nothing where all are there.
set -eu

have_server() {
    for program in /usr/lib/postgresql/*/bin/initdb; do
        [ -x "$program" ] && return 0
    done
    command -v initdb > /dev/null 2>&1
}

missing=
for package in "$@"; do
    if [ "$package" = postgresql ] && have_server; then
        continue
    fi
    if [ "$package" = npm ] && command -v npm > /dev/null 2>&1; then
        continue
    fi
    case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2> /dev/null) in
    installed) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get > /dev/null 2>&1; then
    echo "These Debian packages are missing, and there is no apt-get to install them:$missing" >&2
    exit 1
fi
root=
if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo > /dev/null 2>&1; then
        echo "Missing packages:$missing" >&2
        echo "Installing them needs root, and there is no sudo. As root, run: apt-get install$missing" >&2
        exit 1
    fi
    root=sudo
fi

# A server that comes with a running cluster is not wanted here: tests start their own.
rule=/etc/postgresql-common/createcluster.d/hotspot-console.conf
unmake_rule() {
    $root rm -f "$rule"
    $root rmdir --ignore-fail-on-non-empty /etc/postgresql-common/createcluster.d /etc/postgresql-common 2> /dev/null || true
}
case " $missing " in
*" postgresql "*)
    trap unmake_rule EXIT
    $root mkdir -p "${rule%/*}"
    echo "create_main_cluster = false" | $root tee "$rule" > /dev/null
    ;;
esac

install_missing() {
    # shellcheck disable=SC2086 -- a list of words
    $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing
}
echo "Installing:$missing" >&2
log=$(mktemp)
if ! install_missing > "$log" 2>&1; then
    $root apt-get update -q > "$log" 2>&1 || true
    if ! install_missing > "$log" 2>&1; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        echo "Could not install:$missing" >&2
        exit 1
    fi
fi
rm -f "$log"
