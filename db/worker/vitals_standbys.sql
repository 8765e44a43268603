-- Who follows this server, and what it keeps for who does not.
-- Columns: kind (standby, slot), name, state (as PostgreSQL says it; NULL: not shown to this account), behind_kb (NULL: as
--          before), behind_s (of what a standby has replayed; NULL: it has all, or not shown).
SELECT 'standby' AS kind, coalesce(nullif(r.application_name, ''), host(r.client_addr), r.pid::text) AS name, r.state,
       (pg_wal_lsn_diff(w.here, r.replay_lsn) / 1024)::bigint AS behind_kb, extract(epoch FROM r.replay_lag)::bigint AS behind_s
  FROM pg_catalog.pg_stat_replication r
 CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS here) w
 WHERE r.state IS DISTINCT FROM 'backup'
UNION ALL
SELECT 'slot', s.slot_name, CASE WHEN s.active THEN 'active' ELSE 'inactive' END,
       (pg_wal_lsn_diff(w.here, s.restart_lsn) / 1024)::bigint, NULL
  FROM pg_catalog.pg_replication_slots s
 CROSS JOIN (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS here) w
 WHERE NOT s.active
 ORDER BY kind, name
