-- What is noted of one customer, the latest first; what was taken back stands last.
-- $1 user id, $2 at most so many
-- Columns: at, actor, text, follow_up, is_open (whether that is the day that counts), is_overdue (it is over),
-- taken_back (when and by whom; NULL: it was not).
SELECT to_char(n.created_at, 'YYYY-MM-DD HH24:MI') AS at, n.actor, n.text, n.follow_up,
       f.follow_up IS NOT DISTINCT FROM n.follow_up AND n.taken_back_at IS NULL AND n.follow_up IS NOT NULL AS is_open,
       coalesce(f.follow_up < (SELECT console.today()), false) AS is_overdue,
       to_char(n.taken_back_at, 'YYYY-MM-DD HH24:MI') || ' ' || n.taken_back_by AS taken_back
  FROM console.user_note n
  LEFT JOIN console.user_follow_up f ON f.user_id = n.user_id
 WHERE n.user_id = $1::uuid
 ORDER BY n.taken_back_at IS NOT NULL, n.number DESC
 LIMIT $2::integer
