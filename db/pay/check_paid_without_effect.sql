-- Paid charges that nothing came of: neither was their effect brought about here, nor by the portal, which applies
-- what it began or heard of first.
-- Columns: count, example.
SELECT count(*) AS count, min(format('charge %s: %s is %s, nothing was applied', c.order_id, c.subject, c.state)) AS example
  FROM console.charge c
  LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
 WHERE c.state IN ('paid', 'part_refunded') AND NOT c.is_adopted AND e.order_id IS NULL
   AND NOT EXISTS (SELECT FROM console.audit_log a
                    WHERE a.entity_id = c.order_id AND a.details ->> 'applied_by' = 'portal')
