-- applies: always
-- What routers were found to hold other than the database says, as of the last look at each.

CREATE TABLE console.drift (
    id       uuid PRIMARY KEY, -- of router, kind, subject and user: the same difference keeps it from look to look
    router   text NOT NULL REFERENCES console.router (name) ON DELETE CASCADE,
    kind     text NOT NULL,
    user_id  uuid,             -- NULL: about nobody that the database knows
    subject  text NOT NULL,    -- the address, MAC or account
    expected text,             -- as the database has it; NULL: nothing
    actual   text,             -- as the router has it; NULL: nothing
    cause    text NOT NULL,
    mend     text,             -- the commands that would mend it, a line each; NULL: none would
    item     jsonb,            -- the row of the router that an effect must find again: menu, .id, comment
    is_safe  boolean NOT NULL, -- may be mended without a person looking at it
    found_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    seen_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX drift_router_kind ON console.drift (router, kind);
CREATE INDEX drift_user ON console.drift (user_id);

-- Who is on, as of the last look.
CREATE TABLE console.router_session (
    id         uuid PRIMARY KEY, -- of router and the router's own id
    router     text NOT NULL REFERENCES console.router (name) ON DELETE CASCADE,
    router_id  text NOT NULL,
    user_id    uuid,
    account    text,
    mac        text,
    address    text,
    server     text,
    uptime_s   bigint,
    bytes      bigint,
    seen_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (router, router_id)
);

ALTER TABLE console.router_sync_state
    ADD COLUMN scanned_at    timestamptz,
    ADD COLUMN scan_error    text,
    ADD COLUMN scan_ms       bigint,  -- in all
    ADD COLUMN scan_users    integer,
    ADD COLUMN scan_entries  integer, -- of address lists, ours and others'
    ADD COLUMN scan_foreign  integer, -- entries without our mark in managed lists: never touched
    ADD COLUMN session_count integer,
    ADD COLUMN is_clear_text boolean NOT NULL DEFAULT false,
    ADD COLUMN is_unverified boolean NOT NULL DEFAULT false,
    ADD COLUMN retry_at      timestamptz; -- until then its breaker is open
