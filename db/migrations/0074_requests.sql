-- applies: always
-- What customers asked a portal for: quota, and changes of their record. The tables are the portal's; where a database is our
-- own they are made as the portal makes them, so that one can be added later.
DO $$
BEGIN
    IF EXISTS (SELECT FROM console.migration m WHERE m.how = 'fresh') AND to_regclass('public.quota_requests') IS NULL THEN
        CREATE TABLE public.quota_requests (
            id uuid NOT NULL,
            requester_id uuid NOT NULL,
            status varchar(18) NOT NULL DEFAULT 'PENDING',
            request_type varchar(9) NOT NULL,
            request_details text,
            granted_details text,
            rejection_reason text,
            processed_by_id uuid,
            processed_at timestamptz,
            created_at timestamptz DEFAULT now(),
            CONSTRAINT quota_requests_processed_by_id_fkey FOREIGN KEY (processed_by_id) REFERENCES public.users(id) ON DELETE SET NULL,
            CONSTRAINT quota_requests_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES public.users(id) ON DELETE CASCADE,
            CONSTRAINT quota_requests_pkey PRIMARY KEY (id)
        );
        CREATE INDEX ix_quota_requests_processed_by_id ON public.quota_requests (processed_by_id);
        CREATE INDEX ix_quota_requests_requester_id ON public.quota_requests (requester_id);
        CREATE INDEX ix_quota_requests_status ON public.quota_requests (status);
    END IF;
    IF EXISTS (SELECT FROM console.migration m WHERE m.how = 'fresh')
       AND to_regclass('public.public_database_update_submissions') IS NULL THEN
        CREATE TABLE public.public_database_update_submissions (
            id uuid NOT NULL,
            full_name varchar(100) NOT NULL,
            role varchar(20) NOT NULL,
            blok varchar(10),
            kamar varchar(20),
            tamping_type varchar(50),
            phone_number varchar(25),
            source_ip varchar(64),
            approval_status varchar(20) NOT NULL DEFAULT 'PENDING',
            processed_by_user_id uuid,
            processed_at timestamptz,
            rejection_reason varchar(255),
            whatsapp_notify_attempts integer NOT NULL DEFAULT 0,
            whatsapp_notified_at timestamptz,
            whatsapp_notify_last_error varchar(255),
            created_at timestamptz NOT NULL DEFAULT now(),
            updated_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT public_database_update_submissions_processed_by_user_id_fkey FOREIGN KEY (processed_by_user_id)
                REFERENCES public.users(id) ON DELETE SET NULL,
            CONSTRAINT public_database_update_submissions_pkey PRIMARY KEY (id)
        );
        CREATE INDEX ix_public_database_update_submissions_full_name ON public.public_database_update_submissions (full_name);
        CREATE INDEX ix_public_database_update_submissions_role ON public.public_database_update_submissions (role);
    END IF;
END $$;

-- A whole number that stands behind a name in a text of JSON, whatever else the text is.
CREATE FUNCTION console.json_count(text text, name text) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT substring(text FROM '"' || name || '"\s*:\s*"?([0-9]{1,12})(?:[^0-9.]|\.0|$)')::bigint
$$;

-- The portal's tables as the lists read them; a portal may lack them. Then they are empty here, until `migrate` finds them.
CREATE VIEW console.quota_request AS
SELECT NULL::uuid AS id, NULL::uuid AS requester_id, NULL::text AS status, NULL::text AS request_type,
       NULL::text AS request_details, NULL::text AS granted_details, NULL::text AS rejection_reason,
       NULL::timestamptz AS processed_at, NULL::timestamptz AS created_at
 WHERE false;

CREATE VIEW console.change_request AS
SELECT NULL::uuid AS id, NULL::text AS phone_number, NULL::text AS full_name, NULL::text AS role, NULL::text AS blok,
       NULL::text AS kamar, NULL::text AS tamping_type, NULL::text AS approval_status, NULL::text AS rejection_reason,
       NULL::timestamptz AS processed_at, NULL::timestamptz AS created_at
 WHERE false;

-- Binds these views to the portal's tables where there are such, with the indexes along their order. A portal that writes
-- while one is built waits for as long as that takes: such a table has thousands of rows, not millions.
CREATE PROCEDURE console.bind_requests()
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF to_regclass('public.quota_requests') IS NOT NULL THEN
        CREATE OR REPLACE VIEW console.quota_request AS
        SELECT q.id, q.requester_id, q.status::text AS status, q.request_type::text AS request_type, q.request_details,
               q.granted_details, q.rejection_reason, q.processed_at, q.created_at
          FROM public.quota_requests q;
        CREATE INDEX IF NOT EXISTS hc_quota_requests_place ON public.quota_requests
            ((CASE WHEN status::text = 'PENDING' THEN 0 ELSE 4e11 END
              + CASE WHEN status::text = 'PENDING' THEN 1 ELSE -1 END
                * extract(epoch FROM coalesce(created_at, '2000-01-01 00:00:00+00'::timestamptz)
                                     - '2000-01-01 00:00:00+00'::timestamptz)), id);
        CREATE INDEX IF NOT EXISTS hc_quota_requests_created ON public.quota_requests
            (coalesce(created_at, '-infinity'::timestamptz), id);
    END IF;
    IF to_regclass('public.public_database_update_submissions') IS NOT NULL THEN
        -- What the portal's own job put there to be asked for is nothing that anybody asked.
        CREATE OR REPLACE VIEW console.change_request AS
        SELECT s.id, s.phone_number::text AS phone_number, s.full_name::text AS full_name, s.role::text AS role,
               s.blok::text AS blok, s.kamar::text AS kamar, s.tamping_type::text AS tamping_type,
               s.approval_status::text AS approval_status, s.rejection_reason::text AS rejection_reason, s.processed_at,
               s.created_at
          FROM public.public_database_update_submissions s
         WHERE s.source_ip::text IS DISTINCT FROM 'system:populate_task';
        CREATE INDEX IF NOT EXISTS hc_update_submissions_place ON public.public_database_update_submissions
            ((CASE WHEN approval_status::text = 'PENDING' THEN 0 ELSE 4e11 END
              + CASE WHEN approval_status::text = 'PENDING' THEN 1 ELSE -1 END
                * extract(epoch FROM coalesce(created_at, '2000-01-01 00:00:00+00'::timestamptz)
                                     - '2000-01-01 00:00:00+00'::timestamptz)), id)
            WHERE source_ip::text IS DISTINCT FROM 'system:populate_task';
        CREATE INDEX IF NOT EXISTS hc_update_submissions_created ON public.public_database_update_submissions
            (created_at, id) WHERE source_ip::text IS DISTINCT FROM 'system:populate_task';
    END IF;
END $$;
CALL console.bind_requests();

-- What a portal is told of an answer, or of an answer that is taken back; false: it stands otherwise by now.
CREATE FUNCTION console.answer_quota_request(request uuid, stood text, stands text, granted text, reason text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.quota_requests q
       SET status = stands, granted_details = granted, rejection_reason = reason,
           processed_at = CASE WHEN stands <> 'PENDING' THEN now() END, processed_by_id = NULL
     WHERE q.id = request AND q.status = stood;
    RETURN FOUND;
END $$;

CREATE FUNCTION console.answer_change_request(request uuid, stood text, stands text, reason text) RETURNS boolean
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.public_database_update_submissions s
       SET approval_status = stands, rejection_reason = left(reason, 255), updated_at = now(),
           processed_at = CASE WHEN stands <> 'PENDING' THEN now() END, processed_by_user_id = NULL
     WHERE s.id = request AND s.approval_status = stood;
    RETURN FOUND;
END $$;

-- What a request asks for, in words.
CREATE FUNCTION console.request_text(kind text, mb bigint, days bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' · ', CASE WHEN kind = 'UNLIMITED' THEN 'unlimited' WHEN mb IS NOT NULL THEN console.mb_text(mb) ELSE lower(kind) END,
                     CASE WHEN days > 0 THEN days || ' days' END)
$$;

-- The same as a message says it to the customer; is_unlimited NULL: a change of the record.
CREATE FUNCTION console.request_said(person uuid, is_unlimited boolean, mb bigint, days bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN is_unlimited IS NULL THEN CASE WHEN l.is_indonesian THEN 'pemutakhiran data' ELSE 'a change of your record' END
                ELSE concat_ws(', ', CASE WHEN is_unlimited THEN CASE WHEN l.is_indonesian THEN 'tanpa batas' ELSE 'unlimited' END
                                          WHEN mb > 0 THEN console.mb_text(mb) END,
                               CASE WHEN days > 0 THEN days || CASE WHEN l.is_indonesian THEN ' hari' ELSE ' days' END END) END
      FROM (SELECT console.message_language(person) = 'id' AS is_indonesian) l
$$;

-- These requests for quota, and what would be given where they are approved: as much and as long as was asked for, or as the
-- operator says. The portal's limits hold here, too. Validity counts from now, as the portal has it.
CREATE FUNCTION console.quota_requests_to_approve(ids uuid[], mb bigint, days bigint, reason text)
RETURNS TABLE (id uuid, refusal text, user_id uuid, owner text, kind text, asked_mb bigint, asked_days bigint, mb bigint,
               days bigint, is_unlimited boolean, is_part boolean)
LANGUAGE sql STABLE AS $$
    WITH asked AS MATERIALIZED (
        SELECT i.id, q.id IS NOT NULL AS is_there, q.requester_id, q.status, q.request_type AS kind,
               console.json_count(q.request_details, 'requested_mb') AS asked_mb,
               console.json_count(q.request_details, 'requested_duration_days') AS asked_days,
               row_number() OVER (PARTITION BY q.requester_id, q.status = 'PENDING' ORDER BY q.created_at, q.id) AS place
          FROM (SELECT DISTINCT unnest($1) AS id) i
          LEFT JOIN console.quota_request q ON q.id = i.id
    ), given AS (
        SELECT a.*, u.full_name, u.approval_status, u.total_quota_used_mb AS used_mb, u.id AS person_id,
               coalesce($2, CASE WHEN a.kind = 'QUOTA' THEN a.asked_mb END, 0) AS mb, coalesce($3, a.asked_days, 0) AS days,
               a.kind = 'UNLIMITED' AND $2 IS NULL AS is_unlimited,
               CASE a.kind WHEN 'UNLIMITED' THEN $2 IS NOT NULL
                           ELSE coalesce($2, a.asked_mb) IS DISTINCT FROM a.asked_mb
                                OR coalesce($3, a.asked_days) IS DISTINCT FROM a.asked_days END AS is_part
          FROM asked a
          LEFT JOIN public.users u ON u.id = a.requester_id
    )
    SELECT g.id,
           CASE WHEN NOT g.is_there THEN 'there is no such request'
                WHEN g.status <> 'PENDING' THEN 'was answered already'
                WHEN g.person_id IS NULL THEN 'its customer is gone'
                WHEN g.approval_status <> 'APPROVED' THEN 'its customer is not approved yet: users.approve comes first'
                WHEN g.used_mb = 'NaN' THEN 'the used quota is no number: correct it first'
                WHEN g.kind NOT IN ('QUOTA', 'UNLIMITED') THEN 'asks for something that is not known here: ' || g.kind
                WHEN g.place > 1 THEN 'its customer asks for something else, too: answer one after the other'
                WHEN g.is_unlimited AND g.days = 0 THEN 'unlimited access is asked for: say by days for how long'
                WHEN NOT g.is_unlimited AND g.mb = 0 AND g.days = 0 THEN 'nothing would be given: say by mb how much, or reject it'
                WHEN NOT g.is_unlimited AND g.mb > console.setting_bigint('KOMANDAN_MAX_QUOTA_MB', 51200) THEN
                    'more than KOMANDAN_MAX_QUOTA_MB allows: ' || console.setting_bigint('KOMANDAN_MAX_QUOTA_MB', 51200) || ' MB'
                WHEN NOT g.is_unlimited AND g.days > console.setting_bigint('KOMANDAN_MAX_QUOTA_DAYS', 30) THEN
                    'longer than KOMANDAN_MAX_QUOTA_DAYS allows: ' || console.setting_bigint('KOMANDAN_MAX_QUOTA_DAYS', 30)
                WHEN g.is_unlimited AND g.days > console.setting_bigint('KOMANDAN_MAX_UNLIMITED_DAYS', 30) THEN
                    'longer than KOMANDAN_MAX_UNLIMITED_DAYS allows: ' || console.setting_bigint('KOMANDAN_MAX_UNLIMITED_DAYS', 30)
                WHEN g.is_part AND length(btrim(coalesce($4, ''))) < 5 THEN 'not what was asked for: say by reason why' END,
           g.person_id, g.full_name, g.kind, g.asked_mb, g.asked_days, g.mb, g.days, g.is_unlimited, g.is_part
      FROM given g
$$;

-- What the audit says of a customer whose request is approved, beside the request: quota pays debt first, as all that is added
-- does; what is given instead of unlimited access, or beside it, ends it. Unlimited access begins at 0, as the portal has it.
CREATE FUNCTION console.quota_request_rows(person uuid, mb bigint, days bigint, is_unlimited boolean)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    SELECT q.entity_type, q.entity_id, q.before || coalesce(x.before, '{}'), q.after || coalesce(x.after, '{}'), q.details
      FROM console.quota_added(ARRAY[$1], $2, 'console_request', true) q
      LEFT JOIN LATERAL (
           SELECT jsonb_strip_nulls(jsonb_build_object('is_unlimited_user', CASE WHEN u.is_unlimited_user THEN true END))
                      || CASE WHEN $3 > 0 THEN jsonb_build_object('quota_expiry_date', u.quota_expiry_date) ELSE '{}' END AS before,
                  jsonb_strip_nulls(jsonb_build_object('is_unlimited_user', CASE WHEN u.is_unlimited_user THEN false END))
                      || CASE WHEN $3 > 0 THEN jsonb_build_object('quota_expiry_date', now() + make_interval(days => $3::integer))
                              ELSE '{}' END AS after
             FROM public.users u
            WHERE u.id = $1) x ON q.entity_type = 'user'
     WHERE NOT $4
    UNION ALL
    SELECT 'user', u.id,
           jsonb_build_object('is_unlimited_user', u.is_unlimited_user, 'total_quota_purchased_mb', u.total_quota_purchased_mb,
                              'total_quota_used_mb', u.total_quota_used_mb, 'quota_expiry_date', u.quota_expiry_date),
           jsonb_build_object('is_unlimited_user', true, 'total_quota_purchased_mb', 0, 'total_quota_used_mb', 0.00,
                              'quota_expiry_date', now() + make_interval(days => $3::integer)), NULL
      FROM public.users u
     WHERE $4 AND u.id = $1
$$;

-- A record, or what changes of it, in words.
CREATE FUNCTION console.record_text(record jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' · ', record ->> 'full_name', record ->> 'role', record ->> 'tamping_type',
                     nullif(concat_ws(' ', record ->> 'blok', record ->> 'kamar'), ''))
$$;

-- These changes of records, and what they would change, as the portal has it: a number names the customer; a KOMANDAN keeps
-- where no place is said, a TAMPING has none.
CREATE FUNCTION console.changes_to_approve(ids uuid[])
RETURNS TABLE (id uuid, refusal text, user_id uuid, owner text, before jsonb, after jsonb)
-- not bound to the portal's columns, some of which an older one lacks
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
    WITH asked AS MATERIALIZED (
        SELECT i.id, h.id IS NOT NULL AS is_there, h.phone_number, h.approval_status, h.full_name, h.tamping_type, h.blok, h.kamar,
               CASE WHEN upper(btrim(h.role)) IN ('KLIEN', 'CLIENT') THEN 'USER' ELSE upper(btrim(h.role)) END AS role,
               row_number() OVER (PARTITION BY console.stored_phone(h.phone_number), h.approval_status = 'PENDING'
                                  ORDER BY h.created_at, h.id) AS place
          FROM (SELECT DISTINCT unnest(ids) AS id) i
          LEFT JOIN console.change_request h ON h.id = i.id
    ), found AS (
        SELECT a.*, u.id AS person_id, u.full_name AS person, u.role AS person_role, to_jsonb(u) AS row,
               jsonb_build_object('full_name', u.full_name, 'role', u.role, 'is_tamping', to_jsonb(u) -> 'is_tamping',
                                  'tamping_type', to_jsonb(u) -> 'tamping_type', 'blok', u.blok, 'kamar', u.kamar) AS stands,
               jsonb_build_object('full_name', coalesce(nullif(btrim(a.full_name), ''), u.full_name),
                                  'role', CASE a.role WHEN 'KOMANDAN' THEN 'KOMANDAN' ELSE 'USER' END,
                                  'is_tamping', a.role = 'TAMPING',
                                  'tamping_type', CASE a.role WHEN 'TAMPING' THEN a.tamping_type END,
                                  'blok', CASE a.role WHEN 'TAMPING' THEN NULL WHEN 'USER' THEN a.blok
                                               ELSE coalesce(nullif(a.blok, ''), u.blok) END,
                                  'kamar', CASE a.role WHEN 'TAMPING' THEN NULL WHEN 'USER' THEN a.kamar
                                                ELSE coalesce(nullif(a.kamar, ''), u.kamar) END) AS wanted
          FROM asked a
          LEFT JOIN public.users u ON u.phone_number = console.stored_phone(a.phone_number)
    )
    SELECT f.id,
           CASE WHEN NOT f.is_there THEN 'there is no such request'
                WHEN f.approval_status <> 'PENDING' THEN 'was answered already'
                WHEN f.phone_number IS NULL THEN 'names no phone number: nobody can tell whose record it is'
                WHEN f.person_id IS NULL THEN 'no customer has the number ' || f.phone_number
                WHEN f.person_role IN ('ADMIN', 'SUPER_ADMIN') THEN 'is about an administrator: change it in the portal'
                WHEN f.role NOT IN ('USER', 'KOMANDAN', 'TAMPING') THEN 'asks for a role that is not known here: ' || f.role
                WHEN f.role = 'TAMPING' AND coalesce(f.tamping_type, '') = '' THEN 'a TAMPING needs its kind'
                WHEN f.role = 'USER' AND (coalesce(f.blok, '') = '' OR coalesce(f.kamar, '') = '') THEN 'a USER needs block and room'
                WHEN f.place > 1 THEN 'its customer asks for something else, too: answer one after the other' END,
           f.person_id, coalesce(f.person, f.full_name),
           (SELECT coalesce(jsonb_object_agg(s.key, s.value), '{}') FROM jsonb_each(f.stands) s
             WHERE f.row ? s.key AND f.wanted -> s.key IS DISTINCT FROM s.value),
           (SELECT coalesce(jsonb_object_agg(w.key, w.value), '{}') FROM jsonb_each(f.wanted) w
             WHERE f.row ? w.key AND f.stands -> w.key IS DISTINCT FROM w.value)
      FROM found f
$$;
