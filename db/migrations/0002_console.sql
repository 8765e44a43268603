-- applies: always
-- Schema console: what the console adds beside the portal's tables.

CREATE SCHEMA IF NOT EXISTS console;

-- A setting of the portal, or the console's default where it is missing, empty or encrypted.
CREATE FUNCTION console.setting(key text, fallback text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce((SELECT nullif(btrim(s.setting_value), '')
                       FROM public.application_settings s
                      WHERE s.setting_key = key AND NOT s.is_encrypted), fallback)
$$;

CREATE FUNCTION console.setting_bigint(key text, fallback bigint) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN v ~ '^[0-9]{1,18}$' THEN v::bigint ELSE fallback END
      FROM (SELECT console.setting(key, '') AS v) s
$$;

-- Access status: the first rule that fits. The one place where it is decided.
CREATE FUNCTION console.access_status(is_blocked boolean, is_active boolean, approval_status text,
                                      quota_expiry_date timestamptz, is_unlimited_user boolean,
                                      purchased_mb bigint, used_mb numeric,
                                      fup_threshold_mb bigint, at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN is_blocked THEN 'blocked'
        WHEN NOT is_active OR approval_status IS DISTINCT FROM 'APPROVED' THEN 'inactive'
        WHEN quota_expiry_date < at THEN 'expired'
        WHEN is_unlimited_user THEN 'unlimited'
        WHEN purchased_mb <= 0 OR used_mb >= purchased_mb THEN 'habis'
        WHEN purchased_mb > fup_threshold_mb AND purchased_mb - used_mb <= fup_threshold_mb THEN 'fup'
        ELSE 'active'
    END
$$;

-- Automatic debt in MB, exact to 0.01; nobody with unlimited access and no KOMANDAN has one.
CREATE FUNCTION console.auto_debt_mb(used_mb numeric, purchased_mb bigint, offset_mb bigint,
                                     is_unlimited_user boolean, role text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN is_unlimited_user OR role = 'KOMANDAN' THEN 0.00
                ELSE round(greatest(0, used_mb - purchased_mb - offset_mb), 2) END
$$;

CREATE TABLE console.router (
    name       text PRIMARY KEY CHECK (name <> ''),
    position   integer NOT NULL CHECK (position >= 0),
    servers    text[] NOT NULL DEFAULT '{}',
    is_enabled boolean NOT NULL DEFAULT true,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- The router that serves a user: the one that names his hotspot server, else the one that is
-- called like it, else the first. NULL where no router is known.
CREATE FUNCTION console.user_router(server_name text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT r.name
      FROM console.router r
     WHERE r.is_enabled
     ORDER BY (server_name = ANY (r.servers)) DESC NULLS LAST, (r.name = server_name) DESC NULLS LAST, r.position
     LIMIT 1
$$;

CREATE TABLE console.router_sync_state (
    router         text PRIMARY KEY REFERENCES console.router (name) ON DELETE CASCADE,
    state          text NOT NULL CHECK (state IN ('up', 'down', 'unknown')),
    identity       text,
    version        text,
    latency_us     bigint CHECK (latency_us >= 0),
    clock_skew_s   bigint,
    uptime_s       bigint,
    failures       integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    last_error     text,
    last_ok_at     timestamptz,
    last_usage_at  timestamptz,
    checked_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE console.worker (
    id           uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('worker', 'console', 'act')),
    host         text NOT NULL,
    pid          integer NOT NULL,
    version      text NOT NULL,
    started_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX worker_heartbeat ON console.worker (heartbeat_at);

CREATE TABLE console.job (
    name          text PRIMARY KEY,
    interval_s    integer NOT NULL CHECK (interval_s > 0),
    is_paused     boolean NOT NULL DEFAULT false,
    next_run_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_run_at   timestamptz,
    last_result   text,
    last_error    text,
    lease_worker  uuid,
    lease_until   timestamptz,
    run_number    bigint NOT NULL DEFAULT 0
);

-- One row an action that was applied: the link of the audit's hash chain.
CREATE TABLE console.operation (
    id         uuid PRIMARY KEY,
    seq        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      text NOT NULL CHECK (actor <> ''),
    action     text NOT NULL CHECK (action <> ''),
    args       jsonb NOT NULL DEFAULT '{}',
    selection  text,
    item_count integer NOT NULL DEFAULT 0 CHECK (item_count >= 0),
    undo_of    uuid UNIQUE REFERENCES console.operation (id) ON DELETE RESTRICT,
    digest     bytea,
    prev_hash  bytea,
    hash       bytea
);
CREATE INDEX operation_at ON console.operation (at DESC);

-- The end of the chain; its row is locked for as long as a link is added.
CREATE TABLE console.operation_head (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq      bigint NOT NULL,
    hash     bytea NOT NULL
);
INSERT INTO console.operation_head VALUES (true, 0, sha256('hotspot-console'::bytea));

CREATE TABLE console.audit_log (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_id uuid NOT NULL REFERENCES console.operation (id) ON DELETE RESTRICT,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        text NOT NULL,
    action       text NOT NULL,
    entity_type  text NOT NULL,
    entity_id    text NOT NULL,
    before       jsonb,
    after        jsonb,
    details      jsonb
);
CREATE INDEX audit_log_operation ON console.audit_log (operation_id);
CREATE INDEX audit_log_entity ON console.audit_log (entity_id, id DESC);

CREATE FUNCTION console.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%.% is append-only', TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON console.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();
CREATE TRIGGER operation_append_only BEFORE DELETE OR TRUNCATE ON console.operation
    FOR EACH STATEMENT EXECUTE FUNCTION console.refuse_change();

-- What must happen outside the database. One row waits at most for an effect on one thing: the
-- effect brings it to what the database says, so doing it once covers every earlier wish.
CREATE TABLE console.outbox (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_id    uuid REFERENCES console.operation (id) ON DELETE SET NULL,
    target          text NOT NULL CHECK (target ~ '^[a-z]+:.+$'),
    effect          text NOT NULL,
    entity_type     text NOT NULL,
    entity_id       uuid NOT NULL,
    payload         jsonb NOT NULL DEFAULT '{}',
    state           text NOT NULL DEFAULT 'pending',
    attempts        integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    worker_id       uuid,
    lease_until     timestamptz,
    last_error      text,
    created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at         timestamptz,
    CONSTRAINT outbox_running_is_leased CHECK ((state = 'running') = (worker_id IS NOT NULL AND lease_until IS NOT NULL)),
    CONSTRAINT outbox_done_has_time CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE UNIQUE INDEX outbox_one_pending ON console.outbox (target, effect, entity_id) WHERE state = 'pending';
CREATE INDEX outbox_due ON console.outbox (target, next_attempt_at, id) WHERE state = 'pending';
CREATE INDEX outbox_running ON console.outbox (lease_until) WHERE state = 'running';
CREATE INDEX outbox_failed ON console.outbox (id) WHERE state = 'failed';
CREATE INDEX outbox_entity ON console.outbox (entity_id, id DESC);
CREATE INDEX outbox_operation ON console.outbox (operation_id);

-- The allowed moves of an outbox row: read by the code, enforced here.
CREATE TABLE console.outbox_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO console.outbox_move VALUES
    ('pending', 'running'),     -- claimed
    ('pending', 'cancelled'),   -- withdrawn before anything was sent
    ('running', 'done'),        -- the outside agrees
    ('running', 'pending'),     -- try again later, or the lease ran out
    ('running', 'cancelled'),   -- given back, and a newer wish for the same thing waits already
    ('running', 'failed'),      -- refused for a reason that no repetition mends
    ('failed', 'pending'),      -- an operator asks again
    ('failed', 'cancelled');

CREATE FUNCTION console.outbox_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'pending' THEN
            RAISE EXCEPTION 'an outbox row starts as pending, not as %', NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
    ELSIF NOT EXISTS (SELECT FROM console.outbox_move m
                       WHERE m.from_state = OLD.state AND m.to_state = NEW.state) THEN
        RAISE EXCEPTION 'outbox row %: % may not become %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER outbox_moves BEFORE UPDATE OF state ON console.outbox
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION console.outbox_check_move();
CREATE TRIGGER outbox_starts BEFORE INSERT ON console.outbox
    FOR EACH ROW WHEN (NEW.state IS DISTINCT FROM 'pending') EXECUTE FUNCTION console.outbox_check_move();
