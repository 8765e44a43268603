-- applies: always
-- A PHPNuxBill database, restored in a schema of this one: customers, their plans, what of them runs, lines, balances, codes.

CREATE FUNCTION console.import_phpnuxbill_refusal(place text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN place IN ('public', 'console') OR NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = place)
                THEN 'there is no schema ' || place || ' with a PHPNuxBill database'
                ELSE (SELECT 'the schema ' || place || ' has no table ' || min(t) FROM unnest('{tbl_customers,tbl_plans,tbl_user_recharges,tbl_transactions,tbl_voucher}'::text[]) AS t
                       WHERE to_regclass(format('%I.%I', place, t)) IS NULL HAVING count(*) > 0) END
$$;

CREATE FUNCTION console.import_phpnuxbill_misfit(question text, answer text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN question = 'zone' AND NOT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = answer) THEN 'it is no time zone: timedatectl list-timezones names them'
                WHEN question = 'tax' AND answer !~ '^[0-9]{1,2}(\.[0-9]{1,2})?$' THEN 'it is a percentage like 11, or 0'
                WHEN question = 'plan_prices' AND answer <> 'skip' AND coalesce(console.import_rp(answer), -1) < 0 THEN 'it is skip, or an amount in rupiah'
                WHEN question = 'screens' AND answer <> 'unknown' AND answer !~ '^(customers|active|codes|balance_rp)=[0-9]{1,15}( +(customers|active|codes|balance_rp)=[0-9]{1,15})*$'
                THEN 'it is unknown, or what its screens show: customers=812 active=640 codes=120 balance_rp=350000' END
$$;

-- What that system writes where there is nothing: '0' of a phone number, '1' of an e-mail address.
CREATE FUNCTION console.import_phpnuxbill_field(raw jsonb, name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN name IN ('phonenumber', 'email') THEN nullif(nullif(console.import_field(raw, name), '0'), '1') ELSE console.import_field(raw, name) END
$$;

-- Its tables as they are, once. Of what was paid the sums alone: a row of it means nothing here.
CREATE FUNCTION console.import_phpnuxbill_read(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    place text;
    part text;
BEGIN
    SELECT i.place INTO STRICT place FROM console.import_run i WHERE i.id = run;
    IF EXISTS (SELECT FROM console.import_raw w WHERE w.run_id = run) OR console.import_phpnuxbill_refusal(place) IS NOT NULL THEN
        RETURN;
    END IF;
    FOREACH part IN ARRAY '{tbl_customers,tbl_customers_fields,tbl_plans,tbl_user_recharges,tbl_voucher,tbl_appconfig}'::text[] LOOP
        CONTINUE WHEN to_regclass(format('%I.%I', place, part)) IS NULL;
        EXECUTE format('INSERT INTO console.import_raw (run_id, part, n, raw) SELECT $1, $2, row_number() OVER (ORDER BY t.id), to_jsonb(t) FROM %I.%I t', place, part)
          USING run, part;
    END LOOP;
    EXECUTE format($q$
        INSERT INTO console.import_raw (run_id, part, n, raw)
        SELECT $1, 'sums', 1, jsonb_build_object('rows', count(*), 'all', coalesce(sum(t.rp), 0),
                   'shown', coalesce(sum(t.rp) FILTER (WHERE t.method NOT IN ('Customer - Balance', 'Recharge Balance - Administrator')), 0))
          FROM (SELECT console.import_rp(x.price::text) AS rp, x.method::text AS method FROM %I.tbl_transactions x) t $q$, place) USING run;
END $$;

CREATE FUNCTION console.import_phpnuxbill_stage(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.nux_plan, pg_temp.nux_run;
    CREATE TEMP TABLE nux_plan ON COMMIT DROP AS
    SELECT x.*, coalesce(x.type <> 'Balance' AND x.data_limit IS NOT NULL, false) AS has_data,
           row_number() OVER (PARTITION BY lower(x.name), x.type = 'Balance' ORDER BY x.n) AS nth
      FROM (SELECT w.n, w.raw ->> 'id' AS id, btrim(w.raw ->> 'name_plan') AS name, w.raw ->> 'type' AS type, w.raw ->> 'price' AS price_text,
                   CASE WHEN btrim(w.raw ->> 'price') ~ '^[0-9]+(\.00?)?$' THEN trunc((w.raw ->> 'price')::numeric)::bigint END AS rp,
                   CASE WHEN w.raw ->> 'typebp' = 'Limited' AND w.raw ->> 'limit_type' IN ('Data_Limit', 'Both_Limit') THEN (w.raw ->> 'data_limit')::numeric END AS data_limit,
                   w.raw ->> 'data_unit' AS data_unit, w.raw ->> 'typebp' = 'Limited' AND w.raw ->> 'limit_type' IN ('Time_Limit', 'Both_Limit') AS has_time,
                   (w.raw ->> 'validity')::bigint AS validity, w.raw ->> 'validity_unit' AS unit, w.raw ->> 'routers' AS router,
                   coalesce(w.raw ->> 'enabled', '1') IN ('1', 'true') AS is_enabled, coalesce((w.raw ->> 'expired_date')::integer, 20) AS due_day, w.raw
              FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_plans') x;
    CREATE TEMP TABLE nux_run ON COMMIT DROP AS
    SELECT x.*, p.name AS plan, p.type AS plan_type, p.rp, p.has_data, p.has_time, p.data_limit, p.data_unit, p.unit, p.validity, p.due_day,
           coalesce(p.type, x.type) ILIKE 'pppoe' AS is_line,
           row_number() OVER (PARTITION BY x.customer, coalesce(p.type, x.type) ILIKE 'pppoe' ORDER BY x.is_on DESC, x.ends_on DESC NULLS LAST, x.n DESC) AS nth
      FROM (SELECT w.n, w.raw ->> 'id' AS id, w.raw ->> 'customer_id' AS customer, w.raw ->> 'username' AS username, w.raw ->> 'plan_id' AS plan_id, w.raw ->> 'type' AS type,
                   console.import_day(w.raw ->> 'expiration') AS ends_on, coalesce(nullif(w.raw ->> 'time', ''), '23:59:59') AS ends_time, w.raw ->> 'status' = 'on' AS is_on,
                   w.raw ->> 'routers' AS router, w.raw
              FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_user_recharges') x
      LEFT JOIN pg_temp.nux_plan p ON p.id = x.plan_id;
    ANALYZE pg_temp.nux_plan;
    ANALYZE pg_temp.nux_run;
END $$;

-- Volume as the operator says that it is meant: its routers get GB of nine zeros, its screens say GB.
CREATE FUNCTION console.import_phpnuxbill_mb(amount numeric, unit text, means text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN means = 'binary' THEN amount * CASE unit WHEN 'GB' THEN 1024 ELSE 1 END
                ELSE round(amount * CASE unit WHEN 'GB' THEN 1e9 ELSE 1e6 END / 1048576) END::bigint
$$;

CREATE FUNCTION console.import_phpnuxbill_plans(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    gb CONSTANT text := console.import_answered(run, 'gb');
BEGIN
    PERFORM console.import_ask(run, 20, 'gb', count(*), 'plans are limited by volume: decimal is what its routers were given (10 GB are 9537 MB here), binary is 10 GB as here',
                               string_agg(p.name || ' ' || p.data_limit || ' ' || p.data_unit, '; ' ORDER BY p.n), '{decimal,binary}')
       FROM pg_temp.nux_plan p WHERE p.has_data;
    PERFORM console.import_ask(run, 21, 'plan_prices', count(*), 'plans have a price that is not plain digits: say each in rupiah (row=ID), or skip them',
                               string_agg(p.id || ': ' || p.name || ' ' || p.price_text, '; ' ORDER BY p.n), '{}')
       FROM pg_temp.nux_plan p WHERE p.type <> 'Balance' AND p.rp IS NULL;
    PERFORM console.import_ask(run, 22, 'time_plans', count(*), 'plans end after some hours on line, which packages here do not: take them without, or skip them',
                               string_agg(p.name, '; ' ORDER BY p.n), '{take,skip}')
       FROM pg_temp.nux_plan p WHERE p.type <> 'Balance' AND p.has_time;
    PERFORM console.import_ask(run, 23, 'short_plans', count(*), 'plans are valid for less than a day: take them as a day, or skip them',
                               string_agg(p.name || ' ' || p.validity || ' ' || p.unit, '; ' ORDER BY p.n), '{day,skip}')
       FROM pg_temp.nux_plan p WHERE p.type <> 'Balance' AND (p.unit = 'Mins' AND p.validity < 1440 OR p.unit = 'Hrs' AND p.validity < 24);
    PERFORM console.import_ask(run, 24, 'made_up', count(*), 'plans cost 10000 for 30 days, which its importer of routers writes of every profile: take them, or skip them',
                               string_agg(p.name, '; ' ORDER BY p.n), '{take,skip}')
       FROM pg_temp.nux_plan p WHERE p.type <> 'Balance' AND p.rp = 10000 AND p.validity = 30 AND p.unit = 'Days';
    INSERT INTO console.import_row (run_id, kind, n, key, place, label, name, price_rp, quota_mb, days, profile, is_enabled, question, left_why, raw)
    SELECT run, 'package', row_number() OVER (ORDER BY p.n), p.id, 'tbl_plans id ' || p.id, p.name, p.name || CASE WHEN p.nth > 1 THEN ' (' || coalesce(p.router, p.id) || ')' ELSE '' END,
           coalesce(p.rp, console.import_rp(nullif(a.price, 'skip'))), coalesce(console.import_phpnuxbill_mb(p.data_limit, p.data_unit, gb), 0),
           greatest(1, ceil(CASE p.unit WHEN 'Mins' THEN p.validity / 1440.0 WHEN 'Hrs' THEN p.validity / 24.0 WHEN 'Days' THEN p.validity ELSE p.validity * 30 END))::integer,
           CASE WHEN p.type = 'Hotspot' THEN p.name END, p.is_enabled,
           CASE WHEN p.type = 'Balance' THEN NULL WHEN p.rp IS NULL AND a.price IS NULL THEN 'plan_prices' WHEN p.has_data AND gb IS NULL THEN 'gb'
                WHEN p.has_time AND a.time IS NULL THEN 'time_plans' WHEN a.is_short AND a.short IS NULL THEN 'short_plans'
                WHEN a.is_made_up AND a.made_up IS NULL THEN 'made_up' END,
           CASE WHEN p.type = 'Balance' THEN 'is a top-up of balances' WHEN 'skip' IN (a.price, CASE WHEN p.has_time THEN a.time END, CASE WHEN a.is_short THEN a.short END,
                                                                                        CASE WHEN a.is_made_up THEN a.made_up END) THEN 'is left out as you said' END,
           p.raw - ARRAY['on_login', 'on_logout']
      FROM pg_temp.nux_plan p
     CROSS JOIN LATERAL (SELECT console.import_answered(run, 'plan_prices', p.id) AS price, console.import_answered(run, 'time_plans', p.id) AS time,
                                console.import_answered(run, 'short_plans', p.id) AS short, console.import_answered(run, 'made_up', p.id) AS made_up,
                                p.unit = 'Mins' AND p.validity < 1440 OR p.unit = 'Hrs' AND p.validity < 24 AS is_short,
                                coalesce(p.rp = 10000 AND p.validity = 30 AND p.unit = 'Days', false) AS is_made_up) a;
END $$;

CREATE FUNCTION console.import_phpnuxbill_customers(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    zone CONSTANT text := console.import_answered(run, 'zone');
    gb CONSTANT text := console.import_answered(run, 'gb');
    left_over CONSTANT text := console.import_answered(run, 'quota_left');
BEGIN
    PERFORM console.import_ask(run, 12, 'zone', count(*), 'dates are in the time zone of that system: say it', coalesce(
                                   (SELECT 'its setting says ' || (w.raw ->> 'value') FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_appconfig' AND w.raw ->> 'setting' = 'timezone' LIMIT 1),
                                   'its setting is not there'), '{}')
       FROM pg_temp.nux_run r WHERE r.is_on;
    PERFORM console.import_ask(run, 13, 'quota_left', count(*), 'customers have a plan with volume, of which only the router knows how much is used: whole gives all of it, none nothing', NULL, '{whole,none}')
       FROM pg_temp.nux_run r WHERE r.is_on AND r.has_data AND NOT r.is_line AND r.nth = 1 AND r.customer <> '0';
    PERFORM console.import_ask(run, 14, 'status', sum(s.count)::bigint, 'customers are not Active there: say of each state (row=Banned) whether they come along blocked, let in, or not at all',
                               string_agg(s.status || ': ' || s.count, '; ' ORDER BY s.status), '{block,let_in,skip}')
       FROM (SELECT coalesce(w.raw ->> 'status', '-') AS status, count(*) AS count FROM console.import_raw w
              WHERE w.run_id = run AND w.part = 'tbl_customers' AND coalesce(w.raw ->> 'status', '-') <> 'Active' GROUP BY 1) s;
    INSERT INTO console.import_row (run_id, kind, n, key, place, label, phone, name, email, block, is_enabled, why_blocked, service, quota_mb, used_mb, ends_at, password, profile,
                                    question, left_why, raw)
    SELECT run, 'customer', row_number() OVER (ORDER BY c.n), c.raw ->> 'id', 'tbl_customers id ' || (c.raw ->> 'id'), x.name,
           coalesce(console.phone_stored(x.phone), console.phone_stored(c.raw ->> 'username')), x.name, x.email, NULL,
           x.status = 'Active' OR x.means = 'let_in', CASE WHEN x.means = 'block' THEN x.status || ' in PHPNuxBill' END, CASE WHEN h.id IS NULL AND (l.id IS NOT NULL OR c.raw ->> 'service_type' = 'PPPoE') THEN 'pppoe' ELSE 'hotspot' END,
           CASE WHEN h.is_on AND left_over = 'none' AND h.has_data THEN NULL WHEN h.is_on THEN coalesce(console.import_phpnuxbill_mb(h.data_limit, h.data_unit, gb), 0) END, 0,
           (h.ends_on + h.ends_time::time) AT TIME ZONE zone, CASE WHEN h.id IS NOT NULL THEN nullif(c.raw ->> 'password', '') END, CASE WHEN h.is_on THEN h.plan END,
           CASE WHEN x.status <> 'Active' AND x.means IS NULL THEN 'status' WHEN h.is_on AND zone IS NULL THEN 'zone' WHEN h.is_on AND h.has_data AND gb IS NULL THEN 'gb'
                WHEN h.is_on AND h.has_data AND left_over IS NULL THEN 'quota_left' END,
           CASE WHEN x.status <> 'Active' AND x.means = 'skip' THEN 'is ' || x.status || ' there' END, c.raw - ARRAY['password', 'pppoe_password']
      FROM console.import_raw c
     CROSS JOIN LATERAL (SELECT coalesce(console.import_field(c.raw, 'fullname'), c.raw ->> 'username') AS name, console.import_phpnuxbill_field(c.raw, 'phonenumber') AS phone,
                                lower(console.import_phpnuxbill_field(c.raw, 'email')) AS email, coalesce(c.raw ->> 'status', '-') AS status,
                                console.import_answered(run, 'status', coalesce(c.raw ->> 'status', '-')) AS means) x
      LEFT JOIN pg_temp.nux_run h ON h.customer = c.raw ->> 'id' AND NOT h.is_line AND h.nth = 1
      LEFT JOIN pg_temp.nux_run l ON l.customer = c.raw ->> 'id' AND l.is_line AND l.nth = 1
     WHERE c.run_id = run AND c.part = 'tbl_customers';
    INSERT INTO console.import_row (run_id, kind, n, key, customer, place, label, amount_rp, noted_on, fault)
    SELECT run, 'balance', row_number() OVER (ORDER BY c.n), c.raw ->> 'id', c.raw ->> 'id', 'tbl_customers id ' || (c.raw ->> 'id'), coalesce(c.raw ->> 'fullname', c.raw ->> 'username'),
           CASE WHEN b.rp = trunc(b.rp) THEN b.rp::bigint END, console.today(), CASE WHEN b.rp <> trunc(b.rp) THEN 'has a balance that is no whole rupiah' END
      FROM console.import_raw c
     CROSS JOIN LATERAL (SELECT (c.raw ->> 'balance')::numeric AS rp) b
     WHERE c.run_id = run AND c.part = 'tbl_customers' AND b.rp <> 0;
END $$;

CREATE FUNCTION console.import_phpnuxbill_lines(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    billing CONSTANT text := console.import_answered(run, 'billing');
    tax CONSTANT numeric := console.import_answered(run, 'tax')::numeric;
BEGIN
    INSERT INTO console.import_row (run_id, kind, n, key, customer, place, label, router, secret, profile, address, is_off, left_why, fault, raw)
    SELECT run, 'line', row_number() OVER (ORDER BY r.n), r.id, r.customer, 'tbl_user_recharges id ' || r.id, x.secret, r.router, x.secret, r.plan,
           CASE WHEN c.raw ->> 'pppoe_ip' ~ '^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\.|$)){4}$' THEN c.raw ->> 'pppoe_ip' END, NOT r.is_on,
           CASE WHEN lower(r.router) = 'radius' THEN 'is let in by RADIUS: no router has a secret of it' END,
           CASE WHEN coalesce(x.secret, '') = '' THEN 'has no name' END, r.raw
      FROM pg_temp.nux_run r
      JOIN console.import_raw c ON c.run_id = run AND c.part = 'tbl_customers' AND c.raw ->> 'id' = r.customer
     CROSS JOIN LATERAL (SELECT coalesce(nullif(c.raw ->> 'pppoe_username', ''), c.raw ->> 'username') AS secret) x
     WHERE r.is_line AND r.customer <> '0' AND r.nth = 1;
    PERFORM console.import_ask(run, 30, 'billing', count(*), 'lines run by the month: monthly bills them here from the day to which they are paid there, none bills them not at all', NULL, '{monthly,none}')
       FROM pg_temp.nux_run r WHERE r.is_line AND r.is_on AND r.nth = 1 AND r.customer <> '0';
    PERFORM console.import_ask(run, 31, 'tax', count(*), 'lines are billed with a tax by a percentage, or with 0', NULL, '{}')
       FROM pg_temp.nux_run r WHERE r.is_line AND r.is_on AND r.nth = 1 AND r.customer <> '0' AND billing = 'monthly';
    INSERT INTO console.import_row (run_id, kind, n, key, customer, package, place, label, price_rp, tax_percent, due_day, starts_on, status, brand, question, left_why, raw)
    SELECT run, 'subscription', row_number() OVER (ORDER BY r.n), r.id, r.customer, r.plan_id, 'tbl_user_recharges id ' || r.id, r.plan, p.price_rp, tax,
           CASE WHEN r.unit = 'Period' THEN coalesce(f.day, r.due_day) ELSE least(extract(day FROM r.ends_on)::integer, 28) END, r.ends_on, 'active', 'PHPNuxBill',
           CASE WHEN billing IS NULL THEN 'billing' WHEN billing = 'monthly' AND tax IS NULL THEN 'tax' END,
           CASE WHEN billing = 'none' THEN 'is not billed here, as you said'
                WHEN NOT (r.unit IN ('Months', 'Period') AND r.validity = 1 OR r.unit = 'Days' AND r.validity BETWEEN 28 AND 31) THEN 'does not run by the month' END, r.raw
      FROM pg_temp.nux_run r
      JOIN console.import_row p ON p.run_id = run AND p.kind = 'package' AND p.key = r.plan_id
      LEFT JOIN (SELECT w.raw ->> 'customer_id' AS customer, max((w.raw ->> 'field_value')::integer) AS day
                   FROM console.import_raw w
                  WHERE w.run_id = run AND w.part = 'tbl_customers_fields' AND w.raw ->> 'field_name' = 'Expired Date' AND w.raw ->> 'field_value' ~ '^([1-9]|1[0-9]|2[0-8])$'
                  GROUP BY 1) f ON f.customer = r.customer
     WHERE r.is_line AND r.is_on AND r.nth = 1 AND r.customer <> '0';
END $$;

-- Codes stay there: those in use end there, and unused ones are on no router before they are used.
CREATE FUNCTION console.import_phpnuxbill_codes(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.import_row (run_id, kind, n, key, package, place, label, router, code, status, left_why)
    SELECT run, 'voucher', row_number() OVER (ORDER BY x.source, x.n), x.key, x.plan_id, x.key, x.code, x.router, x.code, x.status, x.why
      FROM (SELECT 1 AS source, w.n, 'tbl_voucher id ' || (w.raw ->> 'id') AS key, w.raw ->> 'id_plan' AS plan_id, w.raw ->> 'code' AS code, w.raw ->> 'routers' AS router,
                   'unused' AS status, 'an unused code is redeemed there: print new ones here' AS why
              FROM console.import_raw w
             WHERE w.run_id = run AND w.part = 'tbl_voucher' AND w.raw ->> 'status' IN ('0', 'false')
            UNION ALL
            SELECT 2, r.n, 'tbl_user_recharges id ' || r.id, r.plan_id, r.username, r.router, 'used', 'a code in use without an account ends on its router'
              FROM pg_temp.nux_run r WHERE r.customer = '0' AND r.is_on) x;
END $$;

CREATE FUNCTION console.import_phpnuxbill_whole(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told text;
BEGIN
    PERFORM console.import_ask(run, 10, 'screens', max(f.file) FILTER (WHERE f.what = 'customers')::bigint,
                               'customers were read: say what its own screens show now, or unknown. A dump may be old',
                               string_agg(f.what || '=' || f.file, ' ' ORDER BY f.place), '{}')
       FROM console.import_phpnuxbill_sums(run) f WHERE f.what <> 'income';
    told := (SELECT string_agg(f.what || ': ' || console.import_screen(run, f.what) || ' on its screen, ' || f.file || ' in the dump', '; ' ORDER BY f.place)
               FROM console.import_phpnuxbill_sums(run) f WHERE console.import_screen(run, f.what) <> f.file);
    PERFORM console.import_ask(run, 11, 'differs', CASE WHEN told IS NULL THEN 0 ELSE 1 END,
                               'dump is not as its screens: restore a newer one, or say that it comes along as it is', told, '{go_on}');
END $$;

-- What was read, counted as its own screens count it.
CREATE FUNCTION console.import_phpnuxbill_sums(run bigint) RETURNS TABLE (place integer, what text, file numeric, shown numeric)
LANGUAGE sql STABLE AS $$
    SELECT 1, 'customers', count(*)::numeric, NULL::numeric FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_customers'
    UNION ALL
    SELECT 2, 'active', count(*), NULL FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_user_recharges' AND w.raw ->> 'status' = 'on'
    UNION ALL
    SELECT 3, 'codes', count(*), NULL FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_voucher' AND w.raw ->> 'status' IN ('0', 'false')
    UNION ALL
    SELECT 4, 'balance_rp', coalesce(trunc(sum((w.raw ->> 'balance')::numeric)), 0), NULL FROM console.import_raw w WHERE w.run_id = run AND w.part = 'tbl_customers'
    UNION ALL
    SELECT 5, 'income', (w.raw ->> 'all')::numeric, (w.raw ->> 'shown')::numeric FROM console.import_raw w WHERE w.run_id = run AND w.part = 'sums'
$$;

CREATE FUNCTION console.import_phpnuxbill_take(run bigint) RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    PERFORM console.import_phpnuxbill_read(run);
    PERFORM console.import_phpnuxbill_stage(run);
    PERFORM console.import_phpnuxbill_plans(run);
    PERFORM console.import_phpnuxbill_customers(run);
    PERFORM console.import_phpnuxbill_lines(run);
    PERFORM console.import_phpnuxbill_codes(run);
    PERFORM console.import_phpnuxbill_whole(run);
END $$;

CREATE FUNCTION console.import_phpnuxbill_facts(run bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.import_fact (run_id, place, what, there, file, taken, is_rp)
    SELECT run, f.place, CASE f.what WHEN 'active' THEN 'plans that run' WHEN 'codes' THEN 'unused codes' WHEN 'balance_rp' THEN 'balances'
                                     WHEN 'income' THEN 'income, of which what was paid from balances is counted twice' ELSE f.what END,
           coalesce(f.shown, console.import_screen(run, f.what)), f.file,
           CASE f.what WHEN 'customers' THEN (SELECT count(*) FROM console.import_row r WHERE r.run_id = run AND r.kind = 'customer' AND r.verdict IN ('new', 'there'))
                       WHEN 'balance_rp' THEN (SELECT coalesce(sum(r.amount_rp), 0) FROM console.import_row r WHERE r.run_id = run AND r.kind = 'balance' AND r.verdict IN ('new', 'there')) END,
           f.what IN ('balance_rp', 'income')
      FROM console.import_phpnuxbill_sums(run) f
$$;
