-- The first bookings that would be made.
-- $1 NULL, $2 import, $3 how many
-- Columns: id (its line), refusal (none), label, before, after, note (its verdict).
SELECT l.line AS id, NULL AS refusal, u.full_name || ' ' || u.phone_number AS label, console.rp_text(b.rp) AS before,
       console.rp_text(b.rp + l.amount) || ' · ' || l.reason AS after, l.verdict AS note
  FROM console.import_balances l
  JOIN public.users u ON u.id = l.user_id
 CROSS JOIN LATERAL (SELECT console.balance_rp(u.id) AS rp) b
 WHERE $1::text[] IS NULL AND l.import_id = $2::bigint AND l.fault_kind IS NULL AND l.verdict = 'new'
 ORDER BY l.line
 LIMIT $3::bigint
