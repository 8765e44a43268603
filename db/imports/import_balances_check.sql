-- Judges the staged lines of balances. The same amount for the same reason, from an earlier import, is there already.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, l.phone, l.amount, l.reason, min(l.line) OVER p AS first_phone, max(l.line) OVER p AS last_phone
      FROM console.import_balances l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW p AS (PARTITION BY l.phone)
), owner AS MATERIALIZED (
    SELECT DISTINCT ON (n.place) n.place, n.id
      FROM (SELECT l.place, u.id FROM line l JOIN public.users u ON u.phone_number = l.phone
            UNION ALL
            SELECT l.place, o.user_id FROM line l JOIN console.numbers_spelled_otherwise() o ON o.stored = l.phone) n
     ORDER BY n.place, n.id
), judged AS (
    SELECT l.place, w.id AS user_id,
           CASE WHEN l.first_phone <> l.last_phone THEN 'twice'
                WHEN w.id IS NULL THEN 'unknown'
                WHEN l.amount = 0 OR (b.rp + l.amount < 0 AND k.id IS NULL) THEN 'rule' END AS fault_kind,
           CASE WHEN l.first_phone <> l.last_phone
                THEN 'phone: ' || console.import_other_line(l.line, l.first_phone, l.last_phone)
                WHEN w.id IS NULL THEN 'phone: no customer has ' || l.phone
                WHEN l.amount = 0 THEN 'amount: nothing is put on the balance'
                WHEN b.rp + l.amount < 0
                THEN 'has only ' || console.rp_text(b.rp) || ' on the balance, ' || console.rp_text(-l.amount) || ' are needed' END
               AS fault,
           CASE WHEN k.id IS NULL THEN 'new' ELSE 'same' END AS verdict
      FROM line l
      LEFT JOIN owner w ON w.place = l.place
      LEFT JOIN LATERAL (SELECT x.id
                           FROM console.balance_entry x
                          WHERE x.user_id = w.id AND x.rp = l.amount AND x.note = l.reason AND x.order_id LIKE 'IMPORT-%'
                            -- nor was it taken back (undo_balances.sql)
                            AND NOT EXISTS (SELECT FROM console.balance_entry z WHERE z.order_id = 'UNDO-' || x.id)
                          LIMIT 1) k ON true
      LEFT JOIN LATERAL (SELECT console.balance_rp(w.id) AS rp WHERE w.id IS NOT NULL) b ON true
)
UPDATE console.import_balances l
   SET fault_kind = j.fault_kind, fault = j.fault, user_id = j.user_id,
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' ELSE j.verdict END
  FROM judged j
 WHERE l.ctid = j.place
