-- Which subscriptions would be invoiced for a month, and for how much. Without a selection those that have their invoice
-- are done, and not refused: to ask again is no mistake.
-- $1 uuid[] subscription ids; NULL: all that are active, $2 month like 2026-12; NULL: this one
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH found AS MATERIALIZED (
    SELECT c.*, row_number() OVER (PARTITION BY c.refusal IS NULL
                                   ORDER BY lower(c.name), c.created_at, c.subscription_id) AS place
      FROM (SELECT console.invoice_period($2) AS period) m
     CROSS JOIN LATERAL console.invoice_cases($1::uuid[], m.period) c
), target AS MATERIALIZED (
    SELECT f.* FROM found f WHERE $1::uuid[] IS NOT NULL OR f.has_invoice IS NOT TRUE
)
SELECT f.subscription_id AS id, f.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN f.place = 1 AND f.refusal IS NULL THEN
           (SELECT count(*) || CASE count(*) WHEN 1 THEN ' invoice of ' ELSE ' invoices of ' END
                   || to_char(console.invoice_period($2), 'YYYY-MM') || ': ' || console.rp_text(sum(s.base_rp))
                   || ' and ' || console.rp_text(sum(s.tax_rp)) || ' tax, '
                   || console.rp_text(sum(s.base_rp + s.tax_rp)) || ' together'
                   || coalesce('; ' || nullif((SELECT count(*) FROM found d WHERE d.has_invoice), 0)
                               || ' have theirs already', '')
              FROM target s
             WHERE s.refusal IS NULL) END AS note,
       CASE WHEN f.refusal IS NULL THEN console.rp_text(f.base_rp + f.tax_rp) END AS terms
  FROM target f
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN f.place <= 20 THEN
                  (SELECT ARRAY[console.subscription_label(s), console.subscription_text(s),
                                CASE WHEN f.refusal IS NULL THEN
                                    concat_ws(' · ', console.rp_text(f.base_rp) || ' and ' || console.rp_text(f.tax_rp)
                                                     || ' tax: ' || console.rp_text(f.base_rp + f.tax_rp),
                                              'due ' || f.due_on,
                                              CASE WHEN f.days < f.of_days
                                                   THEN f.days || ' of ' || f.of_days || ' days' END) END]
                     FROM console.subscription s
                    WHERE s.id = f.subscription_id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY f.place, f.subscription_id
