-- What ending coupons would change.
-- $1 text[] codes
-- Columns: id, refusal, label, before, after, note.
SELECT k.code AS id, CASE WHEN console.coupon_state(k) = 'ended' THEN 'has ended already' END AS refusal, k.code AS label,
       console.coupon_text(k) AS before, 'ended · nobody can use it any more' AS after,
       CASE WHEN k.reserved_count > 0 THEN k.code || ': ' || k.reserved_count || ' open charges keep their discount' END AS note
  FROM console.coupon k
 WHERE k.code = ANY ($1::text[])
 ORDER BY k.code
