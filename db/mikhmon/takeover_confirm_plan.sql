-- Which take-overs would be for good.
-- $1 text[] ids
-- Columns: id, refusal, label, before, after, note.
SELECT t.id::text AS id,
       CASE WHEN t.state = 'confirmed' THEN 'it is confirmed already'
            WHEN t.state <> 'taken' THEN 'the router is not taken over yet' END AS refusal,
       t.router AS label, 'can be given back' AS before, 'stays here for good' AS after, NULL AS note
  FROM console.takeover t
 WHERE t.id = ANY ($1::text[]::uuid[])
 ORDER BY t.router, t.began_at
