-- What removing lines would mean.
-- $1 text[] lines
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note FROM console.ppp_plan($1::text[]::uuid[], 'remove', NULL::text, NULL::console.ppp_change) p
