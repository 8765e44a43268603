-- Which payments would be news of a brand's invoices: of those that are unpaid here, and those by another link than the
-- one that was paid.
-- $1 brand, $2 text[] external ids, $3 text[] Xendit's ids, one for each
-- Columns: order_id, xendit_id.
SELECT c.order_id, p.id AS xendit_id
  FROM unnest($2::text[], $3::text[]) AS p (external_id, id)
  JOIN console.charge c ON c.order_id = p.external_id
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE c.gateway = 'xendit' AND i.brand = $1
   AND (c.state IN ('new', 'open', 'expired', 'cancelled', 'failed')
        OR (c.transaction_id <> p.id
            AND NOT EXISTS (SELECT FROM console.charge s WHERE s.second_of = c.order_id AND s.transaction_id = p.id)))
 ORDER BY c.order_id, p.id
