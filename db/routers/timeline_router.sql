-- What routers were told of a user, or still have to be, beyond what an operation on him asked for.
-- $1 user uuid, $2 bigint[] outbox ids
-- Columns: id, pane_id, actor (who asked; NULL: the database itself), what, changes, has_failed.
SELECT o.id, o.id AS pane_id, p.actor, o.effect AS what,
       replace(o.target, ':', ' ') || ': '
       || CASE o.state WHEN 'done' THEN 'done ' || to_char(o.done_at, 'YYYY-MM-DD HH24:MI:SS')
                       WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'withdrawn' ELSE 'waiting' END
       || CASE WHEN o.attempts > 1 THEN ', ' || o.attempts || ' tries' ELSE '' END
       || coalesce(': ' || nullif(coalesce(o.last_error, o.payload ->> 'note'), ''), '') AS changes,
       o.state = 'failed' AS has_failed
  FROM console.outbox o
  LEFT JOIN console.operation p ON p.id = o.operation_id
 WHERE o.id = ANY ($2::bigint[]) AND o.entity_id = $1::uuid
