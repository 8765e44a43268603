-- Which invoices would be taken out of the queue.
-- $1 text[] numbers of items, or ids or numbers of invoices
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.queue_plan($1::text[], 'cancel', 'taken out',
                          'their invoices stay, without a link: send them again to queue them anew') p
