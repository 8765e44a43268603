-- applies: always
-- What is amiss with a customer, as far as the database knows. Each function tells of one subject, a row a symptom: its
-- name and rank as in the table of its room (symptoms.c; the lower the worse), since when, the arguments of its sentence,
-- the row that is opened (page_id), and the row that its action is for (mend_id; NULL: the customer).
-- One row of a statement by itself can be given as well as many: all lead by an index of the customer.

-- Who shares an address at the moment.
CREATE INDEX router_session_address ON console.router_session (router, address);

CREATE FUNCTION console.account_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    SELECT s.name, s.rank, s.at, s.a, s.b, s.c, NULL::text, NULL::text
      FROM (SELECT console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb) AS left_mb,
                   console.block_cause(u.blocked_reason) AS cause,
                   console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                        u.is_unlimited_user, u.role) AS auto_mb,
                   (SELECT coalesce(sum(console.debt_left_mb(d.amount_mb, d.paid_mb, false)), 0)
                      FROM public.user_quota_debts d WHERE d.user_id = u.id AND NOT d.is_paid) AS open_mb,
                   (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072)) AS fup_mb,
                   u.is_active AND u.approval_status = 'APPROVED' AS is_in,
                   u.quota_expiry_date < now() AS is_over,
                   to_char(u.blocked_at, 'YYYY-MM-DD HH24:MI') AS blocked_at
            OFFSET 0) f
     CROSS JOIN LATERAL (VALUES
           ('blocked_cleared', 110, u.is_blocked AND f.cause IN ('debt_limit', 'month_end', 'overdue') AND f.open_mb = 0 AND f.auto_mb = 0,
            u.blocked_at, f.blocked_at, NULL, NULL),
           ('waiting_approval', 200, u.approval_status = 'PENDING_APPROVAL', u.created_at, to_char(u.created_at, 'YYYY-MM-DD'), NULL, NULL),
           ('rejected', 201, u.approval_status = 'REJECTED', NULL, NULL, NULL, NULL),
           ('switched_off', 202, NOT u.is_active AND u.approval_status = 'APPROVED', NULL, NULL, NULL, NULL),
           ('blocked_overdue', 210, u.is_blocked AND f.cause = 'overdue' AND f.open_mb + f.auto_mb > 0, u.blocked_at,
            coalesce(substring(u.blocked_reason FROM '\|days(?:_overdue)?=(\d+)'), substring(u.blocked_reason FROM '^[^|]*\|(\d+)$'), '-'),
            f.blocked_at, console.mb_text(f.open_mb + f.auto_mb)),
           ('blocked_limit', 211, u.is_blocked AND f.cause = 'debt_limit' AND f.open_mb + f.auto_mb > 0, u.blocked_at,
            f.blocked_at, console.mb_text(f.open_mb + f.auto_mb), NULL),
           ('blocked_month_end', 212, u.is_blocked AND f.cause = 'month_end' AND f.open_mb + f.auto_mb > 0, u.blocked_at,
            f.blocked_at, console.mb_text(f.open_mb + f.auto_mb), NULL),
           ('blocked_by_hand', 213, u.is_blocked AND f.cause IS NULL, u.blocked_at, f.blocked_at,
            coalesce(nullif(u.blocked_reason, ''), '-'), NULL),
           ('expired', 220, f.is_in AND f.is_over, u.quota_expiry_date, to_char(u.quota_expiry_date, 'YYYY-MM-DD HH24:MI'), NULL, NULL),
           ('never_bought', 221, f.is_in AND NOT u.is_unlimited_user AND u.total_quota_purchased_mb <= 0, NULL, NULL, NULL, NULL),
           ('quota_gone', 222, f.is_in AND NOT u.is_unlimited_user AND u.total_quota_purchased_mb > 0 AND f.left_mb <= 0, NULL,
            console.mb_text(u.total_quota_purchased_mb), NULL, NULL),
           ('fup', 301, f.is_in AND NOT u.is_unlimited_user AND f.left_mb > 0 AND u.total_quota_purchased_mb > f.fup_mb
                        AND f.left_mb <= f.fup_mb AND NOT coalesce(f.is_over, false), NULL,
            console.mb_text(f.left_mb), console.mb_text(f.fup_mb), NULL),
           ('debt_sum_wrong', 342, u.manual_debt_mb <> f.open_mb, NULL, console.mb_text(u.manual_debt_mb), console.mb_text(f.open_mb), NULL))
           AS s (name, rank, is_so, at, a, b, c)
     WHERE s.is_so
$$;

CREATE FUNCTION console.charge_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    -- One that waits is told by what it waits for, one that ended only where nothing came after it.
    SELECT s.name, s.rank, s.at, console.rp_text(c.amount_rp), c.subject, s.c, c.order_id, c.order_id
      FROM console.charge c
     CROSS JOIN LATERAL (VALUES
           ('paid_late', 100, c.state = 'late' AND c.waits_for IS NOT NULL, c.paid_at, NULL),
           ('paid_otherwise', 101, c.state = 'mismatch' AND c.waits_for IS NOT NULL, c.paid_at, c.waits_for),
           ('paid_unapplied', 102, c.state IN ('paid', 'part_refunded') AND NOT c.is_adopted AND c.paid_at > now() - interval '31 days'
                                   AND NOT EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id)
                                   AND console.charge_applied_by(c) IS NULL, c.paid_at, NULL),
           ('money_waits', 103, c.waits_for IS NOT NULL AND c.state NOT IN ('late', 'mismatch'), c.updated_at, c.waits_for),
           ('link_over', 333, c.state = 'expired' AND c.kind = 'package' AND c.updated_at > now() - interval '7 days'
                              AND NOT EXISTS (SELECT FROM console.charge n WHERE n.user_id = u.id AND n.created_at > c.created_at),
            coalesce(c.expires_at, c.updated_at), to_char(coalesce(c.expires_at, c.updated_at), 'YYYY-MM-DD HH24:MI')),
           ('debt_link_over', 334, c.state = 'expired' AND c.kind = 'debt' AND c.updated_at > now() - interval '7 days'
                              AND NOT EXISTS (SELECT FROM console.charge n WHERE n.user_id = u.id AND n.created_at > c.created_at),
            coalesce(c.expires_at, c.updated_at), to_char(coalesce(c.expires_at, c.updated_at), 'YYYY-MM-DD HH24:MI')),
           ('charge_unheard', 335, c.state = 'open' AND c.expires_at < now(), c.expires_at, to_char(c.expires_at, 'YYYY-MM-DD HH24:MI')),
           ('charge_open', 401, c.state = 'open' AND c.kind <> 'invoice' AND NOT coalesce(c.expires_at < now(), false), c.created_at,
            coalesce(to_char(c.expires_at, 'YYYY-MM-DD HH24:MI'), '-')))
           AS s (name, rank, is_so, at, c)
     WHERE c.user_id = u.id AND s.is_so
$$;

CREATE FUNCTION console.invoice_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    WITH owed AS (
        SELECT i.id, i.invoice_number, i.total_rp, i.status, i.due_on, i.external_id,
               i.due_on < (SELECT console.today()) AS is_overdue
          FROM console.invoice i
         WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired')
    )
    SELECT 'isolir_cleared', 111, u.blocked_at, to_char(u.blocked_at, 'YYYY-MM-DD HH24:MI'), NULL::text, NULL::text, NULL::text, NULL::text
     WHERE u.is_blocked AND console.is_isolir_block(u.blocked_reason) AND NOT EXISTS (SELECT FROM owed o WHERE o.is_overdue)
    UNION ALL
    SELECT s.name, s.rank, s.at, s.a, s.b, s.c, o.id::text, o.id::text
      FROM owed o
      LEFT JOIN console.invoice_queue q ON q.order_id = o.external_id AND q.state = 'failed'
     CROSS JOIN LATERAL (VALUES
           ('isolir', 214, u.is_blocked AND console.is_isolir_block(u.blocked_reason) AND o.is_overdue, u.blocked_at,
            to_char(u.blocked_at, 'YYYY-MM-DD HH24:MI'), o.invoice_number, console.rp_text(o.total_rp)),
           ('invoice_link_over', 330, o.status = 'expired', NULL, o.invoice_number, console.rp_text(o.total_rp), NULL),
           ('invoice_unlinked', 331, o.status = 'unpaid' AND q.id IS NOT NULL, NULL, o.invoice_number,
            coalesce(nullif(q.last_error, ''), '-'), NULL),
           ('invoice_overdue', 332, o.status = 'unpaid' AND q.id IS NULL AND o.is_overdue
                                    AND NOT (u.is_blocked AND console.is_isolir_block(u.blocked_reason)), NULL, o.invoice_number,
            console.rp_text(o.total_rp), to_char(o.due_on, 'YYYY-MM-DD')))
           AS s (name, rank, is_so, at, a, b, c)
     WHERE s.is_so
$$;

CREATE FUNCTION console.profile_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    SELECT 'profile_differs', 300, NULL::timestamptz, f.profile_name::text, r.router, r.difference, f.id::text, f.id::text
      FROM public.package_profiles f
     CROSS JOIN LATERAL console.profile_on_routers(f.id) r
     WHERE f.profile_name = u.mikrotik_profile_name AND r.state = 'differs'
       AND r.router = console.user_router(console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())))
$$;

CREATE FUNCTION console.notice_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    SELECT 'message_failed', 340, n.created_at, n.event, to_char(n.created_at, 'YYYY-MM-DD HH24:MI'),
           coalesce(nullif(o.last_error, ''), o.payload ->> 'note', '-'), n.id::text, n.id::text
      FROM console.notice n
      JOIN console.outbox o ON o.id = n.carried_by
     WHERE n.user_id = u.id AND n.state = 'handed' AND n.created_at > now() - interval '7 days'
       AND console.notice_progress(n.state, o.state, o.payload ->> 'note', NULL) = 'failed'
$$;

CREATE FUNCTION console.router_symptoms(u public.users)
RETURNS TABLE (name text, rank integer, at timestamptz, a text, b text, c text, page_id text, mend_id text)
LANGUAGE sql STABLE AS $$
    WITH home AS (
        SELECT console.user_router(console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers()))) AS router
    ), session AS (
        SELECT s.*, r.name AS up
          FROM console.router_session s
          JOIN console.router r ON r.name = s.router AND r.is_enabled
         WHERE s.user_id = u.id
    ), difference AS (
        SELECT d.id, d.router, d.kind, d.subject, d.expected, d.actual, d.found_at, d.mend
          FROM console.drift d
          JOIN console.router r ON r.name = d.router AND r.is_enabled
         WHERE d.user_id = u.id
    ), sync AS (
        SELECT o.id, o.target, o.state, o.attempts, o.last_error, o.created_at
          FROM console.outbox o
         WHERE o.entity_id = u.id AND o.target LIKE 'router:%' AND o.state IN ('pending', 'failed')
    ), seen AS (
        SELECT max(d.last_seen_at) AS at, count(*) AS devices FROM public.user_devices d WHERE d.user_id = u.id
    )
    SELECT 'router_none', 230, NULL::timestamptz, NULL::text, NULL::text, NULL::text, NULL::text, NULL::text FROM home h WHERE h.router IS NULL
    UNION ALL
    SELECT 'router_down', 231, t.last_ok_at, t.router, coalesce(to_char(t.last_ok_at, 'YYYY-MM-DD HH24:MI'), '-'),
           coalesce(nullif(t.last_error, ''), '-'), t.router, t.router
      FROM home h
      JOIN console.router_sync_state t ON t.router = h.router
     WHERE t.state = 'down'
    UNION ALL
    SELECT k.name, k.rank, d.found_at, d.router, k.b, k.c, d.id::text, d.id::text
      FROM difference d
     CROSS JOIN LATERAL (SELECT v.name, v.rank, v.b, v.c
           FROM (VALUES
           ('account_missing', 240, d.kind = 'account_missing', NULL, NULL),
           ('account_disabled', 241, d.kind = 'account_disabled' AND starts_with(d.actual, 'disabled'), NULL, NULL),
           ('account_counter', 242, d.kind = 'account_counter', d.actual, NULL),
           ('account_uptime', 243, d.kind = 'account_uptime', d.actual, NULL),
           ('list_wrong', 244, d.kind IN ('wrong_list', 'several_lists'), coalesce(d.actual, '-'), coalesce(d.expected, '-')),
           ('list_missing', 245, d.kind = 'missing_in_list', d.subject, coalesce(d.expected, '-')),
           ('binding_wrong', 246, d.kind IN ('binding_missing', 'binding_type'), d.subject, coalesce(d.expected, '-')),
           ('session_open', 313, d.kind = 'session_open', d.subject, NULL),
           ('no_address', 404, d.kind = 'no_address', NULL, NULL),
           ('router_differs', 312, true, d.kind, d.subject))
           AS v (name, rank, is_so, b, c)
          WHERE v.is_so AND (v.name <> 'router_differs' OR d.mend IS NOT NULL)
          ORDER BY v.name = 'router_differs'
          LIMIT 1) k
    UNION ALL
    SELECT CASE s.state WHEN 'failed' THEN 'sync_failed' ELSE 'sync_waits' END, CASE s.state WHEN 'failed' THEN 310 ELSE 311 END,
           s.created_at, substring(s.target FROM 8),
           CASE s.state WHEN 'failed' THEN coalesce(nullif(s.last_error, ''), '-') ELSE to_char(s.created_at, 'YYYY-MM-DD HH24:MI') END,
           s.attempts::text, s.id::text, NULL
      FROM sync s
     WHERE s.state = 'failed' OR s.attempts > 0
    UNION ALL
    -- Logged in with a MAC that is nobody's device: phones that make up their MAC come so.
    SELECT 'mac_changed', 320, h.last_seen_at, h.mac, to_char(h.last_seen_at, 'YYYY-MM-DD HH24:MI'), NULL, h.id::text, h.id::text
      FROM console.router_host_seen h
     WHERE h.login_user_id = u.id AND h.mac IS NOT NULL AND h.last_seen_at > now() - interval '7 days'
       AND NOT EXISTS (SELECT FROM public.user_devices o WHERE o.mac_address = ANY (console.mac_spellings(h.mac)))
    UNION ALL
    SELECT 'device_refused', 321, d.last_seen_at, d.mac_address, NULL, NULL, d.id::text,
           coalesce((SELECT h.id FROM console.router_host_seen h
                      WHERE h.mac = upper(replace(d.mac_address, '-', ':')) ORDER BY h.last_seen_at DESC, h.id LIMIT 1), d.id)::text
      FROM public.user_devices d
     WHERE d.user_id = u.id AND NOT d.is_authorized AND d.last_seen_at > now() - interval '7 days'
    UNION ALL
    SELECT 'address_shared', 322, o.seen_at, o.address, coalesce(w.full_name, o.account, o.mac, '-'), NULL, o.id::text, NULL
      FROM session s
      JOIN console.router_session o ON o.router = s.router AND o.address = s.address AND o.id <> s.id
      LEFT JOIN public.users w ON w.id = o.user_id
     WHERE o.user_id IS DISTINCT FROM u.id
    UNION ALL
    SELECT 'mac_shared', 323, d.last_seen_at, d.mac_address, w.full_name, NULL, d.id::text, NULL
      FROM public.user_devices d
      JOIN public.user_devices o ON o.mac_address = ANY (console.mac_spellings(upper(replace(d.mac_address, '-', ':')))) AND o.user_id <> d.user_id
      JOIN public.users w ON w.id = o.user_id
     WHERE d.user_id = u.id AND d.is_authorized AND o.is_authorized
    UNION ALL
    SELECT 'online', 400, s.seen_at, coalesce(s.address, s.mac, '-'),
           coalesce(lpad((s.uptime_s / 3600)::text, 2, '0') || ':' || lpad((s.uptime_s / 60 % 60)::text, 2, '0'), '-'),
           console.mb_text(coalesce(s.bytes, 0) / 1048576.0), s.id::text, NULL
      FROM session s
    UNION ALL
    SELECT 'not_seen', 402, n.at, to_char(n.at, 'YYYY-MM-DD HH24:MI'), NULL, NULL, NULL, NULL
      FROM seen n WHERE n.at IS NOT NULL AND NOT EXISTS (SELECT FROM session)
    UNION ALL
    SELECT 'never_seen', 403, NULL, NULL, NULL, NULL, NULL, NULL
      FROM seen n WHERE n.at IS NULL AND NOT EXISTS (SELECT FROM session)
$$;

-- The worst of them by name; NULL: nothing is amiss.
CREATE FUNCTION console.trouble(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT s.name
      FROM (SELECT f.name, f.rank FROM console.account_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.charge_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.invoice_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.profile_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.notice_symptoms(u) f
            UNION ALL SELECT f.name, f.rank FROM console.router_symptoms(u) f) s
     WHERE s.rank < 400
     ORDER BY s.rank
     LIMIT 1
$$;
