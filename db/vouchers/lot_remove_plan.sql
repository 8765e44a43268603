-- What giving up what a router lacks of lots would mean.
-- $1 text[] lots
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note FROM console.lot_plan($1::text[]::uuid[], 'remove', NULL::text, NULL::text) p
