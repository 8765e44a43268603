#!/usr/bin/env bash
# Through PgBouncer, target_session_attrs=primary refuses a promoted standby and =standby takes it
#
# Versions   pgbouncer 1.18.0-1+deb12u1, PostgreSQL 15 and its libpq (postgresql-15 of Debian 12).
# Guess      libpq asks the server it reached whether it is a primary, so soon after a promotion =primary and =read-write
#            succeed through the pooler as they do without it.
# Instead    libpq asks nothing where the greeting says in_hot_standby, and PgBouncer greets with what its first server
#            connection said at its start. It goes on saying so, even though writes through it work.
# Seen                                  direct     through PgBouncer
#            any, before promotion      standby    standby
#            any, after promotion       primary    primary, and CREATE TABLE works
#            primary, after promotion   primary    refused: server is in hot standby mode
#            read-write                 primary    refused: session is read-only
#            standby                    refused    primary
#            primary, after RECONNECT on PgBouncer's console and one more query: primary
# Means      Behind a pooler choose by SELECT pg_is_in_recovery() after connecting, not by target_session_attrs; and let
#            whatever promotes a server send RECONNECT to the pooler.

set -euo pipefail
work=$(mktemp -d)
programs=/usr/lib/postgresql/15/bin
pooler=
as_server=()
finish() {
    [ -z "$pooler" ] || kill "$pooler" 2>/dev/null || true
    for data in "$work/second" "$work/first"; do
        [ ! -d "$data" ] || "${as_server[@]}" "$programs/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true
    done
    rm -rf "$work"
}
trap finish EXIT
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
[ -x $programs/postgres ] || $as_root apt-get -qq install -y --no-install-recommends postgresql-15 postgresql-client-15
mkdir "$work/deb"
(cd "$work/deb" && apt-get -qq -o APT::Sandbox::User=root download pgbouncer libevent-2.1-7 libc-ares2)
for deb in "$work"/deb/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
echo "pgbouncer $(dpkg-deb -f "$work"/deb/pgbouncer_*.deb Version)," \
    "postgresql-15 $(dpkg-query -Wf '${Version}' postgresql-15)"

# PostgreSQL and PgBouncer refuse to run as root.
if [ "$(id -u)" = 0 ]; then
    as_server=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$work"
fi
cd "$work"
export LC_ALL=C.UTF-8
read -r first second pool < <(/usr/bin/python3 -c '
import socket
s = [socket.create_server(("127.0.0.1", 0)) for _ in range(3)]
print(*(x.getsockname()[1] for x in s))')

# Arguments: port, database, more of the connection string, statement.
ask() {
    timeout 20 psql -XAtq "host=127.0.0.1 port=$1 user=app dbname=$2 $3" -c "$4" 2>&1 |
        sed 's/^psql: error:.*failed: /refused: /'
}
role="SELECT CASE WHEN pg_is_in_recovery() THEN 'standby' ELSE 'primary' END"
start() { "${as_server[@]}" "$programs/pg_ctl" -D "$work/$1" -w -t 30 -l "$work/$1.log" start >/dev/null; }

"${as_server[@]}" "$programs/initdb" -D "$work/first" -A trust -U app --no-sync >/dev/null
printf "port=%d\nlisten_addresses='127.0.0.1'\nunix_socket_directories=''\nfsync=off\n" "$first" \
    >>"$work/first/postgresql.conf"
start first
"${as_server[@]}" "$programs/pg_basebackup" -h 127.0.0.1 -p "$first" -U app -D "$work/second" -R --no-sync -c fast
echo "port=$second" >>"$work/second/postgresql.conf"
start second
cat >"$work/pgbouncer.ini" <<INI
[databases]
app = host=127.0.0.1 port=$second dbname=postgres user=app
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pool
unix_socket_dir =
auth_type = any
admin_users = app
pool_mode = transaction
INI
LD_LIBRARY_PATH=$work/root/usr/lib/$(uname -m)-linux-gnu "${as_server[@]}" \
    "$work/root/usr/sbin/pgbouncer" -q "$work/pgbouncer.ini" >"$work/pooler.log" 2>&1 &
pooler=$!
sleep 2

{
    echo "before any direct $(ask "$second" postgres "" "$role")"
    echo "before any pooled $(ask "$pool" app "" "$role")"
    "${as_server[@]}" "$programs/pg_ctl" -D "$work/second" -w promote >/dev/null
    sleep 2
    for wanted in any primary read-write standby; do
        echo "after $wanted direct $(ask "$second" postgres "target_session_attrs=$wanted" "$role")"
        echo "after $wanted pooled $(ask "$pool" app "target_session_attrs=$wanted" "$role")"
    done
    echo "write pooled $(ask "$pool" app "" "CREATE TABLE t(n int); INSERT INTO t VALUES (1) RETURNING n")"
    sleep 3
    echo "later primary pooled $(ask "$pool" app target_session_attrs=primary "$role")"
    ask "$pool" pgbouncer "" RECONNECT
    sleep 1
    ask "$pool" app "" "SELECT" >/dev/null
    echo "reconnected primary pooled $(ask "$pool" app target_session_attrs=primary "$role")"
} | tee "$work/seen"

diff - "$work/seen" <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
before any direct standby
before any pooled standby
after any direct primary
after any pooled primary
after primary direct primary
after primary pooled refused: server is in hot standby mode
after read-write direct primary
after read-write pooled refused: session is read-only
after standby direct refused: server is not in hot standby mode
after standby pooled primary
write pooled 1
later primary pooled refused: server is in hot standby mode
reconnected primary pooled primary
SEEN
echo "As stated."
