-- What happened to a charge, the latest first: what operations did, what notifications said and what the portal's
-- history has beside them.
-- $1 order id
-- Columns: at, source, what.
SELECT to_char(x.at, 'YYYY-MM-DD HH24:MI:SS') AS at, x.source, x.what
  FROM (SELECT a.at, a.actor AS source,
               concat_ws(': ', a.action,
                         concat_ws('; ', replace(a.after ->> 'state', '_', ' '), a.details ->> 'reason', a.details ->> 'note',
                                   replace(a.details ->> 'asked', '_', ' '),
                                   CASE WHEN a.details ? 'shown_again' THEN 'shown again' END,
                                   'put on the balance: ' || (a.details ->> 'put_on_balance'),
                                   CASE WHEN a.details ? 'applied_by' THEN 'applied by the portal' END)) AS what
          FROM console.audit_log a
         WHERE a.entity_type = 'charge' AND a.entity_id = $1
        UNION ALL
        SELECT i.received_at, 'notification',
               concat_ws('; ', i.status, nullif('came ' || i.repeats + 1 || ' times', 'came 1 times'), i.state, i.result)
          FROM console.inbox i
         WHERE i.order_id = $1
        UNION ALL
        SELECT v.created_at, v.source, concat_ws(' ', v.event_type, v.status)
          FROM public.transactions t
          JOIN public.transaction_events v ON v.transaction_id = t.id
         WHERE t.midtrans_order_id = $1) x
 ORDER BY x.at DESC
 LIMIT 200
