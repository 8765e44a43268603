-- What the database says of users whose entries on a router were found to differ, in words.
-- $1 uuid[] users, $2 router, $3 when the look began (drift_begin)
-- Columns: user_id, full_name, router (that serves him; NULL: none), account, why, is_busy (he was brought to
--          the router since, or is being so: what was seen is no longer true).
WITH threshold AS MATERIALIZED (
    SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb
), person AS MATERIALIZED (
    SELECT u.*, console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS served_by,
           console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,
                                 u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, t.mb,
                                 statement_timestamp()) AS access
      FROM public.users u
     CROSS JOIN threshold t
     WHERE u.id = ANY ($1::uuid[])
), served AS MATERIALIZED (
    SELECT s.served_by, console.user_router(s.served_by) AS router
      FROM (SELECT DISTINCT p.served_by FROM person p) s
)
SELECT p.id AS user_id, p.full_name, s.router,
       console.account_name(p.phone_number) AS account,
       concat_ws(', ', state.words, event.words, wish.words) AS why, coalesce(wish.is_busy, false) AS is_busy
  FROM person p
  JOIN served s ON s.served_by = p.served_by
 CROSS JOIN LATERAL (
       SELECT CASE p.access
              WHEN 'blocked' THEN 'blocked'
                   || coalesce(to_char(p.blocked_at AT TIME ZONE (SELECT console.zone()), '" since "YYYY-MM-DD HH24:MI'), '')
                   || coalesce(' (' || nullif(p.blocked_reason, '') || ')', '')
              WHEN 'inactive' THEN 'inactive, ' || CASE WHEN p.approval_status = 'APPROVED' THEN 'switched off'
                                                        ELSE 'not approved' END
              WHEN 'expired' THEN to_char(p.quota_expiry_date AT TIME ZONE (SELECT console.zone()),
                                          '"expired since "YYYY-MM-DD HH24:MI')
              WHEN 'unlimited' THEN 'unlimited'
                   || coalesce(to_char(p.quota_expiry_date AT TIME ZONE (SELECT console.zone()), '" until "YYYY-MM-DD'), '')
              WHEN 'habis' THEN 'habis, ' || console.mb_text(p.total_quota_purchased_mb) || ' are used up'
              ELSE p.access || ' with ' || console.mb_text(console.quota_left_mb(
                                                      p.total_quota_purchased_mb, p.total_quota_used_mb,
                                                      p.auto_debt_offset_mb)) || ' left'
              END AS words) state
  LEFT JOIN LATERAL (
       -- What happened to him last: a payment, or what somebody did.
       SELECT CASE WHEN e.what IS NULL THEN 'paid' ELSE e.what END
              || to_char(e.at AT TIME ZONE (SELECT console.zone()), '" on "YYYY-MM-DD HH24:MI') AS words
         FROM ((SELECT t.payment_time AS at, NULL AS what
                  FROM public.transactions t
                 WHERE t.user_id = p.id AND t.status = 'SUCCESS' AND t.payment_time IS NOT NULL
                 ORDER BY t.payment_time DESC
                 LIMIT 1)
               UNION ALL
               (SELECT a.at, a.action || ' by ' || a.actor
                  FROM console.audit_log a
                 WHERE a.entity_id = p.id::text AND a.entity_type = 'user' AND a.after IS NOT NULL
                 ORDER BY a.id DESC
                 LIMIT 1)) e
        ORDER BY e.at DESC
        LIMIT 1) event ON true
  LEFT JOIN LATERAL (
       SELECT CASE WHEN o.state = 'failed' THEN 'the sync failed: ' || coalesce(o.last_error, '')
                   WHEN o.state = 'pending' AND o.last_error IS NOT NULL THEN 'the sync waits: ' || o.last_error
                   WHEN o.state = 'pending' THEN 'the sync is due' END AS words,
              o.state = 'running' OR o.done_at >= $3::timestamptz AS is_busy
         FROM console.outbox o
        WHERE o.entity_id = p.id AND o.target = 'router:' || $2 AND o.effect = 'sync_user'
        ORDER BY o.id DESC
        LIMIT 1) wish ON true
