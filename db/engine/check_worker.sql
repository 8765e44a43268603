-- Whether a worker runs: 1 where none was heard of for 30 s.
-- Columns: count, example.
SELECT (NOT EXISTS (SELECT FROM console.worker w
                     WHERE w.kind = 'worker' AND w.heartbeat_at > clock_timestamp() - interval '30 s'))::integer AS count,
       (SELECT format('the last heartbeat came at %s from %s', to_char(w.heartbeat_at, 'YYYY-MM-DD HH24:MI:SS'), w.host)
          FROM console.worker w
         WHERE w.kind = 'worker'
         ORDER BY w.heartbeat_at DESC LIMIT 1) AS example
