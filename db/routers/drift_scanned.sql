-- A router was looked at: says so, to the consoles too where something is other than before.
-- $1 router, $2 ms in all, $3 users, $4 entries, $5 foreign entries, $6 sessions, $7 changes of the drift,
-- $8 changes of the sessions
WITH before AS MATERIALIZED (
    SELECT s.scan_error, s.scan_users, s.scan_entries, s.scan_foreign, s.session_count
      FROM console.router_sync_state s WHERE s.router = $1
), stored AS (
    INSERT INTO console.router_sync_state AS s
           (router, state, scanned_at, scan_ms, scan_users, scan_entries, scan_foreign, session_count)
    SELECT r.name, 'up', clock_timestamp(), $2::bigint, $3::integer, $4::integer, $5::integer, $6::integer
      FROM console.router r WHERE r.name = $1
    ON CONFLICT (router) DO UPDATE
       SET scanned_at = excluded.scanned_at, scan_error = NULL, scan_ms = excluded.scan_ms,
           scan_users = excluded.scan_users, scan_entries = excluded.scan_entries,
           scan_foreign = excluded.scan_foreign, session_count = excluded.session_count
)
SELECT pg_notify('hotspot_console', n.what)
  FROM (VALUES ('drift', $7::bigint > 0), ('sessions', $8::bigint > 0),
               ('routers', $7::bigint > 0 OR (SELECT (b.scan_error, b.scan_users, b.scan_entries, b.scan_foreign,
                                                      b.session_count)
                                                FROM before b)
                                             IS DISTINCT FROM (NULL::text, $3::integer, $4::integer, $5::integer,
                                                               $6::integer)))
       AS n (what, is_wanted)
 WHERE n.is_wanted
