-- What a router refused, then what it still has to be told, the oldest first.
-- $1 router, $2 at most so many
-- Columns: id, effect, who, state, at, next_attempt_at (NULL: it runs, or nobody will try again), last_error, attempts.
WITH open AS (
    (SELECT o.*, 0 AS place FROM console.outbox o
      WHERE o.target = 'router:' || $1 AND o.state = 'failed' ORDER BY o.id LIMIT $2::integer)
    UNION ALL
    (SELECT o.*, 1 FROM console.outbox o
      WHERE o.target = 'router:' || $1 AND o.state = 'running' ORDER BY o.id LIMIT $2::integer)
    UNION ALL
    (SELECT o.*, 2 FROM console.outbox o
      WHERE o.target = 'router:' || $1 AND o.state = 'pending' ORDER BY o.next_attempt_at, o.id LIMIT $2::integer)
)
SELECT o.id, o.effect, u.full_name AS who, o.state, to_char(o.created_at, 'YYYY-MM-DD HH24:MI:SS') AS at,
       CASE o.state WHEN 'pending' THEN to_char(o.next_attempt_at, 'HH24:MI:SS') END AS next_attempt_at,
       o.last_error, o.attempts
  FROM open o
  LEFT JOIN public.users u ON o.entity_type = 'user' AND u.id = o.entity_id
 ORDER BY o.place, o.id
 LIMIT $2::integer
