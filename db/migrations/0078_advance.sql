-- applies: always
-- A package now, paid for later: what a customer gets, and the debt item that stands for its price.

-- item is NULL where it is refused. Quota of a package pays automatic debt by being there; items that stand open stay open,
-- or the new one would be paid by what it is owed for. Where unlimited access ends by it, what sleeps is forgiven
-- (console.sleeping_debt_mb). An unlimited package is 1 MB at its price, as everywhere.
CREATE FUNCTION console.package_advanced(u public.users, package_name text, due date, note text)
RETURNS TABLE (before jsonb, after jsonb, item jsonb, pays_auto_mb numeric, refusal text)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT f.before || b.before, f.after || b.after,
           CASE WHEN r.refusal IS NULL THEN
               jsonb_build_object('user_id', u.id, 'debt_date', console.today(), 'due_date', console.debt_due(due),
                                  'amount_mb', f.owed_mb, 'paid_mb', 0, 'price_rp', p.price, 'is_paid', false,
                                  'note', concat_ws(' | ', p.name, note)) END,
           least(f.given_mb, console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                                  u.is_unlimited_user, u.role)),
           r.refusal
      FROM (SELECT) one
      LEFT JOIN (SELECT k.id, k.name, k.price::bigint AS price, round(k.data_quota_gb * 1024)::bigint AS quota_mb, k.is_active
                   FROM public.packages k
                   JOIN public.package_profiles g ON g.id = k.profile_id) p ON p.name = package_name
     CROSS JOIN LATERAL (
           SELECT CASE WHEN p.id IS NULL THEN 'there is no package ' || package_name
                       WHEN NOT p.is_active THEN 'package ' || package_name || ' is sold no more'
                       WHEN p.price <= 0 THEN 'package ' || package_name || ' costs nothing: give it instead'
                       WHEN u.role <> 'USER' THEN 'only customers owe, not ' || u.role
                       WHEN NOT u.is_active THEN 'is not active'
                       WHEN u.approval_status IS DISTINCT FROM 'APPROVED' THEN 'is not approved' END AS refusal) r
     CROSS JOIN LATERAL (
           SELECT w.owed_mb, w.given_mb,
                  jsonb_build_object('manual_debt_mb', u.manual_debt_mb)
                  || CASE WHEN w.bought_mb = u.total_quota_purchased_mb THEN '{}'
                          ELSE jsonb_build_object('total_quota_purchased_mb', u.total_quota_purchased_mb) END AS before,
                  jsonb_build_object('manual_debt_mb', w.open_mb + w.owed_mb)
                  || CASE WHEN w.bought_mb = u.total_quota_purchased_mb THEN '{}'
                          ELSE jsonb_build_object('total_quota_purchased_mb', w.bought_mb) END AS after
             FROM (SELECT CASE WHEN p.quota_mb = 0 THEN 1 ELSE p.quota_mb END AS owed_mb, p.quota_mb AS given_mb,
                          u.total_quota_purchased_mb + p.quota_mb
                          + CASE WHEN u.is_unlimited_user AND p.quota_mb > 0
                                 THEN console.sleeping_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                               u.auto_debt_offset_mb, u.role) ELSE 0 END AS bought_mb,
                          (SELECT coalesce(sum(d.amount_mb - d.paid_mb), 0)::bigint FROM public.user_quota_debts d
                            WHERE d.user_id = u.id AND NOT d.is_paid) AS open_mb) w) f
      LEFT JOIN LATERAL console.package_bought(u, p.id) b ON r.refusal IS NULL
$$;
