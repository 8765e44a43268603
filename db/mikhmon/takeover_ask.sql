-- What of a router is unclear: prices as they were typed, vouchers that are overdue or stuck; and what is only to be known. An
-- answer stays where the same is asked again.
-- $1 take-over
WITH u AS MATERIALIZED (SELECT * FROM console.takeover_user x WHERE x.takeover_id = $1::uuid),
     p AS MATERIALIZED (SELECT * FROM console.takeover_profile x WHERE x.takeover_id = $1::uuid AND x.is_mikhmon),
     s AS MATERIALIZED (SELECT * FROM console.takeover_sale x WHERE x.takeover_id = $1::uuid),
found (kind, subject, rows, example, proposal, is_needed) AS (
    SELECT 'price', p.name, (SELECT count(*) FROM u WHERE u.is_voucher AND u.profile = p.name), p.price_typed, p.price_rp::text,
           p.price_reading <> 'sure'
      FROM p
    UNION ALL
    SELECT 'selling', p.name, (SELECT count(*) FROM u WHERE u.is_voucher AND u.profile = p.name), p.selling_typed, p.selling_rp::text,
           p.selling_reading <> 'sure'
      FROM p
     WHERE p.selling_typed IS NOT NULL
    UNION ALL
    -- what its own profile has is asked for there
    SELECT 'sale_price', s.price_typed, count(*), min(s.profile), min(s.price_rp)::text, true
      FROM s
     WHERE s.fault IS NULL AND s.price_reading <> 'sure'
       AND NOT EXISTS (SELECT FROM p WHERE p.name = s.profile AND p.price_typed = s.price_typed)
     GROUP BY s.price_typed
    UNION ALL
    SELECT 'still_let_in', 'all', count(*), min(u.name), 'expire', true FROM u WHERE u.is_overdue HAVING count(*) > 0
    UNION ALL
    SELECT 'stuck', 'all', count(*), min(u.name), 'end', true FROM u WHERE u.state = 'stuck' HAVING count(*) > 0
    UNION ALL
    SELECT 'shared_batch', b.batch, sum(b.rows)::bigint, string_agg(b.profile, ', ' ORDER BY b.profile), NULL, false
      FROM (SELECT u.batch, u.profile, u.limit_uptime_s, u.limit_bytes, count(*) AS rows
              FROM u
             WHERE u.shape = 'batch' AND u.is_voucher
             GROUP BY u.batch, u.profile, u.limit_uptime_s, u.limit_bytes) b
     GROUP BY b.batch
    HAVING count(*) > 1 OR max(b.rows) > 500
    UNION ALL
    SELECT 'scheduler_left', 'all', count(*), min(u.name), NULL, false
      FROM u
     WHERE u.is_voucher AND EXISTS (SELECT FROM console.takeover_scheduler k
                                     WHERE k.takeover_id = $1::uuid AND k.name = u.name AND NOT console.is_mikhmon_monitor(k.name, k.comment))
    HAVING count(*) > 0
    UNION ALL
    SELECT 'dated_elsewhere', 'all', count(*), min(u.name), NULL, false
      FROM u
     WHERE NOT u.is_voucher AND u.shape IN ('dated_old', 'dated_iso', 'spent')
    HAVING count(*) > 0
    UNION ALL
    SELECT 'sale_unreadable', 'all', count(*), min(s.fault), NULL, false FROM s WHERE s.fault IS NOT NULL HAVING count(*) > 0
    UNION ALL
    SELECT 'sale_without_time', 'all', count(*), min(s.name), NULL, false
      FROM s
     WHERE s.fault IS NULL AND s.sold IS NULL AND NOT s.is_repeat
    HAVING count(*) > 0
    UNION ALL
    SELECT 'sale_repeated', 'all', count(*), min(s.name), NULL, false FROM s WHERE s.is_repeat HAVING count(*) > 0
    UNION ALL
    SELECT 'sold_again', 'all', count(*), min(d.name), NULL, false
      FROM (SELECT s.name FROM s WHERE s.fault IS NULL AND NOT s.is_repeat GROUP BY s.name HAVING count(*) > 1) d
    HAVING count(*) > 0
    UNION ALL
    SELECT 'package_unreadable', k.name, 1, k.name, NULL, false
      FROM console.takeover_package k
     WHERE k.takeover_id = $1::uuid AND NOT k.is_readable
    UNION ALL
    SELECT 'no_zone', coalesce(t.zone, ''), 1, t.zone, NULL, false FROM console.takeover t WHERE t.id = $1::uuid AND t.zone_is_ours
), gone AS (
    DELETE FROM console.takeover_question q
     WHERE q.takeover_id = $1::uuid AND NOT EXISTS (SELECT FROM found f WHERE f.kind = q.kind AND f.subject = q.subject)
)
INSERT INTO console.takeover_question AS q (id, takeover_id, kind, subject, rows, example, proposal, is_needed)
SELECT gen_random_uuid(), $1::uuid, f.kind, f.subject, f.rows, f.example, f.proposal, f.is_needed
  FROM found f
ON CONFLICT (takeover_id, kind, subject)
DO UPDATE SET rows = excluded.rows, example = excluded.example, proposal = excluded.proposal, is_needed = excluded.is_needed
