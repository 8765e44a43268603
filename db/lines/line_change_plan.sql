-- What changing lines would mean.
-- $1 text[] lines, $2 phone number of the customer or nobody, $3 profile, $4 address or pool, $5 MAC or any, $6 off: no, yes; NULL: as it is
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note FROM console.ppp_plan($1::text[]::uuid[], 'change', NULL::text, ROW($2::text, $3::text, $4::text, $5::text, $6::text)::console.ppp_change) p
