-- Xendit has the invoice: its charge is open, with the link to pay by. Nothing happens where the claim is not ours any
-- more.
-- $1 worker, $2 item, $3 attempt, $4 Xendit's id, $5 its status, $6 link, $7 expiry with offset, $8 boolean: tell the
-- screens
-- Columns: is_ours.
SELECT d.is_ours,
       CASE WHEN d.is_ours AND $8::boolean THEN
           (SELECT count(pg_notify('hotspot_console', c.name))
              FROM unnest('{queue,invoices,payments}'::text[]) AS c (name)) END AS told
  FROM (SELECT console.queue_complete($1::uuid, $2::bigint, $3::integer,
                                      ROW('open', $5, $4, NULL, NULL, NULL, 'answer')::console.charge_said,
                                      $6, console.said_time($7)) AS is_ours) d
