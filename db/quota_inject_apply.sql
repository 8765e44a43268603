-- Adds quota: it pays the automatic debt first (whole MB, by raising the offset), then manual debt
-- items oldest first, and the rest becomes purchased. What is owed for an unlimited package is not
-- paid by MB.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 MB
WITH target AS MATERIALIZED (
    SELECT u.id, u.total_quota_purchased_mb, u.auto_debt_offset_mb, u.manual_debt_mb, a.pays_auto,
           $3::bigint - a.pays_auto AS left_mb
      FROM public.users u
     CROSS JOIN LATERAL (
           SELECT least($3::bigint, ceil(console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                              u.auto_debt_offset_mb, u.is_unlimited_user,
                                                              u.role))::bigint) AS pays_auto) a
     WHERE u.id = ANY ($2::uuid[])
), line AS MATERIALIZED (
    -- A row for each open item, and one for a user without any. How much older items take stands
    -- beside each, so that every item knows its part without a look at another.
    SELECT t.*, d.id AS debt_id, d.amount_mb, d.paid_mb, d.is_paid, d.paid_at, d.last_paid_source, p.payable,
           coalesce(sum(p.payable) OVER (by_age ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
                    0)::bigint AS older_mb,
           coalesce(sum(p.payable) OVER everything, 0)::bigint AS payable_mb,
           coalesce(sum(d.amount_mb - d.paid_mb) OVER everything, 0)::bigint AS open_mb,
           row_number() OVER by_age AS place
      FROM target t
      LEFT JOIN public.user_quota_debts d ON d.user_id = t.id AND NOT d.is_paid
     CROSS JOIN LATERAL (
           SELECT CASE WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 0
                       ELSE greatest(0, d.amount_mb - d.paid_mb) END AS payable) p
    WINDOW everything AS (PARTITION BY t.id),
           by_age AS (PARTITION BY t.id ORDER BY d.debt_date NULLS LAST, d.created_at, d.id)
), share AS (
    SELECT l.*, least(l.left_mb, l.payable_mb) AS pays_manual,
           greatest(0, least(l.payable, l.left_mb - l.older_mb)) AS pays
      FROM line l
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', s.id,
           jsonb_build_object('total_quota_purchased_mb', s.total_quota_purchased_mb,
                              'auto_debt_offset_mb', s.auto_debt_offset_mb,
                              'manual_debt_mb', s.manual_debt_mb) - same.columns,
           jsonb_build_object('total_quota_purchased_mb', s.total_quota_purchased_mb + s.left_mb - s.pays_manual,
                              'auto_debt_offset_mb', s.auto_debt_offset_mb + s.pays_auto,
                              'manual_debt_mb', s.open_mb - s.pays_manual) - same.columns,
           NULL::jsonb
      FROM share s
     CROSS JOIN LATERAL (
           SELECT ARRAY[CASE WHEN s.left_mb = s.pays_manual THEN 'total_quota_purchased_mb' END,
                        CASE WHEN s.pays_auto = 0 THEN 'auto_debt_offset_mb' END,
                        CASE WHEN s.open_mb - s.pays_manual = s.manual_debt_mb THEN 'manual_debt_mb' END]
                  AS columns) same
     WHERE s.place = 1
    UNION ALL
    SELECT 'user_quota_debt', s.debt_id,
           jsonb_build_object('paid_mb', s.paid_mb, 'last_paid_source', s.last_paid_source)
           || CASE WHEN s.paid_mb + s.pays = s.amount_mb
                   THEN jsonb_build_object('is_paid', s.is_paid, 'paid_at', s.paid_at) ELSE '{}' END,
           jsonb_build_object('paid_mb', s.paid_mb + s.pays, 'last_paid_source', 'console_inject')
           || CASE WHEN s.paid_mb + s.pays = s.amount_mb
                   THEN jsonb_build_object('is_paid', true, 'paid_at', now()) ELSE '{}' END,
           jsonb_build_object('user_id', s.id)
      FROM share s
     WHERE s.pays > 0
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid
