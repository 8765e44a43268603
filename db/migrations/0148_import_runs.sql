-- applies: always
-- Customers of other systems: what was read of one is staged row by row, judged, asked about, and written in one transaction.

-- One reading of a source. What it made is known by its operation.
CREATE TABLE console.import_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source       text NOT NULL,                  -- jelantik, …: an entry of the program's table
    place        text NOT NULL,                  -- the folder, schema or router that it was read from
    actor        text NOT NULL,
    read_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    is_kept      boolean NOT NULL DEFAULT false, -- else it was looked at only
    row_count    bigint NOT NULL DEFAULT 0,      -- staged: a server that crashes loses them
    operation_id uuid UNIQUE REFERENCES console.operation (id) ON DELETE RESTRICT, -- that wrote it
    applied_at   timestamptz,
    undone_at    timestamptz,
    CONSTRAINT import_run_written CHECK ((operation_id IS NULL) = (applied_at IS NULL))
);
CREATE INDEX import_run_read ON console.import_run (read_at, id);

-- Rows as the source has them: of a file by its header, of a menu or table by its fields.
CREATE UNLOGGED TABLE console.import_raw (
    run_id bigint NOT NULL,
    part   text NOT NULL,
    n      bigint NOT NULL,
    file   text,
    raw    jsonb NOT NULL,
    PRIMARY KEY (run_id, part, n)
);

-- What they mean here. Of each kind some columns stand empty.
CREATE UNLOGGED TABLE console.import_row (
    run_id      bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('package', 'customer', 'line', 'subscription', 'invoice', 'balance', 'voucher', 'payment')),
    n           bigint NOT NULL,
    key         text NOT NULL,       -- the row's id in the source: the same in each reading
    customer    text,                -- key of the customer that it belongs to
    package     text,                -- key of its package
    place       text,                -- where it stands there: "pelanggan.csv line 12"
    label       text,
    phone       text,                -- as it is stored; NULL: none
    name        text,
    email       text,
    block       text,
    room        text,
    is_enabled  boolean,             -- of a customer: false comes along blocked
    why_blocked text,
    service     text CHECK (service IN ('hotspot', 'pppoe')),
    quota_mb    bigint,
    used_mb     numeric,
    days        integer,
    ends_at     timestamptz,
    password    text,
    router      text,                -- as that system calls it
    secret      text,
    profile     text,
    address     text,
    caller      text,
    is_off      boolean,
    price_rp    bigint,              -- of a month, without tax
    tax_percent numeric(5,2),
    due_day     integer,
    starts_on   date,
    status      text,
    brand       text,                -- as that system calls it
    number      text,
    amount_rp   bigint,
    issued_on   date,
    due_on      date,
    period      date,
    is_quiet    boolean,             -- an invoice that nobody is reminded of or isolated for
    noted_on    date,
    code        text,
    here        text,                -- what router or brand names is called here
    question    text,                -- what is to be answered before it can be written
    left_why    text,                -- left out knowingly
    fault       text,                -- why it can't be taken
    verdict     text CHECK (verdict IN ('new', 'there', 'left', 'fault', 'asks')),
    target      uuid,                -- what it is here, or will be
    raw         jsonb,
    PRIMARY KEY (run_id, kind, n)
);
CREATE INDEX import_row_key ON console.import_row (run_id, kind, key);
CREATE INDEX import_row_shown ON console.import_row (run_id, (lower(coalesce(label, ''))), kind, n);

-- What nobody but the operator knows.
CREATE TABLE console.import_question (
    run_id   bigint NOT NULL REFERENCES console.import_run ON DELETE CASCADE,
    name     text NOT NULL,
    place    integer NOT NULL,
    rows     bigint NOT NULL,         -- that it decides about
    asks     text NOT NULL,           -- a sentence
    examples text,
    choices  text[] NOT NULL,         -- empty: free text
    fallback text,                    -- what holds unless it is answered; NULL: it must be
    PRIMARY KEY (run_id, name)
);

-- row_key '': of all rows that no answer of their own is given for.
CREATE TABLE console.import_answer (
    run_id   bigint NOT NULL REFERENCES console.import_run ON DELETE CASCADE,
    question text NOT NULL,
    row_key  text NOT NULL DEFAULT '',
    answer   text NOT NULL,
    actor    text NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (run_id, question, row_key)
);

-- Counts and sums: what the screens of that system show, what was read, what comes along.
CREATE TABLE console.import_fact (
    run_id bigint NOT NULL REFERENCES console.import_run ON DELETE CASCADE,
    place  integer NOT NULL,
    what   text NOT NULL,             -- a sentence
    there  numeric,                   -- NULL: not known
    file   numeric,
    taken  numeric,
    is_rp  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (run_id, place)
);

-- What was written, by what it is called in its source: another reading finds it there.
CREATE TABLE console.import_made (
    source text NOT NULL,
    kind   text NOT NULL,
    key    text NOT NULL,
    run_id bigint NOT NULL REFERENCES console.import_run ON DELETE RESTRICT,
    target uuid NOT NULL,
    rp     bigint,
    before jsonb,                     -- of what was there before and was changed
    PRIMARY KEY (source, kind, key)
);
CREATE INDEX import_made_run ON console.import_made (run_id, kind);

-- In which order kinds are written.
CREATE FUNCTION console.import_step(kind text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_position(ARRAY['package', 'customer', 'line', 'subscription', 'invoice', 'balance', 'voucher', 'payment'], kind)
$$;

CREATE FUNCTION console.import_answered(run bigint, of_question text, of_row text DEFAULT '') RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT a.answer FROM console.import_answer a
     WHERE a.run_id = run AND a.question = of_question AND a.row_key IN (of_row, '')
     ORDER BY a.row_key = '' LIMIT 1
$$;

-- Asks a question, if it is about any row.
CREATE FUNCTION console.import_ask(run bigint, place integer, name text, rows bigint, asks text, examples text, choices text[],
                                   fallback text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
    INSERT INTO console.import_question (run_id, name, place, rows, asks, examples, choices, fallback)
    SELECT run, name, place, rows, asks, left(examples, 900), choices, fallback WHERE rows > 0
$$;

-- What a row says of itself in a list of examples.
CREATE FUNCTION console.import_said(r console.import_row) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT concat_ws(' ', coalesce(r.label, r.key), '(' || r.key || ')')
$$;

-- Of rows that a condition holds for: marks those that are not answered for, and asks about them. where: over r, an
-- import_row, with $1 the run; skip: the answer that leaves them out, and why.
CREATE FUNCTION console.import_ask_rows(run bigint, place integer, name text, of_kind text, holds text, asks text, choices text[],
                                        fallback text, skip text, why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found bigint;
    told text;
BEGIN
    EXECUTE format('SELECT count(*), string_agg(x.said, ''; '' ORDER BY x.n) FILTER (WHERE x.place <= 3)
                      FROM (SELECT r.n, console.import_said(r) AS said, row_number() OVER (ORDER BY r.n) AS place
                              FROM console.import_row r
                             WHERE r.run_id = $1 AND r.kind = $2 AND r.fault IS NULL AND r.left_why IS NULL AND (%s)) x', holds)
       INTO found, told USING run, of_kind;
    PERFORM console.import_ask(run, place, name, found, asks, told, choices, fallback);
    EXECUTE format('UPDATE console.import_row r
                       SET left_why = CASE WHEN coalesce(console.import_answered($1, $3, r.key), $4) = $5 THEN $6 END,
                           question = CASE WHEN coalesce(console.import_answered($1, $3, r.key), $4) IS NULL THEN $3 ELSE r.question END
                     WHERE r.run_id = $1 AND r.kind = $2 AND r.fault IS NULL AND r.left_why IS NULL AND (%s)', holds)
      USING run, of_kind, name, fallback, skip, why;
END $$;

-- What is there already by what it is called in its source.
CREATE FUNCTION console.import_judge_known(run bigint, of_source text) RETURNS void LANGUAGE sql AS $$
    UPDATE console.import_row r
       SET target = m.target, verdict = 'there'
      FROM console.import_made m
     WHERE r.run_id = run AND m.source = of_source AND m.kind = r.kind AND m.key = r.key
$$;

-- A key twice, and what is written without case alike.
CREATE FUNCTION console.import_judge_twice(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE console.import_row r
       SET fault = 'another row has the same id'
      FROM (SELECT x.kind, x.key, min(x.n) AS first FROM console.import_row x WHERE x.run_id = run GROUP BY x.kind, x.key HAVING count(*) > 1) d
     WHERE r.run_id = run AND r.kind = d.kind AND r.key = d.key AND r.n > d.first AND r.fault IS NULL AND r.left_why IS NULL;
    UPDATE console.import_row r
       SET fault = CASE r.kind WHEN 'line' THEN 'another line has its name' WHEN 'invoice' THEN 'another invoice has its number'
                               ELSE 'another voucher has its code' END
      FROM (SELECT x.kind, x.router, coalesce(x.secret, x.number, x.code) AS name, min(x.n) AS first
              FROM console.import_row x
             WHERE x.run_id = run AND x.kind IN ('line', 'invoice', 'voucher') AND x.fault IS NULL AND x.left_why IS NULL
             GROUP BY 1, 2, 3 HAVING count(*) > 1) d
     WHERE r.run_id = run AND r.kind = d.kind AND coalesce(r.secret, r.number, r.code) = d.name AND r.router IS NOT DISTINCT FROM d.router
       AND r.n > d.first AND r.fault IS NULL AND r.left_why IS NULL;
    CREATE TEMP TABLE import_alike ON COMMIT DROP AS
    SELECT x.kind, x.n
      FROM (SELECT r.kind, r.n, count(*) OVER w AS rows
              FROM console.import_row r
             WHERE r.run_id = run AND r.kind IN ('customer', 'line', 'invoice', 'voucher') AND r.fault IS NULL AND r.left_why IS NULL
            WINDOW w AS (PARTITION BY r.kind, CASE WHEN r.kind = 'line' THEN r.router END,
                                      lower(regexp_replace(btrim(CASE r.kind WHEN 'customer' THEN r.name WHEN 'line' THEN r.secret
                                                                             WHEN 'invoice' THEN r.number ELSE r.code END), '\s+', ' ', 'g')))) x
     WHERE x.rows > 1;
    PERFORM console.import_ask_rows(run, k.place, k.name, k.kind,
                                    format('EXISTS (SELECT FROM pg_temp.import_alike a WHERE a.kind = %L AND a.n = r.n)', k.kind),
                                    k.asks, '{distinct,skip}', 'distinct', 'skip', 'is called like another one')
       FROM (VALUES (81, 'same_name', 'customer', 'customers are called alike'),
                    (82, 'same_secret', 'line', 'names of lines differ by small and capital letters only'),
                    (83, 'same_number', 'invoice', 'numbers of invoices differ by small and capital letters only'),
                    (84, 'same_code', 'voucher', 'codes of vouchers differ by small and capital letters only')) AS k (place, name, kind, asks);
    DROP TABLE pg_temp.import_alike;
END $$;

-- Who customers are here: by their phone numbers, in any form.
CREATE FUNCTION console.import_judge_customers(run bigint) RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    UPDATE console.import_row r
       SET phone = console.phone_stored(a.answer)
      FROM console.import_answer a
     WHERE r.run_id = run AND r.kind = 'customer' AND r.phone IS NULL AND a.run_id = run AND a.question = 'no_phone' AND a.row_key = r.key;
    PERFORM console.import_ask_rows(run, 71, 'no_phone', 'customer', 'r.phone IS NULL AND r.target IS NULL',
                                    'customers have no phone number that can be taken', '{skip}', NULL, 'skip', 'has no phone number');
    UPDATE console.import_row r
       SET fault = CASE WHEN char_length(coalesce(btrim(r.name), '')) < 2 THEN 'has no name' END
     WHERE r.run_id = run AND r.kind = 'customer' AND r.fault IS NULL AND r.left_why IS NULL AND char_length(coalesce(btrim(r.name), '')) < 2;

    CREATE TEMP TABLE import_here ON COMMIT DROP AS
    SELECT DISTINCT ON (r.n) r.n, u.id, u.full_name, lower(btrim(u.full_name)) = lower(btrim(r.name)) AS is_same
      FROM console.import_row r
     CROSS JOIN LATERAL unnest(console.phone_forms(r.phone)) AS form
      JOIN public.users u ON u.phone_number = form
     WHERE r.run_id = run AND r.kind = 'customer' AND r.target IS NULL AND r.fault IS NULL AND r.left_why IS NULL
       -- who came along with that number is another one of the same source
       AND NOT EXISTS (SELECT FROM console.import_row k WHERE k.run_id = run AND k.kind = 'customer' AND k.verdict = 'there' AND k.phone = r.phone)
     ORDER BY r.n, u.id;
    PERFORM console.import_ask_rows(run, 72, 'same_customer', 'customer',
                                    'EXISTS (SELECT FROM pg_temp.import_here h WHERE h.n = r.n AND NOT h.is_same)',
                                    'customers have the number of somebody here who is called otherwise', '{same,skip}', NULL, 'skip',
                                    'somebody else here has its number');
    UPDATE console.import_row r SET target = h.id, verdict = 'there'
      FROM pg_temp.import_here h
     WHERE r.run_id = run AND r.kind = 'customer' AND r.n = h.n AND r.question IS NULL AND r.left_why IS NULL;
    DROP TABLE pg_temp.import_here;

    CREATE TEMP TABLE import_first ON COMMIT DROP AS
    SELECT x.n, x.first_n, x.first_key
      FROM (SELECT r.n, first_value(r.n) OVER w AS first_n, first_value(r.key) OVER w AS first_key
              FROM console.import_row r
             WHERE r.run_id = run AND r.kind = 'customer' AND r.phone IS NOT NULL AND r.fault IS NULL AND r.left_why IS NULL
            WINDOW w AS (PARTITION BY r.phone ORDER BY (r.verdict = 'there') DESC NULLS LAST, r.n)) x
     WHERE x.n <> x.first_n;
    PERFORM console.import_ask_rows(run, 73, 'same_phone', 'customer', 'EXISTS (SELECT FROM pg_temp.import_first f WHERE f.n = r.n) AND r.verdict IS NULL',
                                    'customers have the phone number of another one', '{one,skip}', NULL, 'skip',
                                    'another customer has its phone number');
    -- one and the same: what belongs to it belongs to the first
    UPDATE console.import_row r SET left_why = 'is the same as ' || f.first_key, package = NULL
      FROM pg_temp.import_first f
     WHERE r.run_id = run AND r.kind = 'customer' AND r.n = f.n AND r.verdict IS NULL AND r.question IS NULL AND r.left_why IS NULL;
    UPDATE console.import_row r SET customer = f.first_key
      FROM console.import_row c
      JOIN pg_temp.import_first f ON f.n = c.n
     WHERE c.run_id = run AND c.kind = 'customer' AND starts_with(c.left_why, 'is the same as ')
       AND r.run_id = run AND r.kind <> 'customer' AND r.customer = c.key;
    DROP TABLE pg_temp.import_first;
END $$;

-- Routers and brands by the names that the source gives them. The row of such an answer is the name.
CREATE FUNCTION console.import_judge_named(run bigint, place integer, name text, asks text, kinds text[], field text, known text[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    rows bigint;
    told text;
    alone CONSTANT text := CASE WHEN cardinality(known) = 1 AND field = 'brand' THEN known[1] END;
BEGIN
    EXECUTE format('UPDATE console.import_row r
                       SET here = coalesce((SELECT k FROM unnest($3) AS k WHERE k = console.import_answered($1, $4, r.%1$I) LIMIT 1),
                                           (SELECT k FROM unnest($3) AS k WHERE lower(k) = lower(r.%1$I) ORDER BY k <> r.%1$I LIMIT 1), $5)
                     WHERE r.run_id = $1 AND r.kind = ANY ($2) AND r.%1$I IS NOT NULL', field) USING run, kinds, known, name, alone;
    EXECUTE format('SELECT count(*), string_agg(DISTINCT r.%1$I, ''; '') FROM console.import_row r
                     WHERE r.run_id = $1 AND r.kind = ANY ($2) AND r.%1$I IS NOT NULL AND r.verdict IS DISTINCT FROM ''there''
                       AND r.fault IS NULL AND r.left_why IS NULL
                       AND NOT EXISTS (SELECT FROM unnest($3) AS k WHERE lower(k) = lower(r.%1$I))', field)
       INTO rows, told USING run, kinds, known;
    PERFORM console.import_ask(run, place, name, rows, asks, told, known || '{skip}'::text[], alone);
    EXECUTE format('UPDATE console.import_row r
                       SET left_why = CASE WHEN console.import_answered($1, $3, r.%1$I) = ''skip'' THEN ''is of '' || r.%1$I END,
                           question = CASE WHEN console.import_answered($1, $3, r.%1$I) IS NULL THEN $3 ELSE r.question END
                     WHERE r.run_id = $1 AND r.kind = ANY ($2) AND r.%1$I IS NOT NULL AND r.here IS NULL AND r.verdict IS DISTINCT FROM ''there''
                       AND r.fault IS NULL AND r.left_why IS NULL', field) USING run, kinds, name;
END $$;

-- Lines: the router has to have them, for no other system's files hold a password.
CREATE FUNCTION console.import_judge_lines(run bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM console.import_judge_named(run, 74, 'routers', 'lines are of routers that are not known here by these names', '{line}', 'router',
                                       ARRAY(SELECT k.name FROM console.router k WHERE k.is_enabled ORDER BY k.position, k.name));
    UPDATE console.import_row r
       SET target = l.id, fault = CASE WHEN l.is_ours AND l.user_id IS NOT NULL AND r.verdict IS DISTINCT FROM 'there' AND l.user_id IS DISTINCT FROM
                                            (SELECT c.target FROM console.import_row c WHERE c.run_id = run AND c.kind = 'customer' AND c.key = r.customer LIMIT 1)
                                       THEN 'is the line of somebody else here' END,
           verdict = CASE WHEN l.is_ours THEN 'there' ELSE r.verdict END
      FROM console.ppp_line l
     WHERE r.run_id = run AND r.kind = 'line' AND l.router = r.here AND l.name = r.secret AND r.fault IS NULL AND r.left_why IS NULL;
    PERFORM console.import_ask_rows(run, 75, 'unseen_lines', 'line', 'r.target IS NULL AND r.here IS NOT NULL',
                                    'lines were not seen on their routers: follow them first (routers.lines), or leave them out', '{skip}', NULL,
                                    'skip', 'its router has no such line');
END $$;

-- What belongs to a customer or package that does not come along does not either.
CREATE FUNCTION console.import_judge_parts(run bigint) RETURNS void LANGUAGE plpgsql SET enable_nestloop = off AS $$
BEGIN
    UPDATE console.import_row r
       SET left_why = CASE WHEN c.n IS NULL THEN NULL WHEN coalesce(c.fault, c.left_why) IS NOT NULL THEN 'its customer is left out' END,
           fault = CASE WHEN c.n IS NULL THEN 'is of a customer who is not there' END,
           question = CASE WHEN c.fault IS NULL AND c.left_why IS NULL THEN coalesce(r.question, c.question) ELSE r.question END
      FROM console.import_row x
      LEFT JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.key = x.customer
     WHERE x.run_id = run AND x.kind <> 'customer' AND x.customer IS NOT NULL
       AND r.run_id = run AND r.kind = x.kind AND r.n = x.n AND r.fault IS NULL AND r.left_why IS NULL AND r.verdict IS DISTINCT FROM 'there';
    UPDATE console.import_row r
       SET question = coalesce(r.question, p.question), fault = CASE WHEN p.fault IS NOT NULL THEN 'its package can''t be taken' END
      FROM console.import_row p
     WHERE p.run_id = run AND p.kind = 'package' AND r.run_id = run AND r.package = p.key AND r.kind <> 'package'
       AND r.fault IS NULL AND r.left_why IS NULL AND r.verdict IS DISTINCT FROM 'there';
END $$;

-- What becomes of each row.
CREATE FUNCTION console.import_judge(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of_source CONSTANT text := (SELECT i.source FROM console.import_run i WHERE i.id = run);
    bad bigint;
    told text;
BEGIN
    ANALYZE console.import_row;
    PERFORM console.import_judge_known(run, of_source);
    UPDATE console.import_row r SET target = p.id, verdict = 'there'
      FROM (SELECT DISTINCT ON (lower(k.name)) lower(k.name) AS name, k.id FROM public.packages k ORDER BY lower(k.name), k.is_active DESC, k.id) p
     WHERE r.run_id = run AND r.kind = 'package' AND p.name = lower(btrim(r.name)) AND r.target IS NULL;
    UPDATE console.import_row r SET fault = 'has a price that is no whole rupiah'
     WHERE r.run_id = run AND r.kind = 'package' AND r.price_rp IS NULL AND r.target IS NULL AND r.question IS NULL AND r.fault IS NULL AND r.left_why IS NULL;
    PERFORM console.import_judge_customers(run);
    PERFORM console.import_judge_twice(run);
    PERFORM console.import_judge_lines(run);
    PERFORM console.import_judge_named(run, 76, 'brands', 'invoices are of brands that are not known here by these names', '{subscription,invoice}', 'brand',
                                       ARRAY(SELECT b.name FROM console.brand b ORDER BY b.name));
    UPDATE console.import_row r SET fault = 'has a balance below zero'
     WHERE r.run_id = run AND r.kind = 'balance' AND r.amount_rp < 0 AND r.fault IS NULL AND r.left_why IS NULL;
    PERFORM console.import_judge_parts(run);
    SELECT count(*), string_agg(x.said, '; ' ORDER BY x.place) FILTER (WHERE x.place <= 3)
      INTO bad, told
      FROM (SELECT console.import_said(r) || ': ' || r.fault AS said, row_number() OVER (ORDER BY r.kind, r.n) AS place
              FROM console.import_row r WHERE r.run_id = run AND r.fault IS NOT NULL) x;
    PERFORM console.import_ask(run, 90, 'faults', bad, 'rows can''t be taken', told, '{skip}');
    UPDATE console.import_row r
       SET verdict = CASE WHEN r.fault IS NOT NULL THEN 'fault' WHEN r.verdict = 'there' THEN 'there' WHEN r.left_why IS NOT NULL THEN 'left'
                          WHEN r.question IS NOT NULL THEN 'asks' ELSE 'new' END,
           question = CASE WHEN r.verdict IS DISTINCT FROM 'there' THEN r.question END,
           left_why = CASE WHEN r.verdict IS DISTINCT FROM 'there' THEN r.left_why END,
           target = CASE WHEN r.fault IS NULL AND (r.left_why IS NULL OR r.verdict = 'there') THEN coalesce(r.target, gen_random_uuid()) END
     WHERE r.run_id = run;
    ANALYZE console.import_row;
END $$;

-- Reads the staged rows anew: after the reading, and after each answer.
CREATE FUNCTION console.import_take(run bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    of_source text;
BEGIN
    SELECT i.source INTO STRICT of_source FROM console.import_run i WHERE i.id = run FOR UPDATE;
    DELETE FROM console.import_row r WHERE r.run_id = run;
    DELETE FROM console.import_question q WHERE q.run_id = run;
    DELETE FROM console.import_fact f WHERE f.run_id = run;
    EXECUTE format('SELECT console.%I($1)', 'import_' || of_source || '_take') USING run;
    PERFORM console.import_judge(run);
    IF to_regprocedure(format('console.%I(bigint)', 'import_' || of_source || '_facts')) IS NOT NULL THEN
        EXECUTE format('SELECT console.%I($1)', 'import_' || of_source || '_facts') USING run;
    END IF;
    UPDATE console.import_run i SET row_count = (SELECT count(*) FROM console.import_row r WHERE r.run_id = run) WHERE i.id = run;
END $$;

-- What holds for a question: what was answered for all, or else what holds unless it is.
CREATE FUNCTION console.import_question_answer(q console.import_question) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(console.import_answered(q.run_id, q.name), q.fallback)
$$;

-- Whether rows wait for its answer.
CREATE FUNCTION console.import_is_open(q console.import_question) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT console.import_question_answer(q) IS NULL
           AND (EXISTS (SELECT FROM console.import_row r WHERE r.run_id = q.run_id AND r.verdict = 'asks' AND r.question = q.name)
                OR q.name = 'faults' OR NOT EXISTS (SELECT FROM console.import_row r WHERE r.run_id = q.run_id AND r.question = q.name)
                   AND NOT EXISTS (SELECT FROM console.import_answer a WHERE a.run_id = q.run_id AND a.question = q.name))
$$;

CREATE FUNCTION console.import_state(i console.import_run) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.undone_at IS NOT NULL THEN 'taken_back' WHEN i.applied_at IS NOT NULL THEN 'imported'
                WHEN EXISTS (SELECT FROM console.import_question q WHERE q.run_id = i.id AND console.import_is_open(q)) THEN 'asks'
                ELSE 'staged' END
$$;

CREATE FUNCTION console.import_count(run bigint, of_kind text, of_verdict text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.applied_at IS NOT NULL AND of_verdict = 'new'
                THEN (SELECT count(*) FROM console.import_made m WHERE m.run_id = run AND m.kind = of_kind)
                ELSE (SELECT count(*) FROM console.import_row r
                       WHERE r.run_id = run AND (of_kind IS NULL OR r.kind = of_kind) AND (of_verdict IS NULL OR r.verdict = of_verdict)) END
      FROM console.import_run i WHERE i.id = run
$$;

CREATE FUNCTION console.import_kind_text(kind text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE kind WHEN 'package' THEN 'packages' WHEN 'customer' THEN 'customers' WHEN 'line' THEN 'lines' WHEN 'subscription' THEN 'subscriptions'
                     WHEN 'invoice' THEN 'invoices' WHEN 'balance' THEN 'balances' WHEN 'voucher' THEN 'vouchers' ELSE 'payments' END
$$;

-- "customers: 4790 new, 12 there already, 10 passed over, 3 can't be taken": of each kind, a line each.
CREATE FUNCTION console.import_told(run bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(console.import_kind_text(k.kind) || ': '
                      || concat_ws(', ', k.fresh || ' new', nullif(k.there, 0) || ' there already', nullif(k.asks, 0) || ' wait for an answer',
                                   nullif(k.left_out, 0) || ' passed over', nullif(k.faulty, 0) || ' can''t be taken'), ' · ' ORDER BY console.import_step(k.kind))
      FROM (SELECT r.kind, count(*) FILTER (WHERE r.verdict = 'new') AS fresh, count(*) FILTER (WHERE r.verdict = 'there') AS there,
                   count(*) FILTER (WHERE r.verdict = 'left') AS left_out, count(*) FILTER (WHERE r.verdict = 'fault') AS faulty,
                   count(*) FILTER (WHERE r.verdict = 'asks') AS asks
              FROM console.import_row r WHERE r.run_id = run GROUP BY r.kind) k
$$;

-- Counts and sums beside what that system's screens show.
CREATE FUNCTION console.import_compared(run bigint) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT string_agg(f.what || ': '
                      || concat_ws(', ', CASE WHEN f.is_rp THEN console.rp_text(f.there::bigint) ELSE f.there::bigint::text END || ' there',
                                   CASE WHEN f.is_rp THEN console.rp_text(f.file::bigint) ELSE f.file::bigint::text END || ' read',
                                   CASE WHEN f.is_rp THEN console.rp_text(f.taken::bigint) ELSE f.taken::bigint::text END || ' come along'),
                      ' · ' ORDER BY f.place)
      FROM console.import_fact f WHERE f.run_id = run
$$;

-- Begins a reading, and forgets what the same operator only looked at before.
CREATE FUNCTION console.import_begin(of_source text, of_place text, of_actor text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    run bigint;
    old bigint[];
BEGIN
    old := ARRAY(SELECT i.id FROM console.import_run i WHERE NOT i.is_kept AND i.source = of_source AND i.actor = of_actor);
    DELETE FROM console.import_raw w WHERE w.run_id = ANY (old);
    DELETE FROM console.import_row r WHERE r.run_id = ANY (old);
    DELETE FROM console.import_run i WHERE i.id = ANY (old);
    INSERT INTO console.import_run (source, place, actor) VALUES (of_source, of_place, of_actor) RETURNING id INTO run;
    -- what was said of the last reading holds, but for what is of its files
    INSERT INTO console.import_answer (run_id, question, row_key, answer, actor)
    SELECT run, a.question, a.row_key, a.answer, a.actor FROM console.import_answer a
     WHERE a.run_id = (SELECT max(i.id) FROM console.import_run i WHERE i.source = of_source AND i.is_kept)
       AND a.question NOT IN ('screens', 'cut_off', 'differs', 'faults');
    RETURN run;
END $$;

-- Why a run can't be written; NULL: it can.
CREATE FUNCTION console.import_refusal(i console.import_run) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.undone_at IS NOT NULL THEN 'was taken back already'
                WHEN i.applied_at IS NOT NULL THEN 'was written already'
                WHEN i.row_count > (SELECT count(*) FROM console.import_row r WHERE r.run_id = i.id) THEN 'what was read is lost: read it again'
                WHEN NOT EXISTS (SELECT FROM console.import_row r WHERE r.run_id = i.id AND r.verdict IN ('new', 'asks'))
                THEN 'all of it is there already' END
$$;

-- Parts of what would be written: "12:customer:5001". One run at a time.
CREATE FUNCTION console.import_plan(runs bigint[], rows bigint)
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    i console.import_run;
    has_open boolean;
BEGIN
    SELECT * INTO i FROM console.import_run r WHERE r.id = ANY (runs) ORDER BY r.id LIMIT 1;
    IF i.id IS NULL THEN
        RETURN;
    END IF;
    IF i.applied_at IS NULL AND i.undone_at IS NULL AND i.row_count <= (SELECT count(*) FROM console.import_row r WHERE r.run_id = i.id) THEN
        PERFORM console.import_take(i.id);
    END IF;
    IF cardinality(runs) > 1 OR console.import_refusal(i) IS NOT NULL THEN
        RETURN QUERY SELECT x::text, CASE WHEN cardinality(runs) > 1 THEN 'one at a time' ELSE console.import_refusal(i) END, i.source || ' ' || x, NULL, NULL,
                            CASE WHEN x = i.id THEN console.import_told(i.id) END
                       FROM unnest(runs) AS x;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT i.id || ':' || q.name, 'answer ' || q.name || ' first: ' || q.rows || ' ' || q.asks || ': ' || coalesce(q.examples, '-'), q.name, NULL, NULL,
           CASE WHEN row_number() OVER (ORDER BY q.place) = 1 THEN console.import_told(i.id) END
      FROM console.import_question q
     WHERE q.run_id = i.id AND console.import_is_open(q)
     ORDER BY q.place;
    IF FOUND THEN
        RETURN;
    END IF;
    RETURN QUERY
    SELECT i.id || ':' || k.kind || ':' || p.first, NULL::text, console.import_kind_text(k.kind), 'from number ' || p.first, 'to number ' || least(p.first + rows - 1, k.last),
           CASE row_number() OVER (ORDER BY console.import_step(k.kind), p.first) WHEN 1 THEN console.import_told(i.id) WHEN 2 THEN console.import_compared(i.id) END
      FROM (SELECT r.kind, min(r.n) AS first, max(r.n) AS last FROM console.import_row r WHERE r.run_id = i.id AND r.verdict = 'new' GROUP BY r.kind) k
     CROSS JOIN LATERAL generate_series(k.first, k.last, rows) AS p (first)
     WHERE EXISTS (SELECT FROM console.import_row r
                    WHERE r.run_id = i.id AND r.kind = k.kind AND r.verdict = 'new' AND r.n >= p.first AND r.n < p.first + rows)
     ORDER BY console.import_step(k.kind), p.first;
END $$;

-- --- writing: rows of one kind, from a number on ---

CREATE FUNCTION console.import_write_package(operation uuid, run bigint, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO public.package_profiles (id, profile_name)
    SELECT gen_random_uuid(), w.profile
      FROM (SELECT DISTINCT coalesce(r.profile, console.package_profile_default(r.quota_mb / 1024.0)) AS profile
              FROM console.import_row r
             WHERE r.run_id = run AND r.kind = 'package' AND r.verdict = 'new' AND r.n >= first AND r.n < next) w
     WHERE NOT EXISTS (SELECT FROM public.package_profiles f WHERE f.profile_name = w.profile);
    INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active)
    SELECT r.target, left(btrim(r.name), 100), r.price_rp, round(coalesce(r.quota_mb, 0) / 1024.0, 2), coalesce(r.days, 30), f.id, coalesce(r.is_enabled, true)
      FROM console.import_row r
      JOIN public.package_profiles f ON f.profile_name = coalesce(r.profile, console.package_profile_default(r.quota_mb / 1024.0))
     WHERE r.run_id = run AND r.kind = 'package' AND r.verdict = 'new' AND r.n >= first AND r.n < next
     ORDER BY r.n;
    GET DIAGNOSTICS made = ROW_COUNT;
    INSERT INTO console.package_tally (package_id, customers, sold, sold_rp)
    SELECT r.target, 0, 0, 0 FROM console.import_row r
     WHERE r.run_id = run AND r.kind = 'package' AND r.verdict = 'new' AND r.n >= first AND r.n < next;
    RETURN made;
END $$;

CREATE FUNCTION console.import_write_customer(operation uuid, run bigint, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO public.users (id, phone_number, full_name, blok, kamar, is_active, role, approval_status, approved_at, is_blocked, blocked_reason, blocked_at,
                              mikrotik_profile_name, mikrotik_password, total_quota_purchased_mb, total_quota_used_mb, quota_expiry_date, is_unlimited_user)
    SELECT r.target, r.phone, left(btrim(r.name), 100), left(console.block_stored(r.block), 10), left(console.room_stored(r.room), 20), true, 'USER', 'APPROVED',
           now(), NOT coalesce(r.is_enabled, true),
           CASE WHEN NOT coalesce(r.is_enabled, true) THEN coalesce(r.why_blocked, 'suspended in ' || i.source) END,
           CASE WHEN NOT coalesce(r.is_enabled, true) THEN now() END, r.profile,
           CASE WHEN r.service IS DISTINCT FROM 'pppoe' THEN coalesce(r.password, console.random_pin()) END,
           coalesce(r.quota_mb, 0), coalesce(r.used_mb, 0), r.ends_at, r.service IS DISTINCT FROM 'pppoe' AND coalesce(r.quota_mb, -1) = 0 AND r.ends_at IS NOT NULL
      FROM console.import_row r
      JOIN console.import_run i ON i.id = run
     WHERE r.run_id = run AND r.kind = 'customer' AND r.verdict = 'new' AND r.n >= first AND r.n < next
     ORDER BY r.n;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- Takes lines over as the router has them. Of a customer who comes along blocked the line's usual profile is known from the source alone:
-- it is isolated from there, and released to it.
CREATE FUNCTION console.import_write_line(operation uuid, run bigint, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    taken uuid[];
BEGIN
    taken := ARRAY(SELECT r.target FROM console.import_row r
                     JOIN console.ppp_line l ON l.id = r.target AND NOT l.is_ours
                    WHERE r.run_id = run AND r.kind = 'line' AND r.verdict = 'new' AND r.n >= first AND r.n < next ORDER BY r.target);
    PERFORM FROM console.ppp_line l WHERE l.id = ANY (taken) ORDER BY l.id FOR NO KEY UPDATE;
    INSERT INTO console.import_made (source, kind, key, run_id, target, before)
    SELECT i.source, 'line', r.key, run, r.target,
           jsonb_build_object('user_id', l.user_id, 'profile', l.profile, 'address', l.address, 'caller', l.caller, 'is_off', l.is_off)
      FROM console.import_row r
      JOIN console.import_run i ON i.id = run
      JOIN console.ppp_line l ON l.id = r.target
     WHERE r.run_id = run AND r.kind = 'line' AND r.target = ANY (taken);
    UPDATE console.ppp_line l
       SET is_ours = true, user_id = c.target,
           profile = CASE WHEN u.is_blocked THEN coalesce(nullif(r.profile, ''), l.profile) ELSE l.profile END,
           is_off = CASE WHEN u.is_blocked THEN false ELSE l.is_off END,
           wish = CASE WHEN u.is_blocked THEN '{profile,is_off}'::text[] ELSE l.wish END
      FROM console.import_row r
      JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.key = r.customer
      JOIN public.users u ON u.id = c.target
     WHERE r.run_id = run AND r.kind = 'line' AND r.target = l.id AND l.id = ANY (taken);
    PERFORM console.ppp_settle(operation, ARRAY(SELECT DISTINCT l.router FROM console.ppp_line l WHERE l.id = ANY (taken)));
    RETURN cardinality(taken);
END $$;

CREATE FUNCTION console.import_write_subscription(operation uuid, run bigint, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO console.subscription (id, user_id, brand, package_id, package, price_rp, tax_percent, due_day, status, email, whatsapp, starts_on, ended_on, actor)
    SELECT r.target, c.target, r.here, p.target, coalesce(p.name, r.label), r.price_rp, r.tax_percent, coalesce(r.due_day, 10), coalesce(r.status, 'active'),
           c.email, CASE WHEN c.phone ~ '^\+[0-9]{8,15}$' THEN c.phone END, coalesce(r.starts_on, console.today()),
           CASE WHEN r.status = 'ended' THEN console.today() END, o.actor
      FROM console.import_row r
      JOIN console.operation o ON o.id = operation
      JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.key = r.customer
      LEFT JOIN console.import_row p ON p.run_id = run AND p.kind = 'package' AND p.key = r.package
     WHERE r.run_id = run AND r.kind = 'subscription' AND r.verdict = 'new' AND r.n >= first AND r.n < next
     ORDER BY r.n;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

CREATE FUNCTION console.import_write_balance(operation uuid, run bigint, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, c.target, r.amount_rp, 'IMPORT-' || run || '-' || r.n, 'came along from ' || i.source
      FROM console.import_row r
      JOIN console.import_run i ON i.id = run
      JOIN console.import_row c ON c.run_id = run AND c.kind = 'customer' AND c.key = r.customer
     WHERE r.run_id = run AND r.kind = 'balance' AND r.verdict = 'new' AND r.amount_rp > 0 AND r.n >= first AND r.n < next
     ORDER BY r.n;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- One part as its id names it, with its row in the audit. False: nothing of it is to be made.
CREATE FUNCTION console.import_part(operation uuid, part text, rows bigint) RETURNS boolean LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    run CONSTANT bigint := split_part(part, ':', 1)::bigint;
    of_kind CONSTANT text := split_part(part, ':', 2);
    first CONSTANT bigint := split_part(part, ':', 3)::bigint;
    made bigint;
BEGIN
    IF EXISTS (SELECT FROM console.import_run i WHERE i.id = run AND i.operation_id IS NULL AND i.undone_at IS NULL) THEN
        -- what was asked, and what is there, may be otherwise by now
        PERFORM console.import_take(run);
        UPDATE console.import_run i SET operation_id = operation, applied_at = clock_timestamp(), is_kept = true
         WHERE i.id = run AND NOT EXISTS (SELECT FROM console.import_question q WHERE q.run_id = run AND console.import_is_open(q));
    END IF;
    IF NOT EXISTS (SELECT FROM console.import_run i WHERE i.id = run AND i.operation_id = operation AND i.undone_at IS NULL) THEN
        RETURN false;
    END IF;
    EXECUTE format('SELECT console.%I($1, $2, $3, $4)', 'import_write_' || of_kind) INTO made USING operation, run, first, first + rows;
    INSERT INTO console.import_made (source, kind, key, run_id, target, rp)
    SELECT i.source, r.kind, r.key, run, r.target, r.amount_rp
      FROM console.import_row r
      JOIN console.import_run i ON i.id = run
     WHERE r.run_id = run AND r.kind = of_kind AND r.kind <> 'line' AND r.verdict = 'new' AND r.n >= first AND r.n < first + rows;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'import_run', part, jsonb_build_object('made', made), jsonb_build_object('source', i.source, 'place', i.place)
      FROM console.operation o
      JOIN console.import_run i ON i.id = run
     WHERE o.id = operation AND made > 0;
    RETURN made > 0;
END $$;

-- Why an import can't be taken back; NULL: it can.
CREATE FUNCTION console.import_run_undo_refusal(i console.import_run) RETURNS text
LANGUAGE sql STABLE AS $$
    WITH made AS MATERIALIZED (SELECT m.kind, m.target, m.rp FROM console.import_made m WHERE m.run_id = i.id)
    SELECT CASE
        WHEN i.applied_at IS NULL THEN 'was not written'
        WHEN i.undone_at IS NOT NULL THEN 'was taken back already'
        WHEN EXISTS (SELECT FROM made m JOIN console.ppp_line l ON l.id = m.target WHERE m.kind = 'line' AND l.remembered IS NOT NULL)
        THEN 'lines of it are isolated on their router: let their customers in first'
        WHEN EXISTS (SELECT FROM made m JOIN console.invoice v ON v.id = m.target
                      WHERE m.kind = 'invoice' AND (v.status = 'paid' OR EXISTS (SELECT FROM console.charge c WHERE c.invoice_id = v.id)))
        THEN 'invoices of it were paid or sent since'
        WHEN EXISTS (SELECT FROM made m JOIN console.invoice v ON v.subscription_id = m.target
                      WHERE m.kind = 'subscription' AND v.id NOT IN (SELECT x.target FROM made x WHERE x.kind = 'invoice'))
        THEN 'subscriptions of it were invoiced since'
        WHEN EXISTS (SELECT FROM made m JOIN console.subscription s ON s.package_id = m.target
                      WHERE m.kind = 'package' AND s.id NOT IN (SELECT x.target FROM made x WHERE x.kind = 'subscription'))
          OR EXISTS (SELECT FROM made m JOIN public.transactions t ON t.package_id = m.target WHERE m.kind = 'package')
          OR EXISTS (SELECT FROM made m JOIN console.charge c ON c.package_id = m.target WHERE m.kind = 'package')
        THEN 'packages of it are sold since'
        WHEN EXISTS (SELECT FROM made m JOIN console.balance_entry b ON b.operation_id = i.operation_id AND b.rp > console.balance_rp(b.user_id) WHERE m.kind = 'balance')
        THEN 'balances of it were spent since'
        WHEN EXISTS (SELECT FROM made m
                      WHERE m.kind = 'customer'
                        AND (EXISTS (SELECT FROM public.user_devices d WHERE d.user_id = m.target)
                             OR EXISTS (SELECT FROM public.daily_usage_logs l WHERE l.user_id = m.target)
                             OR EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = m.target)
                             OR EXISTS (SELECT FROM public.transactions t WHERE t.user_id = m.target)
                             OR EXISTS (SELECT FROM console.charge c WHERE c.user_id = m.target)
                             OR EXISTS (SELECT FROM console.subscription s WHERE s.user_id = m.target
                                           AND s.id NOT IN (SELECT x.target FROM made x WHERE x.kind = 'subscription'))
                             OR EXISTS (SELECT FROM console.balance_entry b WHERE b.user_id = m.target AND b.operation_id <> i.operation_id)
                             OR EXISTS (SELECT FROM console.ppp_line l WHERE l.user_id = m.target AND l.is_ours
                                           AND l.id NOT IN (SELECT x.target FROM made x WHERE x.kind = 'line'))))
        THEN 'customers of it did something since' END
$$;

-- Takes an import back whole: what it made goes, what it changed is as before. False where it is refused by now.
CREATE FUNCTION console.import_run_undo(operation uuid, run bigint) RETURNS boolean LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    i console.import_run;
    counts jsonb;
BEGIN
    SELECT * INTO i FROM console.import_run x WHERE x.id = run FOR UPDATE;
    PERFORM FROM public.users u WHERE u.id IN (SELECT m.target FROM console.import_made m WHERE m.run_id = run AND m.kind = 'customer') ORDER BY u.id FOR UPDATE;
    IF i.id IS NULL OR console.import_run_undo_refusal(i) IS NOT NULL THEN
        RETURN false;
    END IF;
    SELECT jsonb_object_agg(x.kind, x.count) INTO counts FROM (SELECT m.kind, count(*) AS count FROM console.import_made m WHERE m.run_id = run GROUP BY m.kind) x;
    IF to_regprocedure('console.import_unwrite_more(uuid, bigint)') IS NOT NULL THEN
        EXECUTE 'SELECT console.import_unwrite_more($1, $2)' USING operation, run;
    END IF;
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, b.user_id, -b.rp, 'UNDO-' || b.id, b.note FROM console.balance_entry b WHERE b.operation_id = i.operation_id ORDER BY b.id;
    DELETE FROM console.invoice v USING console.import_made m WHERE m.run_id = run AND m.kind = 'invoice' AND v.id = m.target;
    DELETE FROM console.subscription s USING console.import_made m WHERE m.run_id = run AND m.kind = 'subscription' AND s.id = m.target;
    UPDATE console.ppp_line l
       SET is_ours = false, is_counted = false, user_id = (m.before ->> 'user_id')::uuid, wish = '{}', differs = '{}', message = NULL,
           profile = coalesce(l.seen ->> 'profile', m.before ->> 'profile'), address = coalesce(l.seen ->> 'address', m.before ->> 'address'),
           caller = coalesce(l.seen ->> 'caller', m.before ->> 'caller'), is_off = coalesce((l.seen ->> 'is_off')::boolean, (m.before ->> 'is_off')::boolean)
      FROM console.import_made m
     WHERE m.run_id = run AND m.kind = 'line' AND l.id = m.target;
    DELETE FROM console.package_tally t USING console.import_made m WHERE m.run_id = run AND m.kind = 'package' AND t.package_id = m.target;
    DELETE FROM public.packages p USING console.import_made m WHERE m.run_id = run AND m.kind = 'package' AND p.id = m.target;
    DELETE FROM public.users u USING console.import_made m WHERE m.run_id = run AND m.kind = 'customer' AND u.id = m.target;
    DELETE FROM console.import_made m WHERE m.run_id = run;
    UPDATE console.import_run x SET undone_at = clock_timestamp() WHERE x.id = run;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, details)
    SELECT o.id, o.actor, o.action, 'import_run', run::text, counts, jsonb_build_object('source', i.source, 'of', i.operation_id)
      FROM console.operation o WHERE o.id = operation;
    RETURN true;
END $$;

-- Forgets readings that nobody went on with, and the rows of those that were written.
CREATE FUNCTION console.import_forget_runs(kept_days integer) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    gone bigint[];
    rows bigint;
BEGIN
    gone := ARRAY(SELECT i.id FROM console.import_run i
                   WHERE i.applied_at IS NULL AND i.read_at < clock_timestamp() - CASE WHEN i.is_kept THEN make_interval(days => kept_days) ELSE interval '1 day' END);
    DELETE FROM console.import_raw w USING console.import_run i
     WHERE i.id = w.run_id AND (i.id = ANY (gone) OR i.applied_at < clock_timestamp() - make_interval(days => kept_days));
    GET DIAGNOSTICS rows = ROW_COUNT;
    DELETE FROM console.import_row w USING console.import_run i
     WHERE i.id = w.run_id AND (i.id = ANY (gone) OR i.applied_at < clock_timestamp() - make_interval(days => kept_days));
    DELETE FROM console.import_run i WHERE i.id = ANY (gone);
    RETURN rows;
END $$;

-- --- answers ---

-- What a source has against an answer in free text: it says so in console.import_NAME_misfit(question, answer).
CREATE FUNCTION console.import_free_refusal(source text, question text, answer text) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    why text;
BEGIN
    IF to_regprocedure(format('console.%I(text, text)', 'import_' || source || '_misfit')) IS NOT NULL THEN
        EXECUTE format('SELECT console.%I($1, $2)', 'import_' || source || '_misfit') INTO why USING question, answer;
    END IF;
    RETURN why;
END $$;

CREATE FUNCTION console.import_answer_refusal(q console.import_question, answer text, of_row text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN i.applied_at IS NOT NULL THEN 'was written already'
                WHEN of_row <> '' AND q.name = 'no_phone' THEN
                     CASE WHEN answer <> 'skip' AND console.phone_stored(answer) IS NULL THEN 'it is no phone number' END
                WHEN of_row = '' AND q.name IN ('routers', 'brands') AND answer <> 'skip' AND (q.examples LIKE '%; %')
                THEN 'say of which one: row=NAME'
                WHEN cardinality(q.choices) > 0 AND answer <> ALL (q.choices) THEN 'it is one of: ' || array_to_string(q.choices, ', ')
                WHEN console.import_free_refusal(i.source, q.name, answer) IS NOT NULL THEN console.import_free_refusal(i.source, q.name, answer) END
      FROM console.import_run i WHERE i.id = q.run_id
$$;

CREATE FUNCTION console.import_give_answer(operation uuid, asked text, given text, of_row text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    q console.import_question;
BEGIN
    PERFORM FROM console.import_run i WHERE i.id = split_part(asked, ':', 1)::bigint FOR UPDATE;
    SELECT * INTO q FROM console.import_question x WHERE x.run_id || ':' || x.name = asked;
    IF q.run_id IS NULL OR console.import_answer_refusal(q, given, of_row) IS NOT NULL THEN
        RETURN false;
    END IF;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
    SELECT o.id, o.actor, o.action, 'import_question', asked, jsonb_build_object('answer', console.import_answered(q.run_id, q.name, of_row)),
           jsonb_build_object('answer', given), jsonb_strip_nulls(jsonb_build_object('row', nullif(of_row, '')))
      FROM console.operation o WHERE o.id = operation;
    INSERT INTO console.import_answer AS a (run_id, question, row_key, answer, actor)
    SELECT q.run_id, q.name, of_row, given, o.actor FROM console.operation o WHERE o.id = operation
    ON CONFLICT (run_id, question, row_key) DO UPDATE SET answer = excluded.answer, actor = excluded.actor, at = clock_timestamp();
    PERFORM console.import_take(q.run_id);
    RETURN true;
END $$;
