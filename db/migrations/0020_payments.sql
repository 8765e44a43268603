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
    ('mismatch', 'refunded');

CREATE TABLE console.charge (
    order_id        text PRIMARY KEY CHECK (order_id ~ '^[A-Za-z0-9._~-]{1,50}$'),
    id              uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
    kind            text NOT NULL CHECK (kind IN ('package', 'debt', 'order', 'deposit', 'invoice')),
    gateway         text NOT NULL CHECK (gateway IN ('midtrans', 'xendit', 'balance')),
    mode            text NOT NULL CHECK (mode IN ('snap', 'core_api', 'invoice', 'balance')),
    method          text,    -- qris, gopay, shopeepay, va, mandiri_bill; NULL: chosen on the gateway's page
    bank            text,    -- of a virtual account
    user_id         uuid,
    package_id      uuid,
    debt_id         uuid,    -- NULL with kind debt: all that the user owes
    subject         text NOT NULL, -- what it is for, in words
    coupon_code     text,
    discount_rp     bigint NOT NULL DEFAULT 0 CHECK (discount_rp >= 0),
    amount_rp       bigint NOT NULL CHECK (amount_rp > 0),
    state           text NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'open', 'paid', 'expired', 'cancelled', 'failed',
                        'late', 'mismatch', 'refund_due', 'refunded', 'part_refunded', 'charged_back')),
    reason          text,    -- of a failure, a mismatch, a decision
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
    actor           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX charge_user ON console.charge (user_id, created_at DESC);
CREATE INDEX charge_created ON console.charge (created_at DESC, id);
CREATE INDEX charge_open ON console.charge (expires_at) WHERE state IN ('new', 'open');
CREATE INDEX charge_waiting ON console.charge (state) WHERE state IN ('late', 'mismatch', 'refund_due');
-- Never more than one open charge for the same thing.
CREATE UNIQUE INDEX charge_one_open ON console.charge (user_id, kind, coalesce(package_id, debt_id, user_id))
    WHERE state IN ('new', 'open') AND kind IN ('package', 'debt');

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
