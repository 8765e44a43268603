-- Charges that are open an hour beyond their time, or without one a day after they were made. Those of invoices wait in
-- the queue until they have one.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('charge %s: %s, it was to end at %s%s', c.order_id, c.state,
                  coalesce(to_char(c.expires_at, 'YYYY-MM-DD HH24:MI'), 'no given time'), '; ' || c.ask_error)) AS example
  FROM console.charge c
 WHERE c.state IN ('new', 'open')
   AND (c.expires_at < clock_timestamp() - interval '1 hour'
        OR (c.expires_at IS NULL AND c.kind <> 'invoice' AND c.created_at < clock_timestamp() - interval '1 day'))
