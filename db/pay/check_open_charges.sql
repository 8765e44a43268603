-- Users with more than one open charge for the same package. Where money waits for a decision, nothing is open.
-- Columns: count, example.
SELECT count(*) AS count, min(format('user %s, package %s: %s open charges', t.user_id, t.package_id, t.charges)) AS example
  FROM (SELECT t.user_id, t.package_id, count(*) AS charges
          FROM public.transactions t
         WHERE console.is_open_transaction(t.status) AND t.user_id IS NOT NULL AND t.package_id IS NOT NULL
           AND (t.expiry_time IS NULL OR t.expiry_time > clock_timestamp())
           AND NOT EXISTS (SELECT FROM console.charge c
                            WHERE c.order_id = t.midtrans_order_id AND c.state NOT IN ('new', 'open'))
         GROUP BY t.user_id, t.package_id
        HAVING count(*) > 1) t
