-- applies: always
-- Imports: a file's lines are staged here, judged by the database, looked at, and then written by one action.

-- An import from its staging until it is cleaned up. What was staged survives the console that did it.
CREATE TABLE console.import (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL,
    file         text NOT NULL,
    actor        text NOT NULL,
    header       text NOT NULL,                 -- as it stands in the file, fields apart by U+001F
    existing     text NOT NULL DEFAULT 'keep' CHECK (existing IN ('keep', 'update')),
    line_count   bigint NOT NULL DEFAULT 0,
    staged_at    timestamptz NOT NULL DEFAULT now(),
    checked_at   timestamptz,
    operation_id uuid UNIQUE,                   -- that writes it, from before it is tried
    skips_bad    boolean NOT NULL DEFAULT false
);

-- The staged lines: what is wrong with one, the fields as they stand in the file, what becomes of it, and its values in
-- the form of the database. Unlogged: a server that crashes loses them, and then the file is read again.
CREATE UNLOGGED TABLE console.import_customers (
    import_id  bigint NOT NULL,
    line       bigint NOT NULL,
    fault_kind text,
    fault      text,
    raw        text NOT NULL,
    verdict    text,              -- new, same, kept, update
    user_id    uuid,              -- who it is: there already, or to be made
    phone      text,
    name       text,
    block      text,
    room       text,
    server     text,
    package    text,
    quota      numeric,
    used       numeric,
    expires    text,              -- a day or a time
    password   text,
    mac        text,
    address    text,
    label      text
);
CREATE INDEX import_customers_line ON console.import_customers (import_id, line);

CREATE UNLOGGED TABLE console.import_devices (
    import_id  bigint NOT NULL,
    line       bigint NOT NULL,
    fault_kind text,
    fault      text,
    raw        text NOT NULL,
    verdict    text,
    user_id    uuid,
    phone      text,
    mac        text,
    address    text,
    label      text,
    authorised boolean
);
CREATE INDEX import_devices_line ON console.import_devices (import_id, line);

CREATE UNLOGGED TABLE console.import_packages (
    import_id  bigint NOT NULL,
    line       bigint NOT NULL,
    fault_kind text,
    fault      text,
    raw        text NOT NULL,
    verdict    text,
    name       text,
    price      bigint,
    quota      numeric,
    days       integer,
    profile    text,
    active     boolean
);
CREATE INDEX import_packages_line ON console.import_packages (import_id, line);

CREATE UNLOGGED TABLE console.import_subscriptions (
    import_id  bigint NOT NULL,
    line       bigint NOT NULL,
    fault_kind text,
    fault      text,
    raw        text NOT NULL,
    verdict    text,
    user_id    uuid,
    phone      text,
    package    text,
    price      bigint,
    brand      text,
    start      date,
    due_day    integer,
    tax        text,
    vip        boolean,
    type       text,
    email      text,
    whatsapp   text
);
CREATE INDEX import_subscriptions_line ON console.import_subscriptions (import_id, line);

CREATE UNLOGGED TABLE console.import_balances (
    import_id  bigint NOT NULL,
    line       bigint NOT NULL,
    fault_kind text,
    fault      text,
    raw        text NOT NULL,
    verdict    text,
    user_id    uuid,
    phone      text,
    amount     bigint,
    reason     text
);
CREATE INDEX import_balances_line ON console.import_balances (import_id, line);

-- "line 12 says the same": which other line, of all that say one thing, is named.
CREATE FUNCTION console.import_other_line(line bigint, first bigint, last bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 'line ' || CASE WHEN line = first THEN last ELSE first END || ' has it too'
$$;

-- Customers whose number is stored otherwise than we store it, and how we would: they are few, and found without asking that
-- of each line of a file.
CREATE FUNCTION console.numbers_spelled_otherwise() RETURNS TABLE (user_id uuid, stored text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT u.id, console.phone_stored(u.phone_number)
      FROM public.users u
     WHERE u.phone_number NOT LIKE '+%' OR u.phone_number LIKE '+620%' OR ltrim(u.phone_number, '+0123456789') <> ''
$$;
