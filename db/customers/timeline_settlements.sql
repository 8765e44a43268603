-- Settlements of debt items.
-- $1 user uuid, $2 bigint[] ids
-- Columns: id, pane_id (of the debt item), actor, what, changes, has_failed.
SELECT p.id, p.debt_id AS pane_id, p.actor, p.kind AS what,
       concat_ws(': ',
                 CASE WHEN p.mb < 0 THEN 'owed again ' ELSE '' END
                 || CASE WHEN console.is_unlimited_debt(d.amount_mb, d.price_rp) THEN 'Unlimited'
                         ELSE console.exact_mb_text(abs(p.mb)) END
                 || coalesce(' (' || console.rp_text(abs(p.rp)) || ')', ''),
                 nullif(p.note, '')) AS changes,
       false AS has_failed
  FROM console.debt_payment p
  LEFT JOIN public.user_quota_debts d ON d.id = p.debt_id
 WHERE p.id = ANY ($2::bigint[]) AND p.user_id = $1::uuid
