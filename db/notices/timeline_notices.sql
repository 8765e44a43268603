-- Messages that a customer was sent, or is being sent.
-- $1 user uuid, $2 bigint[] numbers of notices
-- Columns: id, pane_id, actor (who asked; NULL: a job), what, changes, has_failed.
SELECT n.id, n.id AS pane_id, coalesce(b.actor, p.actor) AS actor, n.event AS what,
       concat_ws(': ', CASE split_part(o.target, ':', 1) WHEN 'telegram' THEN 'Telegram' ELSE 'WhatsApp' END,
                 console.notice_progress(n.state, o.state, o.payload ->> 'note', NULL),
                 coalesce(o.last_error, o.payload ->> 'note'), left(console.notice_said(o.payload ->> 'text'), 200)) AS changes,
       console.notice_progress(n.state, o.state, o.payload ->> 'note', NULL) = 'failed' AS has_failed
  FROM console.notice n
  LEFT JOIN console.outbox o ON o.id = n.carried_by
  LEFT JOIN console.broadcast b ON b.id = n.broadcast_id
  LEFT JOIN console.operation p ON p.id = n.operation_id
 WHERE n.id = ANY ($2::bigint[]) AND n.user_id = $1::uuid
