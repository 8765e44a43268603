-- One router as it stands.
-- $1 name
-- Columns: state, identity, version, last_error, last_ok_at, checked_at, retry_at (NULL: its breaker is closed),
--          last_usage_at, scanned_at, scan_error, device_mode, lacks_policies, refused_menus, still_since (its counters
--          stand still; NULL: they do not), is_enabled, is_clear_text, is_unverified, is_asked_lately, forbids_hotspot,
--          forbids_proxy, is_flagged, is_examined (it was asked what it is and what it lets us do), failures, latency_us, uptime_s, scan_ms, scan_users, scan_entries, scan_foreign, session_count, outbox_waiting,
--          outbox_failed, clock_skew_s.
SELECT coalesce(s.state, 'unknown') AS state, s.identity, s.version, s.last_error,
       to_char(s.last_ok_at, 'YYYY-MM-DD HH24:MI:SS') AS last_ok_at,
       to_char(s.checked_at, 'YYYY-MM-DD HH24:MI:SS') AS checked_at,
       CASE WHEN s.retry_at > now() THEN to_char(s.retry_at, 'HH24:MI:SS') END AS retry_at,
       to_char(s.last_usage_at, 'YYYY-MM-DD HH24:MI:SS') AS last_usage_at,
       to_char(s.scanned_at, 'YYYY-MM-DD HH24:MI:SS') AS scanned_at, s.scan_error,
       s.device_mode, nullif(s.lacks_policies, '') AS lacks_policies, s.refused_menus,
       CASE WHEN s.last_usage_at - s.counters_moved_at > interval '1 hour'
            THEN to_char(s.counters_moved_at, 'YYYY-MM-DD HH24:MI') END AS still_since,
       r.is_enabled, coalesce(s.is_clear_text, false) AS is_clear_text, coalesce(s.is_unverified, false) AS is_unverified,
       coalesce(s.checked_at > now() - interval '2 minutes', false) AS is_asked_lately,
       coalesce(NOT s.allows_hotspot, false) AS forbids_hotspot, coalesce(NOT s.allows_proxy, false) AS forbids_proxy,
       coalesce(s.is_flagged, false) AS is_flagged,
       num_nonnulls(s.device_mode, s.allows_hotspot, s.lacks_policies, s.refused_menus) > 0 AS is_examined,
       coalesce(s.failures, 0) AS failures,
       s.latency_us, s.uptime_s, s.scan_ms, s.scan_users, s.scan_entries, s.scan_foreign, s.session_count,
       (SELECT count(*) FROM console.outbox o WHERE o.target = t.name AND o.state = 'pending')
       + (SELECT count(*) FROM console.outbox o WHERE o.target = t.name AND o.state = 'running') AS outbox_waiting,
       (SELECT count(*) FROM console.outbox o WHERE o.target = t.name AND o.state = 'failed') AS outbox_failed,
       s.clock_skew_s
  FROM console.router r
 CROSS JOIN LATERAL (SELECT 'router:' || r.name AS name) t
  LEFT JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.name = $1
