-- What is noted of one ticket, the latest first; what was taken back stands last.
-- $1 its id, $2 at most so many
-- Columns: at, actor, text, taken_back (when and by whom; NULL: it was not).
SELECT to_char(n.created_at, 'YYYY-MM-DD HH24:MI') AS at, n.actor, n.text,
       to_char(n.taken_back_at, 'YYYY-MM-DD HH24:MI') || ' ' || n.taken_back_by AS taken_back
  FROM console.ticket_note n
 WHERE n.ticket_id = $1::uuid
 ORDER BY n.taken_back_at IS NOT NULL, n.number DESC
 LIMIT $2::integer
