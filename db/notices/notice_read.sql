-- Takes hold of the outbox row that asks to tell a customer of something, and reads what he is told. No row where this worker
-- does not have it any more. Of a customer who is gone his name and number are what the notice itself says.
-- $1 worker, $2 uuid of the notice, $3 boolean Telegram is configured here, $4 the same of WhatsApp
-- Columns: source, notice (NULL: there is none), is_waiting, event, refusal (why he is not told), wait_ms (until the quiet
-- hours end; NULL: none are), user_id, name, phone, way (telegram, whatsapp; NULL: none), address, language, data (JSON),
-- left, expires_at, days (of validity).
SELECT o.id AS source, n.id AS notice, n.state = 'waiting' AS is_waiting, n.event, console.notice_refusal(n, u) AS refusal,
       CASE WHEN NOT e.is_urgent
            THEN ceil(1000 * extract(epoch FROM console.quiet_until(statement_timestamp()) - statement_timestamp()))::bigint END
           AS wait_ms,
       n.user_id, coalesce(p.full_name, '-') AS name, coalesce(p.phone_number, '-') AS phone, w.way,
       CASE w.way WHEN 'telegram' THEN btrim(p.telegram_chat_id) WHEN 'whatsapp' THEN substr(p.phone_number, 2) END AS address,
       console.message_language(n.user_id) AS language, n.data,
       console.mb_text(greatest(0, console.quota_left_mb(p.total_quota_purchased_mb, p.total_quota_used_mb,
                                                         p.auto_debt_offset_mb))) AS left,
       console.message_time(p.quota_expiry_date) AS expires_at,
       greatest(0, (p.quota_expiry_date AT TIME ZONE z.name)::date - (statement_timestamp() AT TIME ZONE z.name)::date) AS days
  FROM console.outbox o
  LEFT JOIN console.notice n ON n.uid = o.entity_id
  LEFT JOIN console.notice_event e ON e.event = n.event
  LEFT JOIN public.users u ON u.id = n.user_id
 CROSS JOIN LATERAL (
       SELECT (r).* FROM (SELECT CASE WHEN u.id IS NULL THEN jsonb_populate_record(NULL::public.users, n.data) ELSE u END AS r) x) p
 CROSS JOIN LATERAL (SELECT console.message_way(p, $3::boolean, $4::boolean) AS way) w
 CROSS JOIN LATERAL (SELECT console.zone() AS name) z
 WHERE o.target = 'message:user' AND o.effect = 'notice' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o
