-- What a new coupon would be.
-- $1 nothing, $2 code, $3 percent, $4 rupiah (one of both), $5 how often it may be used or NULL, $6 first day or NULL,
-- $7 last day or NULL
-- Columns: id, refusal, label, before, after, note.
SELECT f.code AS id,
       CASE WHEN f.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'a code has 2 to 32 letters, digits, - and _'
            WHEN k.code IS NOT NULL THEN 'is there already: ' || console.coupon_text(k)
            WHEN w.refusal IS NOT NULL THEN w.refusal
            WHEN (w.wanted).valid_until <= now() THEN 'its last day is over' END AS refusal,
       f.code AS label, 'no coupon' AS before, console.coupon_text(w.wanted) AS after, NULL AS note
  FROM (SELECT upper(btrim($2)) AS code, $1::text) f
  LEFT JOIN console.coupon k ON k.code = f.code
 CROSS JOIN LATERAL console.coupon_wanted(NULL, $3::integer, $4::bigint, $5, $6, $7) w
