-- Writes one part of an import. All parts are one transaction.
-- $1 operation uuid, $2 text[] the part's id
-- Columns: id (none where nothing of it is to be made by now).
SELECT p.id FROM unnest($2::text[]) AS p (id) WHERE console.import_part($1::uuid, p.id, 10000)
