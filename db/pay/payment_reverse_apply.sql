-- Reverses payments at the counter. One charge of a customer at a time: what the next takes back is computed from what this
-- one took.
-- $1 operation uuid, $2 text[] order ids (their users are locked, with their open debts), $3 reason
-- Columns: order_id (none for those that may not be changed by now).
SELECT s.order_id
  FROM (SELECT c.order_id, console.charge_reverse_counter($1::uuid, c.order_id, $3) AS is_changed
          FROM (SELECT DISTINCT ON (k.user_id, CASE WHEN k.user_id IS NULL THEN k.order_id END) k.order_id
                  FROM console.charge_known($2::text[]) k
                 ORDER BY k.user_id, CASE WHEN k.user_id IS NULL THEN k.order_id END, k.created_at, k.order_id) c
        OFFSET 0) s
 WHERE s.is_changed
