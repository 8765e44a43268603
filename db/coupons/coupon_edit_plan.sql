-- What writing coupons anew would change.
-- $1 text[] codes, $2 percent, $3 rupiah, $4 how often they may be used, $5 first day, $6 last day; of each NULL for as it
-- is, - for none
-- Columns: id, refusal, label, before, after, note.
SELECT k.code AS id,
       coalesce(w.refusal, CASE WHEN k = (w.wanted) THEN 'has this already' END) AS refusal,
       k.code AS label, console.coupon_text(k) AS before, console.coupon_text(w.wanted) AS after,
       CASE WHEN k.reserved_count > 0 THEN k.code || ': ' || k.reserved_count || ' open charges keep their discount' END AS note
  FROM console.coupon k
 CROSS JOIN LATERAL console.coupon_wanted(k, $2::integer, $3::bigint, $4, $5, $6) w
 WHERE k.code = ANY ($1::text[])
 ORDER BY k.code
