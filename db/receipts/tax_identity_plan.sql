-- How customers would be known to the tax office.
-- $1 uuid[] user ids, $2 NPWP, $3 NIK, $4 registered name, $5 address, $6 place of business, $7 e-mail; of each NULL for as it is,
-- - for none
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, u.full_name || ' ' || u.phone_number AS label, e.refusal, e.before, e.after,
           row_number() OVER (PARTITION BY e.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      FROM public.users u
     CROSS JOIN LATERAL console.tax_buyer_edited(u.id, $2, $3, $4, $5, $6, $7) e
     WHERE u.id = ANY ($1::uuid[])
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.label END AS label,
       CASE WHEN t.place <= 20 THEN console.tax_buyer_text(t.before) END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN console.tax_buyer_text(t.after) END AS after, NULL AS note
  FROM target t
 ORDER BY t.place, t.id
