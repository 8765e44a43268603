-- applies: always
-- Ways to pay at Midtrans, and which of them are offered.

-- word: as the setting payment_methods and the form name it. method and bank: of a charge. is_usual: offered where the
-- setting says nothing; the others want a contract of their own. is_core: the Core API has it. token: Snap's page calls it so
-- in enabled_payments; NULL: that has it not. What Core has not is a page of Snap's with that way alone.
CREATE FUNCTION console.payment_methods()
RETURNS TABLE (place integer, word text, method text, bank text, is_usual boolean, is_core boolean, token text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 15 AS $$
    VALUES (1, 'qris', 'qris', NULL, true, true, 'other_qris'),
           (2, 'gopay', 'gopay', NULL, true, true, 'gopay'),
           (3, 'shopeepay', 'shopeepay', NULL, true, true, 'shopeepay'),
           (4, 'bca', 'va', 'bca', true, true, 'bca_va'),
           (5, 'bni', 'va', 'bni', true, true, 'bni_va'),
           (6, 'bri', 'va', 'bri', true, true, 'bri_va'),
           (7, 'permata', 'va', 'permata', true, true, 'permata_va'),
           (8, 'cimb', 'va', 'cimb', true, true, 'cimb_va'),
           (9, 'mandiri_bill', 'mandiri_bill', NULL, true, true, 'echannel'),
           (10, 'ovo', 'ovo', NULL, false, true, NULL),
           (11, 'dana', 'dana', NULL, false, false, 'dana'),
           (12, 'bsi', 'va', 'bsi', false, false, 'bsi_va'),
           (13, 'danamon', 'va', 'danamon', false, false, 'danamon_va'),
           (14, 'seabank', 'va', 'seabank', false, false, 'seabank_va'),
           (15, 'saqu', 'va', 'saqu', false, false, 'saqu_va')
$$;

-- The way that a charge names.
CREATE FUNCTION console.payment_method_of(method text, bank text)
RETURNS TABLE (word text, is_core boolean, token text) LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 1 AS $$
    SELECT m.word, m.is_core, m.token
      FROM console.payment_methods() m
     WHERE m.method = payment_method_of.method AND (m.method <> 'va' OR m.bank = payment_method_of.bank)
$$;

CREATE OR REPLACE FUNCTION console.setting_bad_word(key text, value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min(w.word) || CASE key
           WHEN 'HOTSPOT_BYPASS_STATUSES' THEN ' is no state: unlimited, active, fup, habis, expired, inactive, blocked'
           WHEN 'invoice_reminder_days' THEN ' is no number of days like 3 or -3'
           WHEN 'payment_methods' THEN
               ' is no way to pay: ' || (SELECT string_agg(m.word, ', ' ORDER BY m.place) FROM console.payment_methods() m)
           WHEN 'walled_garden_hosts' THEN ' is no host like *.bank.co.id'
           ELSE ' is no address, network or host like 10.0.0.0/8 or pay.bank.co.id' END
      FROM regexp_split_to_table(value, CASE WHEN key IN ('HOTSPOT_BYPASS_STATUSES', 'payment_methods') THEN '[\s,]+' ELSE '\s+' END) AS w (word)
     CROSS JOIN (SELECT '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?' AS label, '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])' AS byte) p
     CROSS JOIN LATERAL (
           SELECT w.word ~ ('^(' || p.byte || '\.){3}' || p.byte || '(/([1-9]|[12][0-9]|3[0-2]))?$') AS is_network) n
     WHERE w.word <> ''
       AND CASE key
           WHEN 'HOTSPOT_BYPASS_STATUSES' THEN
               lower(w.word) NOT IN ('unlimited', 'active', 'fup', 'habis', 'expired', 'inactive', 'blocked', '[]')
           WHEN 'payment_methods' THEN
               NOT EXISTS (SELECT FROM console.payment_methods() m WHERE m.word = lower(w.word))
           WHEN 'invoice_reminder_days' THEN w.word !~ '^[+-]?[0-9]{1,3}$'
           -- a name in which * may stand for any part but the last two: nobody means all of a country
           WHEN 'walled_garden_hosts' THEN
               NOT n.is_network
               AND w.word !~* ('^((\*|\*?' || p.label || '\*?)\.)*' || p.label || '\.' || p.label || '$')
           -- an address or a network that is not everything; else a name that could not be meant as one
           WHEN 'payment_bypass_addresses' THEN
               NOT n.is_network AND w.word !~* ('^(' || p.label || '\.)+' || '[a-z]([a-z0-9-]*[a-z0-9])?$')
           ELSE false END
$$;

-- The words of what is offered, with blanks between.
CREATE FUNCTION console.methods_offered() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(string_agg(m.word, ' ' ORDER BY m.place), '')
      FROM console.payment_methods() m
     CROSS JOIN (SELECT lower(btrim(coalesce(console.setting('payment_methods'), ''), E' \t\n\r,')) AS words) s
     WHERE CASE WHEN s.words = '' THEN m.is_usual
                ELSE m.word = ANY (regexp_split_to_array(s.words, '[\s,]+')) END
$$;

-- What Snap's page is to show of them, by Snap's names; NULL: what Midtrans has for the shop.
CREATE FUNCTION console.snap_tokens_offered() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_agg(m.token, ' ' ORDER BY m.place)
      FROM console.payment_methods() m
     WHERE btrim(coalesce(console.setting('payment_methods'), '')) <> ''
       AND m.word = ANY (string_to_array(console.methods_offered(), ' '))
$$;

-- Why nobody is asked to pay so; NULL where he may be. A balance is no way of the gateway's.
CREATE FUNCTION console.method_refusal(method text, bank text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT 'is not asked to pay by ' || coalesce(w.word, method) || ': payment_methods offers '
           || coalesce(nullif(replace(o.words, ' ', ', '), ''), 'nothing')
      FROM (SELECT console.methods_offered() AS words) o
      LEFT JOIN LATERAL console.payment_method_of(method, bank) w ON true
     WHERE method <> 'balance' AND coalesce(w.word, '') <> ALL (string_to_array(o.words, ' '))
$$;

-- What would be asked of a customer (as of 0020), by a way that is offered.
CREATE OR REPLACE FUNCTION console.offer_package(u public.users, package_name text, method text, bank text, coupon text)
RETURNS console.charge_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'package', 'user_id', u.id, 'package_id', p.id, 'subject', p.name,
                   'method', method, 'bank', CASE WHEN method = 'va' THEN bank END,
                   'coupon_code', upper(btrim(coupon)), 'discount_rp', d.rp, 'amount_rp', p.price - d.rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
                    WHEN console.method_refusal(method, bank) IS NOT NULL THEN console.method_refusal(method, bank)
                    WHEN p.id IS NULL THEN 'there is no package ' || package_name
                    WHEN NOT p.is_active THEN 'package ' || package_name || ' is sold no more'
                    WHEN p.price <= 0 THEN 'package ' || package_name || ' has no price'
                    WHEN console.coupon_refusal(coupon) IS NOT NULL THEN console.coupon_refusal(coupon)
                    WHEN p.price - d.rp <= 0 THEN 'the coupon leaves nothing to pay: give the package by hand'
                    ELSE console.balance_refusal(u.id, method, p.price - d.rp) END)::console.charge_offer
      FROM (SELECT) one
      LEFT JOIN public.packages p ON p.name = package_name
     CROSS JOIN LATERAL (SELECT console.coupon_discount_rp(coupon, p.price) AS rp) d
     CROSS JOIN LATERAL (SELECT CASE WHEN p.id IS NOT NULL THEN console.charge_open_for(u.id, 'package', p.id, NULL) END
                                AS open_id) o
$$;

CREATE OR REPLACE FUNCTION console.offer_debt(u public.users, debt uuid, method text, bank text) RETURNS console.charge_offer
LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'debt', 'user_id', u.id, 'debt_id', debt,
                   'debt_ids', coalesce(i.ids, '{}'), 'auto_debt_mb', a.mb, 'subject',
                   CASE WHEN debt IS NOT NULL THEN 'Debt of ' || i.words
                        ELSE 'All debt: ' || concat_ws(' and ', i.words, CASE WHEN a.mb > 0 THEN
                             console.mb_text(a.mb) || ' used beyond the quota' END) END,
                   'method', method, 'bank', CASE WHEN method = 'va' THEN bank END,
                   'discount_rp', 0, 'amount_rp', i.rp + a.rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
                    WHEN console.method_refusal(method, bank) IS NOT NULL THEN console.method_refusal(method, bank)
                    WHEN debt IS NOT NULL AND i.items = 0 THEN
                        CASE WHEN EXISTS (SELECT FROM public.user_quota_debts q WHERE q.id = debt AND q.user_id = u.id)
                             THEN 'this debt item is closed already'
                             WHEN EXISTS (SELECT FROM public.user_quota_debts q WHERE q.id = debt)
                             THEN 'this debt item is somebody else''s' ELSE 'there is no such debt item' END
                    WHEN i.items = 0 AND a.mb = 0 THEN 'owes nothing'
                    WHEN i.has_unpriced OR a.rp IS NULL THEN 'no package says what this debt costs: give it a price'
                    WHEN i.rp + a.rp <= 0 THEN 'owes nothing that costs anything: settle it by hand'
                    ELSE console.balance_refusal(u.id, method, i.rp + a.rp) END)::console.charge_offer
      FROM (SELECT console.price_list() AS list OFFSET 0) l
     CROSS JOIN LATERAL (
           SELECT count(*) AS items, array_agg(q.id ORDER BY q.id) AS ids, coalesce(sum(r.rp), 0)::bigint AS rp,
                  coalesce(bool_or(r.rp IS NULL), false) AS has_unpriced,
                  CASE WHEN bool_or(console.is_unlimited_debt(q.amount_mb, q.price_rp)) THEN
                           concat_ws(' and ', 'Unlimited', console.mb_text(nullif(sum(q.amount_mb - q.paid_mb) FILTER (
                               WHERE NOT console.is_unlimited_debt(q.amount_mb, q.price_rp)), 0)))
                       ELSE console.mb_text(sum(q.amount_mb - q.paid_mb)) END AS words
             FROM public.user_quota_debts q
            CROSS JOIN LATERAL (SELECT console.debt_price_rp(q.amount_mb, q.price_rp, l.list) AS price OFFSET 0) w
            CROSS JOIN LATERAL (
                  SELECT console.debt_remaining_rp(w.price, q.amount_mb, q.paid_mb, q.is_paid) AS rp) r
            WHERE q.user_id = u.id AND NOT q.is_paid AND (debt IS NULL OR q.id = debt)) i
     CROSS JOIN LATERAL (
           SELECT CASE WHEN debt IS NULL THEN ceil(x.mb)::bigint ELSE 0 END AS mb,
                  CASE WHEN debt IS NULL THEN console.reference_price_rp(x.mb, l.list) ELSE 0 END AS rp
             FROM (SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                               u.auto_debt_offset_mb, u.is_unlimited_user, u.role) AS mb) x) a
     CROSS JOIN LATERAL (SELECT console.charge_open_for(u.id, 'debt', debt, NULL) AS open_id) o
$$;

CREATE OR REPLACE FUNCTION console.offer_topup(u public.users, rp bigint, method text, bank text) RETURNS console.charge_offer
LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'deposit', 'user_id', u.id, 'subject', 'Deposit', 'method', method,
                   'bank', CASE WHEN method = 'va' THEN bank END, 'discount_rp', 0, 'amount_rp', rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN method = 'balance' THEN 'a balance is not topped up from itself: choose another method'
                    ELSE coalesce(console.buyer_refusal(u), console.method_refusal(method, bank)) END)::console.charge_offer
      FROM (SELECT console.charge_open_for(u.id, 'deposit', NULL, rp) AS open_id) o
$$;
