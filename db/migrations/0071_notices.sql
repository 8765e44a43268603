-- applies: always
-- Messages to customers and admins beyond those of payments: what was said to whom about which occasion, so that it is
-- said once, whoever works on it; broadcasts; news for admins.

-- What may be said. Without a switch it is said always. is_urgent: it answers what somebody has just done, and waits for
-- no morning. wants_active: only to a customer who is active and approved.
CREATE TABLE console.notice_event (
    event        text PRIMARY KEY,
    switch       text,
    is_urgent    boolean NOT NULL,
    wants_active boolean NOT NULL
);
INSERT INTO console.notice_event (event, switch, is_urgent, wants_active) VALUES
    ('welcome', 'notice_welcome', true, true),
    ('password', 'notice_password', true, true),
    ('rejected', 'notice_rejected', true, false),
    ('request_approved', 'notice_request', true, true),
    ('request_refused', 'notice_request', true, true),
    ('blocked', 'notice_access', false, true),
    ('unblocked', 'notice_access', false, true),
    ('quota', 'notice_quota', false, true),
    ('validity', 'notice_validity', false, true),
    ('broadcast', NULL, false, true);

-- A text to many customers. Its row in the outbox hands it over, a few at a time, to what carries messages.
CREATE TABLE console.broadcast (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid          uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    operation_id uuid NOT NULL UNIQUE,
    actor        text NOT NULL,
    text         text NOT NULL CHECK (text <> ''),
    state        text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'stopped', 'done')),
    total        bigint NOT NULL DEFAULT 0,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    CONSTRAINT broadcast_ended_has_time CHECK ((state = 'done') = (ended_at IS NOT NULL))
);

-- What a customer is told of an occasion, once. No reference to the customer: the portal may remove him, and what was
-- said stays said.
--   known    it was so before anybody was to be told
--   waiting  to be told
--   handed   to a messenger: its row in the outbox says how it went
--   dropped  not told, and why
CREATE TABLE console.notice (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    uid          uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    user_id      uuid NOT NULL,
    event        text NOT NULL REFERENCES console.notice_event (event),
    occasion     text NOT NULL,
    broadcast_id bigint REFERENCES console.broadcast (id),
    operation_id uuid,
    data         jsonb NOT NULL DEFAULT '{}',
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('known', 'waiting', 'handed', 'dropped')),
    note         text,
    carried_by   bigint,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at     timestamptz,
    CONSTRAINT notice_once UNIQUE (user_id, event, occasion),
    CONSTRAINT notice_handed_is_carried CHECK ((state = 'handed') = (carried_by IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX notice_of_broadcast ON console.notice (broadcast_id, id) WHERE broadcast_id IS NOT NULL;
CREATE INDEX notice_to_hand_over ON console.notice (broadcast_id, id) WHERE state = 'waiting' AND broadcast_id IS NOT NULL;
CREATE INDEX notice_told ON console.notice (user_id, created_at DESC, id DESC) WHERE state = 'handed';

-- In which language a customer is told; the others as message_language says.
CREATE TABLE console.customer_language (
    user_id  uuid PRIMARY KEY,
    language text NOT NULL CHECK (language IN ('id', 'en'))
);

-- Since when something is watched, and up to when it was looked at.
CREATE TABLE console.notice_watch (
    kind       text PRIMARY KEY,
    since      timestamptz NOT NULL,
    seen_until timestamptz NOT NULL
);

-- What a customer had at the beginning of what he uses up now. A change of what was bought, or less used than before,
-- begins another period: then its number (when it began, in microseconds) is another, and all is said anew.
CREATE TABLE console.quota_period (
    user_id      uuid PRIMARY KEY,
    number       bigint NOT NULL,
    purchased_mb bigint NOT NULL,
    used_mb      numeric NOT NULL,
    base_mb      numeric NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- What admins are told: each once, many in one message.
CREATE TABLE console.admin_news (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind     text NOT NULL CHECK (kind IN ('registration', 'request', 'block', 'failure')),
    key      text NOT NULL,
    text     text NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    told_at  timestamptz,
    CONSTRAINT admin_news_once UNIQUE (kind, key)
);
CREATE INDEX admin_news_to_tell ON console.admin_news (kind, id) WHERE told_at IS NULL;
CREATE INDEX admin_news_told ON console.admin_news (kind, told_at DESC) WHERE told_at IS NOT NULL;

-- As in 0052, with steps of quota, days of validity, and the quiet hours.
CREATE OR REPLACE FUNCTION console.setting_bad_word(key text, value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min(w.word) || CASE key
           WHEN 'HOTSPOT_BYPASS_STATUSES' THEN ' is no state: unlimited, active, fup, habis, expired, inactive, blocked'
           WHEN 'invoice_reminder_days' THEN ' is no number of days like 3 or -3'
           WHEN 'notice_quota_steps' THEN ' is no percentage like 20'
           WHEN 'notice_validity_days' THEN ' is no number of days like 7'
           WHEN 'notice_quiet_hours' THEN ' is no time of the day like 21:00-07:00'
           WHEN 'payment_methods' THEN
               ' is no way to pay: ' || (SELECT string_agg(m.word, ', ' ORDER BY m.place) FROM console.payment_methods() m)
           WHEN 'walled_garden_hosts' THEN ' is no host like *.bank.co.id'
           ELSE ' is no address, network or host like 10.0.0.0/8 or pay.bank.co.id' END
      FROM regexp_split_to_table(value, CASE WHEN key IN ('HOTSPOT_BYPASS_STATUSES', 'payment_methods', 'notice_quota_steps',
                                                         'notice_validity_days') THEN '[\s,]+' ELSE '\s+' END) AS w (word)
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
           WHEN 'notice_quota_steps' THEN w.word !~ '^[1-9][0-9]?$'
           WHEN 'notice_validity_days' THEN w.word !~ '^[1-9][0-9]?$'
           WHEN 'notice_quiet_hours' THEN w.word !~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'
           -- a name in which * may stand for any part but the last two: nobody means all of a country
           WHEN 'walled_garden_hosts' THEN
               NOT n.is_network
               AND w.word !~* ('^((\*|\*?' || p.label || '\*?)\.)*' || p.label || '\.' || p.label || '$')
           -- an address or a network that is not everything; else a name that could not be meant as one
           WHEN 'payment_bypass_addresses' THEN
               NOT n.is_network AND w.word !~* ('^(' || p.label || '\.)+' || '[a-z]([a-z0-9-]*[a-z0-9])?$')
           ELSE false END
$$;

-- Whole numbers of a setting that holds several, each once; what another hand wrote there and is none is passed over.
CREATE FUNCTION console.setting_numbers(key text) RETURNS integer[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT w.word::integer), '{}')
      FROM regexp_split_to_table(console.setting(key), '[\s,]+') AS w (word)
     WHERE w.word ~ '^[1-9][0-9]?$'
$$;

CREATE FUNCTION console.is_switched_on(switch text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT switch IS NULL OR coalesce(console.setting(switch) = 'on', false)
$$;

-- When the quiet hours end that this moment lies in, in the shop's zone; NULL: it lies in none. Where several are set,
-- the longest wait.
CREATE FUNCTION console.quiet_until(moment timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT max(((n.day + CASE WHEN h.from_time > h.to_time AND n.at >= h.from_time THEN 1 ELSE 0 END) + h.to_time)
               AT TIME ZONE n.zone)
      FROM (SELECT z.name AS zone, (moment AT TIME ZONE z.name)::date AS day, (moment AT TIME ZONE z.name)::time AS at
              FROM (SELECT console.zone() AS name OFFSET 0) z) n
     CROSS JOIN LATERAL (
           SELECT split_part(w.word, '-', 1)::time AS from_time, split_part(w.word, '-', 2)::time AS to_time
             FROM regexp_split_to_table(console.setting('notice_quiet_hours'), '\s+') AS w (word)
            WHERE w.word ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$') h
     WHERE CASE WHEN h.from_time <= h.to_time THEN n.at >= h.from_time AND n.at < h.to_time
                ELSE n.at >= h.from_time OR n.at < h.to_time END
$$;

-- In which language a customer is told.
CREATE FUNCTION console.message_language(user_id uuid) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT l.language FROM console.customer_language l WHERE l.user_id = message_language.user_id),
                    (SELECT s.language FROM (SELECT console.setting('message_language') AS language) s
                      WHERE s.language IN ('id', 'en')), 'id')
$$;

-- Asks, in the transaction of an action, that a customer be told. It obeys the switch of the event, and what was said of
-- this occasion is not said again. The customer is looked at when it is sent, so he may be made, changed or removed in
-- the same statement.
--   data      what the event's template has besides {name} and {phone}: texts; see docs/messages.md. Never a password:
--             {password} is read when it is sent. Of somebody who is removed: full_name, phone_number, telegram_chat_id
--   occasion  NULL: of its own each time, so that each call is told
-- False: the switch is off, or it was said before.
CREATE FUNCTION console.notify_customer(user_id uuid, event text, data jsonb DEFAULT '{}', occasion text DEFAULT NULL,
                                        operation_id uuid DEFAULT NULL) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    wanted console.notice_event;
    made console.notice;
BEGIN
    SELECT e.* INTO wanted FROM console.notice_event e WHERE e.event = notify_customer.event;
    IF NOT FOUND OR wanted.event = 'broadcast' THEN
        RAISE EXCEPTION 'there is no message to customers called %', event USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT console.is_switched_on(wanted.switch) THEN
        RETURN false;
    END IF;
    INSERT INTO console.notice AS n (user_id, event, occasion, operation_id, data)
    VALUES (notify_customer.user_id, notify_customer.event, coalesce(notify_customer.occasion, gen_random_uuid()::text),
            notify_customer.operation_id, coalesce(notify_customer.data, '{}') - 'password')
    ON CONFLICT ON CONSTRAINT notice_once DO NOTHING
    RETURNING n.* INTO made;
    IF made.id IS NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    VALUES (notify_customer.operation_id, 'message:user', 'notice', 'notice', made.uid,
            jsonb_build_object('notice', made.id, 'user_id', made.user_id, 'event', made.event));
    RETURN true;
END $$;

-- Something that admins are to hear, as the switch of its kind says; the first at once, what follows within
-- admin_notice_minutes in one message. False: the switch is off, or it was said before.
CREATE FUNCTION console.notify_admins(kind text, key text, said text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT console.is_switched_on('admin_notice_' || kind) THEN
        RETURN false;
    END IF;
    INSERT INTO console.admin_news AS n (kind, key, text)
    VALUES (notify_admins.kind, notify_admins.key, left(regexp_replace(notify_admins.said, '[[:cntrl:]]+', ' ', 'g'), 200))
    ON CONFLICT ON CONSTRAINT admin_news_once DO NOTHING;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload, next_attempt_at)
    SELECT 'message:user', 'admin_notice', 'admin_notice', md5('admin_notice:' || notify_admins.kind)::uuid,
           jsonb_build_object('kind', notify_admins.kind),
           greatest(clock_timestamp(),
                    (SELECT max(n.told_at) FROM console.admin_news n WHERE n.kind = notify_admins.kind AND n.told_at IS NOT NULL)
                    + make_interval(mins => console.setting_bigint('admin_notice_minutes', 10)::integer))
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING;
    RETURN true;
END $$;

-- What an operation changed of access is told to its customers, and to admins where a policy has blocked.
-- $1 operation, $2 of its audit rows, those after this number
CREATE FUNCTION console.notify_access(operation uuid, after_id bigint) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    tells_customers boolean := console.is_switched_on('notice_access');
    tells_admins boolean := console.is_switched_on('admin_notice_block');
BEGIN
    IF NOT tells_customers AND NOT tells_admins THEN
        RETURN;
    END IF;
    IF tells_customers THEN
        WITH made AS (
            INSERT INTO console.notice AS n (user_id, event, occasion, operation_id, data)
            SELECT a.entity_id::uuid, CASE WHEN (a.after ->> 'is_blocked')::boolean THEN 'blocked' ELSE 'unblocked' END,
                   operation::text, operation,
                   jsonb_strip_nulls(jsonb_build_object(
                       'cause', CASE WHEN (a.after ->> 'is_blocked')::boolean
                                     THEN coalesce(console.block_cause(a.after ->> 'blocked_reason'), 'hand') END,
                       -- an operator's own words; what a program wrote has bars in it
                       'said', CASE WHEN (a.after ->> 'is_blocked')::boolean AND strpos(a.after ->> 'blocked_reason', '|') = 0
                                    THEN nullif(btrim(a.after ->> 'blocked_reason'), '') END))
              FROM console.audit_log a
             WHERE a.operation_id = operation AND a.entity_type = 'user' AND a.id > after_id AND a.after ? 'is_blocked'
               AND a.before ->> 'is_blocked' IS DISTINCT FROM a.after ->> 'is_blocked'
             ORDER BY a.id
            ON CONFLICT ON CONSTRAINT notice_once DO NOTHING
            RETURNING n.id, n.uid, n.user_id, n.event
        )
        INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
        SELECT operation, 'message:user', 'notice', 'notice', m.uid,
               jsonb_build_object('notice', m.id, 'user_id', m.user_id, 'event', m.event)
          FROM made m
         ORDER BY m.id;
    END IF;
    IF tells_admins THEN
        PERFORM console.notify_admins('block', a.id::text,
                                      concat_ws(', ', u.full_name, u.phone_number,
                                                coalesce(console.block_cause(a.after ->> 'blocked_reason'), a.after ->> 'blocked_reason')))
           FROM console.audit_log a
           JOIN console.operation o ON o.id = a.operation_id
           JOIN public.users u ON u.id = a.entity_id::uuid
          WHERE a.operation_id = operation AND a.entity_type = 'user' AND a.id > after_id AND o.action LIKE 'policies.%'
            AND a.after ->> 'is_blocked' = 'true' AND a.before ->> 'is_blocked' = 'false'
          ORDER BY a.id;
    END IF;
END $$;

-- Why a customer is not told of something any more; NULL: he is. u: NULL where he is gone.
CREATE FUNCTION console.notice_refusal(n console.notice, u public.users) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN NOT console.is_switched_on(e.switch) THEN 'was switched off before it was sent'
                WHEN NOT e.wants_active THEN NULL
                WHEN u.id IS NULL THEN 'the customer is gone'
                WHEN NOT u.is_active OR u.approval_status IS DISTINCT FROM 'APPROVED' THEN 'the customer is not active'
                WHEN n.event = 'password' AND nullif(btrim(u.mikrotik_password), '') IS NULL THEN 'has no hotspot password'
                WHEN n.event = 'blocked' AND NOT u.is_blocked OR n.event = 'unblocked' AND u.is_blocked
                     OR n.event = 'validity' AND (u.quota_expiry_date IS DISTINCT FROM (n.data ->> 'until')::timestamptz
                                                  OR u.quota_expiry_date <= statement_timestamp())
                     OR n.event = 'quota' AND (u.is_unlimited_user OR u.is_blocked
                                               OR u.total_quota_purchased_mb <> (n.data ->> 'purchased_mb')::bigint)
                THEN 'out of date before it was sent' END
      FROM console.notice_event e
     WHERE e.event = n.event
$$;

-- What a message is asked for once more, right before it is sent.
--   refusal   why it is not sent any more
--   wait_ms   so long the quiet hours last
--   password  that of the customer's hotspot account, for a text that has a place for it: it stands nowhere else
CREATE FUNCTION console.notice_before_sent(notice_id bigint, OUT refusal text, OUT wait_ms bigint, OUT password text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT console.notice_refusal(n, u),
           CASE WHEN NOT e.is_urgent
                THEN ceil(1000 * extract(epoch FROM console.quiet_until(statement_timestamp()) - statement_timestamp()))::bigint END,
           CASE WHEN n.event = 'password' THEN u.mikrotik_password::text END
      FROM console.notice n
      JOIN console.notice_event e ON e.event = n.event
      LEFT JOIN public.users u ON u.id = n.user_id
     WHERE n.id = notice_id
$$;

-- What customers are to hear of their quota: those who used something since the last look, found by the days of usage. Who
-- is looked at for the first time since the switch was turned on and is below a step already is not told of it.
-- Returns how many are told.
CREATE FUNCTION console.look_at_quota() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    steps integer[] := console.setting_numbers('notice_quota_steps');
    w console.notice_watch;
    now_at timestamptz := statement_timestamp();
    told bigint;
BEGIN
    IF NOT console.is_switched_on('notice_quota') THEN
        DELETE FROM console.notice_watch v WHERE v.kind = 'quota';
        RETURN 0;
    END IF;
    SELECT v.* INTO w FROM console.notice_watch v WHERE v.kind = 'quota';
    IF NOT FOUND THEN
        DELETE FROM console.quota_period;
        INSERT INTO console.notice_watch (kind, since, seen_until) VALUES ('quota', now_at, now_at)
        ON CONFLICT DO NOTHING;
        RETURN 0;
    END IF;
    -- nobody used anything: nothing is written. Two minutes back: a portal's transaction may have lasted.
    IF NOT EXISTS (SELECT FROM public.daily_usage_logs l
                    WHERE l.log_date >= console.today() - 1 AND l.updated_at > w.seen_until - interval '2 minutes') THEN
        RETURN 0;
    END IF;
    WITH person AS MATERIALIZED (
        SELECT u.id, u.total_quota_purchased_mb AS purchased_mb, u.total_quota_used_mb AS used_mb,
               console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb) AS left_mb
          FROM public.users u
         WHERE u.id IN (SELECT l.user_id FROM public.daily_usage_logs l
                         WHERE l.log_date >= console.today() - 1 AND l.updated_at > w.seen_until - interval '2 minutes')
           AND u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked AND NOT u.is_unlimited_user
           AND u.total_quota_purchased_mb > 0 AND (u.quota_expiry_date IS NULL OR u.quota_expiry_date > now_at)
    ), begun AS (
        INSERT INTO console.quota_period AS q (user_id, number, purchased_mb, used_mb, base_mb)
        SELECT p.id, (1000000 * extract(epoch FROM now_at))::bigint, p.purchased_mb, p.used_mb,
               -- at first sight what the last package gave, so that who has little left of it is not at its beginning
               greatest(p.left_mb, CASE WHEN NOT EXISTS (SELECT FROM console.quota_period k WHERE k.user_id = p.id)
                                        THEN least(p.purchased_mb, (SELECT k.data_quota_gb * 1024
                                                FROM public.transactions t
                                                JOIN public.packages k ON k.id = t.package_id
                                               WHERE t.user_id = p.id AND t.status = 'SUCCESS'
                                               ORDER BY t.payment_time DESC NULLS LAST, t.created_at DESC
                                               LIMIT 1)) END, 0)
          FROM person p
         WHERE NOT EXISTS (SELECT FROM console.quota_period k
                            WHERE k.user_id = p.id AND k.purchased_mb = p.purchased_mb AND k.used_mb <= p.used_mb)
         ORDER BY p.id
        ON CONFLICT (user_id) DO UPDATE
           SET number = excluded.number, purchased_mb = excluded.purchased_mb, used_mb = excluded.used_mb,
               base_mb = excluded.base_mb, started_at = clock_timestamp()
        RETURNING q.user_id, q.number, q.base_mb
    ), period AS (
        SELECT b.user_id, b.number, b.base_mb, true AS is_new FROM begun b
        UNION ALL
        SELECT q.user_id, q.number, q.base_mb, false
          FROM console.quota_period q
          JOIN person p ON p.id = q.user_id
         WHERE NOT EXISTS (SELECT FROM begun b WHERE b.user_id = q.user_id)
    ), passed AS MATERIALIZED (
        SELECT p.id, p.purchased_mb, d.number, d.is_new, s.step, min(s.step) OVER (PARTITION BY p.id) AS lowest
          FROM person p
          JOIN period d ON d.user_id = p.id
         CROSS JOIN unnest(steps) AS s (step)
         WHERE p.left_mb * 100 <= d.base_mb * s.step
    ), made AS (
        INSERT INTO console.notice AS n (user_id, event, occasion, data, state)
        SELECT p.id, 'quota', p.number || '/' || p.step,
               jsonb_build_object('step', p.step::text, 'purchased_mb', p.purchased_mb),
               CASE WHEN p.step = p.lowest AND NOT p.is_new THEN 'waiting' ELSE 'known' END
          FROM passed p
         ORDER BY p.id, p.step DESC
        ON CONFLICT ON CONSTRAINT notice_once DO NOTHING
        RETURNING n.id, n.uid, n.user_id, n.state
    ), asked AS (
        INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload)
        SELECT 'message:user', 'notice', 'notice', m.uid, jsonb_build_object('notice', m.id, 'user_id', m.user_id, 'event', 'quota')
          FROM made m
         WHERE m.state = 'waiting'
         ORDER BY m.id
        RETURNING 1
    )
    SELECT count(*) INTO told FROM asked;
    UPDATE console.notice_watch v SET seen_until = now_at WHERE v.kind = 'quota';
    RETURN told;
END $$;

-- What customers are to hear of the end of their validity. A step that was passed before the switch was turned on, or
-- before the last package was bought, is not told: a package of one day does not begin with a warning. Returns how many are
-- told.
CREATE FUNCTION console.look_at_validity() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    steps integer[] := console.setting_numbers('notice_validity_days');
    w console.notice_watch;
    now_at timestamptz := statement_timestamp();
    told bigint;
BEGIN
    IF NOT console.is_switched_on('notice_validity') THEN
        DELETE FROM console.notice_watch v WHERE v.kind = 'validity';
        RETURN 0;
    END IF;
    INSERT INTO console.notice_watch (kind, since, seen_until) VALUES ('validity', now_at, now_at)
    ON CONFLICT DO NOTHING;
    SELECT v.* INTO w FROM console.notice_watch v WHERE v.kind = 'validity';
    WITH passed AS MATERIALIZED (
        SELECT u.id, u.quota_expiry_date AS until, s.step, u.quota_expiry_date - make_interval(days => s.step) AS at,
               min(s.step) OVER (PARTITION BY u.id) AS lowest
          FROM public.users u
         CROSS JOIN unnest(steps) AS s (step)
         WHERE coalesce(u.quota_expiry_date, 'infinity') > now_at
           AND coalesce(u.quota_expiry_date, 'infinity') <= now_at + make_interval(days => (SELECT max(x) FROM unnest(steps) x))
           AND u.quota_expiry_date - make_interval(days => s.step) <= now_at
           AND u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked
    ), fresh AS MATERIALIZED (
        SELECT p.*
          FROM passed p
         WHERE NOT EXISTS (SELECT FROM console.notice n
                            WHERE n.user_id = p.id AND n.event = 'validity'
                              AND n.occasion = extract(epoch FROM p.until)::bigint || '/' || p.step)
    ), made AS (
        INSERT INTO console.notice AS n (user_id, event, occasion, data, state)
        SELECT f.id, 'validity', extract(epoch FROM f.until)::bigint || '/' || f.step,
               jsonb_build_object('step', f.step::text, 'until', f.until),
               CASE WHEN f.step = f.lowest AND f.at > w.since
                         AND NOT EXISTS (SELECT FROM public.transactions t
                                          WHERE t.user_id = f.id AND t.status = 'SUCCESS' AND t.payment_time >= f.at)
                    THEN 'waiting' ELSE 'known' END
          FROM fresh f
         ORDER BY f.id, f.step DESC
        ON CONFLICT ON CONSTRAINT notice_once DO NOTHING
        RETURNING n.id, n.uid, n.user_id, n.state
    ), asked AS (
        INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload)
        SELECT 'message:user', 'notice', 'notice', m.uid, jsonb_build_object('notice', m.id, 'user_id', m.user_id, 'event', 'validity')
          FROM made m
         WHERE m.state = 'waiting'
         ORDER BY m.id
        RETURNING 1
    )
    SELECT count(*) INTO told FROM asked;
    RETURN told;
END $$;

-- What waits for a decision of an admin, or has failed: kind, key (once for each) and words. Requests are the portal's;
-- one that has no such table has none.
CREATE FUNCTION console.admin_news_now() RETURNS TABLE (kind text, key text, said text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT 'registration', u.id::text, concat_ws(', ', u.full_name, u.phone_number, u.blok, u.kamar)
      FROM public.users u
     WHERE u.approval_status = 'PENDING_APPROVAL'
    UNION ALL
    SELECT 'failure', 'outbox:' || o.id, concat_ws(': ', replace(o.target, ':', ' ') || ', ' || o.effect, o.last_error)
      FROM console.outbox o
     -- what could not be told to an admin is not told to admins
     WHERE o.state = 'failed' AND o.payload ->> 'role' IS DISTINCT FROM 'admin' AND o.effect <> 'admin_notice'
    UNION ALL
    SELECT 'failure', 'job:' || j.name, concat_ws(': ', j.name, j.last_error)
      FROM console.job j
     WHERE j.last_error IS NOT NULL AND NOT j.is_paused
    UNION ALL
    SELECT 'failure', 'router:' || s.router, concat_ws(': ', 'router ' || s.router, s.last_error)
      FROM console.router_sync_state s
     WHERE s.state = 'down';
    IF to_regclass('public.quota_requests') IS NOT NULL THEN
        RETURN QUERY EXECUTE
            'SELECT ''request''::text, r.id::text, concat_ws('', '', u.full_name, u.phone_number, r.request_type)
               FROM public.quota_requests r LEFT JOIN public.users u ON u.id = r.requester_id
              WHERE r.status = ''PENDING''';
    END IF;
    -- a later migration's, of a portal that lets customers ask for a change of what is noted of them
    IF to_regclass('console.change_request') IS NOT NULL THEN
        RETURN QUERY EXECUTE
            'SELECT ''request''::text, h.id::text, concat_ws('', '', h.full_name, h.phone_number)
               FROM console.change_request h WHERE h.approval_status = ''PENDING''';
    END IF;
END $$;

-- Tells admins what is new. What was so when a kind was switched on is known; what is mended is forgotten, so that it is told
-- when it fails again. Returns how many news there are.
CREATE FUNCTION console.look_for_admin_news() RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    kinds text[];
    fresh text[];
    told bigint;
BEGIN
    SELECT coalesce(array_agg(k.kind), '{}') INTO kinds
      FROM unnest(ARRAY['registration', 'request', 'failure']) AS k (kind)
     WHERE console.is_switched_on('admin_notice_' || k.kind);
    DELETE FROM console.notice_watch v WHERE v.kind LIKE 'admin:%' AND substr(v.kind, 7) <> ALL (kinds);
    IF kinds = '{}' THEN
        RETURN 0;
    END IF;
    WITH begun AS (
        INSERT INTO console.notice_watch AS v (kind, since, seen_until)
        SELECT 'admin:' || k.kind, statement_timestamp(), statement_timestamp()
          FROM unnest(kinds) AS k (kind)
         WHERE NOT EXISTS (SELECT FROM console.notice_watch x WHERE x.kind = 'admin:' || k.kind)
        ON CONFLICT DO NOTHING
        RETURNING substr(v.kind, 7) AS kind
    )
    SELECT coalesce(array_agg(b.kind), '{}') INTO fresh FROM begun b;
    INSERT INTO console.admin_news (kind, key, text, told_at)
    SELECT w.kind, w.key, left(w.said, 200), '-infinity'
      FROM console.admin_news_now() w
     WHERE w.kind = ANY (fresh)
    ON CONFLICT ON CONSTRAINT admin_news_once DO NOTHING;
    DELETE FROM console.admin_news n
     WHERE n.kind = 'failure' AND n.told_at IS NOT NULL AND n.key !~ '^outbox:'
       AND NOT EXISTS (SELECT FROM console.admin_news_now() w WHERE w.kind = n.kind AND w.key = n.key);
    SELECT count(*) FILTER (WHERE console.notify_admins(w.kind, w.key, w.said)) INTO told
      FROM console.admin_news_now() w
     WHERE w.kind = ANY (kinds)
       AND NOT EXISTS (SELECT FROM console.admin_news n WHERE n.kind = w.kind AND n.key = w.key);
    RETURN told;
END $$;

-- Places of a broadcast, as {name}; those that it may have.
CREATE FUNCTION console.broadcast_bad_place(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT min(p.found[1])
      FROM regexp_matches(said, '\{([a-z_]+)\}', 'g') AS p (found)
     WHERE p.found[1] NOT IN ('name', 'phone', 'left', 'expires_at', 'debt')
$$;

-- The text as one customer reads it. The name comes last: what stands in it is no place.
CREATE FUNCTION console.broadcast_text(said text, u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT replace(replace(replace(replace(replace(said,
               '{phone}', u.phone_number::text),
               '{left}', CASE WHEN u.is_unlimited_user THEN '-' ELSE console.mb_text(greatest(0, console.quota_left_mb(
                         u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb))) END),
               '{expires_at}', console.message_time(u.quota_expiry_date)),
               '{debt}', CASE WHEN strpos(said, '{debt}') > 0
                              THEN console.rp_text(coalesce((SELECT d.rp FROM console.open_debt(ARRAY[u.id]) d), 0)) ELSE '' END),
               '{name}', regexp_replace(u.full_name, '[[:cntrl:]]+', ' ', 'g'))
$$;

-- By which way a customer can be told: his chat, else his number. NULL: by none of those that there are.
CREATE FUNCTION console.message_way(u public.users, has_telegram boolean, has_whatsapp boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN has_telegram AND nullif(btrim(u.telegram_chat_id), '') IS NOT NULL THEN 'telegram'
                WHEN has_whatsapp AND u.phone_number ~ '^[+][0-9]{8,15}$' THEN 'whatsapp' END
$$;

-- How far a notice is, from its own state and those of its rows in the outbox: the one that carries it, the one that asks
-- for it. A messenger may have said that it can't be delivered: nothing that trying again would mend.
CREATE FUNCTION console.notice_progress(state text, carried_state text, carried_note text, asked_state text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE state
           WHEN 'waiting' THEN CASE asked_state WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'dropped' ELSE 'waiting' END
           WHEN 'handed' THEN
               CASE carried_state
               WHEN 'done' THEN CASE WHEN carried_note IS NULL THEN 'sent' WHEN starts_with(carried_note, 'not delivered: ') THEN 'failed'
                                     ELSE 'dropped' END
               WHEN 'failed' THEN 'failed' WHEN 'cancelled' THEN 'dropped' ELSE 'sending' END
           ELSE state END
$$;

-- What was said, as lists show it: a place that is filled in when it is sent is a secret.
CREATE FUNCTION console.notice_said(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT replace(replace(replace(replace(regexp_replace(said, E'\x1f[a-z_]+\x1f', '***', 'g'), E'\n', ' '),
                                   '&lt;', '<'), '&gt;', '>'), '&amp;', '&')
$$;

-- How many minutes a text takes to so many, at the rates of the messengers.
CREATE FUNCTION console.broadcast_minutes(by_telegram bigint, by_whatsapp bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT greatest(1, ceil(by_telegram::numeric / greatest(1, console.setting_bigint('telegram_per_minute', 60))),
                    ceil(by_whatsapp::numeric / greatest(1, console.setting_bigint('whatsapp_per_minute', 20))))::bigint
$$;
