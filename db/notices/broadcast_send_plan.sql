-- Whom a text would be sent to, as the first three would read it.
-- $1 uuid[] user ids, $2 the text
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT u.id, u.full_name, w.way, console.broadcast_bad_place($2::text) AS bad_place,
           CASE WHEN NOT u.is_active OR u.approval_status IS DISTINCT FROM 'APPROVED' THEN 'the customer is not active'
                WHEN w.way IS NULL THEN 'has no chat and no number that a messenger takes' END AS refusal
      FROM public.users u
     CROSS JOIN LATERAL (SELECT console.message_way(u, true, true) AS way) w
     WHERE u.id = ANY ($1::uuid[])
), refused AS MATERIALIZED (
    SELECT j.id, j.full_name, j.way,
           coalesce('a text has no place called ' || j.bad_place || ': name, phone, left, expires_at and debt are known',
                    j.refusal) AS refusal
      FROM judged j
), placed AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(r.full_name), r.id) AS place,
           count(*) FILTER (WHERE r.refusal IS NULL AND r.way = 'telegram') OVER () AS by_telegram,
           count(*) FILTER (WHERE r.refusal IS NULL AND r.way = 'whatsapp') OVER () AS by_whatsapp
      FROM refused r
)
SELECT p.id, p.refusal, CASE WHEN p.place <= 20 THEN concat_ws(' ', u.full_name, u.phone_number) END AS label,
       CASE WHEN p.place <= 20 THEN CASE p.way WHEN 'telegram' THEN 'Telegram' WHEN 'whatsapp' THEN 'WhatsApp' END END AS before,
       CASE WHEN p.place <= 3 AND p.refusal IS NULL THEN console.broadcast_text($2::text, u) END AS after,
       CASE WHEN p.place = 1 AND p.refusal IS NULL
            THEN p.by_telegram || ' by Telegram, ' || p.by_whatsapp || ' by WhatsApp: about '
                 || console.broadcast_minutes(p.by_telegram, p.by_whatsapp) || ' min at their rates' END AS note
  FROM placed p
  JOIN public.users u ON u.id = p.id
 ORDER BY p.place, p.id
