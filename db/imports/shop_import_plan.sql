-- What would come along from the database of a shop's bot; nothing is written, here or there.
-- $1 nothing, $2 the schema that it is restored in, $3 the last day on which money was kept in whole rupiah, or none, $4 how
-- balances are kept, $5 how flat coupons are, $6 what becomes of users without a phone number, $7 whether rows that can't be
-- taken are left out
-- Columns: id (of a part, "order:5001"), refusal, label, before, after, note.
WITH given AS MATERIALIZED (
    SELECT $2::text AS source, $1::text AS nothing,
           console.shop_answers($3::text, $4::text, $5::text, $6::text) AS answers,
           CASE WHEN to_regclass(format('%I.products', $2::text)) IS NULL OR to_regclass(format('%I.product_contents', $2::text)) IS NULL
                THEN 'there is no shop of a bot in schema ' || $2::text
                WHEN $3::text <> 'none' AND NOT console.shop_day_given($3) THEN 'rupiah_until is a day like 2025-11-05, or none'
                WHEN $4::text = 'early' AND $3::text = 'none' THEN 'no day is given until which balances were whole rupiah' END AS refusal
), question AS MATERIALIZED (
    SELECT q.* FROM given g CROSS JOIN LATERAL console.shop_source_questions(g.source, g.answers) q WHERE g.refusal IS NULL
), fault AS MATERIALIZED (
    SELECT f.*, row_number() OVER (ORDER BY f.kind, f.place) AS n
      FROM given g
     CROSS JOIN LATERAL console.shop_source_faults(g.source, g.answers) f
     WHERE g.refusal IS NULL AND NOT EXISTS (SELECT FROM question)
), kind AS MATERIALIZED (
    SELECT k.* FROM given g CROSS JOIN LATERAL console.shop_source_kinds(g.source, g.answers) k
     WHERE g.refusal IS NULL AND NOT EXISTS (SELECT FROM question)
), told AS MATERIALIZED (
    SELECT concat_ws(' · ',
               (SELECT string_agg(CASE k.kind WHEN 'user' THEN k.fresh || ' new customers' WHEN 'product' THEN k.fresh || ' new products'
                                              WHEN 'coupon' THEN k.fresh || ' new coupons'
                                              WHEN 'order' THEN k.fresh || ' new orders for ' || console.rp_text(k.rp::bigint)
                                              WHEN 'content' THEN k.fresh || ' new contents'
                                              ELSE k.fresh || ' balances with ' || console.rp_text(k.rp::bigint) END, ' · ' ORDER BY k.step)
                  FROM kind k),
               (SELECT sum(k.there) || ' rows are there already' FROM kind k HAVING sum(k.there) > 0),
               (SELECT sum(k.left_out) || ' rows stay there: open orders, contents that no order has, users without a number'
                  FROM kind k HAVING sum(k.left_out) > 0),
               (SELECT sum(k.faulty) || ' rows can''t be taken' FROM kind k HAVING sum(k.faulty) > 0),
               (SELECT string_agg(c.text, ' · ' ORDER BY c.place)
                  FROM given g CROSS JOIN LATERAL console.shop_source_compared(g.source, g.answers) c)) AS note
     WHERE EXISTS (SELECT FROM kind)
), shown AS (
    SELECT 1 AS step, 0 AS place, g.source AS id, g.refusal, g.source AS label, NULL AS before, NULL AS after
      FROM given g WHERE g.refusal IS NOT NULL
    UNION ALL
    SELECT 2, 0, q.name, CASE q.name WHEN 'rupiah_until' THEN 'say until when money was whole rupiah (rupiah_until): ' || q.examples
                              WHEN 'balances' THEN 'say how balances are kept (balances): ' || q.examples
                              WHEN 'coupons' THEN 'say what flat coupons take off (coupons): ' || q.examples
                              ELSE 'say what becomes of users without a number (no_phone): ' || q.examples END, q.name, NULL, NULL FROM question q
    UNION ALL
    SELECT 3, f.n, 'fault:' || f.n, f.fault, CASE WHEN f.n <= 20 THEN f.label END, NULL, NULL FROM fault f WHERE $7::text = 'no'
    UNION ALL
    SELECT 4, k.step, k.kind || ':' || p.first, NULL, CASE k.kind WHEN 'user' THEN 'customers' WHEN 'content' THEN 'contents'
               WHEN 'product' THEN 'products' WHEN 'coupon' THEN 'coupons' WHEN 'order' THEN 'orders' ELSE 'balances' END,
           'from number ' || p.first, 'to number ' || least(p.first + 9999, k.last)
      FROM kind k
     CROSS JOIN LATERAL generate_series(k.first, k.last, 10000) AS p (first)
     WHERE k.fresh > 0 AND ($7::text = 'yes' OR NOT EXISTS (SELECT FROM fault))
    UNION ALL
    SELECT 5, 0, g.source, 'all of it is there already', g.source, NULL, NULL
      FROM given g
     WHERE g.refusal IS NULL AND NOT EXISTS (SELECT FROM question) AND NOT EXISTS (SELECT FROM kind k WHERE k.fresh > 0)
       AND ($7::text = 'yes' OR NOT EXISTS (SELECT FROM fault))
)
SELECT s.id, s.refusal, s.label, s.before, s.after,
       CASE WHEN row_number() OVER (ORDER BY s.label IS NULL, s.step, s.place, s.id) = 1 THEN (SELECT t.note FROM told t) END AS note
  FROM shown s
 ORDER BY s.label IS NULL, s.step, s.place, length(s.id), s.id
