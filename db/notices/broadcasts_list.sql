-- Broadcasts and how far they are: the pane's rows. Marks as in users_list.sql, over b (console.broadcast), f (what hands it
-- over, while it runs) and c (how many were told, are not yet, or won't be).
SELECT {{columns}}
  FROM console.broadcast b
  LEFT JOIN console.outbox f
         ON f.entity_id = b.uid AND f.target = 'message:user' AND f.effect = 'broadcast' AND f.state IN ('pending', 'running', 'failed')
        AND b.state = 'running'
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE p.progress = 'sent') AS sent, count(*) FILTER (WHERE p.progress = 'sending') AS sending,
              count(*) FILTER (WHERE p.progress = 'waiting') AS waiting, count(*) FILTER (WHERE p.progress = 'failed') AS failed,
              count(*) FILTER (WHERE p.progress = 'dropped') AS dropped
         FROM console.notice n
         LEFT JOIN console.outbox o ON o.id = n.carried_by
        CROSS JOIN LATERAL (SELECT console.notice_progress(n.state, o.state, o.payload ->> 'note', NULL) AS progress) p
        WHERE n.broadcast_id = b.id) c
 WHERE {{where}}
{{order}}
{{limit}}
