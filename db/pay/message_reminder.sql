-- Takes hold of the outbox row that asks to remind a debtor, and reads what he is told. No row where this worker
-- does not have it any more.
-- $1 worker, $2 uuid of the user
-- Columns: source, is_late (the day that it tells of has come), user_id, full_name, phone_number, chat_id, amount_rp,
-- block_on, oldest_due, before (block_on as the database reads it).
SELECT o.id AS source, o.payload ->> 'block_on' <= console.today()::text AS is_late, u.id AS user_id,
       coalesce(u.full_name, o.payload ->> 'full_name', '-') AS full_name,
       coalesce(u.phone_number, o.payload ->> 'phone_number', '-') AS phone_number,
       nullif(btrim(u.telegram_chat_id), '') AS chat_id, o.payload ->> 'debt_rp' AS amount_rp,
       console.message_day((o.payload ->> 'block_on')::date) AS block_on,
       console.message_day((o.payload ->> 'oldest_due')::date) AS oldest_due, o.payload ->> 'block_on' AS before
  FROM console.outbox o
  LEFT JOIN public.users u ON u.id = o.entity_id
 WHERE o.target = 'message:user' AND o.effect = 'remind_debt' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o
