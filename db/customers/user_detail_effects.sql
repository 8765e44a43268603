-- What is still to be done outside for one user, and the last that was done.
-- $1 user id, $2 at most so many
-- columns: id, target, effect, state, attempts, at, next_attempt_at, last_error
(SELECT o.id, o.target, o.effect, o.state, o.attempts,
        to_char(o.created_at, 'YYYY-MM-DD HH24:MI:SS') AS at,
        to_char(o.next_attempt_at, 'HH24:MI:SS') AS next_attempt_at, o.last_error
   FROM console.outbox o
  WHERE o.entity_id = $1::uuid AND o.state IN ('pending', 'running', 'failed')
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT $2::int)
UNION ALL
(SELECT o.id, o.target, o.effect, o.state, o.attempts,
        to_char(o.done_at, 'YYYY-MM-DD HH24:MI:SS'), NULL, NULL
   FROM console.outbox o
  WHERE o.entity_id = $1::uuid AND o.state = 'done'
  ORDER BY o.created_at DESC, o.id DESC
  LIMIT 1)
