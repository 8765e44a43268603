-- Invoices that are paid by no charge and nobody's hand, or by two; and charges that paid one that is owed still.
-- Columns: count, example.
WITH paying AS (
    SELECT c.invoice_id, count(*) AS charges, bool_or(c.state IN ('paid', 'part_refunded')) AS is_ours
      FROM console.charge_effect e
      JOIN console.charge c ON c.order_id = e.order_id
     WHERE e.effect = 'invoice'
     GROUP BY c.invoice_id
)
SELECT count(*) AS count,
       min(format('invoice %s: %s, and paid by %s', i.invoice_number, i.status,
                  CASE WHEN i.paid_how = 'hand' THEN 'hand' ELSE coalesce(p.charges, 0) || ' charges' END)) AS example
  FROM console.invoice i
  LEFT JOIN paying p ON p.invoice_id = i.id
 WHERE (i.status = 'paid' AND i.paid_how IS DISTINCT FROM 'hand' AND p.invoice_id IS NULL)
    OR (i.status <> 'paid' AND p.is_ours)
