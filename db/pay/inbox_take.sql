-- Keeps a notification, or counts that it came again. One that reads otherwise than what is kept takes its place
-- and is processed anew, whoever may be at it; so is one of what failed or fitted nothing.
-- $1 gateway, $2 brand, $3 order id, $4 status, $5 body as it came (bytea), $6 transaction, $7 amount and refunds
WITH kept AS (
    INSERT INTO console.inbox AS n (gateway, brand, order_id, status, body, transaction_id, detail)
    VALUES ($1, $2, $3, $4, $5::bytea, $6, $7)
    ON CONFLICT (gateway, order_id, status, transaction_id, detail) DO UPDATE
       SET repeats = n.repeats + 1, repeated_at = clock_timestamp(), body = EXCLUDED.body, brand = EXCLUDED.brand,
           state = CASE WHEN console.inbox_is_anew(n, EXCLUDED.body) THEN 'new' ELSE n.state END,
           next_try_at = CASE WHEN console.inbox_is_anew(n, EXCLUDED.body) THEN clock_timestamp() ELSE n.next_try_at END,
           tries = CASE WHEN console.inbox_is_anew(n, EXCLUDED.body) THEN 0 ELSE n.tries END,
           worker_id = CASE WHEN console.inbox_is_anew(n, EXCLUDED.body) THEN NULL ELSE n.worker_id END,
           lease_until = CASE WHEN console.inbox_is_anew(n, EXCLUDED.body) THEN NULL ELSE n.lease_until END
    RETURNING n.id
)
SELECT k.id, pg_notify('hotspot_console', 'inbox') FROM kept k
