-- What taking lines over would mean.
-- $1 text[] lines, $2 phone number of their customer or NULL: as their name or comment says
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note FROM console.ppp_plan($1::text[]::uuid[], 'take', NULL::text, ROW($2::text, NULL, NULL, NULL, NULL)::console.ppp_change) p
