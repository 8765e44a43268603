-- Takes hold of the outbox row that asks to warn of the limit of automatic debt, and reads what the customer is told. No
-- row where this worker does not have it any more.
-- $1 worker, $2 uuid of the user
-- Columns: source, is_late (he has fallen below the warning, or is beyond the limit), user_id, full_name, phone_number,
-- chat_id, debt, limit.
SELECT o.id AS source, w.user_id IS NULL AS is_late, u.id AS user_id, coalesce(u.full_name, '-') AS full_name,
       coalesce(u.phone_number, '-') AS phone_number, nullif(btrim(u.telegram_chat_id), '') AS chat_id,
       console.mb_text(w.debt_mb) AS debt, console.mb_text(w.limit_mb) AS "limit"
  FROM console.outbox o
  LEFT JOIN public.users u ON u.id = o.entity_id
  LEFT JOIN console.debt_limit_warnings(ARRAY[$2::uuid]) w ON w.user_id = u.id
 WHERE o.target = 'message:user' AND o.effect = 'warn_debt' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o
