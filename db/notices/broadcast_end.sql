-- How far a broadcast is; it ends where nobody waits any more.
-- $1 broadcast
-- Columns: waiting, total.
WITH open AS MATERIALIZED (
    SELECT count(*) AS waiting FROM console.notice n WHERE n.broadcast_id = $1::bigint AND n.state = 'waiting'
), ended AS (
    UPDATE console.broadcast b
       SET state = 'done', ended_at = clock_timestamp()
      FROM open o
     WHERE b.id = $1::bigint AND b.state = 'running' AND o.waiting = 0
)
SELECT o.waiting, b.total, pg_notify('hotspot_console', 'notices')
  FROM open o
  JOIN console.broadcast b ON b.id = $1::bigint
