-- applies: always
-- The database of a shop's bot, restored in a schema of its own: read, judged, taken over, and taken back whole. Nothing is
-- ever written there. Money there is mostly in hundredths; where it may not be, the operator says so.

CREATE TABLE console.shop_import (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_id uuid NOT NULL UNIQUE REFERENCES console.operation (id) ON DELETE RESTRICT,
    schema_name  text NOT NULL,
    answers      jsonb NOT NULL,
    left_out     text, -- rows that can't be taken, a line each, and why
    actor        text NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    undone_at    timestamptz
);

-- What an import made, beside contents, which name their operation themselves.
CREATE TABLE console.shop_import_made (
    operation_id uuid NOT NULL REFERENCES console.shop_import (operation_id) ON DELETE RESTRICT,
    kind         text NOT NULL CHECK (kind IN ('user', 'product', 'coupon', 'order', 'balance')),
    key          text NOT NULL, -- Telegram id, code, uuid
    target       text NOT NULL,
    rp           bigint,
    PRIMARY KEY (operation_id, kind, key)
);
CREATE INDEX shop_import_made_key ON console.shop_import_made (kind, key);

-- The rows of a table there, each as it is; none where there is no such table.
CREATE FUNCTION console.shop_source_rows(source text, relation text) RETURNS SETOF jsonb LANGUAGE plpgsql STABLE ROWS 10000 AS $$
BEGIN
    IF to_regclass(format('%I.%I', source, relation)) IS NOT NULL THEN
        RETURN QUERY EXECUTE format('SELECT to_jsonb(t) FROM %I.%I t', source, relation);
    END IF;
END $$;

-- Whether that is a day.
CREATE FUNCTION console.shop_day_given(given text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN given ~ '^\d{4}-\d\d-\d\d$' AND given::date IS NOT NULL;
EXCEPTION WHEN datetime_field_overflow OR invalid_datetime_format THEN
    RETURN false;
END $$;

-- The answers as the reading takes them: until, the moment before which money was whole rupiah, is worked out once.
CREATE FUNCTION console.shop_answers(rupiah_until text, balances text, coupons text, no_phone text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_strip_nulls(jsonb_build_object(
               'rupiah_until', rupiah_until, 'balances', balances, 'coupons', coupons, 'no_phone', no_phone,
               'until', CASE WHEN console.shop_day_given(rupiah_until)
                             THEN (rupiah_until::date + 1)::timestamp AT TIME ZONE console.zone() END))
$$;

-- Rupiah of an amount there: whole until a moment, hundredths from then on. NULL: no whole rupiah.
CREATE FUNCTION console.shop_source_rp(amount numeric, at timestamptz, answers jsonb) RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN at < (answers ->> 'until')::timestamptz
                THEN CASE WHEN amount = trunc(amount) AND abs(amount) <= 1000000000 THEN amount::bigint END
                WHEN amount % 100 = 0 AND abs(amount) <= 100000000000 THEN (amount / 100)::bigint END
$$;

-- Its users: who each is here, what stands on the balance, and what becomes of it: new, there, left, or a fault.
CREATE FUNCTION console.shop_source_users(source text, answers jsonb)
RETURNS TABLE (place bigint, telegram text, phone text, name text, raw numeric, rp bigint, user_id uuid, verdict text, fault text)
LANGUAGE sql STABLE AS $$
    WITH given AS MATERIALIZED (
        SELECT (r ->> 'id')::bigint AS place, r ->> 'telegram_id' AS telegram, console.phone_stored(nullif(btrim(r ->> 'whatsapp_number'), '')) AS phone,
               left(coalesce(nullif(btrim(r ->> 'display_name'), ''),
                             nullif(btrim(concat_ws(' ', r ->> 'first_name', r ->> 'last_name')), ''),
                             nullif(r ->> 'username', ''), 'Telegram ' || (r ->> 'telegram_id')), 100) AS name,
               coalesce((r ->> 'balance_cents')::numeric, 0) AS raw, (r ->> 'created_at')::timestamptz AS at
          FROM console.shop_source_rows(source, 'users') r
    ), chat AS MATERIALIZED (
        SELECT u.telegram_chat_id AS telegram, (array_agg(u.id))[1] AS id
          FROM public.users u
         WHERE u.telegram_chat_id IS NOT NULL
         GROUP BY 1
        HAVING count(*) = 1
    ), known AS (
        SELECT g.*, p.id AS by_phone, t.id AS by_telegram,
               count(*) OVER (PARTITION BY g.phone) AS same_phone, min(g.place) OVER (PARTITION BY g.phone) AS first_phone,
               CASE WHEN g.raw = 0 THEN 0
                    WHEN answers ->> 'balances' = 'rupiah' THEN console.shop_source_rp(g.raw * 100, NULL, '{}')
                    WHEN answers ->> 'balances' = 'early' THEN console.shop_source_rp(g.raw, g.at, answers)
                    ELSE console.shop_source_rp(g.raw, NULL, '{}') END AS rp
          FROM given g
          LEFT JOIN public.users p ON p.phone_number = g.phone
          LEFT JOIN chat t ON t.telegram = g.telegram
    )
    SELECT k.place, k.telegram, coalesce(k.phone, 'tg' || k.telegram), k.name, k.raw, k.rp, coalesce(k.by_phone, k.by_telegram),
           CASE WHEN coalesce(k.by_phone, k.by_telegram) IS NOT NULL THEN 'there'
                WHEN k.phone IS NULL AND answers ->> 'no_phone' IS DISTINCT FROM 'telegram_id' THEN 'left' ELSE 'new' END,
           CASE WHEN k.telegram IS NULL THEN 'has no Telegram id'
                WHEN k.phone IS NOT NULL AND k.same_phone > 1
                THEN 'says the same phone number as user ' || CASE WHEN k.first_phone <> k.place THEN k.first_phone ELSE
                     (SELECT min(o.place) FROM given o WHERE o.phone = k.phone AND o.place <> k.place) END
                WHEN k.by_phone <> k.by_telegram THEN 'is one customer by the phone number, and another one by the Telegram id'
                WHEN k.raw < 0 THEN 'has a balance below zero'
                WHEN k.rp IS NULL THEN 'has a balance that is no whole rupiah' END
      FROM known k
$$;

CREATE FUNCTION console.shop_source_products(source text, answers jsonb)
RETURNS TABLE (place bigint, code text, name text, category text, terms text, description text, is_active boolean, raw numeric,
               at timestamptz, rp bigint, stock bigint, sold bigint, product_id uuid, verdict text, fault text)
LANGUAGE sql STABLE AS $$
    WITH category AS MATERIALIZED (
        SELECT (r ->> 'id')::bigint AS id, r ->> 'name' AS name FROM console.shop_source_rows(source, 'categories') r
    ), terms AS MATERIALIZED (
        SELECT (r ->> 'product_id')::bigint AS id, r ->> 'content' AS content FROM console.shop_source_rows(source, 'product_terms') r
    ), given AS MATERIALIZED (
        SELECT (r ->> 'id')::bigint AS place, console.product_code_given(r ->> 'code') AS code, left(btrim(r ->> 'name'), 100) AS name,
               left(coalesce(c.name, ''), 100) AS category, left(coalesce(t.content, ''), 900) AS terms,
               left(coalesce(r ->> 'description', ''), 900) AS description, coalesce((r ->> 'is_active')::boolean, true) AS is_active,
               (r ->> 'price_cents')::numeric AS raw, (r ->> 'created_at')::timestamptz AS at,
               coalesce((r ->> 'stock')::bigint, 0) AS stock, coalesce((r ->> 'sold_count')::bigint, 0) AS sold
          FROM console.shop_source_rows(source, 'products') r
          LEFT JOIN category c ON c.id = (r ->> 'category_id')::bigint
          LEFT JOIN terms t ON t.id = (r ->> 'id')::bigint
    )
    SELECT g.place, g.code, g.name, g.category, g.terms, g.description, g.is_active, g.raw, g.at, x.rp, g.stock, g.sold, p.id,
           CASE WHEN p.id IS NULL THEN 'new' ELSE 'there' END,
           CASE WHEN g.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'a code has 2 to 32 letters, digits, - and _'
                WHEN count(*) OVER (PARTITION BY g.code) > 1 THEN 'another product has this code, but for small letters'
                WHEN coalesce(g.name, '') = '' THEN 'has no name'
                WHEN x.rp IS NULL OR x.rp < 0 THEN 'has a price that is no whole rupiah' END
      FROM given g
     CROSS JOIN LATERAL (SELECT console.shop_source_rp(g.raw, g.at, answers) AS rp) x
      LEFT JOIN console.product p ON p.code = g.code
$$;

CREATE FUNCTION console.shop_source_coupons(source text, answers jsonb)
RETURNS TABLE (place bigint, code text, kind text, value bigint, raw numeric, words text, max_uses integer, used integer,
               valid_from timestamptz, valid_until timestamptz, verdict text, fault text)
LANGUAGE sql STABLE AS $$
    WITH given AS MATERIALIZED (
        SELECT (r ->> 'id')::bigint AS place, upper(btrim(r ->> 'code')) AS code, r ->> 'discount_type' AS kind,
               (r ->> 'discount_value')::numeric AS raw, r ->> 'description' AS words, (r ->> 'max_uses')::integer AS max_uses,
               coalesce((r ->> 'used_count')::integer, 0) AS used, (r ->> 'valid_from')::timestamptz AS valid_from,
               (r ->> 'valid_until')::timestamptz AS valid_until
          FROM console.shop_source_rows(source, 'coupons') r
    )
    SELECT g.place, g.code, g.kind, x.value, g.raw, g.words, g.max_uses, g.used, g.valid_from, g.valid_until,
           CASE WHEN k.code IS NULL THEN 'new' ELSE 'there' END,
           CASE WHEN g.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'a code has 2 to 32 letters, digits, - and _'
                WHEN count(*) OVER (PARTITION BY g.code) > 1 THEN 'another coupon has this code, but for small letters'
                WHEN g.kind NOT IN ('percent', 'flat') THEN 'gives neither percent nor an amount'
                WHEN g.kind = 'percent' AND g.raw NOT BETWEEN 1 AND 100 THEN 'gives more than it costs'
                WHEN x.value IS NULL OR x.value <= 0 THEN 'gives an amount that is no whole rupiah'
                WHEN g.max_uses <= 0 OR g.used < 0 OR g.used > g.max_uses THEN 'was used more often than it may be' END
      FROM given g
     CROSS JOIN LATERAL (SELECT CASE WHEN g.kind = 'percent' OR answers ->> 'coupons' = 'rupiah' THEN g.raw::bigint
                                     ELSE console.shop_source_rp(g.raw, NULL, '{}') END AS value) x
      LEFT JOIN console.coupon k ON k.code = g.code
$$;

-- Its orders with their lines. What is open there stays there.
CREATE FUNCTION console.shop_source_orders(source text, answers jsonb)
RETURNS TABLE (place bigint, id uuid, user_place bigint, state text, raw numeric, rp bigint, lines_rp bigint, items jsonb,
               goods bigint, at timestamptz, ended_at timestamptz, verdict text, fault text)
LANGUAGE sql STABLE AS $$
    WITH item AS MATERIALIZED (
        SELECT (r ->> 'order_id')::uuid AS id, (r ->> 'product_id')::bigint AS product, (r ->> 'id')::bigint AS place,
               (r ->> 'quantity')::integer AS quantity, (r ->> 'unit_price_cents')::numeric AS raw
          FROM console.shop_source_rows(source, 'order_items') r
    ), product AS MATERIALIZED (
        SELECT p.place, p.code FROM console.shop_source_products(source, answers) p WHERE p.fault IS NULL
    ), given AS MATERIALIZED (
        SELECT (r ->> 'id')::uuid AS id, (r ->> 'user_id')::bigint AS user_place, r ->> 'status' AS state,
               (r ->> 'total_price_cents')::numeric AS raw, (r ->> 'created_at')::timestamptz AS at,
               (r ->> 'updated_at')::timestamptz AS ended_at
          FROM console.shop_source_rows(source, 'orders') r
    ), line AS MATERIALIZED (
        SELECT g.id, jsonb_agg(jsonb_build_object('code', x.code, 'quantity', x.quantity, 'rp', x.rp) ORDER BY x.place) AS items,
               sum(x.quantity)::bigint AS goods, sum(x.quantity * x.rp)::bigint AS rp, bool_or(x.code IS NULL) AS lacks_product,
               bool_or(x.rp IS NULL OR x.rp < 0) AS is_odd, count(*) > count(DISTINCT x.code) AS is_twice
          FROM given g
          JOIN (SELECT i.*, p.code, console.shop_source_rp(i.raw, o.at, answers) AS rp
                  FROM item i
                  JOIN given o ON o.id = i.id
                  LEFT JOIN product p ON p.place = i.product) x ON x.id = g.id
         GROUP BY g.id
    )
    SELECT row_number() OVER (ORDER BY g.at, g.id), g.id, g.user_place, g.state, g.raw, t.rp, l.rp, l.items, l.goods, g.at,
           coalesce(g.ended_at, g.at),
           CASE WHEN s.id IS NOT NULL THEN 'there' WHEN g.state IN ('pending', 'awaiting_payment') THEN 'left' ELSE 'new' END,
           CASE WHEN g.state IN ('pending', 'awaiting_payment') THEN NULL
                WHEN g.state NOT IN ('paid', 'cancelled', 'expired') THEN 'is in a state that is not known: ' || g.state
                WHEN l.id IS NULL THEN 'has no line'
                WHEN l.lacks_product THEN 'is of a product that can''t be taken'
                WHEN l.is_twice THEN 'has a product in two lines'
                WHEN t.rp IS NULL OR l.is_odd THEN 'has a price that is no whole rupiah'
                WHEN l.rp < t.rp THEN 'costs more than its lines'
                WHEN l.rp > 2 * t.rp THEN 'costs less than half of its lines' END
      FROM given g
     CROSS JOIN LATERAL (SELECT console.shop_source_rp(g.raw, g.at, answers) AS rp) t
      LEFT JOIN line l ON l.id = g.id
      LEFT JOIN console.shop_order s ON s.id = g.id
$$;

-- Its contents. What they are is told to nobody but to what writes them.
CREATE FUNCTION console.shop_source_contents(source text, answers jsonb)
RETURNS TABLE (place bigint, code text, content text, is_used boolean, order_id uuid, used_at timestamptz, at timestamptz,
               verdict text, fault text)
LANGUAGE sql STABLE AS $$
    WITH product AS MATERIALIZED (
        SELECT p.place, p.code FROM console.shop_source_products(source, answers) p WHERE p.fault IS NULL
    ), paid AS MATERIALIZED (
        SELECT o.id FROM console.shop_source_orders(source, answers) o WHERE o.fault IS NULL AND o.state = 'paid'
    ), given AS MATERIALIZED (
        SELECT (r ->> 'id')::bigint AS place, (r ->> 'product_id')::bigint AS product, btrim(r ->> 'content', E' \t\r\n') AS content,
               coalesce((r ->> 'is_used')::boolean, false) AS is_used, (r ->> 'used_by_order_id')::uuid AS order_id,
               (r ->> 'used_at')::timestamptz AS used_at, (r ->> 'created_at')::timestamptz AS at
          FROM console.shop_source_rows(source, 'product_contents') r
    )
    SELECT g.place, p.code, g.content, g.is_used, g.order_id, g.used_at, g.at,
           CASE WHEN c.id IS NOT NULL THEN 'there' WHEN g.is_used AND g.order_id IS NULL THEN 'left' ELSE 'new' END,
           CASE WHEN c.id IS NOT NULL OR g.is_used AND g.order_id IS NULL THEN NULL
                WHEN p.code IS NULL THEN 'is of a product that can''t be taken'
                WHEN coalesce(char_length(g.content), 0) NOT BETWEEN 1 AND 4000 THEN 'is empty, or longer than 4000 characters'
                WHEN count(*) OVER (PARTITION BY md5(g.content)) > 1 THEN 'another content says the same'
                WHEN NOT g.is_used AND g.order_id IS NOT NULL THEN 'is not used, and an order has it'
                WHEN g.is_used AND o.id IS NULL THEN 'is used by an order that was not paid, or can''t be taken' END
      FROM given g
      LEFT JOIN product p ON p.place = g.product
      LEFT JOIN paid o ON o.id = g.order_id
      LEFT JOIN console.product_content c ON md5(c.content) = md5(g.content)
$$;

-- An amount there as it reads in hundredths, and as it reads in rupiah.
CREATE FUNCTION console.shop_source_both(amount numeric) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN amount % 100 = 0 THEN console.rp_text((amount / 100)::bigint)
                ELSE 'Rp ' || translate(round(amount / 100, 2)::text, '.', ',') END || ' / ' || console.rp_text(amount::bigint)
$$;

-- What nobody but the operator knows, with examples: an argument each that has not been given.
CREATE FUNCTION console.shop_source_questions(source text, answers jsonb) RETURNS TABLE (name text, examples text)
LANGUAGE sql STABLE AS $$
    SELECT 'rupiah_until', x.said
      FROM (SELECT string_agg(e.what || ' (' || (e.at AT TIME ZONE console.zone())::date || ') ' || e.raw || ' = '
                              || console.shop_source_both(e.raw), '; ' ORDER BY e.at, e.what) AS said
              FROM (SELECT * FROM (SELECT p.code AS what, p.raw, p.at FROM console.shop_source_products(source, '{}') p
                                    WHERE p.raw > 0
                                   UNION ALL
                                   SELECT 'deposit ' || (r ->> 'id'), (r ->> 'amount_cents')::numeric, (r ->> 'created_at')::timestamptz
                                     FROM console.shop_source_rows(source, 'deposits') r
                                   UNION ALL
                                   SELECT 'order ' || left(o.id::text, 8), o.raw, o.at FROM console.shop_source_orders(source, '{}') o WHERE o.raw > 0) a
                     ORDER BY a.raw % 100 <> 0 DESC, a.raw < 100000 DESC, a.at, a.what
                     LIMIT 3) e) x
     WHERE x.said IS NOT NULL AND answers ->> 'rupiah_until' IS NULL
    UNION ALL
    SELECT 'balances', x.said
      FROM (SELECT string_agg('#' || e.place || ' ' || e.raw || ' = ' || console.shop_source_both(e.raw),
                              '; ' ORDER BY e.place) AS said
              FROM (SELECT u.place, u.raw FROM console.shop_source_users(source, '{}') u
                     WHERE u.raw <> 0
                     ORDER BY u.raw % 100 <> 0 DESC, u.raw < 100000 DESC, u.place
                     LIMIT 3) e) x
     WHERE x.said IS NOT NULL AND answers ->> 'balances' IS NULL
    UNION ALL
    SELECT 'coupons', x.said
      FROM (SELECT string_agg(e.code || ' ' || e.raw || ' = ' || console.shop_source_both(e.raw)
                              || coalesce(' (' || left(e.words, 40) || ')', ''), '; ' ORDER BY e.place) AS said
              FROM (SELECT * FROM console.shop_source_coupons(source, '{}') k WHERE k.kind = 'flat' ORDER BY k.place LIMIT 3) e) x
     WHERE x.said IS NOT NULL AND answers ->> 'coupons' IS NULL
    UNION ALL
    SELECT 'no_phone', x.count || ' users have no phone number, the first is user ' || x.first || '; on their balances: ' || x.raw
      FROM (SELECT count(*) AS count, min(u.place) AS first, sum(u.raw) AS raw
              FROM console.shop_source_users(source, '{}') u
             WHERE u.verdict = 'left') x
     WHERE x.count > 0 AND answers ->> 'no_phone' IS NULL
$$;

-- Every row that can't be taken, and why; of contents the number alone.
CREATE FUNCTION console.shop_source_faults(source text, answers jsonb) RETURNS TABLE (kind text, place bigint, label text, fault text)
LANGUAGE sql STABLE AS $$
    SELECT 'user', u.place, 'user ' || u.place, u.fault FROM console.shop_source_users(source, answers) u WHERE u.fault IS NOT NULL
    UNION ALL
    SELECT 'product', p.place, 'product ' || p.place || ' ' || p.code, p.fault
      FROM console.shop_source_products(source, answers) p WHERE p.fault IS NOT NULL
    UNION ALL
    SELECT 'coupon', k.place, 'coupon ' || k.place || ' ' || k.code, k.fault
      FROM console.shop_source_coupons(source, answers) k WHERE k.fault IS NOT NULL
    UNION ALL
    SELECT 'order', o.place, 'order ' || o.id, o.fault FROM console.shop_source_orders(source, answers) o WHERE o.fault IS NOT NULL
    UNION ALL
    SELECT 'content', c.place, 'content ' || c.place, c.fault
      FROM console.shop_source_contents(source, answers) c WHERE c.fault IS NOT NULL
$$;

-- Whether a user's balance came along with an import that stands.
CREATE FUNCTION console.shop_import_booked(telegram text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.shop_import_made m
                     JOIN console.shop_import i ON i.operation_id = m.operation_id
                    WHERE m.kind = 'balance' AND m.key = telegram AND i.undone_at IS NULL)
$$;

-- What there is to be made, in the order in which it is: how many of each kind, and up to which place.
CREATE FUNCTION console.shop_source_kinds(source text, answers jsonb)
RETURNS TABLE (step integer, kind text, fresh bigint, there bigint, left_out bigint, faulty bigint, rp numeric, first bigint, last bigint)
LANGUAGE sql STABLE AS $$
    SELECT x.step, x.kind, count(*) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new'),
           count(*) FILTER (WHERE x.fault IS NULL AND x.verdict = 'there'), count(*) FILTER (WHERE x.fault IS NULL AND x.verdict = 'left'),
           count(*) FILTER (WHERE x.fault IS NOT NULL), coalesce(sum(x.rp) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new'), 0),
           min(x.place) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new'), max(x.place) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new')
      FROM (SELECT 1 AS step, 'user' AS kind, u.place, u.verdict, u.fault, 0::numeric AS rp
              FROM console.shop_source_users(source, answers) u
            UNION ALL
            SELECT 2, 'product', p.place, p.verdict, p.fault, 0 FROM console.shop_source_products(source, answers) p
            UNION ALL
            SELECT 3, 'coupon', k.place, k.verdict, k.fault, 0 FROM console.shop_source_coupons(source, answers) k
            UNION ALL
            SELECT 4, 'order', o.place, o.verdict, o.fault, o.rp FROM console.shop_source_orders(source, answers) o
            UNION ALL
            SELECT 5, 'content', c.place, c.verdict, c.fault, 0 FROM console.shop_source_contents(source, answers) c
            UNION ALL
            SELECT 6, 'balance', u.place,
                   CASE WHEN b.is_booked THEN 'there' ELSE 'new' END, NULL, u.rp
              FROM console.shop_source_users(source, answers) u
             CROSS JOIN LATERAL (SELECT console.shop_import_booked(u.telegram) AS is_booked) b
             WHERE u.raw <> 0 AND u.fault IS NULL AND u.verdict <> 'left') x
     GROUP BY x.step, x.kind
$$;

-- What the screens there say beside what the tables say: what of it differs is no fault of the import.
CREATE FUNCTION console.shop_source_compared(source text, answers jsonb) RETURNS TABLE (place integer, text text)
LANGUAGE sql STABLE AS $$
    SELECT 1, 'its own screens: ' || (SELECT count(*) FROM console.shop_source_rows(source, 'users')) || ' users, '
              || (SELECT count(*) FROM console.shop_source_rows(source, 'orders') r WHERE r ->> 'status' = 'paid') || ' paid orders, '
              || coalesce(sum(p.stock), 0) || ' in stock, ' || coalesce(sum(p.sold), 0) || ' sold'
      FROM console.shop_source_products(source, answers) p
    UNION ALL
    SELECT 2, 'its contents: ' || count(*) FILTER (WHERE NOT coalesce((r ->> 'is_used')::boolean, false)) || ' unused, '
              || count(*) FILTER (WHERE (r ->> 'is_used')::boolean) || ' used'
      FROM console.shop_source_rows(source, 'product_contents') r
    UNION ALL
    SELECT 3, 'balances ' || console.rp_text(coalesce(sum(u.rp) FILTER (WHERE u.fault IS NULL AND u.verdict <> 'left'), 0)::bigint)
              || ', left out ' || console.rp_text(coalesce(sum(u.rp) FILTER (WHERE u.fault IS NOT NULL OR u.verdict = 'left'), 0)::bigint)
      FROM console.shop_source_users(source, answers) u
    UNION ALL
    SELECT 4, 'deposits there: ' || count(*) FILTER (WHERE d.status = 'completed') || ' completed for '
              || console.rp_text(coalesce(sum(d.rp) FILTER (WHERE d.status = 'completed'), 0)::bigint) || ', '
              || count(*) FILTER (WHERE d.status = 'pending') || ' pending; '
              || (SELECT count(*) FROM console.shop_source_rows(source, 'payment_message_logs')) || ' messages of payments stay there'
      FROM (SELECT r ->> 'status' AS status,
                   console.shop_source_rp((r ->> 'amount_cents')::numeric, (r ->> 'created_at')::timestamptz, answers) AS rp
              FROM console.shop_source_rows(source, 'deposits') r) d
$$;

-- Writes one part of an import: rows of a kind from a place on. How many.
CREATE FUNCTION console.shop_import_write(operation uuid, source text, answers jsonb, of_kind text, first bigint, rows bigint)
RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    IF of_kind = 'user' THEN
        WITH wanted AS MATERIALIZED (
            SELECT gen_random_uuid() AS id, u.* FROM console.shop_source_users(source, answers) u
             WHERE u.fault IS NULL AND u.verdict = 'new' AND u.place >= first AND u.place < first + rows
        ), written AS (
            INSERT INTO public.users (id, phone_number, full_name, is_active, role, approval_status, approved_at, is_blocked, telegram_chat_id)
            SELECT w.id, w.phone, w.name, true, 'USER', 'APPROVED', now(), false, w.telegram FROM wanted w
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target)
        SELECT operation, 'user', w.telegram, w.id::text FROM wanted w;
    ELSIF of_kind = 'product' THEN
        WITH written AS (
            INSERT INTO console.product (code, name, category, terms, description, price_rp, is_active, actor)
            SELECT p.code, p.name, p.category, p.terms, p.description, p.rp, p.is_active, o.actor
              FROM console.shop_source_products(source, answers) p
              JOIN console.operation o ON o.id = operation
             WHERE p.fault IS NULL AND p.verdict = 'new' AND p.place >= first AND p.place < first + rows
            RETURNING id, code
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target)
        SELECT operation, 'product', w.code, w.id::text FROM written w;
    ELSIF of_kind = 'coupon' THEN
        WITH written AS (
            INSERT INTO console.coupon (code, discount_type, discount_value, max_uses, used_count, used_before, valid_from, valid_until, actor)
            SELECT k.code, k.kind, k.value, k.max_uses, k.used, k.used, k.valid_from, k.valid_until, o.actor
              FROM console.shop_source_coupons(source, answers) k
              JOIN console.operation o ON o.id = operation
             WHERE k.fault IS NULL AND k.verdict = 'new' AND k.place >= first AND k.place < first + rows
            RETURNING code
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target)
        SELECT operation, 'coupon', w.code, w.code FROM written w;
    ELSIF of_kind = 'order' THEN
        WITH customer AS MATERIALIZED (
            SELECT u.place, u.user_id FROM console.shop_source_users(source, answers) u WHERE u.fault IS NULL AND u.user_id IS NOT NULL
        ), wanted AS MATERIALIZED (
            SELECT s.*, c.user_id
              FROM console.shop_source_orders(source, answers) s
              LEFT JOIN customer c ON c.place = s.user_place
             WHERE s.fault IS NULL AND s.verdict = 'new' AND s.place >= first AND s.place < first + rows
        ), written AS (
            INSERT INTO console.shop_order (id, user_id, state, discount_rp, total_rp, note, actor, created_at, paid_at, ended_at)
            SELECT w.id, w.user_id, w.state, w.lines_rp - w.rp, w.rp, 'came along from ' || source, o.actor, w.at,
                   CASE WHEN w.state = 'paid' THEN w.ended_at END, w.ended_at
              FROM wanted w
              JOIN console.operation o ON o.id = operation
        ), lines AS (
            INSERT INTO console.order_item (order_id, position, product_id, quantity, unit_price_rp)
            SELECT w.id, i.n, p.id, (i.item ->> 'quantity')::integer, (i.item ->> 'rp')::bigint
              FROM wanted w
             CROSS JOIN LATERAL jsonb_array_elements(w.items) WITH ORDINALITY AS i (item, n)
              JOIN console.product p ON p.code = i.item ->> 'code'
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target, rp)
        SELECT operation, 'order', w.id::text, w.id::text, w.rp FROM wanted w;
    ELSIF of_kind = 'content' THEN
        INSERT INTO console.product_content (product_id, content, is_used, used_at, used_by_order_id, operation_id, created_at)
        SELECT p.id, c.content, c.is_used, CASE WHEN c.is_used THEN coalesce(c.used_at, c.at) END, c.order_id, operation, c.at
          FROM console.shop_source_contents(source, answers) c
          JOIN console.product p ON p.code = c.code
         WHERE c.fault IS NULL AND c.verdict = 'new' AND c.place >= first AND c.place < first + rows
         ORDER BY c.place;
    ELSE
        WITH wanted AS MATERIALIZED (
            SELECT u.* FROM console.shop_source_users(source, answers) u
             WHERE u.fault IS NULL AND u.verdict <> 'left' AND u.user_id IS NOT NULL AND u.rp > 0
               AND NOT console.shop_import_booked(u.telegram) AND u.place >= first AND u.place < first + rows
        ), written AS (
            INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
            SELECT operation, w.user_id, w.rp, 'BOT-' || i.id || '-' || w.telegram, 'came along from ' || source
              FROM wanted w
              JOIN console.shop_import i ON i.operation_id = operation
             ORDER BY w.place
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target, rp)
        SELECT operation, 'balance', w.telegram, w.user_id::text, w.rp FROM wanted w;
    END IF;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- One part of an import as its id names it, "order:5001", with its row in the audit. False: nothing of it is to be made.
CREATE FUNCTION console.shop_import_part(operation uuid, part text, source text, answers jsonb, rows bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO console.shop_import (operation_id, schema_name, answers, left_out, actor)
    SELECT operation, source, answers,
           (SELECT string_agg(f.label || ': ' || f.fault, E'\n' ORDER BY f.kind, f.place) FROM console.shop_source_faults(source, answers) f),
           o.actor
      FROM console.operation o
     WHERE o.id = operation AND NOT EXISTS (SELECT FROM console.shop_import i WHERE i.operation_id = operation);
    made := console.shop_import_write(operation, source, answers, split_part(part, ':', 1), split_part(part, ':', 2)::bigint, rows);
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'shop_import', part, jsonb_build_object('made', made), jsonb_build_object('schema', source)
      FROM console.operation o
     WHERE o.id = operation AND made > 0;
    RETURN made > 0;
END $$;

-- What an import made, for a list: "12 users, 3 products".
CREATE FUNCTION console.shop_import_count(i console.shop_import, of_kind text) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT CASE of_kind WHEN 'content' THEN (SELECT count(*) FROM console.product_content c WHERE c.operation_id = i.operation_id)
                        ELSE (SELECT count(*) FROM console.shop_import_made m WHERE m.operation_id = i.operation_id AND m.kind = of_kind) END
$$;

-- Why an import can't be taken back whole; NULL where it can.
CREATE FUNCTION console.shop_import_undo_refusal(i console.shop_import) RETURNS text LANGUAGE sql STABLE AS $$
    WITH made AS MATERIALIZED (
        SELECT m.kind, m.target, m.rp FROM console.shop_import_made m WHERE m.operation_id = i.operation_id
    )
    SELECT CASE
        WHEN i.undone_at IS NOT NULL THEN 'was taken back already'
        WHEN EXISTS (SELECT FROM console.product_content c
                      WHERE c.operation_id = i.operation_id
                        AND (c.reserved_by IS NOT NULL
                             OR c.is_used AND c.used_by_order_id::text NOT IN (SELECT m.target FROM made m WHERE m.kind = 'order')))
        THEN 'contents of it were ordered since'
        WHEN EXISTS (SELECT FROM made m JOIN console.shop_order o ON o.id = m.target::uuid
                      WHERE m.kind = 'order' AND (o.charge_order_id IS NOT NULL OR o.state = 'refunded'))
        THEN 'orders of it went on since'
        WHEN EXISTS (SELECT FROM made m JOIN console.order_item x ON x.product_id = m.target::uuid
                      WHERE m.kind = 'product' AND x.order_id::text NOT IN (SELECT o.target FROM made o WHERE o.kind = 'order'))
          OR EXISTS (SELECT FROM made m JOIN console.product_content c ON c.product_id = m.target::uuid
                      WHERE m.kind = 'product' AND c.operation_id IS DISTINCT FROM i.operation_id)
        THEN 'products of it are sold since'
        WHEN EXISTS (SELECT FROM made m JOIN console.coupon k ON k.code = m.target
                      WHERE m.kind = 'coupon' AND (k.used_count <> k.used_before OR k.reserved_count > 0))
        THEN 'coupons of it were used since'
        WHEN EXISTS (SELECT FROM made m WHERE m.kind = 'balance' AND console.balance_rp(m.target::uuid) < m.rp)
        THEN 'balances of it were spent since'
        WHEN EXISTS (SELECT FROM made m
                      WHERE m.kind = 'user' AND (nullif(console.user_remains(m.target::uuid), 'has a balance') IS NOT NULL
                            OR EXISTS (SELECT FROM console.balance_entry b
                                        WHERE b.user_id = m.target::uuid AND b.operation_id <> i.operation_id)
                            OR EXISTS (SELECT FROM console.shop_order o
                                        WHERE o.user_id = m.target::uuid AND o.id::text NOT IN (SELECT x.target FROM made x WHERE x.kind = 'order'))))
        THEN 'customers of it did something since' END
$$;

-- Takes an import back: what it made goes, and what it booked is booked back. False where it is refused by now.
CREATE FUNCTION console.shop_import_undo(operation uuid, import bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    i console.shop_import;
    counts jsonb;
BEGIN
    SELECT * INTO i FROM console.shop_import x WHERE x.id = import FOR UPDATE;
    PERFORM FROM public.users u
      WHERE u.id IN (SELECT m.target::uuid FROM console.shop_import_made m
                      WHERE m.operation_id = i.operation_id AND m.kind IN ('user', 'balance'))
      ORDER BY u.id FOR UPDATE;
    IF i.id IS NULL OR console.shop_import_undo_refusal(i) IS NOT NULL THEN
        RETURN false;
    END IF;
    SELECT jsonb_object_agg(k.kind, console.shop_import_count(i, k.kind)) INTO counts
      FROM unnest('{user,product,coupon,order,content,balance}'::text[]) AS k (kind);
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, b.user_id, -b.rp, 'UNDO-' || b.id, b.note
      FROM console.balance_entry b WHERE b.operation_id = i.operation_id ORDER BY b.id;
    DELETE FROM console.product_content c WHERE c.operation_id = i.operation_id;
    DELETE FROM console.order_item x USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'order' AND x.order_id = m.target::uuid;
    DELETE FROM console.shop_order o USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'order' AND o.id = m.target::uuid;
    DELETE FROM console.product p USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'product' AND p.id = m.target::uuid;
    DELETE FROM console.coupon k USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'coupon' AND k.code = m.target;
    DELETE FROM public.users u USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'user' AND u.id = m.target::uuid;
    UPDATE console.shop_import x SET undone_at = clock_timestamp() WHERE x.id = i.id;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, details)
    SELECT o.id, o.actor, o.action, 'shop_import', i.id::text, counts, jsonb_build_object('schema', i.schema_name, 'of', i.operation_id)
      FROM console.operation o
     WHERE o.id = operation;
    DELETE FROM console.shop_import_made m WHERE m.operation_id = i.operation_id;
    RETURN true;
END $$;
CREATE INDEX shop_import_created ON console.shop_import (created_at, id);
