-- The next customers of a broadcast, at most as many as each messenger's outbox has room for: what waits there already
-- is counted, so that no other message stands behind more than some seconds of a broadcast, and a messenger that is away
-- gets no more. Who can't be told comes at once.
-- $1 broadcast, $2 boolean Telegram is configured here, $3 the same of WhatsApp, $4 room at Telegram, $5 at WhatsApp
-- Columns: notice, user_id, refusal, way (NULL: none), address, text.
WITH waiting AS MATERIALIZED (
    SELECT n.id, n.user_id, console.notice_refusal(n, u) AS refusal, w.way,
           CASE w.way WHEN 'telegram' THEN btrim(u.telegram_chat_id) WHEN 'whatsapp' THEN substr(u.phone_number, 2) END AS address
      FROM (SELECT k.* FROM console.notice k WHERE k.broadcast_id = $1::bigint AND k.state = 'waiting' ORDER BY k.id LIMIT 500) n
      LEFT JOIN public.users u ON u.id = n.user_id
     CROSS JOIN LATERAL (SELECT console.message_way(u, $2::boolean, $3::boolean) AS way) w
), room (way, places) AS (
    SELECT v.way, greatest(0, v.most - (SELECT count(*) FROM (SELECT FROM console.outbox o
                                                               WHERE o.state = 'pending' AND o.target = v.target LIMIT 500) x))
      FROM (VALUES ('telegram', 'telegram:bot', $4::bigint), ('whatsapp', 'whatsapp:gateway', $5::bigint)) AS v (way, target, most)
), placed AS (
    SELECT w.*, CASE WHEN w.refusal IS NULL AND w.way IS NOT NULL
                     THEN row_number() OVER (PARTITION BY w.way, w.refusal IS NULL ORDER BY w.id) END AS place
      FROM waiting w
)
SELECT p.id AS notice, p.user_id, p.refusal, p.way, p.address, console.broadcast_text(b.text, u) AS text
  FROM placed p
  JOIN console.broadcast b ON b.id = $1::bigint
  LEFT JOIN public.users u ON u.id = p.user_id
 WHERE p.place IS NULL OR p.place <= (SELECT r.places FROM room r WHERE r.way = p.way)
 ORDER BY p.id
