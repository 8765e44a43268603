-- Settles all that users owe by hand, unlimited packages too, and their automatic debt if it is asked for;
-- who was kept out for debt is let in again.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 'yes': automatic debt too, $4 note,
-- $5 method: the money is taken here, by a charge each (NULL: none is)
-- Columns: entity_id (of what was written, or the order id of such a charge), id (what such a charge is for), terms (of it).
WITH target AS MATERIALIZED (
    SELECT u.id, a.pays_auto
      FROM public.users u
     CROSS JOIN LATERAL (
           SELECT CASE WHEN $3 = 'yes'
                       THEN ceil(console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                      u.auto_debt_offset_mb, u.is_unlimited_user, u.role))::bigint
                       ELSE 0 END AS pays_auto) a
     WHERE u.id = ANY ($2::uuid[]) AND $5::text IS NULL
       AND (a.pays_auto > 0 OR u.manual_debt_mb <> 0
            OR EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id AND NOT d.is_paid))
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', u.id, s.before, s.after, NULL::jsonb
      FROM target t
      JOIN public.users u ON u.id = t.id
     CROSS JOIN LATERAL console.debtor_paid(u, 0, 0, t.pays_auto) s
    UNION ALL
    SELECT 'user_quota_debt', d.id, c.before, c.after,
           jsonb_build_object('user_id', d.user_id, 'payment', 'settled', 'payment_note', $4::text)
      FROM public.user_quota_debts d
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
     CROSS JOIN LATERAL console.debt_paid(d, greatest(0, d.amount_mb - d.paid_mb), 'console_settle', p.list) c
     WHERE d.user_id = ANY ($2::uuid[]) AND NOT d.is_paid AND $5::text IS NULL
), written AS (
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
      FROM console.operation o
     CROSS JOIN change c
     WHERE o.id = $1::uuid
    RETURNING entity_id
)
SELECT w.entity_id, NULL::uuid AS id, NULL AS terms FROM written w
UNION ALL
SELECT s.order_id, s.id, console.charge_terms(s.order_id)
  FROM (SELECT u.id, console.sell_debt($1::uuid, u.id, NULL, $5, NULL, console.settle_all_amount(u.id, $3), $4) AS order_id
          FROM (SELECT x.id FROM unnest($2::uuid[]) AS x (id) WHERE $5::text IS NOT NULL ORDER BY x.id) u
        OFFSET 0) s
 WHERE s.order_id IS NOT NULL
