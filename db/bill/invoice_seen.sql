-- From when on Xendit is to be asked for what was paid: since the last look, and somewhat before, for its clock is
-- another and a payment may take a while to stand in its list. At the first look: since there is something to pay.
-- $1 brand
-- Columns: paid_after (UTC), until (when this look begins).
SELECT to_char((coalesce((SELECT b.paid_seen_at FROM console.brand b WHERE b.name = $1),
                         (SELECT min(c.created_at)
                            FROM console.charge c
                            JOIN console.invoice i ON i.id = c.invoice_id
                           WHERE i.brand = $1),
                         clock_timestamp()) - interval '15 min') AT TIME ZONE 'UTC',
               'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS paid_after,
       clock_timestamp() AS until
