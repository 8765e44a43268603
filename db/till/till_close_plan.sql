-- What closing tills would say: the chosen ones; without a choice the open one of who does it.
-- $1 uuid[] till ids or NULL, $2 rupiah counted in the drawer, $3 reason of a difference
-- Columns: id, refusal, label, before, after, note, terms.
SELECT t.id, r.refusal, 'till of ' || t.operator AS label, console.till_text(t) AS before,
       CASE WHEN r.refusal IS NULL THEN
           concat_ws(' · ', 'closed', console.rp_text($2::bigint) || ' counted',
                     CASE WHEN x.rp < 0 THEN console.rp_text(-x.rp) || ' missing' WHEN x.rp > 0 THEN console.rp_text(x.rp) || ' too much'
                          ELSE 'as expected' END, nullif(btrim($3::text), '')) END AS after,
       NULL AS note, CASE WHEN r.refusal IS NULL THEN console.till_terms(t.id) END AS terms
  FROM console.till t
 CROSS JOIN LATERAL (SELECT console.till_close_refusal(t, $2::bigint, $3::text) AS refusal) r
 CROSS JOIN LATERAL (SELECT $2::bigint - t.float_rp - s.cash_rp AS rp FROM console.till_sums(t.id) s) x
 WHERE CASE WHEN $1::uuid[] IS NULL THEN t.operator = console.actor() AND t.closed_at IS NULL ELSE t.id = ANY ($1::uuid[]) END
 ORDER BY t.opened_at, t.id
