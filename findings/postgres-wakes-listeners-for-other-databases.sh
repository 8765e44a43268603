#!/usr/bin/env bash
# A session that listens is woken by NOTIFY in other databases, and each time counts as a transaction of its own database
#
# Versions   PostgreSQL 15 (postgresql-15 of Debian 12).
# Guess      NOTIFY stays within its database, so a database in which one idle session listens and nobody asks anything
#            keeps its pg_stat_database.xact_commit, however much is notified in another.
# Instead    All databases share one queue. Who has fallen four pages behind in it is signalled by whoever notifies, in
#            whichever database, and runs a transaction to skip what is not for it. The more often it is notified
#            elsewhere, the more transactions a resting database counts.
# Seen       64,000 notifications in another database, sent in 1,600 transactions
#            database with a session that listens: 122 to 124 transactions (20 at least, for this to hold), 0 notifications heard;
#            they are counted when it is next asked something
#            database without one: 0
# Means      Transactions a second are no measure of what an application asks on a server of several databases: count
#            statements. A listener that must not wake a laptop's or a Pi's core needs a server of its own.

set -euo pipefail
work=$(mktemp -d)
programs=/usr/lib/postgresql/15/bin
as_server=()
listener=
finish() {
    [ -z "$listener" ] || kill "$listener" 2>/dev/null || true
    [ ! -d "$work/data" ] || "${as_server[@]}" "$programs/pg_ctl" -D "$work/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap finish EXIT
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
[ -x $programs/postgres ] || $as_root apt-get -qq install -y --no-install-recommends postgresql-15 postgresql-client-15
echo "postgresql-15 $(dpkg-query -Wf '${Version}' postgresql-15)"

# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
    as_server=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    chown postgres "$work"
fi
cd "$work"
export LC_ALL=C.UTF-8
"${as_server[@]}" "$programs/initdb" -D "$work/data" -A trust -U app --no-sync >/dev/null
printf "listen_addresses=''\nunix_socket_directories='%s'\nfsync=off\nautovacuum=off\n" "$work" >>"$work/data/postgresql.conf"
"${as_server[@]}" "$programs/pg_ctl" -D "$work/data" -w -t 30 -l "$work/log" start >/dev/null

# Arguments: database, further arguments of psql.
ask() {
    timeout 60 "$programs/psql" -XAtq "host=$work user=app dbname=$1" "${@:2}"
}
transactions() { ask postgres -c "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = '$1'"; }
for database in listening resting talking; do ask postgres -c "CREATE DATABASE $database"; done

mkfifo to_listener
ask listening <to_listener >heard &
listener=$!
exec 3>to_listener
echo "LISTEN news;" >&3
ask resting -c "SELECT" >/dev/null
sleep 12 # a session makes its counts known within ten seconds
listening=$(transactions listening) resting=$(transactions resting)
for _ in $(seq 1600); do
    echo "SELECT count(pg_notify('news', g || repeat('.', 40))) FROM generate_series(1, 40) g;"
done | ask talking >/dev/null
echo "SELECT 'answers';" >&3 # only with a statement of its own does it tell what it did since the one before
sleep 12
woken=$(($(transactions listening) - listening)) changed=$(($(transactions resting) - resting))
exec 3>&-
wait "$listener"
listener=
echo "transactions counted: $woken where a session listens, $changed where none does"
{
    [ "$woken" -ge 20 ] && echo "listening: woken" || echo "listening: as it was"
    [ "$changed" = 0 ] && echo "resting: as it was" || echo "resting: woken"
    echo "heard: $(grep -c '^Asynchronous notification' heard || true)"
} | tee seen

diff - seen <<'SEEN' || { echo "CHANGED: the lines above differ from what was seen"; exit 1; }
listening: woken
resting: as it was
heard: 0
SEEN
echo "As stated."
