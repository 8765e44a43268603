-- applies: always
-- Charges at gateways: what is asked for, how far it is, and what came of it exactly once. Charges for
-- packages and debts stand in the portal's transactions as well, so that the portal sees them; what the
-- portal has begun is shown beside them and taken over (a row here) as soon as something is done about it.

-- The allowed moves of a charge: read by the code, enforced here.
CREATE TABLE console.charge_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO console.charge_move VALUES
    ('new', 'open'),           -- the gateway has it
    ('new', 'failed'),         -- the gateway refused it
    ('new', 'cancelled'),      -- withdrawn before it was asked for
    ('new', 'expired'),        -- never asked for in time
    ('new', 'paid'),           -- paid although no answer to the asking ever came
    ('new', 'mismatch'),
    ('open', 'paid'),
    ('open', 'expired'),
    ('open', 'cancelled'),
    ('open', 'failed'),        -- denied
    ('open', 'mismatch'),      -- paid, with another amount or currency: waits for a decision
    ('expired', 'late'),       -- paid all the same: waits for a decision, or is applied by setting
    ('cancelled', 'late'),
    ('failed', 'late'),
    ('late', 'paid'),          -- decided: applied
    ('mismatch', 'paid'),
    ('late', 'refund_due'),    -- decided: the money goes back
    ('mismatch', 'refund_due'),
    ('paid', 'refund_due'),
    ('refund_due', 'refunded'),
    ('paid', 'refunded'),      -- by the gateway
    ('paid', 'part_refunded'),
    ('part_refunded', 'refunded'),
    ('paid', 'charged_back'),
    ('late', 'refunded'),
    ('mismatch', 'refunded'),
    ('new', 'refunded'),       -- news overtook each other: it was paid and given back before we heard of it
    ('open', 'refunded'),
    ('expired', 'refunded'),
    ('cancelled', 'refunded'),
    ('failed', 'refunded'),
    ('new', 'charged_back'),
    ('open', 'charged_back'),
    ('expired', 'charged_back'),
    ('cancelled', 'charged_back'),
    ('failed', 'charged_back'),
    ('late', 'charged_back'),
    ('mismatch', 'charged_back'),
    ('refund_due', 'charged_back'),
    ('part_refunded', 'charged_back');

CREATE TABLE console.charge (
    order_id        text PRIMARY KEY CHECK (order_id ~ '^[A-Za-z0-9._~-]{1,50}$'),
    id              uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    kind            text NOT NULL CHECK (kind IN ('package', 'debt', 'order', 'deposit', 'invoice')),
    gateway         text NOT NULL CHECK (gateway IN ('midtrans', 'xendit', 'balance')),
    mode            text CHECK (mode IN ('snap', 'core_api', 'invoice', 'balance')), -- NULL: not asked for yet
    method          text,    -- qris, gopay, shopeepay, va, mandiri_bill; NULL: chosen on the gateway's page
    bank            text,    -- of a virtual account
    user_id         uuid,
    package_id      uuid,
    debt_id         uuid,    -- NULL with kind debt: all that the user owes
    debt_ids        uuid[],  -- with kind debt: the items that the amount is for; NULL: those open when it is paid
    auto_debt_mb    bigint,  -- with kind debt: the automatic debt that the amount is for; NULL: all there is then
    subject         text NOT NULL, -- what it is for, in words
    coupon_code     text,
    coupon_state    text CHECK (coupon_state IN ('reserved', 'used', 'released')),
    discount_rp     bigint NOT NULL DEFAULT 0 CHECK (discount_rp >= 0),
    amount_rp       bigint NOT NULL CHECK (amount_rp > 0),
    state           text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'open', 'paid', 'expired', 'cancelled', 'failed',
                        'late', 'mismatch', 'refund_due', 'refunded', 'part_refunded', 'charged_back')),
    reason          text,    -- of a failure, a mismatch, a decision
    waits_for       text,    -- what somebody has to decide, in words; NULL: nothing
    gateway_status  text,    -- as the gateway last said
    transaction_id  text,
    paid_amount_rp  bigint,
    paid_at         timestamptz,
    expires_at      timestamptz,
    qr_string       text,
    qr_url          text,
    deeplink_url    text,
    va_number       text,
    bill_key        text,
    biller_code     text,
    snap_token      text,
    redirect_url    text,
    asked_at        timestamptz, -- when the gateway was last asked about it
    ask_error       text,
    is_adopted      boolean NOT NULL DEFAULT false, -- begun by the portal, taken over
    actor           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX charge_user ON console.charge (user_id, created_at DESC);
CREATE INDEX charge_open ON console.charge (expires_at) WHERE state IN ('new', 'open');
CREATE INDEX charge_waiting ON console.charge (updated_at) WHERE waits_for IS NOT NULL;
-- Never more than one open charge of ours for the same thing; what the portal begins, we can't help.
CREATE UNIQUE INDEX charge_one_open ON console.charge (user_id, kind, coalesce(package_id, debt_id, user_id))
    WHERE state IN ('new', 'open') AND kind IN ('package', 'debt') AND NOT is_adopted;

CREATE FUNCTION console.charge_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM console.charge_move m WHERE m.from_state = OLD.state AND m.to_state = NEW.state) THEN
        RAISE EXCEPTION 'charge %: % may not become %', OLD.order_id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER charge_moves BEFORE UPDATE OF state ON console.charge
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION console.charge_check_move();

-- The one effect of a paid charge, written in the transaction that brings it about.
CREATE TABLE console.charge_effect (
    order_id     text PRIMARY KEY,
    operation_id uuid NOT NULL REFERENCES console.operation (id) ON DELETE RESTRICT,
    effect       text NOT NULL CHECK (effect IN ('package', 'debt', 'order', 'deposit', 'invoice')),
    at           timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TRIGGER charge_effect_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.charge_effect
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();

-- Notifications as they came. One row for what a gateway says of one order; repeats are counted.
CREATE TABLE console.inbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    gateway      text NOT NULL CHECK (gateway IN ('midtrans', 'xendit')),
    brand        text NOT NULL DEFAULT '',
    order_id     text NOT NULL,
    status       text NOT NULL,          -- status_code/transaction_status/fraud_status, or Xendit's status
    body         bytea NOT NULL,
    state        text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done', 'unmatched', 'failed')),
    result       text,                   -- what came of it, in words
    repeats      integer NOT NULL DEFAULT 0,
    tries        integer NOT NULL DEFAULT 0,
    next_try_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker_id    uuid,
    lease_until  timestamptz,
    received_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    repeated_at  timestamptz,
    processed_at timestamptz,
    UNIQUE (gateway, order_id, status)
);
CREATE INDEX inbox_new ON console.inbox (next_try_at, id) WHERE state = 'new';
CREATE INDEX inbox_received ON console.inbox (received_at DESC, id);

-- Balances: a ledger, and nothing but a ledger.
CREATE TABLE console.deposit (
    id               uuid PRIMARY KEY,
    user_id          uuid NOT NULL,
    amount_rp        bigint NOT NULL CHECK (amount_rp > 0),
    fee_rp           bigint NOT NULL DEFAULT 0 CHECK (fee_rp >= 0),
    payable_rp       bigint NOT NULL CHECK (payable_rp > 0),
    method           text,
    status           text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'completed', 'failed', 'expired', 'cancelled')),
    gateway_order_id text NOT NULL UNIQUE,
    expires_at       timestamptz,
    completed_at     timestamptz,
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT deposit_completed_has_time CHECK ((status = 'completed') = (completed_at IS NOT NULL))
);
CREATE TABLE console.balance_entry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_id uuid NOT NULL REFERENCES console.operation (id) ON DELETE RESTRICT,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    user_id      uuid NOT NULL,
    rp           bigint NOT NULL CHECK (rp <> 0), -- below zero: paid from it
    order_id     text NOT NULL,
    note         text,
    UNIQUE (order_id, rp)
);
CREATE INDEX balance_entry_user ON console.balance_entry (user_id, id DESC);
CREATE TRIGGER balance_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.balance_entry
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();
CREATE FUNCTION console.balance_rp(of_user uuid) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(b.rp), 0)::bigint FROM console.balance_entry b WHERE b.user_id = of_user
$$;

CREATE TABLE console.coupon (
    code           text PRIMARY KEY CHECK (code = upper(code) AND code ~ '^[A-Z0-9_-]{2,32}$'),
    discount_type  text NOT NULL CHECK (discount_type IN ('percent', 'flat')),
    discount_value bigint NOT NULL CHECK (discount_value > 0),
    max_uses       integer CHECK (max_uses > 0),
    used_count     integer NOT NULL DEFAULT 0 CHECK (used_count >= 0),
    reserved_count integer NOT NULL DEFAULT 0 CHECK (reserved_count >= 0),
    valid_from     timestamptz,
    valid_until    timestamptz,
    created_at     timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT coupon_percent_within CHECK (discount_type <> 'percent' OR discount_value <= 100),
    CONSTRAINT coupon_never_beyond CHECK (max_uses IS NULL OR used_count + reserved_count <= max_uses)
);

-- Messages that show a charge, to be edited or taken away when it ends.
CREATE TABLE console.payment_message_log (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_id   text NOT NULL,
    role       text NOT NULL CHECK (role IN ('user', 'admin')),
    chat_id    text NOT NULL,
    message_id bigint,          -- NULL: not sent yet
    state      text NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'sent', 'edited', 'deleted', 'failed')),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (order_id, role, chat_id)
);

-- No balance goes below zero, whoever writes: the user's row is what they wait for each other at.
CREATE FUNCTION console.balance_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM public.users u WHERE u.id = NEW.user_id FOR NO KEY UPDATE;
    IF console.balance_rp(NEW.user_id) < 0 THEN
        RAISE EXCEPTION 'the balance of user % would go below zero', NEW.user_id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER balance_entry_not_below_zero AFTER INSERT ON console.balance_entry
    FOR EACH ROW WHEN (NEW.rp < 0) EXECUTE FUNCTION console.balance_check();

-- Upper case hexadecimal digits of six random bytes.
CREATE FUNCTION console.random_hex() RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT upper(encode(substring(uuid_send(gen_random_uuid()) FROM 11 FOR 6), 'hex'))
$$;

-- Six random digits, for the hotspot password of somebody who has none.
CREATE FUNCTION console.random_pin() RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT lpad(((('x' || encode(substring(uuid_send(gen_random_uuid()) FROM 11 FOR 4), 'hex'))::bit(32)::bigint)
                 % 1000000)::text, 6, '0')
$$;

-- DEBT-<the item's uuid in base64url>~<six digits>, so that the id itself says what it is for.
CREATE FUNCTION console.debt_order_id(debt uuid) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN debt IS NULL THEN 'DEBT-ALL-' || console.random_hex()
                ELSE 'DEBT-' || translate(rtrim(encode(uuid_send(debt), 'base64'), '='), '+/', '-_') END
           || '~' || left(console.random_hex(), 6)
$$;

-- The item that such an id is about; the portal writes base32 or the uuid as well. NULL where it names none.
CREATE FUNCTION console.debt_of_order(order_id text) RETURNS uuid
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN s.code ~ '^[A-Za-z0-9_-]{22}$'
                THEN encode(decode(translate(s.code, '-_', '+/') || '==', 'base64'), 'hex')::uuid
                WHEN s.code ~* '^[A-Z2-7]{26}$'
                THEN (SELECT string_agg(to_hex(g.bits::bit(4)::integer), '' ORDER BY g.n)
                        FROM (SELECT n, substr(b.bits, 4 * n + 1, 4) AS bits
                                FROM (SELECT string_agg((strpos('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', upper(t.c)) - 1)
                                                            ::bit(5)::text, '' ORDER BY t.i) AS bits
                                        FROM unnest(string_to_array(s.code, NULL)) WITH ORDINALITY AS t (c, i)) b
                               CROSS JOIN generate_series(0, 31) AS n) g)::uuid
                WHEN s.code ~* '^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$' THEN s.code::uuid END
      FROM (SELECT split_part(substr(order_id, 6), '~', 1) AS code) s
     WHERE starts_with(order_id, 'DEBT-')
$$;

-- What a gateway, or an operator, says of a charge.
CREATE TYPE console.charge_said AS (state text, gateway_status text, transaction_id text, amount_rp bigint, currency text,
                                    paid_at text, source text);

-- Why what was paid is not what was asked for; NULL where it is.
CREATE FUNCTION console.charge_mismatch(c console.charge, said console.charge_said) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN said.amount_rp IS NULL THEN 'the gateway does not say how much was paid'
                WHEN said.currency <> '' AND upper(said.currency) <> 'IDR' THEN 'paid in ' || said.currency || ', not in IDR'
                WHEN said.amount_rp <> c.amount_rp
                THEN console.rp_text(said.amount_rp) || ' was paid, ' || console.rp_text(c.amount_rp) || ' was asked for' END
$$;

-- The one decision: where news take a charge (NULL: nowhere, it is a repeat or came too late to matter), through
-- which state, and why. An end without payment never beats a payment; a payment that comes after the end is late,
-- and taken all the same where the setting says so; what was given back before we heard of the payment is not
-- applied first. What is paid and partly given back was paid.
CREATE FUNCTION console.charge_next_state(c console.charge, said console.charge_said, late_policy text,
                                          OUT to_state text, OUT via text, OUT reason text)
LANGUAGE sql STABLE AS $$
    SELECT CASE
               WHEN said.state = 'open' THEN CASE WHEN c.state = 'new' AND said.source = 'answer' THEN 'open' END
               WHEN said.state IN ('expired', 'cancelled', 'failed') THEN CASE WHEN f.is_open THEN said.state END
               WHEN said.state IN ('refunded', 'charged_back')
               THEN CASE WHEN c.state NOT IN ('refunded', 'charged_back') THEN said.state END
               WHEN said.state = 'part_refunded' AND c.state = 'paid' THEN 'part_refunded'
               WHEN said.state IN ('paid', 'part_refunded') AND f.is_open
               THEN CASE WHEN m.why IS NULL THEN said.state ELSE 'mismatch' END
               WHEN said.state IN ('paid', 'part_refunded') AND f.is_over
               THEN CASE WHEN m.why IS NULL AND late_policy = 'apply' THEN said.state ELSE 'late' END END,
           CASE WHEN m.why IS NOT NULL OR said.state NOT IN ('paid', 'part_refunded') THEN NULL
                WHEN f.is_over AND late_policy = 'apply' THEN 'late'
                WHEN f.is_open AND said.state = 'part_refunded' THEN 'paid' END,
           CASE WHEN said.state IN ('paid', 'part_refunded') THEN
               CASE WHEN f.is_over THEN concat_ws('; ', 'paid when it was ' || c.state, m.why) ELSE m.why END END
      FROM (SELECT c.state IN ('new', 'open') AS is_open, c.state IN ('expired', 'cancelled', 'failed') AS is_over) f
     CROSS JOIN (SELECT console.charge_mismatch(c, said) AS why) m
$$;

-- A text that should be a time; NULL, and so now, where it is none.
CREATE FUNCTION console.said_time(said text) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN said ~ '^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d' THEN said::timestamptz END;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

-- "open · Rp 200.000 · qris · until 14:05": one state of one charge, for previews.
CREATE FUNCTION console.charge_state_text(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', replace(c.state, '_', ' '), console.rp_text(c.amount_rp),
                     CASE WHEN c.method = 'va' THEN 'va ' || c.bank ELSE c.method END, c.waits_for)
$$;

-- "Budi +62812… · BELI-0123456789AB".
CREATE FUNCTION console.charge_label(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT concat_ws(' · ', (SELECT u.full_name || ' ' || u.phone_number FROM public.users u WHERE u.id = c.user_id),
                     c.order_id)
$$;

-- A wish about a charge: at its gateway, or for the messages about it. One that waits is overwritten.
CREATE FUNCTION console.charge_wish(operation uuid, c console.charge, target text, effect text, event text DEFAULT NULL)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    VALUES (operation, target, effect, 'charge', c.id,
            jsonb_strip_nulls(jsonb_build_object('order_id', c.order_id, 'event', event)))
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, payload = excluded.payload,
                  next_attempt_at = excluded.next_attempt_at
$$;

-- The audit row of a charge; its user stands in the details, so that what belongs to one customer is found.
CREATE FUNCTION console.charge_audit(operation uuid, c console.charge, before jsonb, after jsonb, details jsonb DEFAULT '{}')
RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'charge', c.order_id, before, after,
           jsonb_strip_nulls(jsonb_build_object('user_id', c.user_id)) || details
      FROM console.operation o
     WHERE o.id = operation
$$;

-- A line in the portal's history of a charge.
CREATE FUNCTION console.charge_event(c console.charge, said console.charge_said, event text) RETURNS void
LANGUAGE sql AS $$
    INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, payload)
    SELECT gen_random_uuid(), t.id,
           CASE said.source WHEN 'notification' THEN 'MIDTRANS_WEBHOOK' WHEN 'poll' THEN 'MIDTRANS_STATUS'
                            WHEN 'answer' THEN 'MIDTRANS_STATUS' ELSE 'APP' END,
           event, t.status, jsonb_strip_nulls(to_jsonb(said))::text
      FROM public.transactions t
     WHERE t.midtrans_order_id = c.order_id
$$;

-- The coupon of a charge: what was reserved is counted or given back; once given back it is counted only where
-- there is still room, for what was sold at its price stands.
CREATE FUNCTION console.charge_coupon(oid text, wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
BEGIN
    SELECT * INTO c FROM console.charge h WHERE h.order_id = oid;
    IF c.coupon_state = 'reserved' THEN
        UPDATE console.coupon k
           SET reserved_count = k.reserved_count - 1, used_count = k.used_count + (wanted = 'used')::integer
         WHERE k.code = c.coupon_code;
        UPDATE console.charge h SET coupon_state = wanted WHERE h.order_id = oid;
    ELSIF c.coupon_state = 'released' AND wanted = 'used' THEN
        UPDATE console.coupon k
           SET used_count = k.used_count + 1
         WHERE k.code = c.coupon_code AND (k.max_uses IS NULL OR k.used_count + k.reserved_count < k.max_uses);
        UPDATE console.charge h SET coupon_state = 'used' WHERE h.order_id = oid AND FOUND;
    END IF;
END $$;

-- Moves a charge and all that mirrors it: the portal's transaction, its history, the deposit, the coupon. The
-- charge is locked, and its user before it.
CREATE FUNCTION console.charge_set(oid text, next_state text, said console.charge_said, why text, waits text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    is_paid CONSTANT boolean := next_state IN ('paid', 'late', 'mismatch');
BEGIN
    UPDATE console.charge h
       SET state = next_state, reason = why, waits_for = waits,
           gateway_status = coalesce(said.gateway_status, h.gateway_status),
           transaction_id = coalesce(said.transaction_id, h.transaction_id),
           paid_amount_rp = coalesce(h.paid_amount_rp, CASE WHEN is_paid THEN said.amount_rp END),
           paid_at = coalesce(h.paid_at,
                              CASE WHEN is_paid THEN coalesce(console.said_time(said.paid_at), clock_timestamp()) END),
           updated_at = clock_timestamp()
     WHERE h.order_id = oid
    RETURNING * INTO c;
    UPDATE public.transactions t
       SET status = CASE WHEN next_state IN ('paid', 'part_refunded') THEN 'SUCCESS'
                         WHEN next_state IN ('expired', 'cancelled', 'failed') THEN upper(next_state)
                         WHEN next_state IN ('refunded', 'charged_back') THEN 'CANCELLED'
                         WHEN next_state = 'mismatch' AND t.status <> 'SUCCESS' THEN 'UNKNOWN'
                         ELSE t.status END,
           payment_time = CASE WHEN next_state = 'paid' THEN c.paid_at ELSE t.payment_time END,
           midtrans_transaction_id = coalesce(c.transaction_id, t.midtrans_transaction_id), updated_at = now()
     WHERE t.midtrans_order_id = oid;
    PERFORM console.charge_event(c, said, next_state);
    UPDATE console.deposit d
       SET status = CASE WHEN next_state = 'paid' THEN 'completed' ELSE next_state END,
           completed_at = CASE WHEN next_state = 'paid' THEN clock_timestamp() END
     WHERE d.gateway_order_id = oid AND next_state IN ('paid', 'expired', 'cancelled', 'failed');
    PERFORM console.charge_coupon(oid, CASE next_state WHEN 'paid' THEN 'used' ELSE 'released' END)
      WHERE next_state IN ('paid', 'expired', 'cancelled', 'failed', 'refund_due', 'refunded', 'charged_back');
END $$;

-- The debt items that a charge pays now, of those that were its reason.
CREATE FUNCTION console.charge_debts(c console.charge) RETURNS SETOF public.user_quota_debts
LANGUAGE sql STABLE AS $$
    SELECT d.*
      FROM public.user_quota_debts d
     WHERE d.user_id = c.user_id AND NOT d.is_paid
       AND CASE WHEN c.debt_id IS NOT NULL THEN d.id = c.debt_id ELSE c.debt_ids IS NULL OR d.id = ANY (c.debt_ids) END
$$;

-- The automatic debt that it pays now, in whole MB.
CREATE FUNCTION console.charge_auto_debt_mb(c console.charge) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.debt_id IS NOT NULL THEN 0 ELSE least(coalesce(c.auto_debt_mb, a.mb), a.mb) END
      FROM public.users u
     CROSS JOIN LATERAL (
           SELECT ceil(console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                            u.is_unlimited_user, u.role))::bigint AS mb) a
     WHERE u.id = c.user_id
$$;

-- Why what a charge was for can't be given any more; NULL where it can.
CREATE FUNCTION console.charge_goods_gone(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id) THEN 'its customer is gone'
                WHEN c.kind = 'package' AND NOT EXISTS (SELECT FROM public.packages p WHERE p.id = c.package_id)
                THEN 'its package is gone'
                WHEN c.kind = 'debt' AND NOT EXISTS (SELECT FROM console.charge_debts(c))
                     AND coalesce(console.charge_auto_debt_mb(c), 0) = 0
                THEN 'what it was for was settled meanwhile' END
$$;

-- What the audit says of a customer who gets a package, beside what its quota does: its validity and profile, and
-- its kind of access (see console.sleeping_debt_mb for what happens to automatic debt when unlimited access ends).
CREATE FUNCTION console.package_bought(u public.users, package uuid) RETURNS TABLE (before jsonb, after jsonb)
LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT jsonb_build_object('mikrotik_profile_name', u.mikrotik_profile_name,
                              'quota_expiry_date', u.quota_expiry_date, 'is_unlimited_user', u.is_unlimited_user,
                              'auto_debt_offset_mb', u.auto_debt_offset_mb,
                              'total_quota_used_mb', u.total_quota_used_mb) - same.columns,
           jsonb_build_object('mikrotik_profile_name', p.profile_name,
                              'quota_expiry_date', p.expiry, 'is_unlimited_user', p.is_unlimited,
                              'auto_debt_offset_mb', u.auto_debt_offset_mb + f.mb,
                              'total_quota_used_mb', u.total_quota_used_mb) - same.columns
      FROM (SELECT g.profile_name, k.data_quota_gb = 0 AS is_unlimited,
                   CASE console.setting('package_validity', 'now') WHEN 'extend'
                        THEN greatest(now(), u.quota_expiry_date) ELSE now() END
                   + make_interval(days => k.duration_days) AS expiry
              FROM public.packages k
              LEFT JOIN public.package_profiles g ON g.id = k.profile_id
             WHERE k.id = package) p
     CROSS JOIN LATERAL (
           SELECT CASE WHEN u.is_unlimited_user AND NOT p.is_unlimited THEN
                      console.sleeping_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                               u.auto_debt_offset_mb, u.role) ELSE 0 END AS mb) f
     CROSS JOIN LATERAL (
           SELECT ARRAY[CASE WHEN p.profile_name IS NULL OR u.mikrotik_profile_name = p.profile_name
                             THEN 'mikrotik_profile_name' END,
                        CASE WHEN u.is_unlimited_user = p.is_unlimited THEN 'is_unlimited_user' END,
                        CASE WHEN f.mb = 0 THEN 'auto_debt_offset_mb' END,
                        CASE WHEN u.is_unlimited_user OR NOT p.is_unlimited THEN 'total_quota_used_mb' END]
                  AS columns) same
$$;

-- What a paid package changes, as the audit tells it: the operation carries it out afterwards.
CREATE FUNCTION console.charge_package_rows(c console.charge)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    SELECT q.entity_type, q.entity_id, q.before || coalesce(b.before, '{}'), q.after || coalesce(b.after, '{}'),
           CASE WHEN q.details IS NULL THEN '{}' ELSE q.details || jsonb_build_object('payment_note', c.order_id) END
      FROM public.packages p
     CROSS JOIN LATERAL console.quota_added(ARRAY[c.user_id], round(p.data_quota_gb * 1024)::bigint, 'console_package') q
      LEFT JOIN LATERAL (SELECT x.before, x.after
                           FROM public.users u
                          CROSS JOIN LATERAL console.package_bought(u, c.package_id) x
                          WHERE u.id = q.entity_id) b ON q.entity_type = 'user'
     WHERE p.id = c.package_id
$$;

-- The same for a debt that is paid: his items, as far as they were the reason of the charge, and his block.
CREATE FUNCTION console.charge_debt_rows(c console.charge)
RETURNS TABLE (entity_type text, entity_id uuid, before jsonb, after jsonb, details jsonb)
LANGUAGE sql STABLE AS $$
    WITH item AS MATERIALIZED (
        SELECT * FROM console.charge_debts(c)
    ), still_open AS MATERIALIZED (
        SELECT count(*) AS items, coalesce(sum(d.amount_mb - d.paid_mb), 0)::bigint AS mb
          FROM public.user_quota_debts d
         WHERE d.user_id = c.user_id AND NOT d.is_paid AND NOT EXISTS (SELECT FROM item i WHERE i.id = d.id)
    )
    SELECT 'user', u.id, s.before, s.after, '{}'::jsonb
      FROM public.users u
     CROSS JOIN still_open o
     CROSS JOIN LATERAL console.debtor_settled(u, o.items, o.mb,
                                               u.auto_debt_offset_mb + console.charge_auto_debt_mb(c)) s
     WHERE u.id = c.user_id
    UNION ALL
    SELECT 'user_quota_debt', i.id, p.before, p.after,
           jsonb_build_object('user_id', c.user_id, 'payment', 'settled', 'payment_note', c.order_id)
      FROM item i
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) l
     CROSS JOIN LATERAL console.debt_paid(i, greatest(0, i.amount_mb - i.paid_mb), 'console_payment', l.list) p
$$;

-- Gives what was paid for: exactly once, by the key of console.charge_effect. effect 'deposit' puts the money on
-- the balance, whatever it was for. The hotspot password of somebody who has none is set here and not by the
-- audit, which no secret enters.
CREATE FUNCTION console.charge_apply(operation uuid, oid text, effect text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    note jsonb := jsonb_build_object('order_id', oid);
BEGIN
    SELECT * INTO STRICT c FROM console.charge h WHERE h.order_id = oid;
    INSERT INTO console.charge_effect (order_id, operation_id, effect) VALUES (oid, operation, charge_apply.effect);
    IF effect = 'deposit' THEN
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        VALUES (operation, c.user_id, coalesce(c.paid_amount_rp, c.amount_rp), oid, c.subject);
    ELSIF effect = 'package' THEN
        UPDATE public.users u SET mikrotik_password = console.random_pin()
         WHERE u.id = c.user_id AND coalesce(u.mikrotik_password, '') = '';
        IF FOUND THEN
            note := note || '{"hotspot_password": "set"}';
        END IF;
    ELSIF effect = 'invoice' THEN
        PERFORM console.invoice_pay(operation, c); -- made with the invoices, in 0031
        RETURN;
    ELSIF effect <> 'debt' THEN
        RAISE EXCEPTION 'charge %: nothing is known to be done for %', oid, effect USING ERRCODE = 'feature_not_supported';
    END IF;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, r.entity_type, r.entity_id::text, r.before, r.after, r.details || note
      FROM console.operation o
     CROSS JOIN LATERAL (SELECT * FROM console.charge_package_rows(c) WHERE effect = 'package'
                         UNION ALL
                         SELECT * FROM console.charge_debt_rows(c) WHERE effect = 'debt') r
     WHERE o.id = operation;
END $$;

-- Takes back what was given here for a charge, where all of it still stands as it was written; NULL where it was,
-- else why not.
CREATE FUNCTION console.charge_reverse(operation uuid, oid text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
    e console.charge_effect;
    stands boolean;
BEGIN
    SELECT * INTO STRICT c FROM console.charge h WHERE h.order_id = oid;
    SELECT * INTO e FROM console.charge_effect x WHERE x.order_id = oid;
    IF e.effect = 'deposit' THEN
        IF console.balance_rp(c.user_id) < coalesce(c.paid_amount_rp, c.amount_rp) THEN
            RETURN 'the balance was spent meanwhile';
        END IF;
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        VALUES (operation, c.user_id, -coalesce(c.paid_amount_rp, c.amount_rp), oid, 'taken back');
        RETURN NULL;
    END IF;
    SELECT bool_and(coalesce(to_jsonb(u) @> a.after, to_jsonb(d) @> a.after, false)) INTO stands
      FROM console.audit_log a
      LEFT JOIN public.users u ON u.id = CASE a.entity_type WHEN 'user' THEN a.entity_id::uuid END
      LEFT JOIN public.user_quota_debts d ON d.id = CASE a.entity_type WHEN 'user_quota_debt' THEN a.entity_id::uuid END
     WHERE a.operation_id = e.operation_id AND a.entity_type <> 'charge' AND a.details ->> 'order_id' = oid;
    IF stands IS NOT TRUE THEN
        RETURN 'it has changed since';
    END IF;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, a.entity_type, a.entity_id, a.after, a.before,
           a.details - 'hotspot_password' || jsonb_build_object('reverses', e.operation_id)
      FROM console.operation o
      JOIN console.audit_log a ON a.operation_id = e.operation_id
     WHERE o.id = operation AND a.entity_type <> 'charge' AND a.details ->> 'order_id' = oid
     ORDER BY a.id;
    RETURN NULL;
END $$;

-- What the portal has begun, as charges of ours would be; none of those that are ours already.
CREATE FUNCTION console.charge_of_portal(oids text[]) RETURNS SETOF console.charge
LANGUAGE sql STABLE AS $$
    SELECT (jsonb_populate_record(NULL::console.charge, jsonb_build_object(
               'order_id', t.midtrans_order_id, 'id', t.id, 'kind', CASE WHEN x.is_debt THEN 'debt' ELSE 'package' END,
               'gateway', 'midtrans', 'user_id', t.user_id, 'package_id', t.package_id,
               'mode', CASE WHEN t.snap_token <> '' OR t.snap_redirect_url <> '' THEN 'snap' ELSE 'core_api' END,
               'method', CASE WHEN t.payment_method IN ('qris', 'gopay', 'shopeepay', 'va', 'mandiri_bill')
                              THEN t.payment_method END,
               'debt_id', CASE WHEN x.is_debt THEN console.debt_of_order(t.midtrans_order_id) END,
               'subject', CASE WHEN x.is_debt THEN 'Debt' ELSE coalesce(p.name, 'Package') END, 'amount_rp', t.amount,
               'state', CASE t.status WHEN 'SUCCESS' THEN 'paid' WHEN 'PENDING' THEN 'open' WHEN 'UNKNOWN' THEN 'open'
                                      ELSE lower(t.status) END,
               'transaction_id', t.midtrans_transaction_id, 'paid_at', t.payment_time, 'expires_at', t.expiry_time,
               'qr_url', t.qr_code_url, 'va_number', t.va_number, 'bill_key', t.payment_code,
               'biller_code', t.biller_code, 'snap_token', t.snap_token, 'redirect_url', t.snap_redirect_url,
               'discount_rp', 0, 'is_adopted', true, 'actor', 'portal', 'created_at', t.created_at, 'updated_at', now()))).*
      FROM public.transactions t
      LEFT JOIN public.packages p ON p.id = t.package_id
     CROSS JOIN LATERAL (SELECT starts_with(t.midtrans_order_id, 'DEBT-') AS is_debt) x
     WHERE t.midtrans_order_id = ANY (oids) AND t.amount > 0 AND (x.is_debt OR t.package_id IS NOT NULL)
       AND t.midtrans_order_id ~ '^[A-Za-z0-9._~-]{1,50}$'
       AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
$$;

-- Charges of ours and the portal's, whole; nothing is taken over by looking.
CREATE FUNCTION console.charge_known(oids text[]) RETURNS SETOF console.charge
LANGUAGE sql STABLE AS $$
    SELECT c.* FROM console.charge c WHERE c.order_id = ANY (oids)
    UNION ALL
    SELECT p.* FROM console.charge_of_portal(oids) p
$$;

-- Locks a charge, whose user is locked, and its transaction after it; what is the portal's is taken over first.
-- NULL where there is none.
CREATE FUNCTION console.charge_lock(oid text) RETURNS console.charge LANGUAGE plpgsql AS $$
DECLARE
    c console.charge;
BEGIN
    INSERT INTO console.charge SELECT p.* FROM console.charge_of_portal(ARRAY[oid]) p ON CONFLICT DO NOTHING;
    SELECT * INTO c FROM console.charge h WHERE h.order_id = oid FOR NO KEY UPDATE;
    PERFORM FROM public.transactions t WHERE t.midtrans_order_id = oid FOR NO KEY UPDATE;
    RETURN c;
END $$;

-- Messages that follow a state; who was never told of a charge is not told of its end.
CREATE FUNCTION console.charge_tell(operation uuid, c console.charge, next_state text) RETURNS void
LANGUAGE sql AS $$
    SELECT console.charge_wish(operation, c, 'message:user', 'charge_message', e.event)
      FROM (SELECT CASE WHEN next_state IN ('paid', 'part_refunded') THEN 'paid'
                        WHEN next_state IN ('late', 'mismatch') THEN 'late'
                        WHEN c.state = 'new' THEN NULL
                        WHEN next_state = 'expired' THEN 'expired'
                        WHEN next_state IN ('cancelled', 'failed') THEN 'cancelled' END AS event) e
     WHERE e.event IS NOT NULL
$$;

-- What is to be decided when a charge comes into a state.
CREATE FUNCTION console.charge_waits(next_state text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE next_state WHEN 'late' THEN 'apply it all the same, or give the money back'
                           WHEN 'mismatch' THEN 'apply it all the same, or give the money back'
                           WHEN 'refund_due' THEN 'give the money back, then note it'
                           WHEN 'part_refunded' THEN 'part of the money went back: note what becomes of the rest' END
$$;

-- Who gave what was paid for: 'portal', 'console'; NULL where nobody did, or it was taken back by an undo.
CREATE FUNCTION console.charge_applied_by(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN e.order_id IS NOT NULL
                THEN CASE WHEN NOT EXISTS (SELECT FROM console.operation o WHERE o.undo_of = e.operation_id)
                          THEN 'console' END
                WHEN c.is_adopted AND c.state = 'paid' THEN 'portal'
                WHEN EXISTS (SELECT FROM console.audit_log a
                              WHERE a.entity_id = c.order_id AND a.details ->> 'applied_by' = 'portal') THEN 'portal' END
      FROM (SELECT) one
      LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
$$;

-- The money went back: what was given for it is taken back where the setting says so. What is still to be decided;
-- NULL: nothing.
CREATE FUNCTION console.charge_money_back(operation uuid, c console.charge) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    applied_by CONSTANT text := console.charge_applied_by(c);
BEGIN
    IF applied_by = 'portal' THEN
        RETURN 'the money went back; the portal applied it, and has to take it back';
    ELSIF applied_by IS NULL THEN
        RETURN NULL;
    ELSIF console.setting('payment_refund', 'hold') <> 'reverse' THEN
        RETURN 'the money went back, what was applied stands: undo it, or note that it stays';
    END IF;
    RETURN 'the money went back, what was applied stands: ' || console.charge_reverse(operation, c.order_id);
END $$;

-- Whether the portal was quicker with what was paid for, which is not given a second time then. Of a charge that is
-- not paid here.
CREATE FUNCTION console.portal_applied(oid text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM public.transactions t WHERE t.midtrans_order_id = oid AND t.status = 'SUCCESS')
$$;

-- One piece of news of one charge, in the transaction of the operation. False where it changes nothing.
CREATE FUNCTION console.charge_news(operation uuid, oid text, said console.charge_said) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
    next record;
    waits text;
    is_portal boolean;
    is_payment boolean;
BEGIN
    is_portal := console.portal_applied(oid);
    next := console.charge_next_state(c, said, CASE WHEN is_portal THEN 'apply' ELSE console.setting('payment_late', 'hold') END);
    IF c.order_id IS NULL OR next.to_state IS NULL THEN
        RETURN false;
    END IF;
    is_payment := next.to_state IN ('paid', 'part_refunded') AND c.state <> 'paid';
    IF is_payment AND NOT is_portal AND console.charge_goods_gone(c) IS NOT NULL THEN
        is_payment := false;
        next.to_state := CASE WHEN c.state IN ('new', 'open') THEN 'mismatch' ELSE 'late' END;
        next.reason := console.charge_goods_gone(c);
    END IF;
    IF is_payment THEN
        IF next.via = 'late' THEN
            PERFORM console.charge_set(oid, 'late', said, next.reason, NULL);
        END IF;
        PERFORM console.charge_set(oid, 'paid', said, next.reason, NULL);
        PERFORM console.charge_apply(operation, oid, c.kind) WHERE NOT is_portal;
    END IF;
    IF next.to_state IN ('refunded', 'charged_back') THEN
        waits := console.charge_money_back(operation, c);
    ELSE
        waits := console.charge_waits(next.to_state);
    END IF;
    PERFORM console.charge_set(oid, next.to_state, said, next.reason, waits)
      WHERE NOT is_payment OR next.to_state <> 'paid';
    PERFORM console.charge_tell(operation, c, next.to_state);
    PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state),
                                 jsonb_build_object('state', next.to_state),
                                 jsonb_strip_nulls(jsonb_build_object('reason', next.reason, 'waits_for', waits,
                                     'applied_by', CASE WHEN is_payment AND is_portal THEN 'portal' END)));
    RETURN true;
END $$;

-- The charge that is open for the same thing, ours or the portal's; NULL where there is none.
CREATE FUNCTION console.charge_open_for(buyer uuid, of_kind text, thing uuid, rp bigint) RETURNS text
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
             WHERE t.user_id = buyer AND t.status = 'PENDING' AND p.kind = of_kind
               AND coalesce(p.package_id, p.debt_id) IS NOT DISTINCT FROM thing
               AND clock_timestamp() < coalesce(t.expiry_time, t.created_at + make_interval(
                       mins => console.setting_bigint('payment_default_expiry_minutes', 1440)::integer))) o
     ORDER BY o.created_at DESC
     LIMIT 1
$$;

-- Why a coupon can't be used now; NULL where it can, or none is given.
CREATE FUNCTION console.coupon_refusal(given text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN given IS NULL THEN NULL
                WHEN k.code IS NULL THEN 'there is no coupon ' || given
                WHEN k.valid_from > clock_timestamp() THEN 'coupon ' || k.code || ' is not valid yet'
                WHEN k.valid_until <= clock_timestamp() THEN 'coupon ' || k.code || ' is valid no more'
                WHEN k.used_count + k.reserved_count >= k.max_uses THEN 'coupon ' || k.code || ' is used up' END
      FROM (SELECT) one
      LEFT JOIN console.coupon k ON k.code = upper(btrim(given))
$$;

-- Percent rounds down in the shop's favour; never more than the price.
CREATE FUNCTION console.coupon_discount_rp(given text, price bigint) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT CASE k.discount_type WHEN 'percent' THEN div(price::numeric * k.discount_value, 100)::bigint
                                                 ELSE least(k.discount_value, price) END
                       FROM console.coupon k WHERE k.code = upper(btrim(given))), 0)
$$;

-- Why a customer is asked for nothing; NULL where he may be.
CREATE FUNCTION console.buyer_refusal(u public.users) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN NOT u.is_active THEN 'is not active'
                WHEN u.approval_status IS DISTINCT FROM 'APPROVED' THEN 'is not approved' END
$$;

-- Why so much can't be paid from the balance; NULL where it can, or is paid otherwise.
CREATE FUNCTION console.balance_refusal(buyer uuid, method text, rp bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN method = 'balance' AND b.rp < balance_refusal.rp
                THEN 'has only ' || console.rp_text(b.rp) || ' on the balance, ' || console.rp_text(balance_refusal.rp)
                     || ' are needed' END
      FROM (SELECT console.balance_rp(buyer) AS rp) b
$$;

-- What would be asked of a customer, as a draft of a charge; with order_id where one is open for it already, which
-- is shown again whatever else was wished for. refusal: why nothing is asked for.
CREATE TYPE console.charge_offer AS (draft console.charge, refusal text);

CREATE FUNCTION console.offer_package(u public.users, package_name text, method text, bank text, coupon text)
RETURNS console.charge_offer LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'package', 'user_id', u.id, 'package_id', p.id, 'subject', p.name,
                   'method', method, 'bank', CASE WHEN method = 'va' THEN bank END,
                   'coupon_code', upper(btrim(coupon)), 'discount_rp', d.rp, 'amount_rp', p.price - d.rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN console.buyer_refusal(u) IS NOT NULL THEN console.buyer_refusal(u)
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

CREATE FUNCTION console.offer_debt(u public.users, debt uuid, method text, bank text) RETURNS console.charge_offer
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

CREATE FUNCTION console.offer_topup(u public.users, rp bigint, method text, bank text) RETURNS console.charge_offer
LANGUAGE sql STABLE AS $$
    SELECT ROW(jsonb_populate_record(NULL::console.charge, jsonb_build_object(
                   'order_id', o.open_id, 'kind', 'deposit', 'user_id', u.id, 'subject', 'Deposit', 'method', method,
                   'bank', CASE WHEN method = 'va' THEN bank END, 'discount_rp', 0, 'amount_rp', rp)),
               CASE WHEN o.open_id IS NOT NULL THEN NULL
                    WHEN method = 'balance' THEN 'a balance is not topped up from itself: choose another method'
                    ELSE console.buyer_refusal(u) END)::console.charge_offer
      FROM (SELECT console.charge_open_for(u.id, 'deposit', NULL, rp) AS open_id) o
$$;

-- A line of a plan: who, what he has open or not, and what he is asked for.
CREATE FUNCTION console.offer_preview(u public.users, o console.charge_offer)
RETURNS TABLE (label text, before text, after text) LANGUAGE sql STABLE ROWS 1 AS $$
    SELECT u.full_name || ' ' || u.phone_number,
           CASE WHEN c.order_id IS NULL THEN 'nothing is asked for' ELSE console.charge_state_text(c) END,
           CASE WHEN o.refusal IS NOT NULL THEN NULL
                WHEN c.order_id IS NOT NULL THEN c.order_id || ' is shown again'
                     || CASE WHEN c.expires_at <= clock_timestamp()
                             THEN '; its time is over, and it is ended: ask once more then'
                             ELSE '; cancel it first to ask in another way' END
                ELSE concat_ws(' · ', d.subject, console.rp_text(d.amount_rp),
                               CASE WHEN d.discount_rp > 0
                                    THEN console.rp_text(d.discount_rp) || ' less by ' || d.coupon_code END,
                               CASE d.method WHEN 'va' THEN 'va ' || d.bank WHEN 'balance' THEN 'paid from the balance'
                                             ELSE d.method END) END
      FROM (SELECT (o.draft).*) d
      LEFT JOIN console.charge_known(ARRAY[d.order_id]) c ON true
$$;

-- Shows an open charge again. One whose time is over is ended; one that the gateway was never asked for, is.
CREATE FUNCTION console.charge_show_again(operation uuid, oid text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
BEGIN
    PERFORM console.charge_audit(operation, c, NULL, NULL, '{"shown_again": true}');
    IF c.expires_at <= clock_timestamp() AND c.state = 'open' THEN
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_expire');
    ELSIF c.state = 'new' AND NOT EXISTS (SELECT FROM console.outbox x
                                           WHERE x.entity_id = c.id AND x.effect = 'charge_create'
                                             AND x.state IN ('pending', 'running')) THEN
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_create');
    END IF;
END $$;

-- Reserves one use, never beyond what is allowed: the condition is looked at under the row's lock.
CREATE FUNCTION console.coupon_reserve(given text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.coupon k
       SET reserved_count = k.reserved_count + 1
     WHERE k.code = given AND (k.max_uses IS NULL OR k.used_count + k.reserved_count < k.max_uses)
       AND (k.valid_from IS NULL OR k.valid_from <= clock_timestamp())
       AND (k.valid_until IS NULL OR k.valid_until > clock_timestamp());
    RETURN FOUND;
END $$;

-- Its order id, by what it is for.
CREATE FUNCTION console.charge_order_id(draft console.charge) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT CASE draft.kind
               WHEN 'debt' THEN console.debt_order_id(draft.debt_id)
               WHEN 'deposit' THEN 'TOPUP-' || console.random_hex()
               ELSE coalesce(nullif(left(regexp_replace(console.setting('payment_order_prefix', 'BELI'),
                                                        '[^A-Za-z0-9._~-]', '', 'g'), 20), ''), 'BELI')
                    || '-' || console.random_hex() END
$$;

-- Makes a charge of a draft, with all that mirrors it. Its user is locked.
CREATE FUNCTION console.charge_new(operation uuid, draft console.charge) RETURNS console.charge LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := draft;
    said CONSTANT console.charge_said := ROW('new', NULL, NULL, NULL, NULL, NULL, 'operator');
BEGIN
    c.order_id := console.charge_order_id(draft);
    INSERT INTO console.charge (order_id, kind, gateway, mode, method, bank, user_id, package_id, debt_id, debt_ids,
                                auto_debt_mb, subject, coupon_code, coupon_state, discount_rp, amount_rp, expires_at, actor)
    SELECT c.order_id, c.kind, CASE c.method WHEN 'balance' THEN 'balance' ELSE 'midtrans' END,
           CASE c.method WHEN 'balance' THEN 'balance' END, c.method, c.bank, c.user_id, c.package_id, c.debt_id, c.debt_ids,
           c.auto_debt_mb, c.subject, c.coupon_code, CASE WHEN c.coupon_code IS NOT NULL THEN 'reserved' END,
           c.discount_rp, c.amount_rp,
           CASE WHEN c.method <> 'balance' THEN
               now() + make_interval(mins => console.setting_bigint('payment_expiry_minutes', 15)::integer) END, o.actor
      FROM console.operation o
     WHERE o.id = operation
    RETURNING * INTO STRICT c;
    INSERT INTO public.transactions (id, user_id, package_id, midtrans_order_id, amount, status, payment_method, expiry_time)
    SELECT c.id, c.user_id, c.package_id, c.order_id, c.amount_rp, 'PENDING', c.method, c.expires_at
     WHERE c.kind IN ('package', 'debt');
    INSERT INTO console.deposit (id, user_id, amount_rp, payable_rp, method, gateway_order_id, expires_at)
    SELECT c.id, c.user_id, c.amount_rp, c.amount_rp, c.method, c.order_id, c.expires_at
     WHERE c.kind = 'deposit';
    PERFORM console.charge_event(c, said, 'created');
    RETURN c;
END $$;

-- Carries out an offer: shows the open charge again, or makes one, and pays it where it is paid from the balance.
-- The draft is of a locked user. The order id; NULL where it is refused by now.
CREATE FUNCTION console.charge_take_offer(operation uuid, o console.charge_offer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := o.draft;
    said console.charge_said;
BEGIN
    IF c.order_id IS NOT NULL THEN
        PERFORM console.charge_show_again(operation, c.order_id);
        RETURN c.order_id;
    ELSIF o.refusal IS NOT NULL OR (c.coupon_code IS NOT NULL AND NOT console.coupon_reserve(c.coupon_code)) THEN
        RETURN NULL;
    END IF;
    c := console.charge_new(operation, c);
    IF c.gateway = 'balance' THEN
        said := ROW('paid', NULL, NULL, c.amount_rp, 'IDR', NULL, 'operator');
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        VALUES (operation, c.user_id, -c.amount_rp, c.order_id, c.subject);
        PERFORM console.charge_set(c.order_id, 'paid', said, NULL, NULL);
        PERFORM console.charge_apply(operation, c.order_id, c.kind);
        PERFORM console.charge_tell(operation, c, 'paid');
    ELSE
        PERFORM console.charge_wish(operation, c, 'midtrans:main', 'charge_create');
    END IF;
    PERFORM console.charge_audit(operation, c, NULL, jsonb_strip_nulls(jsonb_build_object(
        'state', CASE c.gateway WHEN 'balance' THEN 'paid' ELSE c.state END, 'kind', c.kind, 'method', c.method,
        'bank', c.bank, 'subject', c.subject, 'amount_rp', c.amount_rp, 'discount_rp', nullif(c.discount_rp, 0),
        'coupon', c.coupon_code)));
    RETURN c.order_id;
END $$;

-- Offers are made and taken user by user, each with a look of its own at what the one before him left of a coupon.
CREATE FUNCTION console.sell_package(operation uuid, buyer uuid, package_name text, method text, bank text, coupon text)
RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT console.charge_take_offer(operation, console.offer_package(u, package_name, method, bank, coupon))
              FROM public.users u WHERE u.id = buyer);
END $$;
CREATE FUNCTION console.sell_debt(operation uuid, buyer uuid, debt uuid, method text, bank text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT console.charge_take_offer(operation, console.offer_debt(u, debt, method, bank))
              FROM public.users u WHERE u.id = buyer);
END $$;
CREATE FUNCTION console.sell_topup(operation uuid, buyer uuid, rp bigint, method text, bank text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
    RETURN (SELECT console.charge_take_offer(operation, console.offer_topup(u, rp, method, bank))
              FROM public.users u WHERE u.id = buyer);
END $$;

-- Why a charge can't be ended; NULL where it can.
CREATE FUNCTION console.charge_end_refusal(c console.charge) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN c.state NOT IN ('new', 'open') THEN 'is ' || replace(c.state, '_', ' ') || ' already' END
$$;

-- What ending charges would change, whether they are withdrawn or run out.
-- Columns: as every db/NAME_plan.sql has them; label and before for the first 20 of each kind.
CREATE FUNCTION console.charge_end_plan(oids text[])
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text)
LANGUAGE sql STABLE AS $$
    WITH target AS MATERIALIZED (
        SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.created_at, t.order_id) AS place
          FROM (SELECT c.order_id, c.created_at, c.state, console.charge_end_refusal(c) AS refusal
                  FROM console.charge_known(oids) c) t
    )
    SELECT t.order_id, t.refusal, p.texts[1], p.texts[2],
           CASE WHEN t.refusal IS NULL THEN
               CASE t.state WHEN 'new' THEN 'ended' ELSE 'ended at the gateway first, whose answer counts' END END,
           NULL
      FROM target t
     CROSS JOIN LATERAL (
           -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
           SELECT CASE WHEN t.place <= 20 THEN
                      (SELECT ARRAY[console.charge_label(c), console.charge_state_text(c)]
                         FROM console.charge_known(ARRAY[t.order_id]) c) END AS texts) p
     ORDER BY t.place, t.order_id
$$;

-- Ends a charge that is open: at once where the gateway was never asked for it, else at the gateway first, whose
-- answer is its end.
CREATE FUNCTION console.charge_end(operation uuid, oid text, wanted text, effect text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
    said CONSTANT console.charge_said := ROW(wanted, NULL, NULL, NULL, NULL, NULL, 'operator');
BEGIN
    IF c.order_id IS NULL OR console.charge_end_refusal(c) IS NOT NULL THEN
        RETURN false;
    END IF;
    UPDATE console.outbox x
       SET state = 'cancelled', last_error = 'the charge was withdrawn'
     WHERE x.entity_id = c.id AND x.effect = 'charge_create' AND x.state = 'pending' AND x.attempts = 0;
    IF c.state = 'new' AND NOT EXISTS (SELECT FROM console.outbox x
                                        WHERE x.entity_id = c.id AND x.effect = 'charge_create' AND x.attempts > 0) THEN
        PERFORM console.charge_set(oid, wanted, said, NULL, NULL);
        PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state),
                                     jsonb_build_object('state', wanted));
    ELSE
        PERFORM console.charge_wish(operation, c, 'midtrans:main', effect);
        PERFORM console.charge_audit(operation, c, NULL, NULL, jsonb_build_object('asked', effect));
    END IF;
    RETURN true;
END $$;

-- Why nothing of a charge waits to be applied; NULL where it does.
CREATE FUNCTION console.charge_late_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.state NOT IN ('late', 'mismatch')
                THEN 'is ' || replace(c.state, '_', ' ') || ': nothing waits to be applied'
                WHEN NOT EXISTS (SELECT FROM public.users u WHERE u.id = c.user_id)
                THEN 'its customer is gone: give the money back' END
$$;

-- Takes money that came late, or otherwise than asked for, as payment. Where what it was for is gone, it is put on
-- the customer's balance; where the portal has given it meanwhile, nothing more is.
CREATE FUNCTION console.charge_take_late(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
    said CONSTANT console.charge_said := ROW('paid', NULL, NULL, NULL, NULL, NULL, 'operator');
    is_portal CONSTANT boolean := console.portal_applied(oid);
    gone text;
BEGIN
    IF c.order_id IS NULL OR console.charge_late_refusal(c) IS NOT NULL THEN
        RETURN false;
    END IF;
    gone := CASE WHEN NOT is_portal THEN console.charge_goods_gone(c) END;
    PERFORM console.charge_set(oid, 'paid', said, concat_ws('; ', c.reason, 'put on the balance: ' || gone), NULL);
    PERFORM console.charge_apply(operation, oid, CASE WHEN gone IS NULL THEN c.kind ELSE 'deposit' END) WHERE NOT is_portal;
    PERFORM console.charge_tell(operation, c, 'paid');
    PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state), '{"state": "paid"}',
                                 jsonb_strip_nulls(jsonb_build_object('put_on_balance', gone,
                                     'applied_by', CASE WHEN is_portal THEN 'portal' END)));
    RETURN true;
END $$;

-- Where a note of a refund takes a charge; NULL: nowhere, nothing was paid or all is settled.
CREATE FUNCTION console.charge_refund_state(c console.charge) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN c.state IN ('paid', 'late', 'mismatch') THEN 'refund_due'
                WHEN c.state = 'refund_due' THEN 'refunded'
                WHEN c.state IN ('refunded', 'part_refunded', 'charged_back') AND c.waits_for IS NOT NULL THEN c.state END
$$;

-- Notes that money goes back, or went; of what came from the balance, it goes there.
CREATE FUNCTION console.charge_note_refund(operation uuid, oid text, note text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
    said CONSTANT console.charge_said := ROW('refund', NULL, NULL, NULL, NULL, NULL, 'operator');
    next_state text := console.charge_refund_state(c);
    waits text := CASE WHEN c.state <> next_state THEN console.charge_waits(next_state) END;
BEGIN
    IF next_state IS NULL THEN
        RETURN false;
    END IF;
    IF next_state = 'refunded' AND c.state = 'refund_due' THEN
        waits := console.charge_money_back(operation, c);
        INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
        SELECT operation, c.user_id, c.amount_rp, oid, 'given back: ' || note WHERE c.gateway = 'balance';
    END IF;
    PERFORM console.charge_set(oid, next_state, said, note, waits);
    PERFORM console.charge_audit(operation, c, jsonb_build_object('state', c.state, 'waits_for', c.waits_for),
                                 jsonb_build_object('state', next_state, 'waits_for', waits),
                                 jsonb_build_object('note', note));
    RETURN true;
END $$;

-- Asks the gateway about a charge, or has the message with it sent again.
CREATE FUNCTION console.charge_ask(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
BEGIN
    IF c.order_id IS NULL OR c.gateway = 'balance' THEN
        RETURN false;
    END IF;
    PERFORM console.charge_wish(operation, c, c.gateway || ':main', 'charge_ask');
    PERFORM console.charge_audit(operation, c, NULL, NULL, '{"asked": "charge_ask"}');
    RETURN true;
END $$;
CREATE FUNCTION console.charge_resend(operation uuid, oid text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    c console.charge := console.charge_lock(oid);
BEGIN
    IF c.order_id IS NULL OR c.state <> 'open' THEN
        RETURN false;
    END IF;
    PERFORM console.charge_wish(operation, c, 'message:user', 'charge_message', 'created');
    PERFORM console.charge_audit(operation, c, NULL, NULL, '{"asked": "charge_message"}');
    RETURN true;
END $$;

-- Why what was given for a charge may not be taken back by an undo; NULL where it may. As long as the money is
-- ours, and by setting stays so, it would be lost to its customer.
CREATE FUNCTION console.charge_undo_refusal(c console.charge) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.state IN ('paid', 'part_refunded') AND console.setting('payment_refund', 'hold') <> 'reverse'
                THEN 'was paid for by ' || c.order_id || ': note its refund first, or set payment_refund to reverse' END
$$;
