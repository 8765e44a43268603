-- Effects that were given up, by their target; messages aside.
-- Columns: cause, key, label, detail, user_id, since.
SELECT o.target AS cause, o.id::text AS key, coalesce(u.full_name, o.effect) AS label, o.last_error AS detail,
       u.id AS user_id, o.created_at AS since
  FROM console.outbox o
  LEFT JOIN public.users u ON u.id = o.entity_id
 WHERE o.state = 'failed' AND o.target !~ '^(message|telegram|whatsapp):'
