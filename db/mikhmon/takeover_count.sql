-- Counts what was read of a router, by shape and by state.
-- $1 take-over
UPDATE console.takeover t
   SET hidden = u.hidden,
       counts = jsonb_build_object('users', u.users, 'vouchers', u.vouchers, 'batch', u.batch, 'single', u.single, 'empty', u.empty,
           'dated_old', u.dated_old, 'dated_iso', u.dated_iso, 'spent', u.spent, 'foreign', u.users - u.vouchers, 'vc', u.vc, 'up', u.up,
           'unsold', u.unsold, 'running', u.running, 'expired', u.expired, 'stuck', u.stuck, 'overdue', u.overdue)
           || jsonb_build_object('sales', s.sales, 'sales_repeated', s.repeated, 'sales_unreadable', s.unreadable,
           'sales_without_time', s.without_time, 'profiles', p.profiles, 'profiles_without_record', p.silent,
           'price_unclear', p.unclear, 'packages', k.packages, 'monitors', m.monitors, 'schedulers_left', m.left_over)
  FROM (SELECT count(*) AS users, count(*) FILTER (WHERE x.is_voucher) AS vouchers,
               count(*) FILTER (WHERE x.is_voucher AND x.shape = 'batch') AS batch,
               count(*) FILTER (WHERE x.is_voucher AND x.shape = 'single') AS single,
               count(*) FILTER (WHERE x.is_voucher AND x.shape = 'empty') AS empty,
               count(*) FILTER (WHERE x.is_voucher AND x.shape = 'dated_old') AS dated_old,
               count(*) FILTER (WHERE x.is_voucher AND x.shape = 'dated_iso') AS dated_iso,
               count(*) FILTER (WHERE x.is_voucher AND x.shape = 'spent') AS spent,
               count(*) FILTER (WHERE x.kind = 'vc') AS vc, count(*) FILTER (WHERE x.kind = 'up') AS up,
               count(*) FILTER (WHERE x.state = 'unsold') AS unsold, count(*) FILTER (WHERE x.state = 'running') AS running,
               count(*) FILTER (WHERE x.state = 'expired') AS expired, count(*) FILTER (WHERE x.state = 'stuck') AS stuck,
               count(*) FILTER (WHERE x.is_overdue) AS overdue,
               count(*) FILTER (WHERE x.is_voucher AND x.password IS NULL) AS hidden
          FROM console.takeover_user x
         WHERE x.takeover_id = $1::uuid) u,
       (SELECT count(*) FILTER (WHERE x.fault IS NULL AND NOT x.is_repeat) AS sales, count(*) FILTER (WHERE x.is_repeat) AS repeated,
               count(*) FILTER (WHERE x.fault IS NOT NULL) AS unreadable,
               count(*) FILTER (WHERE x.fault IS NULL AND NOT x.is_repeat AND x.sold IS NULL) AS without_time
          FROM console.takeover_sale x
         WHERE x.takeover_id = $1::uuid) s,
       (SELECT count(*) AS profiles, count(*) FILTER (WHERE NOT x.records) AS silent,
               count(*) FILTER (WHERE x.price_reading <> 'sure' OR x.selling_reading <> 'sure') AS unclear
          FROM console.takeover_profile x
         WHERE x.takeover_id = $1::uuid AND x.is_mikhmon) p,
       (SELECT count(*) FILTER (WHERE x.is_readable) AS packages FROM console.takeover_package x WHERE x.takeover_id = $1::uuid) k,
       (SELECT count(*) FILTER (WHERE console.is_mikhmon_monitor(x.name, x.comment)) AS monitors,
               count(*) FILTER (WHERE NOT console.is_mikhmon_monitor(x.name, x.comment)
                                AND EXISTS (SELECT FROM console.takeover_user v
                                             WHERE v.takeover_id = $1::uuid AND v.name = x.name AND v.is_voucher)) AS left_over
          FROM console.takeover_scheduler x
         WHERE x.takeover_id = $1::uuid) m
 WHERE t.id = $1::uuid
