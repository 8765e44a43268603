-- applies: always
-- Routers that Mikhmon ran: what a look at one found, what is unclear in it, and what was there before we changed it.

CREATE TABLE console.takeover (
    id           uuid PRIMARY KEY,
    router       text NOT NULL,
    state        text NOT NULL DEFAULT 'looking'
                 CHECK (state IN ('looking', 'looked', 'taking', 'taken', 'undoing', 'undone', 'confirmed')),
    actor        text NOT NULL,
    began_at     timestamptz NOT NULL DEFAULT now(),
    changed_at   timestamptz NOT NULL DEFAULT now(),
    looked_at    timestamptz,
    clock        timestamp,                   -- the router's own, at the look
    zone         text,                        -- its zone, which all its times are in
    zone_is_ours boolean NOT NULL DEFAULT false, -- it names none that the database knows: the shop's stands in
    dns_name     text,
    hidden       bigint NOT NULL DEFAULT 0,   -- vouchers whose password the router does not show
    counts       jsonb NOT NULL DEFAULT '{}', -- of the look, by shape
    trouble      text                         -- what holds it up
);
CREATE UNIQUE INDEX takeover_one_open ON console.takeover (router) WHERE state NOT IN ('undone', 'confirmed');
CREATE INDEX takeover_began ON console.takeover (began_at, id);

-- What the take-over has done so far: each step once, with how much of it there was.
CREATE TABLE console.takeover_step (
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE RESTRICT,
    step        text NOT NULL,
    done_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    rows        bigint NOT NULL,
    PRIMARY KEY (takeover_id, step)
);

-- What is changed on the router, and what stood there before: written before it is touched, kept for the undo. Scripts are
-- bytes, in whatever code page they were written.
CREATE TABLE console.takeover_kept (
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE RESTRICT,
    part        text NOT NULL CHECK (part IN ('scheduler', 'profile')),
    name        text NOT NULL,
    before      bytea NOT NULL,               -- of a scheduler: "false", for it was on; of a profile: its on-login
    changed_at  timestamptz,
    restored_at timestamptz,
    PRIMARY KEY (takeover_id, part, name)
);

-- What was read, as far as it can be told at the router itself. Looked at anew it is written anew.
CREATE TABLE console.takeover_profile (
    takeover_id   uuid NOT NULL REFERENCES console.takeover (id) ON DELETE CASCADE,
    name          text NOT NULL,
    is_mikhmon    boolean NOT NULL,
    mode          text,
    price_typed   text,
    price_rp      bigint,
    price_reading text CHECK (price_reading IN ('sure', 'proposed', 'unknown')),
    selling_typed text,
    selling_rp    bigint,
    selling_reading text CHECK (selling_reading IN ('sure', 'proposed', 'unknown')),
    validity_s    bigint,
    records       boolean,
    locks_user    boolean,
    on_login      bytea,
    PRIMARY KEY (takeover_id, name)
);

CREATE TABLE console.takeover_scheduler (
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE CASCADE,
    name        text NOT NULL,
    comment     text,
    is_disabled boolean NOT NULL,
    starts      timestamp,
    interval_s  bigint
);
CREATE INDEX takeover_scheduler_name ON console.takeover_scheduler (takeover_id, name);

CREATE TABLE console.takeover_session (
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE CASCADE,
    name        text NOT NULL,
    server      text,                         -- NULL: a cookie
    uptime_s    bigint NOT NULL DEFAULT 0,
    bytes       bigint NOT NULL DEFAULT 0
);
CREATE INDEX takeover_session_name ON console.takeover_session (takeover_id, name);

-- Users of the hotspot. What others made keeps no password here.
CREATE TABLE console.takeover_user (
    takeover_id    uuid NOT NULL REFERENCES console.takeover (id) ON DELETE CASCADE,
    name           text NOT NULL,
    server         text NOT NULL,             -- all: of any
    password       text,
    profile        text NOT NULL,
    comment        text NOT NULL,
    is_disabled    boolean NOT NULL,
    mac            text,
    limit_uptime_s bigint NOT NULL,           -- 0: none
    limit_bytes    bigint NOT NULL,
    uptime_s       bigint NOT NULL,
    bytes          bigint NOT NULL,
    shape          text NOT NULL CHECK (shape IN ('batch', 'single', 'empty', 'dated_old', 'dated_iso', 'spent', 'foreign',
                                                  'trial', 'dynamic')),
    ends           timestamp,                 -- as its comment says
    note           text,
    -- what that comes to
    is_voucher     boolean NOT NULL DEFAULT false,
    kind           text CHECK (kind IN ('vc', 'up')),
    state          text CHECK (state IN ('unsold', 'running', 'expired', 'stuck')),
    is_overdue     boolean NOT NULL DEFAULT false,
    first_login    timestamp,
    used_s         bigint,                    -- with the session that runs
    used_bytes     bigint,
    batch          text,
    PRIMARY KEY (takeover_id, name, server)
);

CREATE TABLE console.takeover_sale (
    takeover_id   uuid NOT NULL REFERENCES console.takeover (id) ON DELETE CASCADE,
    line          bigint NOT NULL,
    fault         text,                       -- the script's name, where it is none that can be read
    sold          timestamp,                  -- NULL: the router's clock was not set
    stamp         text,                       -- date and time as they stand there
    name          text,
    price_typed   text,
    price_rp      bigint,
    price_reading text,
    address       text,
    mac           text,
    validity_s    bigint,
    profile       text,
    batch         text,
    is_repeat     boolean NOT NULL DEFAULT false, -- of another row with the same date, time, user and MAC
    PRIMARY KEY (takeover_id, line)
);
CREATE INDEX takeover_sale_name ON console.takeover_sale (takeover_id, name, sold);

CREATE TABLE console.takeover_package (
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE CASCADE,
    line        bigint NOT NULL,
    name        text NOT NULL,
    is_readable boolean NOT NULL,
    server      text,
    mode        text,
    length      bigint,
    prefix      text,
    alphabet    text,
    profile     text,
    uptime_s    bigint,
    bytes       bigint,
    comment     text,
    price_rp    bigint,
    selling_rp  bigint,
    PRIMARY KEY (takeover_id, line)
);

-- What nobody but the operator can tell, and what is only to be known. An answer stays where the router is looked at anew.
CREATE TABLE console.takeover_question (
    id          uuid PRIMARY KEY,
    takeover_id uuid NOT NULL REFERENCES console.takeover (id) ON DELETE RESTRICT,
    kind        text NOT NULL,
    subject     text NOT NULL,
    rows        bigint NOT NULL,
    example     text,
    proposal    text,
    is_needed   boolean NOT NULL,
    answer      text,
    answered_at timestamptz,
    answered_by text,
    UNIQUE (takeover_id, kind, subject)
);

-- How a question stands.
CREATE FUNCTION console.takeover_question_state(q console.takeover_question) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN q.answer IS NOT NULL THEN 'answered' WHEN q.is_needed THEN 'to_answer' WHEN q.proposal IS NULL THEN 'to_know'
                ELSE 'proposed' END
$$;

-- What is taken for the answer; NULL: nothing is to be answered.
CREATE FUNCTION console.takeover_answer(takeover uuid, kind text, subject text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(q.answer, q.proposal)
      FROM console.takeover_question q
     WHERE q.takeover_id = takeover AND q.kind = takeover_answer.kind AND q.subject = takeover_answer.subject
$$;

-- Why an answer can't be one; NULL: it can.
CREATE FUNCTION console.takeover_answer_misfit(kind text, answer text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN kind IN ('price', 'selling', 'sale_price') AND answer !~ '^[0-9]{1,9}$'
                    THEN 'a price is whole rupiah, like 5000'
                WHEN kind = 'still_let_in' AND answer !~ '^(expire|[1-9][0-9]{0,2})$'
                    THEN 'expire, or for how many days they go on'
                WHEN kind = 'stuck' AND answer NOT IN ('end', 'keep') THEN 'end or keep'
                WHEN kind NOT IN ('price', 'selling', 'sale_price', 'still_let_in', 'stuck') THEN 'there is nothing to answer' END
$$;

-- A scheduler that ends vouchers: one for each profile, or one for all.
CREATE FUNCTION console.is_mikhmon_monitor(name text, comment text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT name = 'Mikhmon-Expire-Monitor' OR coalesce(comment, '') LIKE 'Monitor Profile %'
$$;

-- Why a router can't be taken over as it was read; NULL: it can.
CREATE FUNCTION console.takeover_refusal(t console.takeover) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN t.hidden > 0 THEN
                    t.hidden || ' passwords are hidden: give our account on the router the policy sensitive, and look again'
                WHEN (t.counts ->> 'profiles')::bigint = 0 AND (t.counts ->> 'vouchers')::bigint = 0 THEN 'Mikhmon left nothing there'
                WHEN q.open = 1 THEN 'a question is open: takeover.answer'
                WHEN q.open > 1 THEN q.open || ' questions are open: takeover.answer' END
      FROM (SELECT count(*) AS open FROM console.takeover_question k
             WHERE k.takeover_id = t.id AND k.is_needed AND k.answer IS NULL) q
$$;
