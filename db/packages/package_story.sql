-- One package whole. What is counted over a great many customers, and over their payments, is as the tally has it, where it
-- has anything.
-- $1 its uuid
-- Columns: id, name, profile, profile_id, quota, price, days, customers, sold, sold_rp (both of 30 days), charges (open),
--          subscriptions, is_active.
SELECT p.id, p.name, f.profile_name, f.id AS profile_id, console.package_quota_text(p.data_quota_gb) AS quota, p.price,
       p.duration_days, console.package_customer_count(p.id) AS customers, s.sold, s.sold_rp,
       console.package_open_charges(p.id) AS charges,
       (SELECT count(*) FROM console.subscription x WHERE x.package_id = p.id AND x.status <> 'ended') AS subscriptions,
       p.is_active
  FROM public.packages p
  JOIN public.package_profiles f ON f.id = p.profile_id
 CROSS JOIN LATERAL (
       SELECT y.sold, y.sold_rp::bigint FROM console.package_tally y WHERE y.package_id = p.id AND y.sold >= 5000
       UNION ALL
       SELECT count(*), coalesce(sum(t.amount), 0)::bigint
         FROM public.transactions t
        WHERE t.package_id = p.id AND t.status = 'SUCCESS'
          AND coalesce(t.payment_time, '-infinity') > now() - interval '30 days'
       LIMIT 1) s (sold, sold_rp)
 WHERE p.id = $1::uuid
