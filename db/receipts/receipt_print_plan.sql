-- Which receipts would be printed.
-- $1 text[] ids of receipts, charges or invoices, $2 printer; NULL: the usual one
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT g.id AS given, g.place AS asked, f.number, f.user_id, f.amount_rp, f.at, f.subject,
           CASE WHEN f.subject IS NULL THEN 'is not paid: it has no receipt'
                WHEN f.refusal IS NOT NULL THEN f.refusal
                ELSE console.receipt_printer_refusal($2) END AS refusal
      FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
      LEFT JOIN LATERAL console.receipt_facts(g.id) f ON true
), target AS MATERIALIZED (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.asked) AS place FROM judged j
)
SELECT t.given AS id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after, NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[concat_ws(' · ', u.full_name, coalesce(t.number, t.given)), console.rp_text(t.amount_rp),
                                CASE WHEN t.refusal IS NULL THEN 'printed by ' || console.receipt_printer($2)
                                     || CASE WHEN console.receipt_is_copy(t.subject) THEN ' as a copy' ELSE '' END END]
                     FROM (SELECT) one
                     LEFT JOIN public.users u ON u.id = t.user_id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.given
