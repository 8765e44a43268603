-- How far an operation's effects are, target by target.
-- $1 operation uuid
-- Columns: target, total, done, waiting, failed, are_syncs (whether all of them are), note (what a single one that prints
-- vouchers came to).
SELECT b.target, count(*) AS total, count(*) FILTER (WHERE b.state = 'done') AS done,
       count(*) FILTER (WHERE b.state IN ('pending', 'running')) AS waiting,
       count(*) FILTER (WHERE b.state = 'failed') AS failed,
       bool_and(b.effect = 'sync_user') AS are_syncs,
       CASE WHEN count(*) = 1 AND bool_and(b.effect = 'voucher_print' AND b.state = 'done') THEN max(b.payload->>'note') END AS note
  FROM console.outbox b
 WHERE b.operation_id = $1::uuid
 GROUP BY b.target
 ORDER BY b.target
