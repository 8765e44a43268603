-- One subscription whole.
-- $1 its uuid
-- Columns: id, package, status, brand, full_name, phone_number, email, whatsapp, starts_on, ended_on, next_invoice,
--          last_period, tipe, tax_percent, actor, created_at, tax_kind, price_rp, tax_rp (both of a whole month), due_day,
--          unpaid, unpaid_rp, discount_rp, dpp_rp (NULL: no PPN), month_rp (what a whole month comes to), has_own_tax,
--          is_vip, has_tax_in_price.
SELECT s.id, s.package, s.status, s.brand, u.full_name, u.phone_number, s.email, s.whatsapp, s.starts_on, s.ended_on,
       console.subscription_next_invoice(s, l.period) AS next_invoice, to_char(l.period, 'YYYY-MM') AS last_period, s.tipe,
       trim_scale(t.percent) AS tax_percent, s.actor, to_char(s.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created_at,
       t.kind AS tax_kind, s.price_rp, m.tax_rp, s.due_day, o.unpaid, o.unpaid_rp, s.discount_rp, m.dpp_rp,
       m.base_rp + m.tax_rp AS month_rp, coalesce(s.tax_kind, s.tax_percent::text) IS NOT NULL AS has_own_tax, s.is_vip,
       t.is_included AS has_tax_in_price
  FROM console.subscription s
  JOIN console.brand b ON b.name = s.brand
 CROSS JOIN LATERAL console.tax_rule(s, b) t
 CROSS JOIN LATERAL console.tax_split(s.price_rp - s.discount_rp, t.kind, t.percent, t.is_included) m
  LEFT JOIN public.users u ON u.id = s.user_id
 CROSS JOIN LATERAL (SELECT max(i.period) AS period FROM console.invoice i WHERE i.subscription_id = s.id) l
 CROSS JOIN LATERAL (SELECT count(*) AS unpaid, coalesce(sum(i.total_rp), 0)::bigint AS unpaid_rp
                       FROM console.invoice i
                      WHERE i.subscription_id = s.id AND i.status IN ('unpaid', 'expired')) o
 WHERE s.id = $1::uuid
