-- Judges the staged lines of subscriptions. Whoever has one of the same package has it already.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, l.phone, l.package, l.price, l.brand, l.start, l.due_day, l.tax, l.vip, l.type, l.email,
           l.whatsapp, min(l.line) OVER s AS first_same, max(l.line) OVER s AS last_same
      FROM console.import_subscriptions l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW s AS (PARTITION BY l.phone, l.package, l.brand)
), owner AS MATERIALIZED (
    SELECT DISTINCT ON (n.place) n.place, n.id
      FROM (SELECT l.place, u.id FROM line l JOIN public.users u ON u.phone_number = l.phone
            UNION ALL
            SELECT l.place, o.user_id FROM line l JOIN console.numbers_spelled_otherwise() o ON o.stored = l.phone) n
     ORDER BY n.place, n.id
), judged AS (
    SELECT l.place, w.id AS user_id,
           CASE WHEN l.first_same <> l.last_same THEN 'twice'
                WHEN w.id IS NULL THEN 'unknown'
                WHEN f.refusal IS NOT NULL THEN 'rule' END AS fault_kind,
           CASE WHEN l.first_same <> l.last_same
                THEN 'phone: ' || console.import_other_line(l.line, l.first_same, l.last_same)
                WHEN w.id IS NULL THEN 'phone: no customer has ' || l.phone
                ELSE f.refusal END AS fault,
           CASE WHEN EXISTS (SELECT FROM console.subscription s
                              WHERE s.user_id = w.id AND s.package = l.package AND s.status <> 'ended'
                                AND (l.brand IS NULL OR s.brand = l.brand)) THEN 'same' ELSE 'new' END AS verdict
      FROM line l
      LEFT JOIN owner w ON w.place = l.place
      LEFT JOIN public.users u ON u.id = w.id
      LEFT JOIN LATERAL (
           SELECT (console.offer_subscription(u, l.package, l.price, l.brand, l.start, coalesce(l.due_day, 10), l.tax,
                                              CASE WHEN l.vip THEN 'yes' ELSE 'no' END, coalesce(l.type, 'normal'), l.email,
                                              l.whatsapp)).refusal
            WHERE w.id IS NOT NULL) f ON true
)
UPDATE console.import_subscriptions l
   SET fault_kind = j.fault_kind, fault = j.fault, user_id = j.user_id,
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' ELSE j.verdict END
  FROM judged j
 WHERE l.ctid = j.place
