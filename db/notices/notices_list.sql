-- What customers were told, are to be told, and were not told: the pane's rows. Marks as in users_list.sql, over n
-- (console.notice), u (public.users), o (console.outbox: what carries it), w (what asks for it, while it waits) and b
-- (console.broadcast).
SELECT {{columns}}
  FROM console.notice n
  LEFT JOIN public.users u ON u.id = n.user_id
  LEFT JOIN console.outbox o ON o.id = n.carried_by
  LEFT JOIN console.broadcast b ON b.id = n.broadcast_id
  LEFT JOIN LATERAL (
       SELECT a.state, a.last_error
         FROM console.outbox a
        WHERE n.state = 'waiting' AND n.broadcast_id IS NULL AND a.entity_id = n.uid
        ORDER BY a.created_at DESC, a.id DESC
        LIMIT 1) w ON true
 WHERE {{where}}
{{order}}
{{limit}}
