-- Open tickets that were to be looked at again by now.
-- Columns: cause, key, label, detail, user_id, since.
SELECT NULL AS cause, t.id AS key, console.ticket_label(t) AS label, t.text AS detail, t.user_id, t.follow_up AS since
  FROM console.ticket t
 WHERE t.state = 'open' AND coalesce(t.follow_up, 'infinity') <= now()
