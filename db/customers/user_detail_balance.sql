-- The last entries on a customer's balance, newest first.
-- $1 user id, $2 at most so many
-- Columns: at, rp, balance_rp (after it), note, order_id (what it came of), actor.
SELECT to_char(b.at, 'YYYY-MM-DD HH24:MI') AS at, b.rp,
       console.balance_rp(b.user_id) - coalesce(sum(b.rp) OVER (ORDER BY b.id DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
           AS balance_rp,
       b.note, b.order_id, o.actor
  FROM (SELECT * FROM console.balance_entry e WHERE e.user_id = $1::uuid ORDER BY e.id DESC LIMIT $2::int) b
  JOIN console.operation o ON o.id = b.operation_id
 ORDER BY b.id DESC
