-- applies: always
-- What a running portal's own rows and settings mean, read as the portal reads them.

-- Why somebody is blocked, where a program wrote the reason: the word before its first bar. The one list of such
-- words; the portal writes more than one for some.
--   is_soft     he keeps his account, and no binding shuts him out: the list alone leads him to where he pays
--   lifted_by   what lets him in again by itself: the last item of debt, that and his automatic debt, or his invoice
CREATE FUNCTION console.block_rule() RETURNS TABLE (word text, cause text, is_soft boolean, lifted_by text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 6 AS $$
    VALUES ('quota_debt_limit', 'debt_limit', true, 'all_debt'),
           ('quota_auto_debt_limit', 'debt_limit', true, 'all_debt'),
           ('quota_manual_debt_end_of_month', 'month_end', false, 'items'),
           ('quota_debt_end_of_month', 'month_end', false, 'items'),
           ('tunggakan_overdue', 'overdue', false, 'items'),
           ('isolir_tagihan', 'isolir', true, 'invoice')
$$;

-- The word that a reason begins with, as the portal compares it: without regard to case and to blanks around it.
CREATE FUNCTION console.block_word(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(lower(ltrim(reason, E' \t\n\v\f\r') COLLATE "C") FROM '^([^|]*)\|')
$$;

-- NULL: no program's word, so somebody blocked him by hand.
CREATE FUNCTION console.block_cause(reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT r.cause FROM console.block_rule() r WHERE r.word = console.block_word(reason)
$$;

CREATE FUNCTION console.is_soft_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT r.is_soft FROM console.block_rule() r WHERE r.word = console.block_word(reason)), false)
$$;

CREATE OR REPLACE FUNCTION console.is_debt_limit_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(console.block_cause(reason) = 'debt_limit', false)
$$;

CREATE OR REPLACE FUNCTION console.is_isolir_block(reason text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(console.block_cause(reason) = 'isolir', false)
$$;

CREATE OR REPLACE FUNCTION console.is_lifted_without_debt(reason text, auto_debt_mb numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT r.lifted_by = 'items' OR (r.lifted_by = 'all_debt' AND auto_debt_mb = 0)
                       FROM console.block_rule() r
                      WHERE r.word = console.block_word(reason)), false)
$$;

DROP FUNCTION console.is_debt_block(text);
DROP FUNCTION console.is_manual_debt_block(text);

-- As in 0038, but that the list of reasons says which blocks are soft.
CREATE OR REPLACE FUNCTION console.desired_state(ids uuid[])
RETURNS TABLE (user_id uuid, router text, status text, strictness integer, list_name text, mark text,
               account text, password text, server text, profile text, first_profile text, limit_bytes bigint,
               is_disabled boolean, wants_account boolean, binding_type text,
               device_id uuid, mac text, ip text, is_current boolean, takes_baseline boolean)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH rule AS MATERIALIZED (
        SELECT * FROM console.access_rule()
    ), threshold AS MATERIALIZED (
        SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb
    ), person AS MATERIALIZED (
        SELECT u.id, u.phone_number, u.role, u.approval_status, u.is_unlimited_user, u.total_quota_purchased_mb,
               u.auto_debt_offset_mb, u.mikrotik_password, u.mikrotik_profile_name,
               coalesce(u.mikrotik_server_name, '') AS served_by,
               CASE WHEN u.phone_number LIKE '+62%' THEN '0' || substr(u.phone_number, 4)
                    ELSE u.phone_number END AS local_phone,
               u.is_blocked AND NOT console.is_soft_block(u.blocked_reason) AS is_hard_block,
               console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                     u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                     u.auto_debt_offset_mb, t.mb, statement_timestamp()) AS access
          FROM public.users u
         CROSS JOIN threshold t
         WHERE ids IS NULL OR u.id = ANY (ids)
    ), served AS MATERIALIZED (
        SELECT s.served_by, console.user_router(s.served_by) AS router
          FROM (SELECT DISTINCT p.served_by FROM person p) s
    )
    SELECT p.id, s.router, p.access, r.strictness, r.list_name,
           format('status=%s|user=%s|uid=%s|role=%s', p.access, p.local_phone, p.id, p.role),
           p.local_phone, nullif(p.mikrotik_password, ''), nullif(p.served_by, ''), r.profile,
           coalesce(r.profile, nullif(p.mikrotik_profile_name, '')),
           CASE WHEN p.is_unlimited_user THEN 0
                ELSE least(greatest(p.total_quota_purchased_mb, 0) + greatest(p.auto_debt_offset_mb, 0),
                           8000000000000) * 1048576 END,
           p.is_hard_block OR p.access = 'inactive',
           p.approval_status = 'APPROVED' AND coalesce(p.mikrotik_password, '') <> '',
           CASE WHEN p.is_hard_block THEN 'blocked' WHEN r.is_bypassed THEN 'bypassed' ELSE 'regular' END,
           d.id, upper(replace(d.mac_address, '-', ':')), nullif(d.ip_address, ''),
           d.is_authorized AND NOT EXISTS (
               SELECT
                 FROM public.user_devices o
                WHERE o.mac_address IN (d.mac_address, upper(d.mac_address), lower(d.mac_address))
                  AND o.user_id <> d.user_id AND o.is_authorized
                  AND (o.last_seen_at, o.id) > (d.last_seen_at, d.id)),
           d.last_bytes_total IS NOT NULL AND d.last_hotspot_host_id IS NULL
      FROM person p
      JOIN rule r ON r.status = p.access
      JOIN served s ON s.served_by = p.served_by
      LEFT JOIN public.user_devices d ON d.user_id = p.id
$$;

-- A prefix of order ids as the portal cleans it; NULL where nothing is left of it.
CREATE FUNCTION console.clean_order_prefix(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(rtrim(left(btrim(regexp_replace(upper(given), '[^0-9A-Z_-]', '', 'g'), '-_'), 22), '-_'), '')
$$;

-- What orders that settle debt begin with.
CREATE FUNCTION console.debt_order_prefix() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(console.clean_order_prefix(console.setting('DEBT_ORDER_ID_PREFIX', 'DEBT')), 'DEBT')
$$;

-- The same for LIKE, with what the portal takes for one besides: the prefix without its signs, and the first one.
CREATE FUNCTION console.debt_order_patterns() RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT ARRAY[replace(p.prefix, '_', '\_') || '-%', regexp_replace(p.prefix, '[_-]', '', 'g') || '-%', 'DEBT-%']
      FROM (SELECT console.debt_order_prefix() AS prefix) p
$$;

-- <prefix>-<the item's uuid in base64url>~<digits>, so that the id itself says what it is for. With the longest prefix
-- that the portal allows there is room for four digits in the fifty signs of a gateway's id.
CREATE OR REPLACE FUNCTION console.debt_order_id(debt uuid) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT p.prefix || CASE WHEN debt IS NULL THEN '-ALL-' || console.random_hex()
                            ELSE '-' || translate(rtrim(encode(uuid_send(debt), 'base64'), '='), '+/', '-_') END
           || '~' || left(console.random_hex(), least(6, 26 - length(p.prefix)))
      FROM (SELECT console.debt_order_prefix() AS prefix) p
$$;

-- The item that such an id is about, whatever prefix was in force when it was made; the portal writes base32 or the
-- uuid as well. NULL where it names none.
CREATE OR REPLACE FUNCTION console.debt_of_order(order_id text) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN s.uuid IS NOT NULL THEN s.uuid::uuid
                WHEN s.base32 IS NOT NULL
                THEN (SELECT string_agg(to_hex(g.bits::bit(4)::integer), '' ORDER BY g.n)
                        FROM (SELECT n, substr(b.bits, 4 * n + 1, 4) AS bits
                                FROM (SELECT string_agg((strpos('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', upper(t.c)) - 1)
                                                            ::bit(5)::text, '' ORDER BY t.i) AS bits
                                        FROM unnest(string_to_array(s.base32, NULL)) WITH ORDINALITY AS t (c, i)) b
                               CROSS JOIN generate_series(0, 31) AS n) g)::uuid
                WHEN s.base64 !~ '-ALL-[0-9A-F]{12}$'
                THEN encode(decode(translate(s.base64, '-_', '+/') || '==', 'base64'), 'hex')::uuid END
      FROM (SELECT substring(h.head FROM '(?i)-([0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12})$') AS uuid,
                   substring(h.head FROM '(?i)-([A-Z2-7]{26})$') AS base32,
                   substring(h.head FROM '-([A-Za-z0-9_-]{22})$') AS base64
              FROM (SELECT split_part(order_id, '~', 1) AS head) h
             WHERE strpos(order_id, '~') > 1) s
$$;

-- Whether a transaction of the portal's settles debt: by its prefix, or, made under another one, by the item that it
-- names where it has no package. patterns: console.debt_order_patterns(), read once a statement.
CREATE FUNCTION console.is_debt_order(order_id text, package_id uuid, patterns text[]) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT order_id LIKE ANY (patterns) OR (package_id IS NULL AND console.debt_of_order(order_id) IS NOT NULL)
$$;

-- Whether a transaction of the portal's may still be paid: UNKNOWN is what it has made and not heard of.
CREATE FUNCTION console.is_open_transaction(status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT status IN ('PENDING', 'UNKNOWN')
$$;

-- What the portal has begun, as charges of ours would be; none of those that are ours already.
CREATE OR REPLACE FUNCTION console.charge_of_portal(oids text[]) RETURNS SETOF console.charge
LANGUAGE sql STABLE AS $$
    SELECT (jsonb_populate_record(NULL::console.charge, jsonb_build_object(
               'order_id', t.midtrans_order_id, 'id', t.id, 'kind', CASE WHEN x.is_debt THEN 'debt' ELSE 'package' END,
               'gateway', 'midtrans', 'user_id', t.user_id, 'package_id', t.package_id,
               'mode', CASE WHEN t.snap_token <> '' OR t.snap_redirect_url <> '' THEN 'snap' ELSE 'core_api' END,
               'method', CASE WHEN t.payment_method IN ('qris', 'gopay', 'shopeepay', 'va', 'mandiri_bill')
                              THEN t.payment_method END,
               'debt_id', CASE WHEN x.is_debt THEN console.debt_of_order(t.midtrans_order_id) END,
               'subject', CASE WHEN x.is_debt THEN 'Debt' ELSE coalesce(p.name, 'Package') END, 'amount_rp', t.amount,
               'state', CASE WHEN console.is_open_transaction(t.status) THEN 'open' WHEN t.status = 'SUCCESS' THEN 'paid'
                             ELSE lower(t.status) END,
               'transaction_id', t.midtrans_transaction_id, 'paid_at', t.payment_time, 'expires_at', t.expiry_time,
               'qr_url', t.qr_code_url, 'va_number', t.va_number, 'bill_key', t.payment_code,
               'biller_code', t.biller_code, 'snap_token', t.snap_token, 'redirect_url', t.snap_redirect_url,
               'discount_rp', 0, 'is_adopted', true, 'actor', 'portal', 'created_at', t.created_at, 'updated_at', now()))).*
      FROM public.transactions t
      LEFT JOIN public.packages p ON p.id = t.package_id
     CROSS JOIN LATERAL (SELECT console.is_debt_order(t.midtrans_order_id, t.package_id,
                                                     (SELECT console.debt_order_patterns())) AS is_debt) x
     WHERE t.midtrans_order_id = ANY (oids) AND t.amount > 0 AND (x.is_debt OR t.package_id IS NOT NULL)
       AND t.midtrans_order_id ~ '^[A-Za-z0-9._~-]{1,50}$'
       AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
$$;

-- The charge that is open for the same thing, ours or the portal's; NULL where there is none.
CREATE OR REPLACE FUNCTION console.charge_open_for(buyer uuid, of_kind text, thing uuid, rp bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT o.order_id
      FROM (SELECT c.order_id, c.created_at
              FROM console.charge c
             WHERE c.user_id = buyer AND c.kind = of_kind AND c.state IN ('new', 'open')
               AND CASE of_kind WHEN 'package' THEN c.package_id = thing
                                WHEN 'debt' THEN c.debt_id IS NOT DISTINCT FROM thing
                                ELSE c.amount_rp = rp END
            UNION ALL
            SELECT p.order_id, p.created_at
              FROM public.transactions t
             CROSS JOIN LATERAL console.charge_of_portal(ARRAY[t.midtrans_order_id]) p
             WHERE t.user_id = buyer AND console.is_open_transaction(t.status) AND p.kind = of_kind
               AND coalesce(p.package_id, p.debt_id) IS NOT DISTINCT FROM thing
               AND clock_timestamp() < coalesce(t.expiry_time, t.created_at + make_interval(
                       mins => console.setting_bigint('payment_default_expiry_minutes', 1440)::integer))) o
     ORDER BY o.created_at DESC
     LIMIT 1
$$;

-- As in 0024, with the portal's prefix. The states are written as their index has them.
CREATE OR REPLACE VIEW console.payment_of_portal AS
SELECT t.midtrans_order_id::text AS order_id, t.id, true AS is_portal,
       CASE WHEN console.is_debt_order(t.midtrans_order_id, t.package_id, (SELECT console.debt_order_patterns()))
            THEN 'debt' ELSE 'package' END AS kind, 'midtrans'::text AS gateway,
       t.payment_method::text AS method, NULL::text AS bank, t.user_id, t.package_id, NULL::text AS subject,
       NULL::text AS coupon_code, 0::bigint AS discount_rp, t.amount AS amount_rp,
       CASE t.status::text WHEN 'SUCCESS' THEN 'paid' WHEN 'PENDING' THEN 'open' WHEN 'UNKNOWN' THEN 'open'
                           ELSE lower(t.status::text) END AS state, NULL::text AS reason, NULL::text AS waits_for, NULL::text AS gateway_status,
       t.midtrans_transaction_id::text AS transaction_id, NULL::bigint AS paid_amount_rp, t.payment_time AS paid_at,
       t.expiry_time AS expires_at, NULL::text AS qr_string, t.qr_code_url::text AS qr_url, NULL::text AS deeplink_url,
       t.va_number::text, t.payment_code::text AS bill_key, t.biller_code::text, t.snap_redirect_url AS redirect_url,
       NULL::timestamptz AS asked_at, NULL::text AS ask_error, 'portal'::text AS actor, t.created_at
  FROM public.transactions t
 WHERE NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id);

-- Where the portal has a setting of another name, or in other words, that means what ours means. The program's table
-- (model/settings/portal.c) fills this when it connects.
--   portal_keys    its keys in application_settings, with blanks between; NULL: ours
--   portal_form    how its value is read, see console.portal_read; NULL: as it stands
--   portal_switch  KEY=DEFAULT: the portal heeds the value only where this is "True"
ALTER TABLE console.setting_info
    ADD COLUMN portal_keys text,
    ADD COLUMN portal_form text,
    ADD COLUMN portal_switch text;

-- The words of a list as people and the portal write them: JSON, with commas or blanks between, addresses of pages for
-- hosts. Each once, in their order.
CREATE FUNCTION console.portal_words(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(h.host, ' ' ORDER BY h.place)
      FROM (SELECT x.host, min(w.place) AS place
              FROM regexp_split_to_table(said, '[][\s,;"'']+') WITH ORDINALITY AS w (word, place)
             CROSS JOIN LATERAL (SELECT lower(regexp_replace(w.word, '^[A-Za-z]+://|^//', '')) AS bare) b
             CROSS JOIN LATERAL (SELECT CASE WHEN b.bare ~ '^[0-9.]+/[0-9]+$' THEN b.bare
                                             ELSE regexp_replace(b.bare, '[:/].*$', '') END AS host) x
             WHERE x.host <> ''
             GROUP BY x.host) h
$$;

-- A value of the portal's in our words: '' where it means that there is none, NULL where it can't be read. fallback:
-- our default, which a list of hosts is added to, for the way to our gateways stays open.
-- The portal heeds a switch only where it is "True" to the letter; any other word for yes or no switches it off there.
-- What the portal carries out itself is reported here, until an operator turns it on: nobody is blocked by a migration.
CREATE FUNCTION console.portal_read(form text, said text, fallback text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
           WHEN form IN ('number', 'limit', 'limit_policy') AND said !~ '^[+-]?[0-9]{1,18}$' THEN NULL
           WHEN form IN ('policy', 'at_once')
                AND lower(said) NOT IN ('true', 'false', '1', '0', 'yes', 'no', 'on', 'off', 'y', 'n', 't', 'f') THEN NULL
           ELSE CASE form
                WHEN 'number' THEN said::bigint::text
                WHEN 'limit' THEN CASE WHEN said::bigint > 0 THEN said::bigint::text ELSE '' END
                WHEN 'limit_policy' THEN CASE WHEN said::bigint > 0 THEN 'report' ELSE 'off' END
                WHEN 'policy' THEN CASE WHEN said = 'True' THEN 'report' ELSE 'off' END
                WHEN 'at_once' THEN CASE WHEN said = 'True' THEN '0' ELSE '' END
                WHEN 'states' THEN
                    CASE WHEN said ~ '^\[\s*\]$' THEN '[]'
                         ELSE (SELECT string_agg(w.word, ',' ORDER BY w.place)
                                 FROM regexp_split_to_table(lower(said), '[][\s,"'']+') WITH ORDINALITY AS w (word, place)
                                WHERE w.word IN ('active', 'fup', 'unlimited', 'habis', 'expired', 'blocked', 'inactive')) END
                WHEN 'prefix' THEN console.clean_order_prefix(said)
                WHEN 'words' THEN coalesce(console.portal_words(said), '')
                WHEN 'hosts' THEN coalesce(console.portal_words(fallback || ' ' || console.portal_words(said)), '')
                ELSE said END END
$$;

-- Why a word is none for a setting that holds several; NULL where all are.
CREATE FUNCTION console.setting_bad_word(key text, value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min(w.word) || CASE key
           WHEN 'HOTSPOT_BYPASS_STATUSES' THEN ' is no state: unlimited, active, fup, habis, expired, inactive, blocked'
           WHEN 'invoice_reminder_days' THEN ' is no number of days like 3 or -3'
           WHEN 'walled_garden_hosts' THEN ' is no host like *.bank.co.id'
           ELSE ' is no address, network or host like 10.0.0.0/8 or pay.bank.co.id' END
      FROM regexp_split_to_table(value, CASE WHEN key = 'HOTSPOT_BYPASS_STATUSES' THEN '[\s,]+' ELSE '\s+' END) AS w (word)
     CROSS JOIN (SELECT '[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?' AS label, '(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])' AS byte) p
     CROSS JOIN LATERAL (
           SELECT w.word ~ ('^(' || p.byte || '\.){3}' || p.byte || '(/([1-9]|[12][0-9]|3[0-2]))?$') AS is_network) n
     WHERE w.word <> ''
       AND CASE key
           WHEN 'HOTSPOT_BYPASS_STATUSES' THEN
               lower(w.word) NOT IN ('unlimited', 'active', 'fup', 'habis', 'expired', 'inactive', 'blocked', '[]')
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

-- Why a value is none for a setting; NULL where it fits.
CREATE FUNCTION console.setting_misfit(i console.setting_info, value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN i.kind IN ('integer', 'mb', 'rp') AND value !~ '^[0-9]{1,18}$' THEN
                    'wants a whole number'
                    || CASE i.kind WHEN 'mb' THEN ' of MB' WHEN 'rp' THEN ' of rupiah' ELSE '' END || ' in digits'
                WHEN i.kind IN ('integer', 'mb', 'rp') AND value::numeric NOT BETWEEN i.minimum AND i.maximum THEN
                    'must be between ' || i.minimum || ' and ' || i.maximum
                WHEN i.kind = 'choice' AND value <> ALL (i.choices) THEN
                    'must be one of ' || array_to_string(i.choices, ', ')
                WHEN i.kind = 'text' AND i.maximum > 0 AND length(value) > i.maximum THEN
                    'may have at most ' || i.maximum || ' characters'
                WHEN i.key = 'DEBT_ORDER_ID_PREFIX' AND value !~* '^[A-Z0-9]([A-Z0-9_-]*[A-Z0-9])?$' THEN
                    'may have letters and digits, with - and _ between'
                ELSE console.setting_bad_word(i.key, value) END
$$;

-- What the portal's table says of a setting of ours.
--   origin its keys that stand there with a value; NULL: none
--   value  in our words; only where it is taken
--   state  taken; nothing (it says that there is none); off (by the portal's own switch); encrypted; unreadable
CREATE FUNCTION console.portal_setting(key text, OUT origin text, OUT value text, OUT state text)
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    i console.setting_info;
    keys text[];
    said text;
    is_secret boolean;
    is_on boolean;
BEGIN
    SELECT n.* INTO i FROM console.setting_info n WHERE n.key = portal_setting.key;
    keys := string_to_array(coalesce(i.portal_keys, portal_setting.key), ' ');
    SELECT string_agg(s.setting_key, ', ' ORDER BY array_position(keys, s.setting_key::text)),
           string_agg(btrim(s.setting_value), ',' ORDER BY array_position(keys, s.setting_key::text)), bool_or(s.is_encrypted)
      INTO origin, said, is_secret
      FROM public.application_settings s
     WHERE s.setting_key = ANY (keys) AND btrim(s.setting_value) <> '';
    IF origin IS NULL THEN
        RETURN;
    END IF;
    SELECT coalesce((SELECT btrim(s.setting_value) FROM public.application_settings s
                      WHERE s.setting_key = split_part(i.portal_switch, '=', 1) AND NOT s.is_encrypted
                        AND btrim(s.setting_value) <> ''), split_part(i.portal_switch, '=', 2)) = 'True'
      INTO is_on
     WHERE i.portal_switch IS NOT NULL;
    IF NOT is_secret AND is_on IS DISTINCT FROM false THEN
        value := console.portal_read(coalesce(i.portal_form, CASE WHEN i.kind IN ('integer', 'mb', 'rp') THEN 'number' END),
                                     said, i.fallback);
    END IF;
    state := CASE WHEN is_secret THEN 'encrypted'
                  WHEN NOT is_on THEN 'off'
                  WHEN value = '' THEN 'nothing'
                  WHEN value IS NULL OR console.setting_misfit(i, value) IS NOT NULL THEN 'unreadable'
                  -- entries in the list of a state are ours to remove: the way to the bank must not be one
                  WHEN key = 'payment_bypass_list'
                       AND (value IN ('active', 'fup', 'habis', 'expired', 'inactive', 'blocked')
                            OR EXISTS (SELECT FROM public.application_settings s
                                        WHERE s.setting_key LIKE 'MIKROTIK\_ADDRESS\_LIST\_%'
                                          AND btrim(s.setting_value) = portal_setting.value)) THEN 'unreadable'
                  ELSE 'taken' END;
    IF state <> 'taken' THEN
        value := NULL;
    END IF;
END $$;

-- Ours where it was set here, else what the portal says, else the default.
CREATE OR REPLACE FUNCTION console.setting(key text, fallback text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT v.value FROM console.setting_value v WHERE v.key = setting.key),
                    (SELECT p.value FROM console.portal_setting(setting.key) p), fallback)
$$;

-- As a setting is written: the portal knows commas alone between states.
CREATE FUNCTION console.setting_written(i console.setting_info, value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value = '-' THEN NULL
                WHEN i.kind IN ('integer', 'mb', 'rp') AND value ~ '^[0-9]{1,18}$' THEN (value::bigint)::text
                WHEN i.key = 'HOTSPOT_BYPASS_STATUSES' THEN lower(regexp_replace(btrim(value, E', \t'), '[\s,]+', ',', 'g'))
                ELSE value END
$$;
