-- What happened to an invoice, the latest first: what was done to it and to its charges, how it went through the
-- queue, and what notifications said.
-- $1 invoice uuid
-- Columns: at, source, what.
WITH charge AS MATERIALIZED (
    SELECT c.order_id, i.external_id
      FROM console.charge c
      JOIN console.invoice i ON i.id = c.invoice_id
     WHERE c.invoice_id = $1::uuid
), named AS MATERIALIZED (
    -- Told apart only where there is more than one.
    SELECT c.order_id, CASE WHEN (SELECT count(*) FROM charge) > 1 THEN c.order_id END AS name FROM charge c
)
SELECT to_char(x.at, 'YYYY-MM-DD HH24:MI:SS') AS at, x.source, x.what
  FROM (SELECT a.at, a.actor AS source,
               concat_ws(': ', a.action,
                         concat_ws('; ', CASE WHEN a.before IS NULL THEN 'made, due ' || (a.after ->> 'due_on')
                                              ELSE console.change_text(a.before, a.after) END, a.details ->> 'note',
                                   replace(a.details ->> 'asked', '_', ' '))) AS what
          FROM console.audit_log a
         WHERE a.entity_type = 'invoice' AND a.entity_id = $1::uuid::text
        UNION ALL
        SELECT a.at, a.actor,
               concat_ws(': ', a.action, n.name,
                         concat_ws('; ', 'link ' || replace(a.after ->> 'state', '_', ' '), a.details ->> 'reason',
                                   a.details ->> 'note', replace(a.details ->> 'asked', '_', ' '),
                                   'put on the balance: ' || (a.details ->> 'put_on_balance')))
          FROM named n
          JOIN console.audit_log a ON a.entity_type = 'charge' AND a.entity_id = n.order_id
        UNION ALL
        SELECT q.ended_at, 'queue', concat_ws(': ', n.name, concat_ws('; ', q.state, q.last_error))
          FROM named n
          JOIN console.invoice_queue q ON q.order_id = n.order_id AND q.ended_at IS NOT NULL
        UNION ALL
        SELECT b.received_at, 'notification',
               concat_ws(': ', n.name,
                         concat_ws('; ', b.status, nullif('came ' || b.repeats + 1 || ' times', 'came 1 times'), b.state,
                                   b.result))
          FROM named n
          JOIN console.inbox b ON b.order_id = n.order_id) x
 ORDER BY x.at DESC
 LIMIT 200
