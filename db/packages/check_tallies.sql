-- Tallies of packages that say something else than is counted now, by more than can have changed since they were counted last.
-- Columns: key, label, present, repaired, user_id, since.
WITH last AS MATERIALIZED (
    SELECT coalesce((SELECT j.last_run_at FROM console.job j WHERE j.name = 'package_count' AND j.last_error IS NULL), min(y.counted_at)) AS at
      FROM console.package_tally y
), counted AS MATERIALIZED (
    SELECT n.* FROM last l CROSS JOIN LATERAL console.package_counted(l.at) n WHERE l.at IS NOT NULL
)
SELECT y.package_id::text AS key, format('package %s', coalesce(n.name, y.package_id::text)) AS label,
       CASE WHEN n.id IS NULL THEN 'counted, and there is no such package'
            ELSE format('%s customers, %s sold for %s; counted now: %s, %s for %s', y.customers, y.sold, console.rp_text(y.sold_rp::bigint),
                        n.customers, n.sold, console.rp_text(n.sold_rp::bigint)) END AS present,
       CASE WHEN n.id IS NULL THEN 'removed'
            ELSE format('%s customers, %s sold for %s', n.customers, n.sold, console.rp_text(n.sold_rp::bigint)) END AS repaired,
       NULL::uuid AS user_id, y.counted_at AS since
  FROM console.package_tally y
  LEFT JOIN counted n ON n.id = y.package_id
 WHERE n.id IS NULL OR abs(y.customers - n.customers) > n.customers_changed OR abs(y.sold - n.sold) > n.sold_changed
    OR y.sold_rp <> n.sold_rp AND n.sold_changed = 0
