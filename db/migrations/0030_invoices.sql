-- applies: always
-- Billing: what customers subscribe to, the invoice of each month, and the queue that brings invoices to Xendit. An
-- invoice is paid through a charge of kind 'invoice' (0020): what the gateway says of it, in any order and any
-- number of times, goes through the charges' state machine, and console.charge_effect lets it pay once.

-- Each of Xendit's accounts, as the configuration of a host names it (model/brand.h).
CREATE TABLE console.brand (
    name         text PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9_-]{1,30}$'),
    prefix       text NOT NULL CHECK (prefix ~ '^[A-Z0-9]{1,12}$'), -- begins its invoices' numbers
    tax_percent  numeric(5,2) NOT NULL CHECK (tax_percent >= 0 AND tax_percent <= 100),
    key_kind     text NOT NULL CHECK (key_kind IN ('live', 'test')),
    paid_seen_at timestamptz,     -- what was paid until then is known here
    last_number  bigint NOT NULL DEFAULT 0 CHECK (last_number >= 0), -- of the invoices that it has numbered
    updated_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE console.subscription (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id     uuid NOT NULL,
    brand       text NOT NULL REFERENCES console.brand ON DELETE RESTRICT,
    package_id  uuid,             -- NULL: none of the portal's
    package     text NOT NULL CHECK (package <> ''), -- as the invoice calls it
    price_rp    bigint NOT NULL CHECK (price_rp > 0 AND price_rp <= 1000000000),
    tax_percent numeric(5,2) CHECK (tax_percent >= 0 AND tax_percent <= 100), -- NULL: the brand's
    due_day     smallint NOT NULL CHECK (due_day BETWEEN 1 AND 31), -- 31: the last day of any month
    status      text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'ended')),
    is_vip      boolean NOT NULL DEFAULT false,
    tipe        text NOT NULL DEFAULT 'normal' CHECK (tipe IN ('normal', 'bulk')),
    email       text,
    whatsapp    text CHECK (whatsapp ~ '^\+[0-9]{8,15}$'), -- NULL: the customer's phone number
    starts_on   date NOT NULL,    -- the first month is prorated from here
    ended_on    date,
    actor       text NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT subscription_end_has_day CHECK ((status = 'ended') = (ended_on IS NOT NULL))
);
CREATE INDEX subscription_user ON console.subscription (user_id);
CREATE INDEX subscription_active ON console.subscription (id) WHERE status = 'active';

CREATE TABLE console.invoice_move (
    from_status text NOT NULL,
    to_status   text NOT NULL,
    PRIMARY KEY (from_status, to_status)
);
INSERT INTO console.invoice_move VALUES
    ('unpaid', 'paid'),
    ('unpaid', 'expired'),     -- its link is over; sent again, it is unpaid once more
    ('unpaid', 'cancelled'),
    ('expired', 'unpaid'),
    ('expired', 'paid'),
    ('expired', 'cancelled'),
    ('cancelled', 'paid'),     -- paid all the same, and taken by somebody's decision
    ('paid', 'unpaid');        -- undone, or the money went back

CREATE TABLE console.invoice (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    invoice_number  text NOT NULL UNIQUE CHECK (invoice_number ~ '^[A-Z0-9][A-Z0-9-]{1,40}$'),
    external_id     text NOT NULL UNIQUE, -- of the charge in force: the number, or number~2 when it was sent again
    subscription_id uuid NOT NULL REFERENCES console.subscription ON DELETE RESTRICT,
    user_id         uuid NOT NULL,
    brand           text NOT NULL REFERENCES console.brand ON DELETE RESTRICT,
    period          date NOT NULL CHECK (extract(day FROM period) = 1),
    days            smallint NOT NULL CHECK (days > 0),          -- of the month that are paid for
    of_days         smallint NOT NULL CHECK (of_days >= days),
    subject         text NOT NULL,
    base_rp         bigint NOT NULL CHECK (base_rp > 0),
    tax_percent     numeric(5,2) NOT NULL CHECK (tax_percent >= 0),
    tax_rp          bigint NOT NULL CHECK (tax_rp >= 0),
    total_rp        bigint NOT NULL,
    issued_on       date NOT NULL,
    due_on          date NOT NULL,
    status          text NOT NULL DEFAULT 'unpaid' CHECK (status IN ('unpaid', 'paid', 'expired', 'cancelled')),
    is_vip          boolean NOT NULL,
    tipe            text NOT NULL CHECK (tipe IN ('normal', 'bulk')),
    email           text,
    whatsapp        text,
    notify          text NOT NULL DEFAULT 'both' CHECK (notify IN ('whatsapp', 'email', 'both', 'none')),
    payment_link    text,
    xendit_id       text,
    paid_amount_rp  bigint,
    paid_at         timestamptz,
    paid_how        text CHECK (paid_how IN ('xendit', 'hand')),
    note            text,          -- why it was cancelled, how it was paid by hand
    revision        integer NOT NULL DEFAULT 1,
    reminded_on     date,
    isolated_at     timestamptz,   -- its customer was blocked for it
    operation_id    uuid REFERENCES console.operation (id) ON DELETE RESTRICT,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT invoice_adds_up CHECK (total_rp = base_rp + tax_rp),
    CONSTRAINT invoice_paid_has_time CHECK ((status = 'paid') = (paid_at IS NOT NULL)),
    UNIQUE (subscription_id, period)
);
CREATE INDEX invoice_user ON console.invoice (user_id, period DESC);
-- What is owed beyond its day, whatever the month, is summed from this index alone.
CREATE INDEX invoice_unpaid ON console.invoice (due_on, user_id) INCLUDE (period, total_rp)
 WHERE status IN ('unpaid', 'expired');

CREATE FUNCTION console.invoice_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM console.invoice_move m WHERE m.from_status = OLD.status AND m.to_status = NEW.status) THEN
        RAISE EXCEPTION 'invoice %: % may not become %', OLD.invoice_number, OLD.status, NEW.status
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_moves BEFORE UPDATE OF status ON console.invoice
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION console.invoice_check_move();

-- Which invoice a charge is for.
ALTER TABLE console.charge ADD COLUMN invoice_id uuid REFERENCES console.invoice ON DELETE RESTRICT;
CREATE INDEX charge_invoice ON console.charge (invoice_id) WHERE invoice_id IS NOT NULL;

-- What is to be made at Xendit. A claim carries a lease, and every end of one names worker and attempt.
CREATE TABLE console.queue_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO console.queue_move VALUES
    ('pending', 'processing'),
    ('pending', 'cancelled'),
    ('processing', 'pending'),   -- tried again later, or its worker has gone
    ('processing', 'completed'),
    ('processing', 'failed'),
    ('processing', 'cancelled'), -- its charge has ended meanwhile
    ('failed', 'pending'),
    ('failed', 'cancelled');

CREATE TABLE console.invoice_queue (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id   uuid NOT NULL REFERENCES console.invoice ON DELETE RESTRICT,
    order_id     text NOT NULL UNIQUE REFERENCES console.charge ON DELETE RESTRICT, -- external_id at Xendit
    brand        text NOT NULL,
    priority     text NOT NULL CHECK (priority IN ('HIGH', 'NORMAL', 'LOW')),
    rank_at      timestamptz NOT NULL,   -- whose is earlier comes first: when it was wanted, and so much later the
                                         -- lower its priority is, so that none waits for ever
    state        text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
    attempts     integer NOT NULL DEFAULT 0, -- claims: the fence
    tries        integer NOT NULL DEFAULT 0, -- that the gateway answered with a failure, or not at all
    is_uncertain boolean NOT NULL DEFAULT false, -- an earlier request may have been carried out: looked up first
    next_try_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker_id    uuid,
    lease_until  timestamptz,
    last_error   text,
    wanted_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    started_at   timestamptz,
    ended_at     timestamptz,
    operation_id uuid REFERENCES console.operation (id) ON DELETE RESTRICT,
    CONSTRAINT invoice_queue_end_has_time CHECK ((state IN ('completed', 'failed', 'cancelled')) = (ended_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX invoice_queue_due ON console.invoice_queue (brand, rank_at, id) WHERE state = 'pending';
CREATE INDEX invoice_queue_processing ON console.invoice_queue (lease_until) WHERE state = 'processing';
CREATE INDEX invoice_queue_failed ON console.invoice_queue (id) WHERE state = 'failed';
CREATE INDEX invoice_queue_ended ON console.invoice_queue (ended_at DESC) WHERE state = 'completed';
CREATE INDEX invoice_queue_invoice ON console.invoice_queue (invoice_id);

CREATE FUNCTION console.queue_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM console.queue_move m WHERE m.from_state = OLD.state AND m.to_state = NEW.state) THEN
        RAISE EXCEPTION 'queue item %: % may not become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER invoice_queue_moves BEFORE UPDATE OF state ON console.invoice_queue
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION console.queue_check_move();

-- The queue as a whole: one row.
CREATE TABLE console.queue_state (
    name      text PRIMARY KEY CHECK (name = 'invoices'),
    is_paused boolean NOT NULL DEFAULT false,
    paused_by text,
    paused_at timestamptz,
    reason    text
);
INSERT INTO console.queue_state (name) VALUES ('invoices');

-- How urgent an invoice is.
CREATE FUNCTION console.queue_priority(is_vip boolean, tipe text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN is_vip THEN 'HIGH' WHEN tipe = 'bulk' THEN 'LOW' ELSE 'NORMAL' END
$$;

-- When its turn comes among those that wait: each step of priority lower is as much as having come so much later.
CREATE FUNCTION console.queue_rank(wanted_at timestamptz, priority text) RETURNS timestamptz
LANGUAGE sql STABLE AS $$
    SELECT wanted_at + CASE priority WHEN 'HIGH' THEN 0 WHEN 'NORMAL' THEN 1 ELSE 2 END
                       * make_interval(mins => console.setting_bigint('queue_ageing_minutes', 30)::integer)
$$;
