-- applies: always
-- Packages and profiles: what is said of them, what a profile grants on routers, and what routers say of that. The portal's
-- own tables stay as they are: it knows a profile by its name alone.

-- What a profile is to grant. NULL: what routers have is left as it is.
CREATE TABLE console.profile_terms (
    profile_id        uuid PRIMARY KEY, -- no reference: the portal removes its profiles as it likes
    rate_limit        text,
    shared_users      text CHECK (shared_users ~ '^([1-9][0-9]{0,3}|unlimited)$'),
    session_timeout_s bigint CHECK (session_timeout_s >= 0), -- 0: none
    address_list      text,                                 -- '': none
    updated_at        timestamptz NOT NULL DEFAULT now()
);

-- The hotspot user profiles of a router as its last look saw them; written where they differ from that.
CREATE TABLE console.router_profile (
    router            text NOT NULL REFERENCES console.router (name) ON DELETE CASCADE,
    name              text NOT NULL,
    rate_limit        text NOT NULL DEFAULT '',
    shared_users      text NOT NULL DEFAULT '',
    session_timeout_s bigint NOT NULL DEFAULT 0,
    address_list      text NOT NULL DEFAULT '',
    seen_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (router, name)
);

-- Counted now and then: a list must not look at a million customers for a handful of rows.
CREATE TABLE console.package_tally (
    package_id uuid PRIMARY KEY,
    customers  bigint NOT NULL,
    sold       bigint NOT NULL,
    sold_rp    numeric NOT NULL,
    counted_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE console.profile_tally (
    name       text PRIMARY KEY, -- in small letters, as routers compare them
    customers  bigint NOT NULL,
    counted_at timestamptz NOT NULL DEFAULT now()
);

-- "10 GB", "unlimited".
CREATE FUNCTION console.package_quota_text(quota_gb numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN quota_gb = 0 THEN 'unlimited' ELSE trim_scale(quota_gb) || ' GB' END
$$;

-- "Rp 50.000 · 10 GB · 30 d · profile user": what a package is, in one line.
CREATE FUNCTION console.package_text(price bigint, quota_gb numeric, days integer, profile text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT console.rp_text(price) || ' · ' || console.package_quota_text(quota_gb) || ' · ' || days || ' d · profile ' || profile
$$;

-- A quota as it is typed, in GB where no unit is: 10, 2,5, 512MB, unlimited. NULL: it can't be read, or is finer than the
-- portal's column, which holds hundredths of a GB.
CREATE FUNCTION console.package_quota_given(given text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN g.text IN ('unlimited', 'tanpabatas') THEN 0
                WHEN g.text ~ '^[0-9]{1,6}(\.[0-9]{1,2})?g?b?$' AND g.text !~ '[0-9]b$' THEN rtrim(g.text, 'gb')::numeric
                WHEN g.text ~ '^[0-9]{1,9}mb?$' AND rtrim(g.text, 'mb')::numeric % 10.24 = 0 THEN rtrim(g.text, 'mb')::numeric / 1024
           END
      FROM (SELECT replace(replace(lower(given), ' ', ''), ',', '.') AS text) g
$$;

-- The profile of a package for which none is named, as the portal chooses it: by setting, and where none says it the names
-- that portals use, as far as they are known; else the one that every router has.
CREATE FUNCTION console.package_profile_default(quota_gb numeric) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        CASE WHEN quota_gb = 0 THEN console.setting('MIKROTIK_UNLIMITED_PROFILE', NULL)
             ELSE coalesce((SELECT nullif(btrim(s.setting_value), '') FROM public.application_settings s
                             WHERE s.setting_key = 'MIKROTIK_USER_PROFILE' AND NOT s.is_encrypted),
                           console.setting('MIKROTIK_ACTIVE_PROFILE', NULL)) END,
        (SELECT k.name
           FROM (SELECT f.profile_name AS name FROM public.package_profiles f
                 UNION ALL SELECT r.name FROM console.router_profile r) k
          WHERE k.name = CASE WHEN quota_gb = 0 THEN 'unlimited' ELSE 'user' END
          LIMIT 1),
        console.setting('MIKROTIK_DEFAULT_PROFILE', NULL), 'default')
$$;

-- Whether there is such a profile here or on a router: on one, a package may make it ours.
CREATE FUNCTION console.profile_is_known(profile text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM public.package_profiles f WHERE f.profile_name = profile)
        OR EXISTS (SELECT FROM console.router_profile r WHERE r.name = profile)
$$;

-- What is wrong with a package as it would be; NULL: nothing. quota is as it was typed, own the package itself.
CREATE FUNCTION console.package_misfit(own uuid, name text, quota text, profile text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM public.packages p
                              WHERE lower(p.name) = lower(package_misfit.name) AND p.id IS DISTINCT FROM own)
                THEN 'there is a package ' || name || ' already'
                WHEN quota IS NOT NULL AND coalesce(console.package_quota_given(quota), 102401) > 102400
                THEN 'quota=' || quota || ' is no quota like 10, 2.5 or 512MB; 0 for unlimited'
                WHEN profile IS NOT NULL AND NOT console.profile_is_known(profile)
                THEN 'there is no profile ' || profile || ': add it first' END
$$;

-- What giving packages other terms would change, of each NULL for as it is.
CREATE FUNCTION console.package_edits(ids uuid[], new_name text, new_price bigint, new_quota text, new_days integer,
                                      new_profile text)
RETURNS TABLE (id uuid, name text, before jsonb, after jsonb, refusal text, old_text text, new_text text)
LANGUAGE sql STABLE AS $$
    SELECT p.id, p.name, c.before, c.after,
           CASE WHEN w.wish = '{}' AND new_quota IS NULL THEN 'nothing is given that could be changed'
                WHEN new_name IS NOT NULL AND cardinality(ids) > 1 THEN 'a name is of one package alone'
                WHEN m.misfit IS NOT NULL THEN m.misfit
                WHEN c.after IS NULL THEN 'has this already' END,
           console.package_text(p.price, p.data_quota_gb, p.duration_days, f.profile_name),
           CASE WHEN new_name <> p.name THEN new_name || ' · ' ELSE '' END
           || console.package_text(coalesce(new_price, p.price),
                                   coalesce(console.package_quota_given(new_quota), p.data_quota_gb),
                                   coalesce(new_days, p.duration_days), coalesce(new_profile, f.profile_name))
      FROM public.packages p
      JOIN public.package_profiles f ON f.id = p.profile_id
     CROSS JOIN LATERAL (SELECT console.package_misfit(p.id, new_name, new_quota, new_profile) AS misfit) m
     CROSS JOIN LATERAL (
           SELECT jsonb_strip_nulls(jsonb_build_object('name', new_name, 'price', new_price, 'duration_days', new_days,
                                                       'profile', new_profile,
                                                       'data_quota_gb', console.package_quota_given(new_quota))) AS wish,
                  jsonb_build_object('name', p.name, 'price', p.price, 'duration_days', p.duration_days,
                                     'profile', f.profile_name, 'data_quota_gb', p.data_quota_gb) AS now) w
     CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(x.key, w.now -> x.key) AS before, jsonb_object_agg(x.key, x.value) AS after
             FROM jsonb_each(w.wish) x
            WHERE w.now -> x.key IS DISTINCT FROM x.value) c
     WHERE p.id = ANY (ids)
$$;

-- Who has a package: who bought it or was given it within its days, whatever by, and who subscribes to it.
CREATE FUNCTION console.package_customers(wanted uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE AS $$
    SELECT t.user_id
      FROM public.transactions t
     WHERE t.package_id = wanted AND t.status = 'SUCCESS' AND t.user_id IS NOT NULL
       -- As the index has it: what was bought long ago is not looked at.
       AND coalesce(t.payment_time, '-infinity')
           > (SELECT now() - make_interval(days => p.duration_days) FROM public.packages p WHERE p.id = wanted)
    UNION
    SELECT a.entity_id::uuid
      FROM public.packages p
      JOIN console.operation o ON o.args ->> 'package' = p.name
       AND o.at > now() - make_interval(days => p.duration_days)
       AND NOT EXISTS (SELECT FROM console.operation n WHERE n.undo_of = o.id)
      JOIN console.audit_log a ON a.operation_id = o.id AND a.entity_type = 'user'
     WHERE p.id = wanted
    UNION
    SELECT s.user_id FROM console.subscription s WHERE s.package_id = wanted AND s.status <> 'ended'
$$;

-- How many these are: where they are a great many, as the tally has it.
CREATE FUNCTION console.package_customer_count(wanted uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT y.customers FROM console.package_tally y WHERE y.package_id = wanted AND y.customers >= 5000),
                    (SELECT count(*) FROM console.package_customers(wanted)))
$$;

-- Open charges for a package, ours and the portal's own.
CREATE FUNCTION console.package_open_charges(wanted uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM console.charge c WHERE c.package_id = wanted AND c.state IN ('new', 'open'))
           + (SELECT count(*)
                FROM public.transactions t
               -- As the index has it.
               WHERE (CASE t.status::text WHEN 'SUCCESS' THEN 'paid' WHEN 'PENDING' THEN 'open' WHEN 'UNKNOWN' THEN 'open'
                                          ELSE lower(t.status::text) END) = 'open'
                 AND t.package_id = wanted
                 AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id))
$$;

-- What an edit leaves as it is, counted: for one preview, not for a list.
CREATE FUNCTION console.package_edit_note(ids uuid[], changes_price boolean) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws('; ',
               CASE k.customers WHEN 0 THEN 'nobody has it now' WHEN 1 THEN k.customers || ' customer has it: what was bought stays'
                                ELSE k.customers || ' customers have it: what they bought stays' END,
               CASE WHEN changes_price AND k.charges > 0 THEN k.charges
                        || CASE k.charges WHEN 1 THEN ' open charge keeps the old price' ELSE ' open charges keep the old price' END END,
               CASE WHEN changes_price AND k.subscriptions > 0 THEN k.subscriptions
                        || CASE k.subscriptions WHEN 1 THEN ' subscription keeps its price'
                                                ELSE ' subscriptions keep their price' END END,
               CASE WHEN changes_price THEN 'debts without a price of their own are priced by it anew' END)
      FROM (SELECT (SELECT sum(console.package_customer_count(i.id))::bigint FROM unnest(ids) AS i (id)) AS customers,
                   (SELECT sum(console.package_open_charges(i.id))::bigint FROM unnest(ids) AS i (id)) AS charges,
                   (SELECT count(*) FROM console.subscription s
                     WHERE s.package_id = ANY (ids) AND s.status <> 'ended') AS subscriptions) k
$$;

-- What refers to a package: every table here or of the portal that names one by its id, whoever made it. NULL: nothing.
CREATE FUNCTION console.package_reference(package uuid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    place record;
    is_used boolean;
BEGIN
    FOR place IN
        SELECT n.nspname, c.relname, a.attname
          FROM pg_attribute a
          JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname IN ('public', 'console')
         WHERE NOT a.attisdropped AND c.relname <> 'package_tally'
           AND (a.attname = 'package_id' AND a.atttypid = 'uuid'::regtype
                OR EXISTS (SELECT FROM pg_constraint k
                            WHERE k.contype = 'f' AND k.conrelid = c.oid AND k.confrelid = 'public.packages'::regclass
                              AND k.conkey = ARRAY[a.attnum]))
         ORDER BY n.nspname DESC, c.relname, a.attnum
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I.%I x WHERE x.%I = $1)', place.nspname, place.relname, place.attname)
           INTO is_used USING package;
        IF is_used THEN
            RETURN CASE place.relname WHEN 'transactions' THEN 'payments' WHEN 'charge' THEN 'payments'
                                      WHEN 'subscription' THEN 'subscriptions' ELSE place.relname END;
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

-- Why a package can't be removed; NULL: it can.
CREATE FUNCTION console.package_remove_refusal(package uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.place IS NOT NULL THEN 'is named by ' || r.place || ': withdraw it instead'
                WHEN EXISTS (SELECT FROM console.package_customers(package))
                THEN 'customers have it: withdraw it instead' END
      FROM (SELECT console.package_reference(package) AS place) r
$$;

-- "5M/5M" and "5000k/5000k" are one rate, and "5M" is both ways: each figure as a number, what is none as it is.
CREATE FUNCTION console.rate_key(rate text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT string_agg(CASE WHEN p.word LIKE '%/%' THEN p.key ELSE p.key || '/' || p.key END, ' ' ORDER BY p.place)
      FROM (SELECT w.word, w.place,
                   (SELECT string_agg(CASE WHEN x.part ~ '^[0-9]{1,15}[kmg]?$'
                                           THEN (rtrim(x.part, 'kmg')::numeric
                                                 * CASE right(x.part, 1) WHEN 'k' THEN 1000 WHEN 'm' THEN 1000000
                                                                         WHEN 'g' THEN 1000000000 ELSE 1 END)::text
                                           ELSE x.part END, '/' ORDER BY x.place)
                      FROM regexp_split_to_table(w.word, '/') WITH ORDINALITY AS x (part, place)) AS key
              FROM regexp_split_to_table(lower(btrim(rate)), '\s+') WITH ORDINALITY AS w (word, place)) p
$$;

-- A span of time as RouterOS writes it: "1d2h", "0s".
CREATE FUNCTION console.ros_span(seconds bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN seconds = 0 THEN '0s'
                WHEN seconds > 0 THEN concat(nullif(seconds / 604800, 0) || 'w', nullif(seconds % 604800 / 86400, 0) || 'd',
                            nullif(seconds % 86400 / 3600, 0) || 'h', nullif(seconds % 3600 / 60, 0) || 'm',
                            nullif(seconds % 60, 0) || 's') END
$$;

-- The other way; a bare number is of seconds. NULL: it can't be read.
CREATE FUNCTION console.ros_span_given(given text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN g.text ~ '^[0-9]{1,9}$' THEN g.text::bigint
                WHEN g.text ~ '^([0-9]{1,4}w)?([0-9]{1,5}d)?([0-9]{1,6}h)?([0-9]{1,7}m)?([0-9]{1,9}s)?$' AND g.text <> ''
                THEN (SELECT sum(p.n[1]::bigint * CASE p.n[2] WHEN 'w' THEN 604800 WHEN 'd' THEN 86400 WHEN 'h' THEN 3600
                                                              WHEN 'm' THEN 60 ELSE 1 END)::bigint
                        FROM regexp_matches(g.text, '([0-9]+)([wdhms])', 'g') AS p (n)) END
      FROM (SELECT lower(replace(given, ' ', '')) AS text) g
$$;

-- "rate 5M/5M · 1 device · at most 8h · list vip": what a profile grants. NULL: nothing is said of it.
CREATE FUNCTION console.profile_text(rate_limit text, shared_users text, session_timeout_s bigint, address_list text)
RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(concat_ws(' · ', 'rate ' || CASE rate_limit WHEN '' THEN 'unlimited' ELSE rate_limit END,
                            'shared users ' || shared_users,
                            'session ' || CASE session_timeout_s WHEN 0 THEN 'unlimited'
                                                                 ELSE console.ros_span(session_timeout_s) END,
                            'list ' || CASE address_list WHEN '' THEN 'none' ELSE address_list END), '')
$$;

-- How routers that were looked at stand to a profile: missing, differs, or same; difference in words, none where it is same.
CREATE FUNCTION console.profile_on_routers(profile uuid)
RETURNS TABLE (router text, place integer, state text, difference text, grants text)
LANGUAGE sql STABLE AS $$
    SELECT r.name, r.position,
           CASE WHEN g.name IS NULL THEN 'missing' WHEN d.text IS NULL THEN 'same' ELSE 'differs' END,
           CASE WHEN g.name IS NULL THEN 'missing on router ' || r.name ELSE d.text END,
           console.profile_text(g.rate_limit, nullif(g.shared_users, ''), g.session_timeout_s, g.address_list)
      FROM public.package_profiles f
      LEFT JOIN console.profile_terms t ON t.profile_id = f.id
      JOIN console.router r ON r.is_enabled
       AND EXISTS (SELECT FROM console.router_profile x WHERE x.router = r.name)
      LEFT JOIN LATERAL (SELECT x.*
                           FROM console.router_profile x
                          WHERE x.router = r.name AND lower(x.name) = lower(f.profile_name)
                          ORDER BY x.name = f.profile_name DESC
                          LIMIT 1) g ON true
     CROSS JOIN LATERAL (
           SELECT nullif(string_agg(w.what || ' ' || coalesce(nullif(w.here, ''), '-') || ' here, '
                                    || coalesce(nullif(w.there, ''), '-') || ' on ' || r.name, '; ' ORDER BY w.place), '') AS text
             FROM (VALUES (1, 'rate', t.rate_limit, g.rate_limit,
                           console.rate_key(t.rate_limit) <> console.rate_key(g.rate_limit)),
                          (2, 'shared users', t.shared_users, g.shared_users, t.shared_users <> g.shared_users),
                          (3, 'session', console.ros_span(t.session_timeout_s), console.ros_span(g.session_timeout_s),
                           t.session_timeout_s <> g.session_timeout_s),
                          (4, 'list', t.address_list, g.address_list, t.address_list <> g.address_list))
                  AS w (place, what, here, there, is_other)
            WHERE w.is_other) d
     WHERE f.id = profile
$$;

-- The states of customers that a profile is for, with commas between; NULL: none.
CREATE FUNCTION console.profile_states(profile text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(r.status, ', ' ORDER BY r.strictness) FROM console.access_rule() r WHERE lower(r.profile) = lower(profile_states.profile)
$$;

-- The settings that name a profile, with commas between; NULL: none does.
CREATE FUNCTION console.profile_settings(profile text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(i.key, ', ' ORDER BY i.key)
      FROM console.setting_info i
     WHERE i.key LIKE 'MIKROTIK\_%\_PROFILE' AND lower(console.setting(i.key)) = lower(profile)
$$;

-- What taking packages off sale, or putting them on sale, would change; outcome is what would be after.
CREATE FUNCTION console.package_turn_plan(ids uuid[], wanted boolean, outcome text, remark text)
RETURNS TABLE (id uuid, refusal text, label text, before text, after text, note text)
LANGUAGE sql STABLE AS $$
    WITH target AS MATERIALIZED (
        SELECT p.id, p.name, p.is_active,
               CASE WHEN p.is_active = wanted THEN CASE WHEN wanted THEN 'is on sale already' ELSE 'is sold no more already' END
               END AS refusal,
               console.package_text(p.price, p.data_quota_gb, p.duration_days, f.profile_name) AS terms
          FROM public.packages p
          JOIN public.package_profiles f ON f.id = p.profile_id
         WHERE p.id = ANY (ids)
    ), placed AS (
        SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY lower(t.name), t.id) AS place FROM target t
    )
    SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.name END,
           CASE WHEN t.place <= 20 THEN CASE WHEN t.is_active THEN 'on sale · ' ELSE 'sold no more · ' END || t.terms END,
           CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN outcome END,
           CASE WHEN t.place = 1 AND t.refusal IS NULL THEN remark END
      FROM placed t
     ORDER BY t.place, t.id
$$;

CREATE FUNCTION console.package_turn(operation uuid, ids uuid[], wanted boolean) RETURNS SETOF uuid LANGUAGE sql AS $$
    WITH turned AS (
        UPDATE public.packages p SET is_active = wanted WHERE p.id = ANY (ids) AND p.is_active <> wanted RETURNING p.id
    )
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
    SELECT o.id, o.actor, o.action, 'package', t.id::text, jsonb_build_object('is_active', NOT wanted),
           jsonb_build_object('is_active', wanted)
      FROM console.operation o
     CROSS JOIN turned t
     WHERE o.id = operation
    RETURNING entity_id::uuid
$$;

-- The end of a validity that gets days more or less, counted as a purchase counts them: from what still runs, or from now.
-- Days never make it shorter, and days less are taken off what still runs. Where nothing changes: why.
CREATE FUNCTION console.days_added(expiry timestamptz, days integer, start text, is_unlimited boolean)
RETURNS TABLE (until timestamptz, refusal text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT n.until,
           CASE WHEN days = 0 THEN 'no day is added'
                WHEN expiry IS NULL AND is_unlimited THEN 'is unlimited and has no end'
                WHEN expiry IS NULL THEN 'has no end: quota.set_expiry sets one'
                WHEN days < 0 AND expiry <= now() THEN 'is over already'
                WHEN days > 0 AND n.until <= expiry THEN 'is valid longer already: from=end adds to that' END
      FROM (SELECT CASE WHEN days < 0 THEN expiry
                        WHEN coalesce(start, CASE console.setting('package_validity', 'now') WHEN 'extend' THEN 'end' ELSE 'today' END)
                             = 'end' THEN greatest(now(), expiry)
                        ELSE now() END + make_interval(days => days) AS until) n
$$;

-- A rate as RouterOS writes it, as it was typed: one figure or both ways, and what may follow (burst, threshold, time,
-- priority, least). '' for none; NULL: it can't be read.
CREATE FUNCTION console.rate_given(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN g.text IN ('unlimited', 'none', '0') THEN ''
                WHEN g.text ~ '^[1-9][0-9]{0,9}[kmg]?(/[1-9][0-9]{0,9}[kmg]?)?( [0-9]{1,10}[kmg]?(/[0-9]{1,10}[kmg]?)?){0,5}$'
                THEN translate(g.text, 'mg', 'MG') END
      FROM (SELECT regexp_replace(regexp_replace(lower(btrim(given)), '\s*/\s*', '/', 'g'), '\s+', ' ', 'g') AS text) g
$$;

-- What is wrong with a profile as it would be; NULL: nothing. What is typed - is taken away.
CREATE FUNCTION console.profile_misfit(own uuid, name text, rate text, shared text, session text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM public.package_profiles f
                              WHERE lower(f.profile_name) = lower(profile_misfit.name) AND f.id IS DISTINCT FROM own)
                THEN 'there is a profile ' || name || ' already'
                WHEN rate <> '-' AND console.rate_given(rate) IS NULL
                THEN 'rate=' || rate || ' is no rate like 5M/5M or 512k/2M; unlimited for none'
                WHEN shared <> '-' AND lower(shared) !~ '^([1-9][0-9]{0,3}|unlimited)$'
                THEN 'shared=' || shared || ' is no number of devices like 1; unlimited for any'
                WHEN session <> '-' AND lower(session) <> 'unlimited' AND console.ros_span_given(session) IS NULL
                THEN 'session=' || session || ' is no time like 8h or 1d12h; 0 for no end' END
$$;

-- What was typed, in the columns of console.profile_terms; only what was given.
CREATE FUNCTION console.profile_wish(rate text, shared text, session text, list text) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN rate IS NULL THEN '{}'
                ELSE jsonb_build_object('rate_limit', CASE WHEN rate <> '-' THEN console.rate_given(rate) END) END
           || CASE WHEN shared IS NULL THEN '{}' ELSE jsonb_build_object('shared_users', nullif(lower(shared), '-')) END
           || CASE WHEN session IS NULL THEN '{}'
                   ELSE jsonb_build_object('session_timeout_s', CASE WHEN session = '-' THEN NULL WHEN lower(session) = 'unlimited' THEN 0
                                                                     ELSE console.ros_span_given(session) END) END
           || CASE WHEN list IS NULL THEN '{}'
                   ELSE jsonb_build_object('address_list', CASE WHEN list = '-' THEN NULL WHEN lower(list) = 'none' THEN ''
                                                                ELSE list END) END
$$;

-- Why a profile can't get another name: what goes by the old one. NULL: nothing does.
CREATE FUNCTION console.profile_use(profile text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN lower(profile) = 'default' THEN 'is the one that every router has'
                WHEN EXISTS (SELECT FROM public.users u WHERE lower(coalesce(u.mikrotik_profile_name, '')) = lower(profile))
                THEN 'customers are on it'
                WHEN console.profile_settings(profile) IS NOT NULL THEN 'is named by ' || console.profile_settings(profile) END
$$;

-- What other terms of profiles would change, of each NULL for as it is.
CREATE FUNCTION console.profile_edits(ids uuid[], new_name text, rate text, shared text, session text, list text)
RETURNS TABLE (id uuid, name text, before jsonb, after jsonb, refusal text, old_text text, new_text text)
LANGUAGE sql STABLE AS $$
    SELECT f.id, f.profile_name, c.before, c.after,
           CASE WHEN new_name IS NOT NULL AND cardinality(ids) > 1 THEN 'a name is of one profile alone'
                WHEN m.misfit IS NOT NULL THEN m.misfit
                WHEN w.wish = '{}' THEN 'nothing is given that could be changed'
                WHEN c.after IS NULL THEN 'has this already'
                WHEN c.after ? 'name' THEN console.profile_use(f.profile_name) END,
           coalesce(console.profile_text(t.rate_limit, t.shared_users, t.session_timeout_s, t.address_list), 'as routers have it'),
           CASE WHEN c.after ? 'name' THEN new_name || ' · ' ELSE '' END
           || coalesce((SELECT console.profile_text(n.rate_limit, n.shared_users, n.session_timeout_s, n.address_list)
                          FROM jsonb_populate_record(t, coalesce(c.after, '{}')) n), 'as routers have it')
      FROM public.package_profiles f
      LEFT JOIN console.profile_terms t ON t.profile_id = f.id
     CROSS JOIN LATERAL (SELECT console.profile_misfit(f.id, new_name, rate, shared, session) AS misfit) m
     CROSS JOIN LATERAL (
           SELECT CASE WHEN new_name IS NULL THEN '{}' ELSE jsonb_build_object('name', new_name) END
                  || console.profile_wish(rate, shared, session, list) AS wish,
                  jsonb_build_object('name', f.profile_name, 'rate_limit', t.rate_limit, 'shared_users', t.shared_users,
                                     'session_timeout_s', t.session_timeout_s, 'address_list', t.address_list) AS now) w
     CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(x.key, w.now -> x.key) AS before, jsonb_object_agg(x.key, x.value) AS after
             FROM jsonb_each(w.wish) x
            WHERE w.now -> x.key IS DISTINCT FROM x.value) c
     WHERE f.id = ANY (ids)
$$;

-- Why a profile can't be removed; NULL: it can.
CREATE FUNCTION console.profile_remove_refusal(profile uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM public.packages p WHERE p.profile_id = profile) THEN 'packages have it'
                ELSE console.profile_use(f.profile_name) END
      FROM public.package_profiles f
     WHERE f.id = profile
$$;

-- Where a profile would be pushed: routers that were looked at and differ, or were never looked at; each with what is done.
CREATE FUNCTION console.profile_push_targets(profile uuid) RETURNS TABLE (router text, place integer, deed text)
LANGUAGE sql STABLE AS $$
    SELECT r.name, r.position,
           CASE WHEN o.state IS NULL THEN 'look at ' || r.name || ' first' WHEN o.state = 'missing' THEN 'make it on ' || r.name
                ELSE 'change it on ' || r.name END
      FROM console.router r
      LEFT JOIN console.profile_on_routers(profile) o ON o.router = r.name
     WHERE r.is_enabled AND o.state IS DISTINCT FROM 'same'
$$;
