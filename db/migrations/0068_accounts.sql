-- applies: always
-- Customers' records: making them, changing them, what operators note of them.

-- All ways in which a number is stored by those that write customers: as we do, in local form, bare, with a 00. None for
-- what is no number.
CREATE FUNCTION console.phone_forms(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p.stored LIKE '+62%' THEN
                    ARRAY[p.stored, '0' || substr(p.stored, 4), substr(p.stored, 2), substr(p.stored, 4),
                          '00' || substr(p.stored, 2), '+620' || substr(p.stored, 4), '620' || substr(p.stored, 4)]
                WHEN p.stored IS NOT NULL THEN ARRAY[p.stored, substr(p.stored, 2), '00' || substr(p.stored, 2)]
                ELSE '{}' END
      FROM (SELECT console.phone_stored(given) AS stored) p
$$;

-- Whose number it is, in whatever form it is stored; NULL: nobody's.
CREATE FUNCTION console.user_of_phone(given text) RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT u.id
      FROM public.users u
     WHERE u.phone_number = ANY (console.phone_forms(given))
     ORDER BY array_position(console.phone_forms(given), u.phone_number::text)
     LIMIT 1
$$;

-- Why a number can't be given to a customer: it is somebody else's. NULL: it can.
CREATE FUNCTION console.phone_refusal(given text, own uuid) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT 'the number is that of ' || u.full_name
           || CASE WHEN u.approval_status = 'PENDING_APPROVAL' THEN ', who waits for approval'
                   WHEN u.approval_status = 'REJECTED' THEN ', who was rejected'
                   WHEN NOT u.is_active THEN ', who is deactivated' ELSE '' END
      FROM public.users u
     WHERE u.phone_number = ANY (console.phone_forms(given)) AND u.id IS DISTINCT FROM own
     ORDER BY u.id
     LIMIT 1
$$;

-- A block and a room as they are stored: in capitals, as the portal does; and where the database is a portal's, with the
-- word before the number by which its forms know a room. NULL: none.
CREATE FUNCTION console.block_stored(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT nullif(nullif(upper(btrim(given)), ''), '-')
$$;
CREATE FUNCTION console.room_stored(given text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN g.room = '-' THEN NULL
                WHEN g.room ~ '^Kamar_' OR NOT EXISTS (SELECT FROM console.migration m WHERE m.how = 'adopted') THEN g.room
                ELSE 'Kamar_' || g.room END
      FROM (SELECT nullif(btrim(given), '') AS room) g
$$;

-- What operators note of a customer. A note is never changed; it can be taken back, and stays to be seen. Of several that
-- say when to look again the last one counts.
CREATE TABLE console.user_note (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number        bigint GENERATED ALWAYS AS IDENTITY,
    user_id       uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
    text          text NOT NULL CHECK (text <> ''),
    follow_up     date,
    ends_follow_up boolean NOT NULL DEFAULT false, -- it says that there is nothing left to look at
    actor         text NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    taken_back_at timestamptz,
    taken_back_by text,
    CHECK ((taken_back_at IS NULL) = (taken_back_by IS NULL)),
    CHECK (NOT ends_follow_up OR follow_up IS NULL)
);
CREATE INDEX user_note_user ON console.user_note (user_id, number DESC);

CREATE FUNCTION console.user_note_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.number, NEW.user_id, NEW.text, NEW.follow_up, NEW.ends_follow_up, NEW.actor, NEW.created_at)
       IS DISTINCT FROM (OLD.id, OLD.number, OLD.user_id, OLD.text, OLD.follow_up, OLD.ends_follow_up, OLD.actor, OLD.created_at) THEN
        RAISE EXCEPTION 'note %: what was written stays', OLD.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER user_note_stays BEFORE UPDATE ON console.user_note
    FOR EACH ROW EXECUTE FUNCTION console.user_note_check();

-- The day on which each customer is to be looked at again, as the notes say: a list of a million customers asks this, by
-- customer and by day.
CREATE TABLE console.user_follow_up (
    user_id   uuid PRIMARY KEY REFERENCES public.users (id) ON DELETE CASCADE,
    follow_up date NOT NULL
);
CREATE INDEX user_follow_up_day ON console.user_follow_up (follow_up, user_id);

CREATE FUNCTION console.user_note_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    day date;
BEGIN
    SELECT n.follow_up INTO day
      FROM console.user_note n
     WHERE n.user_id = NEW.user_id AND n.taken_back_at IS NULL AND (n.follow_up IS NOT NULL OR n.ends_follow_up)
     ORDER BY n.number DESC
     LIMIT 1;
    IF day IS NULL THEN
        DELETE FROM console.user_follow_up f WHERE f.user_id = NEW.user_id;
    ELSE
        INSERT INTO console.user_follow_up VALUES (NEW.user_id, day)
        ON CONFLICT (user_id) DO UPDATE SET follow_up = excluded.follow_up;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER user_note_follow AFTER INSERT OR UPDATE ON console.user_note
    FOR EACH ROW EXECUTE FUNCTION console.user_note_follow();

-- What a customer has beside the record itself: whoever has any of it can't be made undone. NULL: nothing.
CREATE FUNCTION console.user_remains(customer uuid) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(concat_ws(', ',
               CASE WHEN EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = customer) THEN 'has devices' END,
               CASE WHEN EXISTS (SELECT FROM public.daily_usage_logs l WHERE l.user_id = customer) THEN 'has used quota' END,
               CASE WHEN EXISTS (SELECT FROM public.quota_mutation_ledger l
                                  WHERE l.user_id = customer AND l.source <> 'console.users.add')
                    THEN 'has changes of quota' END,
               CASE WHEN EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = customer) THEN 'has debt items' END,
               CASE WHEN EXISTS (SELECT FROM public.transactions t WHERE t.user_id = customer)
                      OR EXISTS (SELECT FROM console.charge c WHERE c.user_id = customer) THEN 'has payments' END,
               CASE WHEN EXISTS (SELECT FROM console.subscription s WHERE s.user_id = customer)
                      OR EXISTS (SELECT FROM console.invoice i WHERE i.user_id = customer) THEN 'has subscriptions' END,
               CASE WHEN EXISTS (SELECT FROM console.balance_entry b WHERE b.user_id = customer) THEN 'has a balance' END), '')
$$;

-- Money that is open between a customer and us. NULL: none.
CREATE FUNCTION console.user_open_money(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT nullif(concat_ws(', ', charges.said, debts.said,
               CASE WHEN auto.mb > 0 THEN console.mb_text(auto.mb) || ' of automatic debt' END, invoices.said,
               CASE WHEN paid_in.rp <> 0 THEN 'a balance of ' || console.rp_text(paid_in.rp) END, subscriptions.said), '')
      FROM (SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN '1 open payment' ELSE count(*) || ' open payments' END AS said
              FROM (SELECT c.state, c.waits_for FROM console.payment_of_console c WHERE c.user_id = u.id
                    UNION ALL
                    SELECT c.state, c.waits_for FROM console.payment_of_portal c WHERE c.user_id = u.id) c
             WHERE c.state IN ('new', 'open') OR c.waits_for IS NOT NULL) charges
     CROSS JOIN (SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN '1 open debt item' ELSE count(*) || ' open debt items' END
                        AS said
                   FROM public.user_quota_debts d
                  WHERE d.user_id = u.id AND NOT d.is_paid) debts
     CROSS JOIN (SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                             u.is_unlimited_user, u.role) AS mb) auto
     CROSS JOIN (SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN '1 unpaid invoice' ELSE count(*) || ' unpaid invoices' END
                        AS said
                   FROM console.invoice i
                  WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired')) invoices
     CROSS JOIN (SELECT console.balance_rp(u.id) AS rp) paid_in
     CROSS JOIN (SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN '1 subscription' ELSE count(*) || ' subscriptions' END AS said
                   FROM console.subscription s
                  WHERE s.user_id = u.id AND s.status <> 'ended') subscriptions
$$;

-- What a customer's record says, for those who change it.
CREATE FUNCTION console.user_record_text(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', u.full_name, u.phone_number, nullif(concat_ws(' ', u.blok, u.kamar), ''),
                     'server ' || nullif(u.mikrotik_server_name, ''))
$$;

-- A customer as he would be made: approved, enabled, on a package with its quota from now, or without any.
CREATE FUNCTION console.user_draft(new_id uuid, phone text, name text, package text, server text, block text, room text)
RETURNS public.users
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(NULL::public.users, jsonb_build_object(
               'id', new_id, 'phone_number', phone, 'full_name', name, 'blok', console.block_stored(block),
               'kamar', console.room_stored(room), 'is_active', true, 'role', 'USER', 'approval_status', 'APPROVED',
               'is_blocked', false, 'mikrotik_server_name', server, 'mikrotik_profile_name', p.profile_name,
               'total_quota_purchased_mb', coalesce(p.quota_mb, 0), 'total_quota_used_mb', 0, 'auto_debt_offset_mb', 0,
               'manual_debt_mb', 0, 'quota_expiry_date', now() + make_interval(days => p.duration_days),
               'is_unlimited_user', coalesce(p.is_unlimited, false)))
      FROM (SELECT) one
      LEFT JOIN console.package_terms(package) p ON true
$$;

-- What differs between two states of a customer's record, for the audit. Secrets stand in none.
CREATE FUNCTION console.record_change(u public.users, n public.users, OUT before jsonb, OUT after jsonb)
LANGUAGE sql STABLE AS $$
    SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, w.value)
      FROM jsonb_each(to_jsonb(u) - '{mikrotik_password,password_hash,updated_at}'::text[]) o
      JOIN jsonb_each(to_jsonb(n)) w ON w.key = o.key
     WHERE w.value IS DISTINCT FROM o.value
$$;

-- An admin of the portal logs in there with the record: it is changed there.
CREATE FUNCTION console.admin_refusal(role text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN role IN ('ADMIN', 'SUPER_ADMIN') THEN 'is an admin of the portal: that is done there' END
$$;

CREATE FUNCTION console.is_adopted() RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (SELECT FROM console.migration m WHERE m.how = 'adopted')
$$;

-- A record with what an operator gives; NULL leaves it as it is, "-" takes it away. Who is "tamping" lives in no block, as
-- the portal has it.
CREATE FUNCTION console.user_edited(u public.users, phone text, name text, block text, room text, server text, tamping text)
RETURNS public.users
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(u, c.given || CASE WHEN coalesce(nullif(tamping, '-'), '') <> ''
                                                    THEN '{"blok": null, "kamar": null}'::jsonb ELSE '{}' END)
      FROM (SELECT coalesce(jsonb_object_agg(k.name, k.value) FILTER (WHERE k.is_given), '{}') AS given
              FROM (VALUES ('phone_number', to_jsonb(phone), phone IS NOT NULL),
                           ('full_name', to_jsonb(name), name IS NOT NULL),
                           ('blok', to_jsonb(console.block_stored(block)), block IS NOT NULL),
                           ('kamar', to_jsonb(console.room_stored(room)), room IS NOT NULL),
                           ('mikrotik_server_name', to_jsonb(nullif(server, '-')), server IS NOT NULL),
                           ('is_tamping', to_jsonb(tamping <> '-'), tamping IS NOT NULL),
                           ('tamping_type', to_jsonb(nullif(tamping, '-')), tamping IS NOT NULL))
                   AS k (name, value, is_given)) c
$$;

-- A registration that is let in: what the portal gives at approval, or a package's terms, or so much for so many days.
CREATE FUNCTION console.user_approved(u public.users, package text, given_mb bigint, given_days integer) RETURNS public.users
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(u, jsonb_build_object(
               'approval_status', 'APPROVED', 'is_active', true, 'approved_at', now(), 'rejected_at', NULL,
               'total_quota_purchased_mb', g.mb, 'total_quota_used_mb', 0,
               'is_unlimited_user', coalesce(p.is_unlimited, false),
               'mikrotik_profile_name', coalesce(p.profile_name, u.mikrotik_profile_name),
               'quota_expiry_date', CASE WHEN g.mb > 0 OR p.is_unlimited OR given_days IS NOT NULL
                                         THEN now() + make_interval(days => g.days) END))
      FROM (SELECT) one
      LEFT JOIN console.package_terms(package) p ON true
     CROSS JOIN LATERAL (
           SELECT CASE WHEN u.role = 'KOMANDAN' THEN 'KOMANDAN_INITIAL_QUOTA_MB' ELSE 'USER_INITIAL_QUOTA_MB' END AS of_quota) k
     CROSS JOIN LATERAL (
           SELECT coalesce(given_mb, p.quota_mb, console.setting_bigint(k.of_quota, 0), 0) AS mb,
                  coalesce(given_days, p.duration_days,
                           CASE WHEN u.role = 'KOMANDAN'
                                THEN console.setting_bigint('KOMANDAN_INITIAL_DURATION_DAYS', 30)::integer END, 30) AS days) g
$$;

CREATE FUNCTION console.approve_refusal(u public.users, package text, given_mb bigint, given_days integer) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN u.approval_status = 'APPROVED' THEN 'is approved already'
                WHEN console.admin_refusal(u.role) IS NOT NULL THEN console.admin_refusal(u.role)
                WHEN console.phone_stored(u.phone_number) IS NULL THEN 'has no phone number: edit it first'
                WHEN package IS NOT NULL AND (given_mb IS NOT NULL OR given_days IS NOT NULL)
                THEN 'a package has its own quota and days'
                WHEN package IS NOT NULL AND NOT EXISTS (SELECT FROM console.package_terms(package))
                THEN 'there is no package ' || package
                -- the portal approves nobody without
                WHEN u.role = 'USER' AND console.is_adopted() AND NOT u.is_tamping
                     AND (coalesce(u.blok, '') = '' OR coalesce(u.kamar, '') = '') THEN 'has no block and room: edit it first' END
$$;

CREATE FUNCTION console.user_rejected(u public.users) RETURNS public.users
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(u, jsonb_build_object('approval_status', 'REJECTED', 'is_active', false, 'rejected_at', now()))
$$;

CREATE FUNCTION console.user_switched(u public.users, is_on boolean) RETURNS public.users
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(u, jsonb_build_object('is_active', is_on))
$$;

-- A customer's role with what the portal does at its change: who becomes KOMANDAN leaves the block and gets that role's
-- quota and days on top, who becomes USER needs a block again. Debts are settled before, not forgotten.
CREATE FUNCTION console.user_of_role(u public.users, new_role text, block text, room text) RETURNS public.users
LANGUAGE sql STABLE AS $$
    SELECT jsonb_populate_record(u, CASE new_role WHEN 'KOMANDAN' THEN jsonb_build_object(
               'role', 'KOMANDAN', 'previous_blok', coalesce(u.blok, u.previous_blok),
               'previous_kamar', coalesce(u.kamar, u.previous_kamar), 'blok', NULL, 'kamar', NULL,
               'is_tamping', false, 'tamping_type', NULL,
               'mikrotik_server_name', coalesce(nullif(console.setting('MIKROTIK_DEFAULT_SERVER_KOMANDAN', ''), ''),
                                                CASE WHEN console.is_adopted() THEN 'srv-komandan' ELSE u.mikrotik_server_name END),
               'total_quota_purchased_mb', u.total_quota_purchased_mb
                   + console.setting_bigint('KOMANDAN_INITIAL_QUOTA_MB', CASE WHEN console.is_adopted() THEN 5120 ELSE 0 END),
               'quota_expiry_date', greatest(u.quota_expiry_date, now()) + make_interval(
                   days => console.setting_bigint('KOMANDAN_INITIAL_DURATION_DAYS', 30)::integer))
           ELSE jsonb_build_object(
               'role', 'USER', 'blok', coalesce(console.block_stored(block), u.previous_blok),
               'kamar', coalesce(console.room_stored(room), u.previous_kamar), 'is_tamping', false, 'tamping_type', NULL,
               'mikrotik_server_name', (console.default_servers())[2],
               'mikrotik_profile_name', CASE WHEN u.mikrotik_profile_name
                                                  = coalesce(console.setting('MIKROTIK_KOMANDAN_PROFILE', NULL), 'komandan')
                                             THEN NULL ELSE u.mikrotik_profile_name END) END)
$$;

CREATE FUNCTION console.role_refusal(u public.users, new_role text, block text, room text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.admin_refusal(u.role) IS NOT NULL THEN console.admin_refusal(u.role)
                WHEN u.role = new_role THEN 'has this role already'
                WHEN u.approval_status <> 'APPROVED' OR NOT u.is_active THEN 'is not active'
                WHEN u.manual_debt_mb > 0 OR d.mb > 0 OR EXISTS (SELECT FROM public.user_quota_debts q
                                                                  WHERE q.user_id = u.id AND NOT q.is_paid)
                THEN 'owes debt: settle it or write it off first'
                WHEN new_role = 'USER' AND console.is_adopted() AND (n.blok IS NULL OR n.kamar IS NULL)
                THEN 'has no block and room: give them' END
      FROM (SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                        u.is_unlimited_user, u.role) AS mb) d
     CROSS JOIN LATERAL console.user_of_role(u, new_role, block, room) n
$$;

-- Who is deleted has no hotspot password any more, so that the router keeps no account: that tells the two apart.
CREATE FUNCTION console.delete_refusal(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.admin_refusal(u.role) IS NOT NULL THEN console.admin_refusal(u.role)
                WHEN NOT u.is_active AND coalesce(u.mikrotik_password, '') = '' AND u.approval_status <> 'PENDING_APPROVAL'
                THEN 'is deleted already'
                WHEN m.open IS NOT NULL THEN 'money is open: ' || m.open END
      FROM (SELECT console.user_open_money(u) AS open) m
$$;

-- Ends the logins of customers at the portal, and forgets their devices, as the portal's own reset does: they log in anew.
-- What the router holds of the devices, and the sessions, follow through the outbox, and so does the hotspot account where it
-- is to go. A portal without such logins has none.
CREATE FUNCTION console.forget_logins(operation uuid, ids uuid[], with_account boolean)
RETURNS TABLE (user_id uuid, macs jsonb)
LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass('public.refresh_tokens') IS NOT NULL THEN
        EXECUTE 'DELETE FROM public.refresh_tokens t WHERE t.user_id = ANY ($1)' USING ids;
    END IF;
    RETURN QUERY
    WITH gone AS MATERIALIZED (
        DELETE FROM public.user_devices d WHERE d.user_id = ANY (ids)
        RETURNING d.user_id, d.mac_address, nullif(d.ip_address, '') AS address
    ), who AS MATERIALIZED (
        SELECT u.id, console.account_name(u.phone_number) AS account,
               console.user_router(console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers()))) AS router,
               (SELECT jsonb_agg(DISTINCT g.mac_address) FROM gone g WHERE g.user_id = u.id) AS macs,
               (SELECT jsonb_agg(DISTINCT g.address) FROM gone g WHERE g.user_id = u.id AND g.address IS NOT NULL) AS addresses
          FROM public.users u
         WHERE u.id = ANY (ids)
    ), wish AS (
        INSERT INTO console.outbox AS b (operation_id, target, effect, entity_type, entity_id, payload)
        SELECT operation, 'router:' || w.router, e.effect, 'user', w.id, jsonb_strip_nulls(e.payload)
          FROM who w
         CROSS JOIN LATERAL (
               VALUES ('account_move', with_account, jsonb_build_object('from', jsonb_build_array(w.account))),
                      ('devices_forget', w.macs IS NOT NULL,
                       jsonb_build_object('account', w.account, 'macs', w.macs, 'addresses', w.addresses)),
                      ('kick', true, jsonb_build_object('account', w.account, 'macs', coalesce(w.macs, '[]'))))
               AS e (effect, is_wanted, payload)
         WHERE w.router IS NOT NULL AND e.is_wanted
         ORDER BY w.id, e.effect
        ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
        DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
                      payload = excluded.payload || CASE WHEN b.payload ? 'from' THEN jsonb_build_object(
                                    'from', b.payload -> 'from' || (excluded.payload -> 'from')) ELSE '{}' END
    )
    SELECT w.id, w.macs FROM who w;
END $$;

-- A customer's state with what an operation on the record decides: "waits for approval", "active · 3.2 GB of 10.0 GB used …".
CREATE FUNCTION console.user_account_text(u public.users) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE u.approval_status WHEN 'PENDING_APPROVAL' THEN 'waits for approval' WHEN 'REJECTED' THEN 'rejected'
           ELSE console.user_state_text(u) || CASE WHEN u.quota_expiry_date IS NULL THEN ''
                    ELSE console.user_validity_text(u, '{"quota_expiry_date": null}') END END
$$;

CREATE FUNCTION console.user_logins_text(customer uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT ' · ' || count(*) || CASE count(*) WHEN 1 THEN ' device' ELSE ' devices' END
      FROM public.user_devices d
     WHERE d.user_id = customer
$$;
