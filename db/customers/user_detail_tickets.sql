-- The tickets about one customer that are open, the one that is due first first.
-- $1 user id, $2 at most so many
-- Columns: id, number, text, assigned_to, follow_up, is_due, note (the last one).
SELECT t.id, t.number, t.text, t.assigned_to, to_char(t.follow_up, 'YYYY-MM-DD HH24:MI') AS follow_up,
       coalesce(t.follow_up <= clock_timestamp(), false) AS is_due,
       (SELECT n.text FROM console.ticket_note n WHERE n.ticket_id = t.id AND n.taken_back_at IS NULL ORDER BY n.number DESC LIMIT 1) AS note
  FROM console.ticket t
 WHERE t.user_id = $1::uuid AND t.state = 'open'
 ORDER BY coalesce(t.follow_up, 'infinity'), t.number
 LIMIT $2::integer
