-- What changing lots of which nothing is on the router yet would mean.
-- $1 text[] lots, $2 profile or NULL, $3 server or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note FROM console.lot_plan($1::text[]::uuid[], 'change', $2::text, $3::text) p
