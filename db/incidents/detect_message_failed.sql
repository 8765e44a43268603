-- Messages that were given up, by their messenger.
-- Columns: cause, key, label, detail, user_id, since.
SELECT o.target AS cause, o.id::text AS key, coalesce(u.full_name, o.effect) AS label, o.last_error AS detail,
       u.id AS user_id, o.created_at AS since
  FROM console.outbox o
  LEFT JOIN public.users u ON u.id = CASE WHEN o.payload ->> 'user_id' ~ '^[0-9a-f-]{36}$' THEN (o.payload ->> 'user_id')::uuid END
 WHERE o.state = 'failed' AND o.target ~ '^(message|telegram|whatsapp):'
