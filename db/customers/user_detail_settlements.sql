-- How debts of one user were settled, the latest first.
-- $1 user id, $2 at most so many
-- columns: at, actor, kind, note, operation_id, mb, rp, is_unlimited
SELECT to_char(p.at, 'YYYY-MM-DD HH24:MI:SS') AS at, p.actor, p.kind, p.note, p.operation_id, p.mb, p.rp,
       coalesce(console.is_unlimited_debt(d.amount_mb, d.price_rp), false) AS is_unlimited
  FROM console.debt_payment p
  LEFT JOIN public.user_quota_debts d ON d.id = p.debt_id
 WHERE p.user_id = $1::uuid
 ORDER BY p.at DESC, p.id DESC
 LIMIT $2::int
