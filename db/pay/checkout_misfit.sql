-- What the gateway answered about a charge does not fit it: it is asked less and less often.
-- $1 order id, $2 what does not fit
-- Columns: misfits (in a row).
WITH asked AS (
    UPDATE console.charge c
       SET asked_at = clock_timestamp(), ask_error = $2, ask_misfits = coalesce(c.ask_misfits, 0) + 1
     WHERE c.order_id = $1
    RETURNING c.ask_misfits
)
SELECT a.ask_misfits AS misfits, pg_notify('hotspot_console', 'payments') FROM asked a
