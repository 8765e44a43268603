-- Answers questions of an import; its rows are judged anew.
-- $1 operation uuid, $2 text[] questions, $3 answer, $4 the id of one row, or nothing
-- Columns: id.
SELECT q.id FROM unnest($2::text[]) AS q (id) WHERE console.import_give_answer($1::uuid, q.id, $3::text, coalesce($4::text, ''))
