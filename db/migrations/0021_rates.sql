-- applies: always
-- What all hosts share about gateways and messengers: when the next request may start, and how the last one went.

-- Generic cell rate: the row says when the next start is free. Who takes it moves it on by one interval.
CREATE TABLE console.rate_limit (
    name       text PRIMARY KEY CHECK (name <> ''),
    next_at    timestamptz NOT NULL,
    not_before timestamptz NOT NULL DEFAULT '-infinity', -- asked for by the other side: holds for starts already taken too
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 50);

CREATE TABLE console.gateway_state (
    name       text PRIMARY KEY CHECK (name <> ''), -- midtrans, xendit:BRAND, telegram, whatsapp
    state      text NOT NULL CHECK (state IN ('up', 'down')),
    failures   integer NOT NULL DEFAULT 0 CHECK (failures >= 0), -- one after the other
    last_ok_at timestamptz,
    last_error text,
    checked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT gateway_state_failures CHECK ((state = 'down') = (failures > 0))
) WITH (fillfactor = 50);

-- What a job looks at every minute: charges that ended unpaid, for money that comes all the same.
CREATE INDEX charge_ended ON console.charge (updated_at) WHERE state IN ('expired', 'cancelled', 'failed');
