-- The product that would be made. Its id is that of the row: a new one, no row is chosen.
-- $1 nothing, $2 code, $3 name, $4 price, $5 category or NULL, $6 terms or NULL, $7 description or NULL, $8 how many
-- contents there must be or NULL (the arguments were held against it), $9 contents, a line each, or NULL
-- Columns: id, refusal, label, before, after, note.
WITH given AS MATERIALIZED (
    SELECT g.place, g.content FROM console.contents_given($9) g WHERE $1::text[] IS NULL AND ($8::bigint IS NULL OR $8::bigint >= 0)
), wish AS MATERIALIZED (
    SELECT gen_random_uuid() AS id,
           coalesce(console.product_misfit(NULL, $2), console.contents_misfit((SELECT array_agg(g.content ORDER BY g.place) FROM given g)))
               AS refusal,
           (SELECT count(*) FROM given) AS contents
)
SELECT w.id, w.refusal, $3::text AS label, 'new' AS before,
       console.product_code_given($2) || ' · ' || console.product_text($4::bigint, coalesce($5::text, ''), coalesce($6::text, ''))
       || CASE WHEN $7::text <> '' THEN ' · ' || left($7::text, 60) ELSE '' END AS after,
       CASE WHEN w.contents = 0 THEN 'without contents it can''t be sold: contents.add puts some in'
            ELSE 'can be sold from now on: ' || w.contents END AS note
  FROM wish w
