-- Gives a package on credit: its quota, validity and profile, and an item of debt at its price.
-- $1 operation uuid, $2 uuid[] user ids (locked, with their open debts), $3 the package's name, $4 due date or NULL,
-- $5 note or NULL
-- Columns: id (of the customer), terms.
WITH target AS MATERIALIZED (
    SELECT u.id, a.before, a.after, a.item, gen_random_uuid() AS debt_id
      FROM public.users u
     CROSS JOIN LATERAL console.package_advanced(u, $3, $4::date, $5) a
     WHERE u.id = ANY ($2::uuid[]) AND a.refusal IS NULL
), change (entity_type, entity_id, before, after, details) AS (
    SELECT 'user', t.id, t.before, t.after, NULL::jsonb
      FROM target t
    UNION ALL
    SELECT 'user_quota_debt', t.debt_id, NULL, t.item, jsonb_build_object('user_id', t.id)
      FROM target t
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, c.entity_type, c.entity_id::text, c.before, c.after, c.details
  FROM console.operation o
 CROSS JOIN change c
 WHERE o.id = $1::uuid
RETURNING coalesce(details ->> 'user_id', entity_id) AS id,
          CASE WHEN entity_type = 'user_quota_debt' THEN console.advance_terms(after) END AS terms
