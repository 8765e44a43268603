-- What an import would write, part by part.
-- $1 text[] run
-- Columns: id (of a part, "12:customer:5001"), refusal, label, before, after, note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note FROM console.import_plan($1::text[]::bigint[], 10000) p
