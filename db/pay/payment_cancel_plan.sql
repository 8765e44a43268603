-- What withdrawing charges would change.
-- $1 text[] order ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.charge_end_plan($1::text[]) p
