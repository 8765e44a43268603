-- The queue's work as one would write it by hand, on the same tables: the oldest that waits is claimed, then what Xendit
-- said of it is written in one transaction. For pgbench; its brand is PEER.
UPDATE console.invoice_queue SET state = 'processing', attempts = attempts + 1, started_at = now()
 WHERE id = (SELECT id FROM console.invoice_queue WHERE state = 'pending' AND brand = 'PEER' AND next_try_at <= now()
              ORDER BY rank_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id, order_id, invoice_id \gset
BEGIN;
UPDATE console.invoice_queue SET state = 'completed', ended_at = now() WHERE id = :id;
UPDATE console.charge SET state = 'open', transaction_id = order_id, gateway_status = 'PENDING', redirect_url = 'https://pay.example/' || order_id,
                          expires_at = '2030-01-01T00:00:00Z', asked_at = now(), updated_at = now() WHERE order_id = :order_id;
UPDATE console.invoice SET payment_link = 'https://pay.example/' || external_id, xendit_id = external_id, updated_at = now() WHERE id = :invoice_id;
COMMIT;
