-- One difference between a router and the database, with the user that it is about.
-- $1 id uuid
-- Columns: router, kind, subject, expected, actual, cause, mend (or what claiming it sends), item, found_at, seen_at, scanned_at, user_id (NULL:
--          nobody that the database knows), full_name, phone_number, address, status, block_cause, blocked_reason,
--          expires_at, is_safe, is_asked_for (an effect waits that brings it about), alike.
SELECT f.router, f.kind, f.subject, f.expected, f.actual, f.cause,
       coalesce(f.mend, f.item ->> 'claim') AS mend, (f.item - 'claim')::text AS item,
       to_char(f.found_at, 'YYYY-MM-DD HH24:MI:SS') AS found_at, to_char(f.seen_at, 'YYYY-MM-DD HH24:MI:SS') AS seen_at,
       to_char(s.scanned_at, 'YYYY-MM-DD HH24:MI:SS') AS scanned_at,
       u.id AS user_id, u.full_name, u.phone_number, concat_ws(' ', u.blok, u.kamar) AS address,
       CASE WHEN u.id IS NOT NULL THEN
           console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,
                                 u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb,
                                 console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072), now()) END AS status,
       CASE WHEN u.is_blocked THEN console.block_cause(u.blocked_reason) END AS block_cause,
       CASE WHEN u.is_blocked THEN u.blocked_reason END AS blocked_reason,
       to_char(u.quota_expiry_date, 'YYYY-MM-DD HH24:MI') AS expires_at, f.is_safe,
       EXISTS (SELECT
                 FROM console.outbox o
                WHERE o.entity_id IN (f.user_id, f.id) AND o.target = 'router:' || f.router
                  AND o.state IN ('pending', 'running')) AS is_asked_for,
       (SELECT count(*) FROM console.drift k WHERE k.router = f.router AND k.kind = f.kind) AS alike
  FROM console.drift f
  LEFT JOIN console.router_sync_state s ON s.router = f.router
  LEFT JOIN public.users u ON u.id = f.user_id
 WHERE f.id = $1::uuid
