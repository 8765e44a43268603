-- Users with more than one open charge for the same package.
-- Columns: count, example.
SELECT count(*) AS count, min(format('user %s, package %s: %s open charges', t.user_id, t.package_id, t.charges)) AS example
  FROM (SELECT t.user_id, t.package_id, count(*) AS charges
          FROM public.transactions t
         WHERE t.status = 'PENDING' AND t.user_id IS NOT NULL AND t.package_id IS NOT NULL
           AND (t.expiry_time IS NULL OR t.expiry_time > clock_timestamp())
         GROUP BY t.user_id, t.package_id
        HAVING count(*) > 1) t
