-- The receipts of a till, the newest first; no more than a page of them.
-- $1 till uuid
-- Columns: number, at, full_name, method, subject, id, amount_rp.
SELECT r.number, to_char(r.at, 'YYYY-MM-DD HH24:MI:SS') AS at, u.full_name, r.method, r.subject, r.id, r.amount_rp
  FROM console.receipt r
  LEFT JOIN public.users u ON u.id = r.user_id
 WHERE r.till_id = $1::uuid
 ORDER BY r.at DESC, r.id
 LIMIT 200
