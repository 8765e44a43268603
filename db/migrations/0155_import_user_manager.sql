-- applies: always
-- The User Manager of a router: its users, profiles with their limits, and who has which of them.

CREATE FUNCTION console.import_user_manager_misfit(question text, answer text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN question = 'zone' AND NOT EXISTS (SELECT FROM pg_timezone_names z WHERE z.name = answer) THEN 'it is no time zone: timedatectl list-timezones names them'
                WHEN question = 'plan_prices' AND answer <> 'skip' AND coalesce(console.import_rp(answer), -1) < 0 THEN 'it is skip, or an amount in rupiah' END
$$;

-- "2026-12-15 23:59:00" and "dec/15/2026 23:59:00", by what the router's clock shows; NULL: no end, or none yet.
CREATE FUNCTION console.import_router_time(given text) RETURNS timestamp
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN given ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$' THEN to_timestamp(given, 'YYYY-MM-DD HH24:MI:SS')::timestamp
                WHEN given ~* '^[a-z]{3}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}$' THEN to_timestamp(given, 'mon/DD/YYYY HH24:MI:SS')::timestamp END
$$;

CREATE FUNCTION console.import_user_manager_stage(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DROP TABLE IF EXISTS pg_temp.um_limit, pg_temp.um_plan, pg_temp.um_has, pg_temp.um_user;
    CREATE TEMP TABLE um_limit ON COMMIT DROP AS
    SELECT w.raw ->> 'profile' AS plan, count(*) AS limits,
           array_agg(CASE WHEN x.total > 0 THEN x.total WHEN x.down + x.up > 0 THEN x.down + x.up END) AS bytes,
           bool_or(x.total = 0 AND x.down + x.up > 0) AS is_one_way, bool_or(x.seconds > 0) AS has_time
      FROM console.import_raw w
      JOIN console.import_raw l ON l.run_id = run AND l.part = 'limitation' AND l.raw ->> 'name' = w.raw ->> 'limitation'
     CROSS JOIN LATERAL (SELECT coalesce(nullif(l.raw ->> 'transfer-limit', '')::numeric, 0) AS total, coalesce(nullif(l.raw ->> 'download-limit', '')::numeric, 0) AS down,
                                coalesce(nullif(l.raw ->> 'upload-limit', '')::numeric, 0) AS up, coalesce(nullif(l.raw ->> 'uptime-limit', '')::numeric, 0) AS seconds) x
     WHERE w.run_id = run AND w.part = 'profile-limitation'
     GROUP BY 1;
    CREATE TEMP TABLE um_plan ON COMMIT DROP AS
    SELECT w.n, w.raw ->> 'name' AS name, coalesce(nullif(w.raw ->> 'name-for-users', ''), w.raw ->> 'name') AS said, w.raw ->> 'price' AS price_text,
           CASE WHEN coalesce(nullif(w.raw ->> 'price', ''), '0') ~ '^[0-9]+(\.0{1,2})?$' THEN trunc(coalesce(nullif(w.raw ->> 'price', ''), '0')::numeric)::bigint END AS rp,
           CASE WHEN w.raw ->> 'validity' ~ '^[0-9]+$' THEN nullif((w.raw ->> 'validity')::bigint, 0) END AS seconds,
           coalesce(l.limits, 0) AS limits, l.bytes, coalesce(l.is_one_way, false) AS is_one_way, coalesce(l.has_time, false) AS has_time, w.raw
      FROM console.import_raw w
      LEFT JOIN pg_temp.um_limit l ON l.plan = w.raw ->> 'name'
     WHERE w.run_id = run AND w.part = 'profile';
    -- of 7 a user has profiles one behind the other, of 6 the one that holds
    CREATE TEMP TABLE um_has ON COMMIT DROP AS
    SELECT x.username, x.plan, x.state, x.ends, row_number() OVER (PARTITION BY x.username ORDER BY x.state LIKE 'running%' DESC, x.n) AS nth, count(*) OVER (PARTITION BY x.username) AS many
      FROM (SELECT w.n, w.raw ->> 'user' AS username, w.raw ->> 'profile' AS plan, w.raw ->> 'state' AS state, w.raw ->> 'end-time' AS ends
              FROM console.import_raw w WHERE w.run_id = run AND w.part = 'user-profile' AND w.raw ->> 'state' IS DISTINCT FROM 'used'
            UNION ALL
            SELECT w.n, w.raw ->> 'name', w.raw ->> 'actual-profile', 'running', NULL
              FROM console.import_raw w WHERE w.run_id = run AND w.part = 'user' AND nullif(w.raw ->> 'actual-profile', '') IS NOT NULL) x;
    CREATE TEMP TABLE um_user ON COMMIT DROP AS
    SELECT w.n, w.raw ->> 'name' AS name, coalesce(console.phone_stored(nullif(w.raw ->> 'phone', '')), console.phone_stored(w.raw ->> 'name'),
                                                  console.phone_stored(substring(w.raw ->> 'comment' FROM '(?:^|[^0-9])(\+?(?:62|0)8[0-9]{7,12})(?![0-9])'))) AS phone,
           coalesce(nullif(concat_ws(' ', nullif(w.raw ->> 'first-name', ''), nullif(w.raw ->> 'last-name', '')), ''),
                    nullif(btrim(regexp_replace(coalesce(w.raw ->> 'comment', ''), '\+?(62|0)8[0-9]{7,12}', '')), ''), w.raw ->> 'name') AS said,
           w.raw ->> 'password' AS password, lower(nullif(w.raw ->> 'email', '')) AS email, coalesce(w.raw ->> 'disabled', 'false') IN ('true', 'yes') AS is_off,
           h.plan, h.ends, h.many, coalesce(s.bytes, 0) AS bytes, w.raw - ARRAY['password'] AS raw
      FROM console.import_raw w
      LEFT JOIN pg_temp.um_has h ON h.username = w.raw ->> 'name' AND h.nth = 1 AND h.state LIKE 'running%'
      LEFT JOIN (SELECT x.raw ->> 'user' AS username, sum(coalesce(nullif(x.raw ->> 'download', '')::numeric, 0) + coalesce(nullif(x.raw ->> 'upload', '')::numeric, 0)) AS bytes
                   FROM console.import_raw x WHERE x.run_id = run AND x.part = 'session' GROUP BY 1) s ON s.username = w.raw ->> 'name'
     WHERE w.run_id = run AND w.part = 'user';
    ANALYZE pg_temp.um_plan;
    ANALYZE pg_temp.um_user;
END $$;

-- What is to be given of a plan's limits, in MB; 0: none.
CREATE FUNCTION console.import_user_manager_mb(bytes numeric[], several text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(round((CASE several WHEN 'smallest' THEN min(b) ELSE max(b) END) / 1048576)::bigint, 0) FROM unnest(bytes) AS b
$$;

CREATE FUNCTION console.import_user_manager_plans(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.import_ask(run, 20, 'plan_prices', count(*), 'plans have a price that is no whole rupiah: say each (row=NAME), or skip them',
                               string_agg(p.name || ' ' || p.price_text, '; ' ORDER BY p.n), '{}') FROM pg_temp.um_plan p WHERE p.rp IS NULL;
    PERFORM console.import_ask(run, 21, 'several_limits', count(*), 'plans have several limits of volume, by the hour or one beside the other: which one comes along',
                               string_agg(p.name, '; ' ORDER BY p.n), '{largest,smallest}') FROM pg_temp.um_plan p WHERE p.limits > 1;
    PERFORM console.import_ask(run, 22, 'one_way', count(*), 'plans are limited each way by itself: here both are one, as their sum, or none',
                               string_agg(p.name, '; ' ORDER BY p.n), '{sum,none}') FROM pg_temp.um_plan p WHERE p.is_one_way;
    PERFORM console.import_ask(run, 23, 'time_plans', count(*), 'plans end after some hours on line, which packages here do not: take them without, or skip them',
                               string_agg(p.name, '; ' ORDER BY p.n), '{take,skip}') FROM pg_temp.um_plan p WHERE p.has_time;
    PERFORM console.import_ask(run, 24, 'short_plans', count(*), 'plans are valid for less than a day: take them as a day, or skip them',
                               string_agg(p.name, '; ' ORDER BY p.n), '{day,skip}') FROM pg_temp.um_plan p WHERE p.seconds < 86400;
    PERFORM console.import_ask(run, 25, 'endless_plans', count(*), 'plans have no end: take them as a year, or skip them',
                               string_agg(p.name, '; ' ORDER BY p.n), '{year,skip}') FROM pg_temp.um_plan p WHERE p.seconds IS NULL;
    INSERT INTO console.import_row (run_id, kind, n, key, place, label, name, price_rp, quota_mb, days, question, left_why, raw)
    SELECT run, 'package', row_number() OVER (ORDER BY p.n), p.name, 'profile ' || p.name, p.said, p.said, coalesce(p.rp, console.import_rp(nullif(a.price, 'skip'))),
           CASE WHEN p.is_one_way AND a.one_way = 'none' THEN 0 ELSE console.import_user_manager_mb(p.bytes, a.several) END,
           CASE WHEN p.seconds IS NULL THEN 365 ELSE greatest(1, ceil(p.seconds / 86400.0))::integer END,
           CASE WHEN p.rp IS NULL AND a.price IS NULL THEN 'plan_prices' WHEN p.limits > 1 AND a.several IS NULL THEN 'several_limits' WHEN p.is_one_way AND a.one_way IS NULL THEN 'one_way'
                WHEN p.has_time AND a.time IS NULL THEN 'time_plans' WHEN p.seconds < 86400 AND a.short IS NULL THEN 'short_plans'
                WHEN p.seconds IS NULL AND a.endless IS NULL THEN 'endless_plans' END,
           CASE WHEN 'skip' IN (a.price, CASE WHEN p.has_time THEN a.time END, CASE WHEN p.seconds < 86400 THEN a.short END, CASE WHEN p.seconds IS NULL THEN a.endless END)
                THEN 'is left out as you said' END, p.raw
      FROM pg_temp.um_plan p
     CROSS JOIN LATERAL (SELECT console.import_answered(run, 'plan_prices', p.name) AS price, console.import_answered(run, 'several_limits', p.name) AS several,
                                console.import_answered(run, 'one_way', p.name) AS one_way, console.import_answered(run, 'time_plans', p.name) AS time,
                                console.import_answered(run, 'short_plans', p.name) AS short, console.import_answered(run, 'endless_plans', p.name) AS endless) a;
END $$;

CREATE FUNCTION console.import_user_manager_users(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    clock CONSTANT text := (SELECT z.name FROM console.import_raw w JOIN pg_timezone_names z ON z.name = w.raw ->> 'time-zone-name' WHERE w.run_id = run AND w.part = 'clock' LIMIT 1);
    zone CONSTANT text := coalesce(console.import_answered(run, 'zone'), clock);
    is_loose CONSTANT boolean := EXISTS (SELECT FROM console.import_raw w WHERE w.run_id = run AND w.part = 'settings' AND w.raw ->> 'use-profiles' IN ('no', 'false'));
    profiles CONSTANT text := CASE WHEN is_loose THEN console.import_answered(run, 'use_profiles') ELSE 'apply' END;
    codes CONSTANT text := console.import_answered(run, 'codes');
    used CONSTANT text := console.import_answered(run, 'used');
BEGIN
    PERFORM console.import_ask(run, 12, 'zone', count(*), 'ends are by the clock of the router: its time zone', 'its clock says ' || coalesce(clock, 'none that is known'), '{}', clock)
       FROM pg_temp.um_user u WHERE console.import_router_time(u.ends) IS NOT NULL;
    PERFORM console.import_ask(run, 13, 'use_profiles', count(*), 'users have profiles, and that router does not use them: apply takes their limits along, none gives nothing', NULL, '{apply,none}')
       FROM pg_temp.um_user u WHERE is_loose AND u.plan IS NOT NULL;
    PERFORM console.import_ask(run, 14, 'codes', count(*), 'users have no phone number in name or comment, as codes on paper: skip leaves them on the router, customers asks of each for a number',
                               string_agg(u.name, '; ' ORDER BY u.n) FILTER (WHERE u.n <= 20), '{skip,customers}')
       FROM pg_temp.um_user u WHERE u.phone IS NULL;
    PERFORM console.import_ask(run, 15, 'used', count(*), 'users have sessions: what they used counts against their volume (sessions of earlier profiles too), or none of it', NULL, '{sessions,none}')
       FROM pg_temp.um_user u JOIN pg_temp.um_plan p ON p.name = u.plan WHERE u.bytes > 0 AND p.bytes IS NOT NULL AND u.phone IS NOT NULL;
    PERFORM console.import_ask(run, 16, 'queued', count(*), 'users have more than one profile one behind the other: running takes the one that runs, skip leaves them out',
                               string_agg(u.name, '; ' ORDER BY u.n) FILTER (WHERE u.n <= 20), '{running,skip}')
       FROM pg_temp.um_user u WHERE u.many > 1 AND u.phone IS NOT NULL;
    PERFORM console.import_ask(run, 17, 'no_password', count(*), 'users have no password that the router tells: new makes one, skip leaves them out',
                               string_agg(u.name, '; ' ORDER BY u.n) FILTER (WHERE u.n <= 20), '{new,skip}')
       FROM pg_temp.um_user u WHERE u.password IS NULL AND u.phone IS NOT NULL;
    INSERT INTO console.import_row (run_id, kind, n, key, place, label, phone, name, email, is_enabled, why_blocked, service, quota_mb, used_mb, ends_at, password, question, left_why, raw)
    SELECT run, 'customer', row_number() OVER (ORDER BY u.n), u.name, 'user ' || u.name, u.said, u.phone, u.said, u.email, NOT u.is_off,
           CASE WHEN u.is_off THEN 'disabled in User Manager' END, 'hotspot', CASE WHEN profiles = 'apply' AND p.n IS NOT NULL THEN p.quota_mb END,
           CASE WHEN used = 'sessions' THEN least(round(u.bytes / 1048576, 2), nullif(p.quota_mb, 0)) ELSE 0 END,
           CASE WHEN profiles = 'apply' THEN console.import_router_time(u.ends) AT TIME ZONE zone END, u.password,
           CASE WHEN p.question IS NOT NULL THEN p.question WHEN is_loose AND u.plan IS NOT NULL AND profiles IS NULL THEN 'use_profiles'
                WHEN u.many > 1 AND a.queued IS NULL THEN 'queued' WHEN u.password IS NULL AND a.password IS NULL THEN 'no_password'
                WHEN u.bytes > 0 AND p.quota_mb > 0 AND used IS NULL THEN 'used'
                WHEN console.import_router_time(u.ends) IS NOT NULL AND zone IS NULL THEN 'zone' END,
           CASE WHEN u.many > 1 AND a.queued = 'skip' OR u.password IS NULL AND a.password = 'skip' THEN 'is left out as you said' END, u.raw
      FROM pg_temp.um_user u
      LEFT JOIN console.import_row p ON p.run_id = run AND p.kind = 'package' AND p.key = u.plan
     CROSS JOIN LATERAL (SELECT console.import_answered(run, 'queued', u.name) AS queued, console.import_answered(run, 'no_password', u.name) AS password) a
     WHERE u.phone IS NOT NULL OR codes = 'customers';
    INSERT INTO console.import_row (run_id, kind, n, key, package, place, label, code, status, question, left_why)
    SELECT run, 'voucher', row_number() OVER (ORDER BY u.n), u.name, NULL, 'user ' || u.name, u.name, u.name, CASE WHEN u.bytes > 0 THEN 'used' ELSE 'unused' END,
           CASE WHEN codes IS NULL THEN 'codes' END, CASE WHEN codes = 'skip' THEN 'a code stays in the User Manager until it ends' END
      FROM pg_temp.um_user u
     WHERE u.phone IS NULL AND codes IS DISTINCT FROM 'customers';
END $$;

CREATE FUNCTION console.import_user_manager_take(run bigint) RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    PERFORM console.import_user_manager_stage(run);
    PERFORM console.import_user_manager_plans(run);
    PERFORM console.import_user_manager_users(run);
END $$;

-- Payments that were approved are what its screens sum up; who paid in cash is in none of them.
CREATE FUNCTION console.import_user_manager_facts(run bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.import_fact (run_id, place, what, there, file, taken, is_rp)
    SELECT run, f.place, f.what, f.there, f.file, f.taken, f.is_rp
      FROM (SELECT 1, 'users', NULL::numeric, count(*)::numeric,
                   (SELECT count(*) FROM console.import_row r WHERE r.run_id = run AND r.kind = 'customer' AND r.verdict IN ('new', 'there'))::numeric, false
              FROM console.import_raw w WHERE w.run_id = run AND w.part = 'user'
            UNION ALL
            SELECT 2, 'profiles', NULL, count(*), (SELECT count(*) FROM console.import_row r WHERE r.run_id = run AND r.kind = 'package' AND r.verdict IN ('new', 'there')), false
              FROM console.import_raw w WHERE w.run_id = run AND w.part = 'profile'
            UNION ALL
            SELECT 3, 'payments, of which approved ones count and cash is none', trunc(coalesce(sum(x.rp) FILTER (WHERE x.status = 'approved'), 0)), trunc(coalesce(sum(x.rp), 0)), NULL, true
              FROM (SELECT CASE WHEN w.raw ->> 'price' ~ '^[0-9]+(\.[0-9]+)?$' THEN (w.raw ->> 'price')::numeric END AS rp, w.raw ->> 'trans-status' AS status
                      FROM console.import_raw w WHERE w.run_id = run AND w.part = 'payment') x) AS f (place, what, there, file, taken, is_rp)
$$;
