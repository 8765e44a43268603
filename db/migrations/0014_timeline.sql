-- applies: always
-- What a user's timeline needs: words for a change, and indexes that find what is about one user in the order
-- of time, however long the tables are.

-- Exact: "20 GB" where it is whole, else "20980 MB", "104.05 MB".
CREATE FUNCTION console.exact_mb_text(mb numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN mb <> 0 AND mod(mb, 1024) = 0 THEN trim_scale(mb / 1024) || ' GB' ELSE trim_scale(mb) || ' MB' END
$$;

-- One value of a row as it stands in audit or ledger; '-' where there is none. The portal writes figures as
-- numbers and as texts, and its times in ways of its own: those stay texts.
CREATE FUNCTION console.value_text(kind text, value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN v.text IS NULL OR v.text = '' THEN '-'
                WHEN v.text IN ('true', 'false') THEN CASE v.text WHEN 'true' THEN 'yes' ELSE 'no' END
                WHEN kind = 'mb' AND v.text ~ '^-?[0-9]{1,30}(\.[0-9]{1,30})?$' THEN console.exact_mb_text(v.text::numeric)
                WHEN kind = 'rp' AND v.text ~ '^-?[0-9]{1,18}$' THEN console.rp_text(v.text::numeric)
                WHEN kind = 'time' THEN regexp_replace(v.text, '^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d).*$', '\1 \2')
                ELSE v.text END
      FROM (SELECT value #>> '{}' AS text) v
$$;

-- "bought 10 GB → 20 GB, manual debt 5 GB → 0 MB": what differs between two states of a row; NULL: nothing.
-- What only tells when and by whom is left out, for that is said beside it.
CREATE FUNCTION console.change_text(before jsonb, after jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(coalesce(w.label, replace(regexp_replace(k.field, '_(mb|rp)$', ''), '_', ' ')) || ' '
                      || console.value_text(f.kind, before -> k.field) || ' → '
                      || console.value_text(f.kind, after -> k.field), ', ' ORDER BY w.position, k.field)
      FROM (SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(before) = 'object' THEN before ELSE '{}' END)
            UNION
            SELECT jsonb_object_keys(CASE WHEN jsonb_typeof(after) = 'object' THEN after ELSE '{}' END)) AS k (field)
      LEFT JOIN (VALUES (1, 'is_blocked', 'blocked', 'text'), (2, 'blocked_reason', 'reason', 'text'),
                        (3, 'is_active', 'switched on', 'text'), (4, 'approval_status', 'approval', 'text'),
                        (5, 'is_unlimited_user', 'unlimited', 'text'),
                        (6, 'total_quota_purchased_mb', 'bought', 'mb'), (7, 'total_quota_used_mb', 'used', 'mb'),
                        (8, 'auto_debt_offset_mb', 'automatic debt paid or forgiven', 'mb'),
                        (9, 'manual_debt_mb', 'manual debt', 'mb'), (10, 'quota_expiry_date', 'valid until', 'time'),
                        (11, 'mikrotik_profile_name', 'profile', 'text'), (12, 'mikrotik_server_name', 'server', 'text'),
                        (13, 'amount_mb', 'amount', 'mb'), (14, 'paid_mb', 'paid', 'mb'), (15, 'price_rp', 'price', 'rp'),
                        (16, 'debt_date', 'date', 'text'), (17, 'due_date', 'due', 'text'), (18, 'note', 'note', 'text'))
             AS w (position, field, label, kind) ON w.field = k.field
     CROSS JOIN LATERAL (
           SELECT CASE WHEN w.kind IS NOT NULL THEN w.kind WHEN k.field ~ '_mb$' THEN 'mb'
                       WHEN k.field ~ '_rp$' THEN 'rp' WHEN k.field ~ '_(at|date)$' THEN 'time' ELSE 'text' END AS kind) f
     WHERE before -> k.field IS DISTINCT FROM after -> k.field
       AND k.field <> ALL ('{id,blocked_at,blocked_by_id,manual_debt_updated_at,paid_at,last_paid_by_id,updated_at}')
$$;

-- json may hold \u0000, which jsonb refuses; such a state is none.
CREATE FUNCTION console.readable_json(value json) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value::text !~ '\\u0000' THEN value::jsonb END
$$;

-- A row of the audit is about the user that its details name, else about what it changed. Each index takes
-- the place of one that had less to tell.
CREATE INDEX audit_log_about ON console.audit_log ((coalesce(details ->> 'user_id', entity_id)), at DESC, id DESC);
DROP INDEX console.audit_log_operation;
CREATE INDEX audit_log_operation ON console.audit_log (operation_id, (coalesce(details ->> 'user_id', entity_id)));

DROP INDEX console.outbox_entity;
CREATE INDEX outbox_entity ON console.outbox (entity_id, created_at DESC, id DESC);
DROP INDEX console.outbox_operation;
CREATE INDEX outbox_operation ON console.outbox (operation_id, entity_id);

DROP INDEX console.debt_payment_user;
CREATE INDEX debt_payment_user ON console.debt_payment (user_id, at DESC, id DESC);
DROP INDEX console.debt_payment_operation;
CREATE INDEX debt_payment_operation ON console.debt_payment (operation_id, user_id);
