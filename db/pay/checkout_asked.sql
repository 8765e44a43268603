-- The gateway was asked about a charge.
-- $1 order id, $2 why in vain (NULL: it answered)
WITH asked AS (
    UPDATE console.charge c
       SET asked_at = clock_timestamp(), ask_error = $2::text,
           ask_misfits = CASE WHEN $2::text IS NOT NULL THEN c.ask_misfits END
     WHERE c.order_id = $1
    RETURNING c.order_id
)
SELECT pg_notify('hotspot_console', 'payments') FROM asked
