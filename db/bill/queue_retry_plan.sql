-- Which invoices would be queued once more.
-- $1 text[] numbers of items, or ids or numbers of invoices; NULL: all that failed
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.queue_plan(coalesce($1::text[], ARRAY(SELECT f.id::text
                                                       FROM console.invoice_queue f
                                                      WHERE f.state = 'failed')),
                          'retry', 'waits, from the first try on', NULL) p
