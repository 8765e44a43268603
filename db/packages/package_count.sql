-- Counts what the packages' list shows: customers, and sales of the last 30 days. What differs is written, and told.
-- Columns: written.
WITH counted AS MATERIALIZED (
    SELECT p.id, (SELECT count(*) FROM console.package_customers(p.id)) AS customers, coalesce(s.sold, 0) AS sold,
           coalesce(s.sold_rp, 0) AS sold_rp
      FROM public.packages p
      LEFT JOIN (SELECT t.package_id, count(*) AS sold, sum(t.amount) AS sold_rp
                   FROM public.transactions t
                  WHERE coalesce(t.payment_time, '-infinity') > now() - interval '30 days' AND t.status = 'SUCCESS'
                    AND t.package_id IS NOT NULL
                  GROUP BY t.package_id) s ON s.package_id = p.id
), written AS (
    INSERT INTO console.package_tally AS y (package_id, customers, sold, sold_rp)
    SELECT c.id, c.customers, c.sold, c.sold_rp
      FROM counted c
     WHERE NOT EXISTS (SELECT FROM console.package_tally k
                        WHERE k.package_id = c.id AND (k.customers, k.sold, k.sold_rp) = (c.customers, c.sold, c.sold_rp))
    ON CONFLICT (package_id) DO UPDATE
       SET customers = excluded.customers, sold = excluded.sold, sold_rp = excluded.sold_rp, counted_at = now()
    RETURNING y.package_id
), forgotten AS (
    DELETE FROM console.package_tally y WHERE NOT EXISTS (SELECT FROM public.packages p WHERE p.id = y.package_id)
)
SELECT w.written, CASE WHEN w.written > 0 THEN pg_notify('hotspot_console', 'packages') END
  FROM (SELECT count(*) AS written FROM written) w
