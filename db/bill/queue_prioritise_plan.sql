-- Whose place in the queue would change.
-- $1 text[] numbers of items, or ids or numbers of invoices, $2 priority
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.queue_plan($1::text[], $2::text, $2::text, NULL) p
