-- Sums up this month's days that are over, and the last of the month before; writes only what differs. A year is kept.
WITH gone AS (
    DELETE FROM console.income_day i WHERE i.day < console.today() - 366
)
INSERT INTO console.income_day AS i (zone, day, amount_rp, payments)
SELECT z.zone, d.day, n.amount_rp, n.payments
  FROM (SELECT console.zone() AS zone, console.today() AS today) z
 CROSS JOIN LATERAL (SELECT g.at::date AS day
                       FROM generate_series(date_trunc('month', (z.today - 1)::timestamp), (z.today - 1)::timestamp, interval '1 day') AS g (at)) d
 CROSS JOIN LATERAL console.income(d.day::timestamp AT TIME ZONE z.zone, (d.day + 1)::timestamp AT TIME ZONE z.zone) n
 WHERE NOT EXISTS (SELECT FROM console.income_day o
                    WHERE o.zone = z.zone AND o.day = d.day AND o.amount_rp = n.amount_rp AND o.payments = n.payments)
 ORDER BY d.day
ON CONFLICT (zone, day) DO UPDATE
   SET amount_rp = excluded.amount_rp, payments = excluded.payments, counted_at = clock_timestamp()
