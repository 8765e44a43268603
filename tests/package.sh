#!/bin/sh
# Installs, upgrades and purges the package in a fresh root of Debian, with data in its database, and runs the worker's
# unit under systemd there: readiness, rotation of its log, the watchdog. As root.
# package.sh DEB [SUITE]: bookworm unless said otherwise; the package has to be built for that suite. ROOT_TAR names a root
# that was made before; FORMER names a package of the version before, else it is this one under a lower number.
set -eu

deb=$(realpath "$1")
suite=${2:-bookworm}
host=$(dpkg --print-architecture)
architecture=$(dpkg-deb -f "$deb" Architecture)
package=hotspot-console:$architecture
# Of another machine the program alone is emulated: Debian around it, systemd too, is this machine's.
emulator=
case $architecture in
"$host") ;;
arm64) emulator=/usr/bin/qemu-aarch64 ;;
armhf) emulator=/usr/bin/qemu-arm ;;
*) echo "package.sh: no emulator is known for $architecture" >&2; exit 2 ;;
esac
work=$(mktemp -d)
root=$work/root
name=hotspot-package-$$
booted=
clean() {
    [ -z "$booted" ] || machinectl terminate "$name" > /dev/null 2>&1 || kill "$booted" 2> /dev/null || true
    [ -z "$booted" ] || wait "$booted" 2> /dev/null || true
    rm -rf "$work"
}
trap clean EXIT
say() { printf '  %s\n' "$*"; }
fail() { echo "package.sh: $*" >&2; exit 1; }
inside() { unshare --mount --pid --fork sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$root" "$@"; }
# What `make install` lays down here is what the package brings, to the byte but for what dpkg's tools pack and link.
same_as_make_install() {
    here=$(cd "$(dirname "$0")/.." && pwd)
    build=${BUILD:-$here/build}
    dpkg-deb -x "$deb" "$work/packed"
    unit_dir=$(dirname "$(cd "$work/packed" && find . -name hotspot-console-worker.service | sed 's|^\.||')")
    make -s -C "$here" install PREFIX=/usr UNIT_DIR="$unit_dir" DESTDIR="$work/installed" BUILD="$build" -o "$build/hotspot-console" > /dev/null
    gunzip "$work/packed/usr/share/man/man1/hotspot-console.1.gz"
    rm -f "$work/packed/usr/share/doc/hotspot-console"/changelog*.gz "$work/packed/usr/share/doc/hotspot-console/copyright"
    (cd "$work/packed" && find . -type f | sort) > "$work/packed.list"
    (cd "$work/installed" && find . -type f | sort) > "$work/installed.list"
    diff "$work/packed.list" "$work/installed.list" >&2 || fail "make install lays down other files than the package"
    diff -r "$work/packed" "$work/installed" > "$work/differ" || true
    # another gettext lays out the same catalogue otherwise
    [ "$suite" = "$(. /etc/os-release && echo "$VERSION_CODENAME")" ] || sed -i '/^Binary files .*\.mo differ$/d' "$work/differ"
    grep -v "^Binary files .*/usr/bin/hotspot-console differ" "$work/differ" >&2 && fail "a file of make install is another than the package's"
    say "make install lays down the same $(wc -l < "$work/packed.list") files"
}
# By the main line alone where a mirror of the security updates is behind for one architecture.
make_root() {
    mmdebstrap --quiet --variant=minbase --dpkgopt=force-unsafe-io --architectures="$host${emulator:+,$architecture}" \
        --include="systemd,systemd-sysv,dbus,logrotate,procps${emulator:+,qemu-user}" "$suite" "$root" ${MIRROR:+"$MIRROR"}
}
same_as_make_install
mkdir "$root"
[ -z "${ROOT_TAR:-}" ] || tar -C "$root" -xf "$ROOT_TAR"
[ -n "${ROOT_TAR:-}" ] || make_root || { [ -z "${MIRROR:-}" ] && MIRROR="deb http://deb.debian.org/debian $suite main" && rm -rf "$root" && mkdir "$root" && make_root; } || fail "no root"
[ -e "$root/usr/bin/apt-get" ] || fail "the root has no apt"

if [ -n "${FORMER:-}" ]; then
    cp "$FORMER" "$root/root/former.deb"
else
    mkdir "$work/former"
    dpkg-deb -R "$deb" "$work/former"
    sed -i 's/^Version: .*/Version: 0.0.1/' "$work/former/DEBIAN/control"
    dpkg-deb --root-owner-group -b "$work/former" "$root/root/former.deb" > /dev/null
fi
cp "$deb" "$root/root/new.deb"
cat > "$root/usr/sbin/policy-rc.d" <<'END'
#!/bin/sh
exit 101
END
chmod +x "$root/usr/sbin/policy-rc.d"
cp /etc/resolv.conf "$root/etc/resolv.conf" 2> /dev/null || true
inside sh -c 'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends postgresql openssh-server openssh-client sudo /root/former.deb' \
    > "$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "the former version can't be installed"; }
rm -f "$root/usr/sbin/policy-rc.d"
say "installed: $(chroot "$root" dpkg-query -W hotspot-console)"

# each file that dpkg laid down is as it was, the account and its folders are there, the program runs
chroot "$root" sh -c 'dpkg -V hotspot-console && id hotspot-console && $1 /usr/bin/hotspot-console --version' sh "$emulator" > "$work/log" || fail "it is not whole"
[ "$(stat -c %a:%u "$root/etc/hotspot-console")" = "750:$(chroot "$root" id -u hotspot-console)" ] ||
    fail "the folder of the configuration is open to others, or another's"
verified=$(chroot "$root" systemd-analyze verify --man=no /lib/systemd/system/hotspot-console-worker.service 2>&1 || true)
[ -z "$verified" ] || fail "systemd-analyze verify: $verified"
say "$(tail -n 1 "$work/log") of $architecture${emulator:+, emulated}"
say "unit verified; exposure $(chroot "$root" systemd-analyze security --offline=yes hotspot-console-worker.service 2> /dev/null | tail -n 1)"

# Who operates gets the console and nothing else, as the examples of ssh and sudo say.
chroot "$root" sh -c 'ssh-keygen -A > /dev/null && mkdir -p /run/sshd && groupadd hotspot-operators && groupadd hotspot-viewers &&
    useradd -m -s /bin/bash -G hotspot-operators kasir && useradd -m -s /bin/bash -G hotspot-viewers tamu &&
    cd /usr/share/doc/hotspot-console/examples && install -m 644 sshd.conf /etc/ssh/sshd_config.d/hotspot-console.conf &&
    install -m 440 sudoers /etc/sudoers.d/hotspot-console && visudo -c -q' || fail "sudo refuses the example of its rights"
for who in kasir: "tamu: --read-only"; do
    said=$(chroot "$root" /usr/sbin/sshd -T -C "user=${who%%:*},host=localhost,addr=127.0.0.1") || fail "ssh refuses the example of its configuration"
    for line in "forcecommand sudo -n -u hotspot-console /usr/bin/hotspot-console --config /etc/hotspot-console/hotspot-console.conf${who#*:}" \
        "disableforwarding yes" "permituserrc no"; do
        echo "$said" | grep -qxF "$line" || fail "ssh gives ${who%%:*} another thing than: $line"
    done
done
say "ssh and sudo take the examples"

# a configuration with data; secrets of root alone, which systemd hands over
cat > "$root/etc/hotspot-console/hotspot-console.conf" <<'END'
database = "host=/run/postgresql dbname=hotspot";
routers = ( { name = "main"; host = "127.0.0.1"; port = 8728; tls = false; user = "x"; password_file = "router-main.password"; } );
log_file = "/var/log/hotspot-console/hotspot-console.log";
audit_file = "/var/log/hotspot-console/audit.jsonl";
END
echo secret > "$root/etc/hotspot-console/router-main.password"
chmod 600 "$root/etc/hotspot-console/router-main.password"

# Without a booted machine: what can be seen of the files alone.
step_by_step() {
    say "no container boots here ($(tail -n 1 "$work/boot")): the unit is not run, the rest is gone through step by step"
    mkdir -p "$root/var/log/hotspot-console"
    echo "line of before" > "$root/var/log/hotspot-console/hotspot-console.log"
    chroot "$root" chown hotspot-console:hotspot-console /var/log/hotspot-console/hotspot-console.log
    inside logrotate --force /etc/logrotate.d/hotspot-console || fail "logrotate refuses"
    grep -q "line of before" "$root/var/log/hotspot-console/hotspot-console.log.1" || fail "the former log is not kept"
    [ "$(stat -c %a "$root/var/log/hotspot-console/hotspot-console.log")" = 640 ] || fail "the new log is open to others"
    say "rotated: $(ls "$root/var/log/hotspot-console" | tr '\n' ' ')"
    inside sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends /root/new.deb' > "$work/log" 2>&1 ||
        { tail "$work/log" >&2; fail "it can't be upgraded"; }
    grep -q password_file "$root/etc/hotspot-console/hotspot-console.conf" && grep -q secret "$root/etc/hotspot-console/router-main.password" ||
        fail "the configuration was lost"
    say "upgraded: $(chroot "$root" dpkg-query -W hotspot-console), configuration and secrets kept"
    inside sh -c 'DEBIAN_FRONTEND=noninteractive apt-get purge -qq -y "$1"' sh "$package" > "$work/log" 2>&1 ||
        { tail "$work/log" >&2; fail "it can't be purged"; }
    nothing_is_left
    echo "package.sh: $suite passed, the unit not run"
    exit 0
}
nothing_is_left() { # but what was copied by hand
    rm "$root/etc/ssh/sshd_config.d/hotspot-console.conf" "$root/etc/sudoers.d/hotspot-console"
    left=$(find "$root/etc" "$root/usr" "$root/lib/systemd" "$root/var/lib" "$root/var/log" -path '*hotspot*' ! -path '*/postgresql/*' ! -path '*/dpkg/*' \
        ! -path '*hotspot-console-worker.service.d*' ! -path '*/deb-systemd-helper*' 2> /dev/null || true)
    [ -z "$left" ] || fail "left behind: $left"
    say "purged: nothing left"
}

systemd-nspawn --quiet --register=no --keep-unit --boot -D "$root" --machine "$name" > "$work/boot" 2>&1 &
booted=$!
in_machine() { nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup -- "$@"; }
is_up() {
    leader=$(pgrep -P "$booted" 2> /dev/null | head -n 1 || true)
    [ -n "$leader" ] && in_machine systemctl is-system-running 2> /dev/null | grep -Eq 'running|degraded'
}
for _ in $(seq 60); do
    is_up && break
    kill -0 "$booted" 2> /dev/null || break
    sleep 0.5
done
if ! is_up; then
    kill "$booted" 2> /dev/null || true
    wait "$booted" 2> /dev/null || true
    booted=
    step_by_step
fi
say "booted: $(in_machine systemctl --version | head -n 1)"

as_account() { in_machine runuser -u hotspot-console -- env HOME=/var/lib/hotspot-console $emulator /usr/bin/"$@"; }
in_machine systemctl start postgresql
for _ in $(seq 50); do in_machine runuser -u postgres -- psql -qc '' 2> /dev/null && break; sleep 0.2; done
in_machine runuser -u postgres -- createuser hotspot-console
in_machine runuser -u postgres -- createdb --owner hotspot-console -T template0 -E UTF8 hotspot
echo 'database = "host=/run/postgresql dbname=hotspot"; log_file = ""; audit_file = "";' > "$root/var/lib/hotspot-console/by-hand.conf"
console() { as_account hotspot-console --config /var/lib/hotspot-console/by-hand.conf "$@"; }
console migrate > "$work/log"
console act packages.add name=Daily price=5000 quota=2 days=1 --yes > "$work/log" 2>&1
rows() { console show packages --format csv | wc -l; }
[ "$(rows)" = 2 ] || fail "the package is not there"

unit=hotspot-console-worker
state() { in_machine systemctl show -p "$1" --value $unit; }
until_is() { # WHAT COMMAND…: waits until the command succeeds
    what=$1; shift
    for _ in $(seq 450); do "$@" > /dev/null 2>&1 && return; sleep 0.2; done
    in_machine journalctl -u $unit -n 20 --no-pager >&2 || true
    fail "$what"
}
mkdir -p "$root/etc/systemd/system/$unit.service.d"
printf '[Service]\nWatchdogSec=%s\n' "$([ -n "$emulator" ] && echo 30 || echo 4)" > "$root/etc/systemd/system/$unit.service.d/test.conf"
# An emulator writes the code that it runs, and calls what the program itself never calls.
[ -z "$emulator" ] || printf 'MemoryDenyWriteExecute=no\nSystemCallFilter=\nExecStart=\nExecStart=%s /usr/bin/hotspot-console --config /etc/hotspot-console/hotspot-console.conf worker\n' \
    "$emulator" >> "$root/etc/systemd/system/$unit.service.d/test.conf"
in_machine systemctl daemon-reload
in_machine systemctl restart $unit 2> "$work/log" || { in_machine journalctl -u $unit -n 20 --no-pager >&2; fail "the worker does not start"; }
until_is "it is not at work" sh -c "[ \"\$(nsenter --target $leader --mount --pid -- systemctl show -p StatusText --value $unit)\" = 'at work' ]"
say "worker: $(state ActiveState), $(state StatusText), as $(in_machine ps -o user= -p "$(state MainPID)")"

# Whatever an operator asks ssh for, the console comes, and no shell; it ends the session when it ends.
chroot "$root" sh -c 'ssh-keygen -q -t ed25519 -N "" -f /root/key && for who in kasir tamu; do
    install -d -m 700 -o "$who" "/home/$who/.ssh" && install -m 600 -o "$who" /root/key.pub "/home/$who/.ssh/authorized_keys"; done'
by_ssh() { # WHO COMMAND…: in a terminal; nothing listens on the network
    who=$1; shift
    in_machine env TERM=xterm LC_ALL=C.UTF-8 timeout 120 ssh -q -tt -i /root/key -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
        -o ProxyCommand="/usr/sbin/sshd -i" "$who@localhost" "$@"
}
session() { # WHO WORD: until the word stands on the screen; then the console is left
    mkfifo "$work/keys-of-$1"
    by_ssh "$1" "touch shell" < "$work/keys-of-$1" > "$work/screen" 2>&1 &
    of_ssh=$!
    exec 3> "$work/keys-of-$1"
    until_is "$1 gets no console" grep -aq "$2" "$work/screen"
    printf q >&3
    wait "$of_ssh" || fail "the session of $1 ended by $?: $(tail -c 500 "$work/screen")"
    exec 3>&-
    [ ! -e "$root/home/$1/shell" ] || fail "$1 got a shell"
}
operators_get_the_console() {
    chroot "$root" chown hotspot-console: /etc/hotspot-console/router-main.password
    session kasir "No customer"
    session tamu "read-only"
    chroot "$root" chown root: /etc/hotspot-console/router-main.password
    say "ssh: an operator gets the console, a viewer one that only reads, nobody a shell"
}
# sudo starts the program by its name, which needs this machine's
[ -n "$emulator" ] || operators_get_the_console

log=$root/var/log/hotspot-console/hotspot-console.log
echo "line of before" >> "$log"
pid=$(state MainPID)
in_machine logrotate --force /etc/logrotate.d/hotspot-console
until_is "the log was not opened anew" grep -q "opened anew" "$log"
grep -q "line of before" "$log.1" || fail "the former log is not kept"
[ "$(state MainPID)" = "$pid" ] || fail "the rotation ended the worker"
say "rotated: $(ls "$root/var/log/hotspot-console" | tr '\n' ' ')"

# While others write: no line is lost, each is whole. Secrets of root are the worker's alone, so this account has no routers.
cat > "$root/var/lib/hotspot-console/load.conf" <<'END'
database = "host=/run/postgresql dbname=hotspot";
log_file = "/var/log/hotspot-console/hotspot-console.log";
audit_file = "/var/log/hotspot-console/audit.jsonl";
END
edit() { as_account hotspot-console --config /var/lib/hotspot-console/load.conf act packages.edit --where name:Daily "price=$1" --yes; }
lines_of_audit() { zcat -f "$root"/var/log/hotspot-console/audit.jsonl* 2> /dev/null; }
before=$(lines_of_audit | wc -l)
(for n in $(seq 24); do edit "$((5000 + n))" || echo "$n failed"; done) > "$work/load" 2>&1 &
load=$!
rotations=0
while [ "$rotations" -lt 60 ] && kill -0 "$load" 2> /dev/null; do
    in_machine logrotate --force /etc/logrotate.d/hotspot-console || fail "logrotate refuses under load"
    rotations=$((rotations + 1))
done
wait "$load"
written=$(($(lines_of_audit | tee "$work/lines" | wc -l) - before))
[ "$written" = 24 ] || { cat "$work/load" >&2; fail "24 changes, $written lines of audit"; }
! grep -v '^{.*}$' "$work/lines" >&2 || fail "a line of the audit is torn"
[ "$(state MainPID)" = "$pid" ] || fail "the rotation under load ended the worker"
say "rotated $rotations times under load: $written of 24 lines"

# What root alone may read has reached the worker, by systemd.
handed=/run/credentials/$unit.service/hotspot-console_router-main.password
[ "$(in_machine cat "$handed")" = secret ] || fail "the secret was not handed over"
say "credential: $(in_machine stat -c '%a %U' "$handed"), the file itself $(in_machine stat -c '%a %U' /etc/hotspot-console/router-main.password)"

in_machine kill -STOP "$pid"
until_is "the watchdog did not restart what stands still" sh -c "p=\$(nsenter --target $leader --mount --pid -- systemctl show -p MainPID --value $unit); [ \"\$p\" != $pid ] && [ \"\$p\" != 0 ]"
say "watchdog: restarted, $(state NRestarts) time"

pid=$(state MainPID)
in_machine sh -c 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends /root/new.deb' > "$work/log" 2>&1 || { tail "$work/log" >&2; fail "it can't be upgraded"; }
grep -q "password_file" "$root/etc/hotspot-console/hotspot-console.conf" || fail "the configuration was lost"
until_is "the worker was not restarted by the upgrade" sh -c "p=\$(nsenter --target $leader --mount --pid -- systemctl show -p MainPID --value $unit); [ \"\$p\" != $pid ] && [ \"\$p\" != 0 ]"
said=$(state StatusText)
console migrate > "$work/log" 2>&1 || { cat "$work/log" >&2; fail "the former database can't be migrated"; }
[ "$(rows)" = 2 ] || fail "data were lost by the upgrade"
until_is "it is not at work after the upgrade" sh -c "[ \"\$(nsenter --target $leader --mount --pid -- systemctl show -p StatusText --value $unit)\" = 'at work' ]"
chroot "$root" dpkg -V hotspot-console || fail "it is not whole after the upgrade"
say "upgraded: $(in_machine dpkg-query -W hotspot-console), data and configuration kept; before migrate \"$said\", after it \"$(state StatusText)\""

in_machine sh -c 'DEBIAN_FRONTEND=noninteractive apt-get purge -qq -y "$1"' sh "$package" > "$work/log" 2>&1 || { tail "$work/log" >&2; fail "it can't be purged"; }
nothing_is_left
in_machine runuser -u postgres -- psql -qAtc 'SELECT count(*) FROM public.packages' hotspot | grep -qx 1 || fail "the database is gone"
say "the database is still there"
echo "package.sh: $suite passed"
