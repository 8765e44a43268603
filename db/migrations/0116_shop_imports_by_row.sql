-- applies: always
-- The database of a shop's bot is read once for each look at it and each import, into tables that end with the transaction;
-- deposits and the messages of payments come along row by row.

-- The name of a hotspot user (as of 0040): who has no phone number, but tg and the digits of a Telegram id, has no number's.
CREATE OR REPLACE FUNCTION console.account_name(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN phone LIKE 'tg%' THEN phone
                WHEN d.digits LIKE '62%' THEN '0' || substr(d.digits, 3)
                WHEN d.digits LIKE '8%' THEN '0' || d.digits
                WHEN d.digits = '' THEN phone
                ELSE d.digits END
      FROM (SELECT regexp_replace(phone, '[^0-9]', '', 'g') AS digits) d
$$;

-- A deposit that was made elsewhere: what it came to stands in the balance that came along.
ALTER TABLE console.deposit ADD COLUMN came_along boolean NOT NULL DEFAULT false;
CREATE OR REPLACE FUNCTION console.deposit_misfit(d console.deposit, c console.charge, booked boolean) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN d.came_along THEN NULL
                WHEN d.id IS NULL THEN 'make'
                WHEN d.status = 'completed' AND NOT booked AND coalesce(c.state, 'paid') IN ('paid', 'part_refunded') THEN 'book'
                WHEN d.status <> 'completed' AND booked THEN 'settle'
                WHEN d.status = 'pending' AND c.state IN ('expired', 'cancelled', 'failed') THEN 'end'
                WHEN d.status = 'pending' AND c.order_id IS NULL THEN 'drop' END
$$;

ALTER TABLE console.shop_import_made DROP CONSTRAINT shop_import_made_kind_check;
ALTER TABLE console.shop_import_made ADD CONSTRAINT shop_import_made_kind_check
    CHECK (kind IN ('user', 'product', 'coupon', 'order', 'balance', 'deposit', 'message'));

DROP FUNCTION console.shop_import_part(uuid, text, text, jsonb, bigint);
DROP FUNCTION console.shop_import_write(uuid, text, jsonb, text, bigint, bigint);
DROP FUNCTION console.shop_source_compared(text, jsonb);
DROP FUNCTION console.shop_source_kinds(text, jsonb);
DROP FUNCTION console.shop_import_booked(text);
DROP FUNCTION console.shop_source_faults(text, jsonb);
DROP FUNCTION console.shop_source_questions(text, jsonb);
DROP FUNCTION console.shop_source_contents(text, jsonb);
DROP FUNCTION console.shop_source_orders(text, jsonb);
DROP FUNCTION console.shop_source_coupons(text, jsonb);
DROP FUNCTION console.shop_source_products(text, jsonb);
DROP FUNCTION console.shop_source_users(text, jsonb);
DROP FUNCTION console.shop_source_rows(text, text);

-- The columns of a table there that are wanted, each as "name type": NULL where its version has none. What is no table, or not there, has no rows.
CREATE FUNCTION console.shop_source_sql(source text, relation text, wanted text[]) RETURNS text LANGUAGE sql STABLE AS $$
    WITH found AS (
        SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = source AND c.relname = relation AND c.relkind IN ('r', 'p')
    )
    SELECT format('(SELECT %s%s) t',
                  string_agg(CASE WHEN a.attname IS NULL THEN format('NULL::%s AS %I', w.type, w.name)
                                  ELSE format('x.%I::%s AS %I', w.name, w.type, w.name) END, ', ' ORDER BY w.n),
                  CASE WHEN count(f.oid) = 0 THEN ' WHERE false' ELSE format(' FROM %I.%I x', source, relation) END)
      FROM (SELECT split_part(g.given, ' ', 1) AS name, split_part(g.given, ' ', 2) AS type, g.n
              FROM unnest(wanted) WITH ORDINALITY AS g (given, n)) w
      LEFT JOIN found f ON true
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = f.oid AND a.attname = w.name AND a.attnum > 0 AND NOT a.attisdropped
$$;

-- Users: who each is here, what stands on the balance, and what becomes of it: new, there, left, or a fault.
CREATE FUNCTION console.shop_stage_users(source text, answers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE TEMP TABLE shop_given ON COMMIT DROP AS SELECT t.*, console.phone_stored(nullif(btrim(t.whatsapp_number), '''')) AS phone FROM '
            || console.shop_source_sql(source, 'users', '{id bigint,telegram_id text,whatsapp_number text,display_name text,first_name text,last_name text,username text,balance_cents numeric,created_at timestamptz}');
    ANALYZE pg_temp.shop_given;
    CREATE TEMP TABLE shop_users ON COMMIT DROP AS
    WITH chat AS MATERIALIZED (
        SELECT u.telegram_chat_id AS telegram, (array_agg(u.id))[1] AS id
          FROM public.users u
         WHERE u.telegram_chat_id IS NOT NULL
         GROUP BY 1
        HAVING count(*) = 1
    ), booked AS MATERIALIZED (
        SELECT DISTINCT m.key AS telegram
          FROM console.shop_import_made m
          JOIN console.shop_import i ON i.operation_id = m.operation_id
         WHERE m.kind = 'balance' AND i.undone_at IS NULL
    ), first AS MATERIALIZED (
        SELECT g.phone, count(*) AS same, min(g.id) AS place, (array_agg(g.id ORDER BY g.id))[2] AS second
          FROM pg_temp.shop_given g WHERE g.phone IS NOT NULL GROUP BY 1
    ), known AS (
        SELECT g.id AS place, g.telegram_id AS telegram, g.phone, coalesce(g.balance_cents, 0) AS raw, g.created_at AS at,
               left(coalesce(nullif(btrim(g.display_name), ''), nullif(btrim(concat_ws(' ', g.first_name, g.last_name)), ''),
                             nullif(g.username, ''), 'Telegram ' || g.telegram_id), 100) AS name,
               p.id AS by_phone, t.id AS by_telegram, f.same, f.place AS first_place, f.second, b.telegram IS NOT NULL AS is_booked
          FROM pg_temp.shop_given g
          LEFT JOIN first f ON f.phone = g.phone
          LEFT JOIN public.users p ON p.phone_number = coalesce(g.phone, 'tg' || g.telegram_id)
          LEFT JOIN chat t ON t.telegram = g.telegram_id
          LEFT JOIN booked b ON b.telegram = g.telegram_id
    ), judged AS (
        SELECT k.*, coalesce(k.by_phone, k.by_telegram) AS id,
               CASE WHEN k.raw = 0 THEN 0
                    WHEN answers ->> 'balances' = 'rupiah' THEN console.shop_source_rp(k.raw * 100, NULL, '{}')
                    WHEN answers ->> 'balances' = 'early' THEN console.shop_source_rp(k.raw, k.at, answers)
                    ELSE console.shop_source_rp(k.raw, NULL, '{}') END AS rp
          FROM known k
    )
    SELECT j.place, j.telegram, coalesce(j.phone, 'tg' || j.telegram) AS phone, j.name, j.raw, j.rp, coalesce(j.id, gen_random_uuid()) AS user_id,
           j.is_booked, CASE WHEN j.id IS NOT NULL THEN 'there'
                             WHEN j.phone IS NULL AND answers ->> 'no_phone' IS DISTINCT FROM 'telegram_id' THEN 'left' ELSE 'new' END AS verdict,
           CASE WHEN j.telegram IS NULL THEN 'has no Telegram id'
                WHEN j.same > 1 THEN 'says the same phone number as user ' || CASE WHEN j.first_place <> j.place THEN j.first_place ELSE j.second END
                WHEN j.by_phone <> j.by_telegram THEN 'is one customer by the phone number, and another one by the Telegram id'
                WHEN j.raw < 0 THEN 'has a balance below zero'
                WHEN j.rp IS NULL THEN 'has a balance that is no whole rupiah' END AS fault
      FROM judged j;
    ANALYZE pg_temp.shop_users;
END $$;

CREATE FUNCTION console.shop_stage_products(source text, answers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TEMP TABLE shop_goods ON COMMIT DROP AS SELECT t.*, c.name AS category_name, m.content AS terms FROM %s LEFT JOIN %s ON c.id = t.category_id LEFT JOIN %s ON m.product_id = t.id',
                   console.shop_source_sql(source, 'products', '{id bigint,code text,name text,description text,price_cents numeric,stock bigint,sold_count bigint,is_active boolean,created_at timestamptz,category_id bigint}'),
                   regexp_replace(console.shop_source_sql(source, 'categories', '{id bigint,name text}'), ' t$', ' c'),
                   regexp_replace(console.shop_source_sql(source, 'product_terms', '{product_id bigint,content text}'), ' t$', ' m'));
    CREATE TEMP TABLE shop_products ON COMMIT DROP AS
    WITH given AS (
        SELECT g.id AS place, console.product_code_given(g.code) AS code, left(btrim(g.name), 100) AS name,
               left(coalesce(g.category_name, ''), 100) AS category, left(coalesce(g.terms, ''), 900) AS terms,
               left(coalesce(g.description, ''), 900) AS description, coalesce(g.is_active, true) AS is_active, g.price_cents AS raw,
               g.created_at AS at, coalesce(g.stock, 0) AS stock, coalesce(g.sold_count, 0) AS sold,
               console.shop_source_rp(g.price_cents, g.created_at, answers) AS rp
          FROM pg_temp.shop_goods g
    )
    SELECT g.*, CASE WHEN p.id IS NULL THEN 'new' ELSE 'there' END AS verdict,
           CASE WHEN g.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'a code has 2 to 32 letters, digits, - and _'
                WHEN count(*) OVER (PARTITION BY g.code) > 1 THEN 'another product has this code, but for small letters'
                WHEN coalesce(g.name, '') = '' THEN 'has no name'
                WHEN g.rp IS NULL OR g.rp < 0 THEN 'has a price that is no whole rupiah' END AS fault
      FROM given g
      LEFT JOIN console.product p ON p.code = g.code;
    ANALYZE pg_temp.shop_products;
END $$;

CREATE FUNCTION console.shop_stage_coupons(source text, answers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE TEMP TABLE shop_discounts ON COMMIT DROP AS SELECT t.* FROM '
            || console.shop_source_sql(source, 'coupons', '{id bigint,code text,discount_type text,discount_value numeric,description text,max_uses integer,used_count integer,valid_from timestamptz,valid_until timestamptz}');
    CREATE TEMP TABLE shop_coupons ON COMMIT DROP AS
    WITH given AS (
        SELECT g.id AS place, upper(btrim(g.code)) AS code, g.discount_type AS kind, g.discount_value AS raw, g.description AS words, g.max_uses,
               coalesce(g.used_count, 0) AS used, g.valid_from, g.valid_until,
               CASE WHEN g.discount_type = 'percent' OR answers ->> 'coupons' = 'rupiah' THEN g.discount_value::bigint
                    ELSE console.shop_source_rp(g.discount_value, NULL, '{}') END AS value
          FROM pg_temp.shop_discounts g
    )
    SELECT g.*, CASE WHEN k.code IS NULL THEN 'new' ELSE 'there' END AS verdict,
           CASE WHEN g.code !~ '^[A-Z0-9_-]{2,32}$' THEN 'a code has 2 to 32 letters, digits, - and _'
                WHEN count(*) OVER (PARTITION BY g.code) > 1 THEN 'another coupon has this code, but for small letters'
                WHEN g.kind NOT IN ('percent', 'flat') THEN 'gives neither percent nor an amount'
                WHEN g.kind = 'percent' AND g.raw NOT BETWEEN 1 AND 100 THEN 'gives more than it costs'
                WHEN g.value IS NULL OR g.value <= 0 THEN 'gives an amount that is no whole rupiah'
                WHEN g.max_uses <= 0 OR g.used < 0 OR g.used > g.max_uses THEN 'was used more often than it may be' END AS fault
      FROM given g
      LEFT JOIN console.coupon k ON k.code = g.code;
END $$;

-- Orders with their lines. What is open there stays there.
CREATE FUNCTION console.shop_stage_orders(source text, answers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE TEMP TABLE shop_carts ON COMMIT DROP AS SELECT t.* FROM '
            || console.shop_source_sql(source, 'orders', '{id uuid,user_id bigint,status text,total_price_cents numeric,created_at timestamptz,updated_at timestamptz}');
    ANALYZE pg_temp.shop_carts;
    EXECUTE 'CREATE TEMP TABLE shop_items ON COMMIT DROP AS SELECT t.id, t.order_id, t.quantity, p.code, console.shop_source_rp(t.unit_price_cents, o.created_at, $1) AS rp FROM '
            || console.shop_source_sql(source, 'order_items', '{id bigint,order_id uuid,product_id bigint,quantity integer,unit_price_cents numeric}')
            || ' JOIN pg_temp.shop_carts o ON o.id = t.order_id LEFT JOIN pg_temp.shop_products p ON p.place = t.product_id AND p.fault IS NULL'
      USING answers;
    ANALYZE pg_temp.shop_items;
    CREATE TEMP TABLE shop_orders ON COMMIT DROP AS
    WITH line AS (
        SELECT i.order_id AS id, sum(i.quantity * i.rp)::bigint AS rp, bool_or(i.code IS NULL) AS lacks_product,
               bool_or(i.rp IS NULL OR i.rp < 0 OR coalesce(i.quantity, 0) <= 0) AS is_odd, count(*) > count(DISTINCT i.code) AS is_twice
          FROM pg_temp.shop_items i
         GROUP BY i.order_id
    )
    SELECT row_number() OVER (ORDER BY g.created_at, g.id) AS place, g.id, g.user_id AS user_place, g.status AS state, g.total_price_cents AS raw,
           t.rp, l.rp AS lines_rp, g.created_at AS at, coalesce(g.updated_at, g.created_at) AS ended_at,
           CASE WHEN s.id IS NOT NULL THEN 'there' WHEN g.status IN ('pending', 'awaiting_payment') THEN 'left' ELSE 'new' END AS verdict,
           CASE WHEN g.status IN ('pending', 'awaiting_payment') THEN NULL
                WHEN g.status NOT IN ('paid', 'cancelled', 'expired') THEN 'is in a state that is not known: ' || g.status
                WHEN l.id IS NULL THEN 'has no line'
                WHEN l.lacks_product THEN 'is of a product that can''t be taken'
                WHEN l.is_twice THEN 'has a product in two lines'
                WHEN t.rp IS NULL OR l.is_odd THEN 'has a price that is no whole rupiah'
                WHEN l.rp < t.rp THEN 'costs more than its lines'
                WHEN l.rp > 2 * t.rp THEN 'costs less than half of its lines' END AS fault
      FROM pg_temp.shop_carts g
     CROSS JOIN LATERAL (SELECT console.shop_source_rp(g.total_price_cents, g.created_at, answers) AS rp) t
      LEFT JOIN line l ON l.id = g.id
      LEFT JOIN console.shop_order s ON s.id = g.id;
    ANALYZE pg_temp.shop_orders;
END $$;

-- Contents. What they are is told to nobody but to what writes them.
CREATE FUNCTION console.shop_stage_contents(source text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE TEMP TABLE shop_goods_inside ON COMMIT DROP AS SELECT t.*, md5(t.text) AS digest FROM (SELECT t.*, btrim(t.content, E'' \t\r\n'') AS text FROM '
            || console.shop_source_sql(source, 'product_contents', '{id bigint,product_id bigint,content text,is_used boolean,used_by_order_id uuid,used_at timestamptz,created_at timestamptz}')
            || ') t';
    ANALYZE pg_temp.shop_goods_inside;
    CREATE TEMP TABLE shop_contents ON COMMIT DROP AS
    SELECT g.id AS place, p.code, g.text AS content, coalesce(g.is_used, false) AS is_used, g.used_by_order_id AS order_id, g.used_at,
           g.created_at AS at, CASE WHEN c.id IS NOT NULL THEN 'there' WHEN g.is_used AND g.used_by_order_id IS NULL THEN 'left' ELSE 'new' END AS verdict,
           CASE WHEN c.id IS NOT NULL OR g.is_used AND g.used_by_order_id IS NULL THEN NULL
                WHEN p.code IS NULL THEN 'is of a product that can''t be taken'
                WHEN coalesce(char_length(g.text), 0) NOT BETWEEN 1 AND 4000 THEN 'is empty, or longer than 4000 characters'
                WHEN count(*) OVER (PARTITION BY g.digest) > 1 THEN 'another content says the same'
                WHEN NOT coalesce(g.is_used, false) AND g.used_by_order_id IS NOT NULL THEN 'is not used, and an order has it'
                WHEN g.is_used AND o.id IS NULL THEN 'is used by an order that was not paid, or can''t be taken' END AS fault
      FROM pg_temp.shop_goods_inside g
      LEFT JOIN pg_temp.shop_products p ON p.place = g.product_id AND p.fault IS NULL
      LEFT JOIN pg_temp.shop_orders o ON o.id = g.used_by_order_id AND o.fault IS NULL AND o.state = 'paid'
      LEFT JOIN console.product_content c ON md5(c.content) = g.digest;
    ANALYZE pg_temp.shop_contents;
END $$;

-- Deposits. What waits for money there stays there; a fee there is an estimate, and is taken where it is whole rupiah.
CREATE FUNCTION console.shop_stage_deposits(source text, answers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE TEMP TABLE shop_topups ON COMMIT DROP AS SELECT t.* FROM '
            || console.shop_source_sql(source, 'deposits', '{id bigint,user_id bigint,amount_cents numeric,fee_cents numeric,method text,status text,gateway_order_id text,expires_at timestamptz,completed_at timestamptz,updated_at timestamptz,created_at timestamptz}');
    CREATE TEMP TABLE shop_deposits ON COMMIT DROP AS
    WITH given AS (
        SELECT g.*, coalesce(nullif(btrim(g.gateway_order_id), ''), 'BOT-' || source || '-' || g.id) AS number,
               console.shop_source_rp(g.amount_cents, g.created_at, answers) AS rp,
               greatest(coalesce(console.shop_source_rp(g.fee_cents, g.created_at, answers), 0), 0) AS fee_rp
          FROM pg_temp.shop_topups g
    )
    SELECT g.id AS place, g.number, u.user_id, g.amount_cents AS raw, g.rp, g.fee_rp, g.method, g.status, g.expires_at, g.created_at AS at,
           CASE g.status WHEN 'completed' THEN coalesce(g.completed_at, g.updated_at, g.created_at, now()) END AS completed_at,
           CASE WHEN d.id IS NOT NULL THEN 'there' WHEN g.status = 'pending' OR u.verdict = 'left' THEN 'left' ELSE 'new' END AS verdict,
           CASE WHEN d.id IS NOT NULL OR g.status = 'pending' OR u.verdict = 'left' THEN NULL
                WHEN coalesce(g.status, '') NOT IN ('completed', 'failed', 'expired', 'cancelled')
                THEN 'is in a state that is not known: ' || coalesce(g.status, '-')
                WHEN u.place IS NULL OR u.fault IS NOT NULL THEN 'is of a user who can''t be taken'
                WHEN count(*) OVER (PARTITION BY g.number) > 1 THEN 'another deposit has its number'
                WHEN g.rp IS NULL THEN 'has an amount that is no whole rupiah'
                WHEN g.rp <= 0 THEN 'is of nothing' END AS fault
      FROM given g
      LEFT JOIN pg_temp.shop_users u ON u.place = g.user_id
      LEFT JOIN console.deposit d ON d.gateway_order_id = g.number;
    ANALYZE pg_temp.shop_deposits;
END $$;

-- Messages of payments that have ended; those of open ones stay with these.
CREATE FUNCTION console.shop_stage_messages(source text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TEMP TABLE shop_told ON COMMIT DROP AS SELECT t.*, p.status AS payment FROM %s LEFT JOIN (SELECT x.gateway_order_id, min(x.status) AS status FROM %s GROUP BY 1) p ON p.gateway_order_id = t.gateway_order_id',
                   console.shop_source_sql(source, 'payment_message_logs', '{id bigint,gateway_order_id text,chat_id text,message_id bigint,role text,state text,status text,created_at timestamptz}'),
                   regexp_replace(console.shop_source_sql(source, 'payments', '{gateway_order_id text,status text}'), ' t$', ' x WHERE x.status IN (''created'', ''waiting'')'));
    CREATE TEMP TABLE shop_messages ON COMMIT DROP AS
    SELECT g.id AS place, g.gateway_order_id AS number, g.chat_id, g.message_id, coalesce(g.role, 'user') AS role, g.created_at AS at,
           CASE WHEN coalesce(g.state, g.status) IN ('edited', 'deleted') THEN coalesce(g.state, g.status) ELSE 'sent' END AS state,
           coalesce(l.parts, 0) + row_number() OVER (PARTITION BY g.gateway_order_id, coalesce(g.role, 'user'), g.chat_id ORDER BY g.id) AS part,
           CASE WHEN g.message_id = ANY (l.ids) THEN 'there' WHEN g.payment IS NOT NULL OR d.status = 'pending' THEN 'left' ELSE 'new' END AS verdict,
           CASE WHEN g.message_id = ANY (l.ids) OR g.payment IS NOT NULL OR d.status = 'pending' THEN NULL
                WHEN coalesce(btrim(g.gateway_order_id), '') = '' OR coalesce(btrim(g.chat_id), '') = '' OR g.message_id IS NULL
                THEN 'does not say which message it is, and of what'
                WHEN coalesce(g.role, 'user') NOT IN ('user', 'admin') THEN 'is of a role that is not known' END AS fault
      FROM pg_temp.shop_told g
      LEFT JOIN pg_temp.shop_deposits d ON d.number = g.gateway_order_id
      LEFT JOIN (SELECT m.order_id, m.role, m.chat_id, max(m.part) AS parts, array_agg(m.message_id) AS ids
                   FROM console.payment_message_log m GROUP BY 1, 2, 3) l
             ON l.order_id = g.gateway_order_id AND l.role = coalesce(g.role, 'user') AND l.chat_id = g.chat_id;
    ANALYZE pg_temp.shop_messages;
END $$;

-- All of it, once in a transaction.
CREATE FUNCTION console.shop_stage(source text, answers jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass('pg_temp.shop_messages') IS NULL THEN
        PERFORM console.shop_stage_users(source, answers);
        PERFORM console.shop_stage_products(source, answers);
        PERFORM console.shop_stage_coupons(source, answers);
        PERFORM console.shop_stage_orders(source, answers);
        PERFORM console.shop_stage_contents(source);
        PERFORM console.shop_stage_deposits(source, answers);
        PERFORM console.shop_stage_messages(source);
    END IF;
END $$;

-- What nobody but the operator knows, with examples: an argument each that has not been given.
CREATE FUNCTION console.shop_staged_questions(answers jsonb) RETURNS TABLE (name text, examples text) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    SELECT 'rupiah_until', x.said
      FROM (SELECT string_agg(e.what || ' (' || (e.at AT TIME ZONE console.zone())::date || ') ' || e.raw || ' = '
                              || console.shop_source_both(e.raw), '; ' ORDER BY e.at, e.what) AS said
              FROM (SELECT * FROM (SELECT p.code AS what, p.raw, p.at FROM pg_temp.shop_products p
                                   UNION ALL
                                   SELECT 'deposit ' || d.place, d.raw, d.at FROM pg_temp.shop_deposits d
                                   UNION ALL
                                   SELECT 'order ' || left(o.id::text, 8), o.raw, o.at FROM pg_temp.shop_orders o) a
                     WHERE a.raw > 0
                     ORDER BY a.raw % 100 <> 0 DESC, a.raw < 100000 DESC, a.at, a.what
                     LIMIT 3) e) x
     WHERE x.said IS NOT NULL AND answers ->> 'rupiah_until' IS NULL
    UNION ALL
    SELECT 'balances', x.said
      FROM (SELECT string_agg('#' || e.place || ' ' || e.raw || ' = ' || console.shop_source_both(e.raw), '; ' ORDER BY e.place) AS said
              FROM (SELECT u.place, u.raw FROM pg_temp.shop_users u
                     WHERE u.raw <> 0
                     ORDER BY u.raw % 100 <> 0 DESC, u.raw < 100000 DESC, u.place
                     LIMIT 3) e) x
     WHERE x.said IS NOT NULL AND answers ->> 'balances' IS NULL
    UNION ALL
    SELECT 'coupons', x.said
      FROM (SELECT string_agg(e.code || ' ' || e.raw || ' = ' || console.shop_source_both(e.raw)
                              || coalesce(' (' || left(e.words, 40) || ')', ''), '; ' ORDER BY e.place) AS said
              FROM (SELECT * FROM pg_temp.shop_coupons k WHERE k.kind = 'flat' ORDER BY k.place LIMIT 3) e) x
     WHERE x.said IS NOT NULL AND answers ->> 'coupons' IS NULL
    UNION ALL
    SELECT 'no_phone', x.count || ' users have no phone number, the first is user ' || x.first || '; on their balances: ' || x.raw
      FROM (SELECT count(*) AS count, min(u.place) AS first, sum(u.raw) AS raw FROM pg_temp.shop_users u WHERE u.verdict = 'left') x
     WHERE x.count > 0 AND answers ->> 'no_phone' IS NULL;
END $$;

-- Every row that can't be taken, and why; of contents the number alone.
CREATE FUNCTION console.shop_staged_faults() RETURNS TABLE (kind text, place bigint, label text, fault text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT 'user', u.place, 'user ' || u.place, u.fault FROM pg_temp.shop_users u WHERE u.fault IS NOT NULL
    UNION ALL
    SELECT 'product', p.place, 'product ' || p.place || ' ' || p.code, p.fault FROM pg_temp.shop_products p WHERE p.fault IS NOT NULL
    UNION ALL
    SELECT 'coupon', k.place, 'coupon ' || k.place || ' ' || k.code, k.fault FROM pg_temp.shop_coupons k WHERE k.fault IS NOT NULL
    UNION ALL
    SELECT 'order', o.place, 'order ' || o.id, o.fault FROM pg_temp.shop_orders o WHERE o.fault IS NOT NULL
    UNION ALL
    SELECT 'content', c.place, 'content ' || c.place, c.fault FROM pg_temp.shop_contents c WHERE c.fault IS NOT NULL
    UNION ALL
    SELECT 'deposit', d.place, 'deposit ' || d.number, d.fault FROM pg_temp.shop_deposits d WHERE d.fault IS NOT NULL
    UNION ALL
    SELECT 'message', m.place, 'message ' || m.place, m.fault FROM pg_temp.shop_messages m WHERE m.fault IS NOT NULL;
END $$;

-- What there is to be made, in the order in which it is: how many of each kind, and up to which place.
CREATE FUNCTION console.shop_staged_kinds()
RETURNS TABLE (step integer, kind text, fresh bigint, there bigint, left_out bigint, faulty bigint, rp numeric, first bigint, last bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT x.step, x.kind, count(*) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new'),
           count(*) FILTER (WHERE x.fault IS NULL AND x.verdict = 'there'), count(*) FILTER (WHERE x.fault IS NULL AND x.verdict = 'left'),
           count(*) FILTER (WHERE x.fault IS NOT NULL), coalesce(sum(x.rp) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new'), 0),
           min(x.place) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new'), max(x.place) FILTER (WHERE x.fault IS NULL AND x.verdict = 'new')
      FROM (SELECT 1 AS step, 'user' AS kind, u.place, u.verdict, u.fault, 0::numeric AS rp FROM pg_temp.shop_users u
            UNION ALL
            SELECT 2, 'product', p.place, p.verdict, p.fault, 0 FROM pg_temp.shop_products p
            UNION ALL
            SELECT 3, 'coupon', k.place, k.verdict, k.fault, 0 FROM pg_temp.shop_coupons k
            UNION ALL
            SELECT 4, 'order', o.place, o.verdict, o.fault, o.rp FROM pg_temp.shop_orders o
            UNION ALL
            SELECT 5, 'content', c.place, c.verdict, c.fault, 0 FROM pg_temp.shop_contents c
            UNION ALL
            SELECT 6, 'deposit', d.place, d.verdict, d.fault, CASE d.status WHEN 'completed' THEN d.rp ELSE 0 END FROM pg_temp.shop_deposits d
            UNION ALL
            SELECT 7, 'message', m.place, m.verdict, m.fault, 0 FROM pg_temp.shop_messages m
            UNION ALL
            SELECT 8, 'balance', u.place, CASE WHEN u.is_booked THEN 'there' ELSE 'new' END, NULL, u.rp
              FROM pg_temp.shop_users u
             WHERE u.raw <> 0 AND u.fault IS NULL AND u.verdict <> 'left') x
     GROUP BY x.step, x.kind;
END $$;

-- What the screens there say beside what the tables say: what of it differs is no fault of the import.
CREATE FUNCTION console.shop_staged_compared() RETURNS TABLE (place integer, text text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT 1, 'its own screens: ' || (SELECT count(*) FROM pg_temp.shop_users) || ' users, '
              || (SELECT count(*) FROM pg_temp.shop_orders o WHERE o.state = 'paid') || ' paid orders, '
              || coalesce(sum(p.stock), 0) || ' in stock, ' || coalesce(sum(p.sold), 0) || ' sold'
      FROM pg_temp.shop_products p
    UNION ALL
    SELECT 2, 'its contents: ' || count(*) FILTER (WHERE NOT c.is_used) || ' unused, ' || count(*) FILTER (WHERE c.is_used) || ' used'
      FROM pg_temp.shop_contents c
    UNION ALL
    SELECT 3, 'balances ' || console.rp_text(coalesce(sum(u.rp) FILTER (WHERE u.fault IS NULL AND u.verdict <> 'left'), 0)::bigint)
              || ', left out ' || console.rp_text(coalesce(sum(u.rp) FILTER (WHERE u.fault IS NOT NULL OR u.verdict = 'left'), 0)::bigint)
      FROM pg_temp.shop_users u
    UNION ALL
    SELECT 4, 'deposits there: ' || count(*) FILTER (WHERE d.status = 'completed') || ' completed for '
              || console.rp_text(coalesce(sum(d.rp) FILTER (WHERE d.status = 'completed'), 0)::bigint) || ', '
              || count(*) FILTER (WHERE d.status = 'pending') || ' pending; '
              || (SELECT count(*) FROM pg_temp.shop_messages) || ' messages of payments'
      FROM pg_temp.shop_deposits d;
END $$;

-- Rows of one kind from a place on, written; how many.
CREATE FUNCTION console.shop_write_users(operation uuid, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO public.users (id, phone_number, full_name, is_active, role, approval_status, approved_at, is_blocked, telegram_chat_id)
    SELECT w.user_id, w.phone, w.name, true, 'USER', 'APPROVED', now(), false, w.telegram
      FROM pg_temp.shop_users w
     WHERE w.fault IS NULL AND w.verdict = 'new' AND w.place >= first AND w.place < next;
    INSERT INTO console.shop_import_made (operation_id, kind, key, target)
    SELECT operation, 'user', w.telegram, w.user_id::text
      FROM pg_temp.shop_users w
     WHERE w.fault IS NULL AND w.verdict = 'new' AND w.place >= first AND w.place < next;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;
CREATE FUNCTION console.shop_write_balances(operation uuid, source text, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
    SELECT operation, w.user_id, w.rp, 'BOT-' || i.id || '-' || w.telegram, 'came along from ' || source
      FROM pg_temp.shop_users w
      JOIN console.shop_import i ON i.operation_id = operation
     WHERE w.fault IS NULL AND w.verdict <> 'left' AND w.rp > 0 AND NOT w.is_booked AND w.place >= first AND w.place < next
     ORDER BY w.place;
    INSERT INTO console.shop_import_made (operation_id, kind, key, target, rp)
    SELECT operation, 'balance', w.telegram, w.user_id::text, w.rp
      FROM pg_temp.shop_users w
     WHERE w.fault IS NULL AND w.verdict <> 'left' AND w.rp > 0 AND NOT w.is_booked AND w.place >= first AND w.place < next;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;
CREATE FUNCTION console.shop_write_goods(operation uuid, of_kind text, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    IF of_kind = 'product' THEN
        WITH written AS (
            INSERT INTO console.product (code, name, category, terms, description, price_rp, is_active, actor)
            SELECT p.code, p.name, p.category, p.terms, p.description, p.rp, p.is_active, o.actor
              FROM pg_temp.shop_products p
              JOIN console.operation o ON o.id = operation
             WHERE p.fault IS NULL AND p.verdict = 'new' AND p.place >= first AND p.place < next
            RETURNING id, code
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target)
        SELECT operation, 'product', w.code, w.id::text FROM written w;
    ELSIF of_kind = 'coupon' THEN
        WITH written AS (
            INSERT INTO console.coupon (code, discount_type, discount_value, max_uses, used_count, used_before, valid_from, valid_until, actor)
            SELECT k.code, k.kind, k.value, k.max_uses, k.used, k.used, k.valid_from, k.valid_until, o.actor
              FROM pg_temp.shop_coupons k
              JOIN console.operation o ON o.id = operation
             WHERE k.fault IS NULL AND k.verdict = 'new' AND k.place >= first AND k.place < next
            RETURNING code
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target)
        SELECT operation, 'coupon', w.code, w.code FROM written w;
    ELSE
        INSERT INTO console.product_content (product_id, content, is_used, used_at, used_by_order_id, operation_id, created_at)
        SELECT p.id, c.content, c.is_used, CASE WHEN c.is_used THEN coalesce(c.used_at, c.at, now()) END, c.order_id, operation, coalesce(c.at, now())
          FROM pg_temp.shop_contents c
          JOIN console.product p ON p.code = c.code
         WHERE c.fault IS NULL AND c.verdict = 'new' AND c.place >= first AND c.place < next
         ORDER BY c.place;
    END IF;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;
CREATE FUNCTION console.shop_write_orders(operation uuid, source text, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    INSERT INTO console.shop_order (id, user_id, state, discount_rp, total_rp, note, actor, created_at, paid_at, ended_at)
    SELECT w.id, u.user_id, w.state, w.lines_rp - w.rp, w.rp, 'came along from ' || source, o.actor, w.at,
           CASE WHEN w.state = 'paid' THEN w.ended_at END, w.ended_at
      FROM pg_temp.shop_orders w
      JOIN console.operation o ON o.id = operation
      LEFT JOIN pg_temp.shop_users u ON u.place = w.user_place AND u.fault IS NULL AND u.verdict <> 'left'
     WHERE w.fault IS NULL AND w.verdict = 'new' AND w.place >= first AND w.place < next
     ORDER BY w.place;
    INSERT INTO console.order_item (order_id, position, product_id, quantity, unit_price_rp)
    SELECT w.id, row_number() OVER (PARTITION BY w.id ORDER BY i.id), p.id, i.quantity, i.rp
      FROM pg_temp.shop_orders w
      JOIN pg_temp.shop_items i ON i.order_id = w.id
      JOIN console.product p ON p.code = i.code
     WHERE w.fault IS NULL AND w.verdict = 'new' AND w.place >= first AND w.place < next;
    INSERT INTO console.shop_import_made (operation_id, kind, key, target, rp)
    SELECT operation, 'order', w.id::text, w.id::text, w.rp
      FROM pg_temp.shop_orders w
     WHERE w.fault IS NULL AND w.verdict = 'new' AND w.place >= first AND w.place < next;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;
CREATE FUNCTION console.shop_write_payments(operation uuid, of_kind text, first bigint, next bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    IF of_kind = 'deposit' THEN
        INSERT INTO console.deposit (id, user_id, amount_rp, fee_rp, payable_rp, method, status, gateway_order_id, expires_at, completed_at,
                                     created_at, came_along)
        SELECT gen_random_uuid(), d.user_id, d.rp, d.fee_rp, d.rp + d.fee_rp, d.method, d.status, d.number, d.expires_at, d.completed_at,
               coalesce(d.at, now()), true
          FROM pg_temp.shop_deposits d
         WHERE d.fault IS NULL AND d.verdict = 'new' AND d.place >= first AND d.place < next;
        INSERT INTO console.shop_import_made (operation_id, kind, key, target, rp)
        SELECT operation, 'deposit', d.number, d.number, d.rp
          FROM pg_temp.shop_deposits d
         WHERE d.fault IS NULL AND d.verdict = 'new' AND d.place >= first AND d.place < next;
    ELSE
        WITH written AS (
            INSERT INTO console.payment_message_log (order_id, role, chat_id, part, message_id, state, at)
            SELECT m.number, m.role, m.chat_id, m.part, m.message_id, m.state, coalesce(m.at, now())
              FROM pg_temp.shop_messages m
             WHERE m.fault IS NULL AND m.verdict = 'new' AND m.place >= first AND m.place < next
            RETURNING id
        )
        INSERT INTO console.shop_import_made (operation_id, kind, key, target)
        SELECT operation, 'message', w.id::text, w.id::text FROM written w;
    END IF;
    GET DIAGNOSTICS made = ROW_COUNT;
    RETURN made;
END $$;

-- One part of an import as its id names it, "order:5001", with its row in the audit. False: nothing of it is to be made.
CREATE FUNCTION console.shop_import_part(operation uuid, part text, source text, answers jsonb, rows bigint) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
    of_kind CONSTANT text := split_part(part, ':', 1);
    first CONSTANT bigint := split_part(part, ':', 2)::bigint;
    made bigint;
BEGIN
    PERFORM console.shop_stage(source, answers);
    INSERT INTO console.shop_import (operation_id, schema_name, answers, left_out, actor)
    SELECT operation, source, shop_import_part.answers,
           (SELECT string_agg(f.label || ': ' || f.fault, E'\n' ORDER BY f.kind, f.place) FROM console.shop_staged_faults() f), o.actor
      FROM console.operation o
     WHERE o.id = operation AND NOT EXISTS (SELECT FROM console.shop_import i WHERE i.operation_id = operation);
    made := CASE WHEN of_kind = 'user' THEN console.shop_write_users(operation, first, first + rows)
                 WHEN of_kind = 'balance' THEN console.shop_write_balances(operation, source, first, first + rows)
                 WHEN of_kind = 'order' THEN console.shop_write_orders(operation, source, first, first + rows)
                 WHEN of_kind IN ('deposit', 'message') THEN console.shop_write_payments(operation, of_kind, first, first + rows)
                 ELSE console.shop_write_goods(operation, of_kind, first, first + rows) END;
    INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
    SELECT o.id, o.actor, o.action, 'shop_import', part, jsonb_build_object('made', made), jsonb_build_object('schema', source)
      FROM console.operation o
     WHERE o.id = operation AND made > 0;
    RETURN made > 0;
END $$;

-- What would come along; nothing is written, here or there.
CREATE FUNCTION console.shop_import_told(answers jsonb) RETURNS text LANGUAGE sql STABLE AS $$
    WITH kind AS MATERIALIZED (SELECT k.* FROM console.shop_staged_kinds() k)
    SELECT concat_ws(' · ',
               (SELECT string_agg(CASE k.kind WHEN 'user' THEN k.fresh || ' new customers' WHEN 'product' THEN k.fresh || ' new products'
                                              WHEN 'coupon' THEN k.fresh || ' new coupons'
                                              WHEN 'order' THEN k.fresh || ' new orders for ' || console.rp_text(k.rp::bigint)
                                              WHEN 'content' THEN k.fresh || ' new contents'
                                              WHEN 'deposit' THEN k.fresh || ' new deposits, completed ones for ' || console.rp_text(k.rp::bigint)
                                              WHEN 'message' THEN k.fresh || ' new messages of payments'
                                              ELSE k.fresh || ' balances with ' || console.rp_text(k.rp::bigint) END, ' · ' ORDER BY k.step)
                  FROM kind k),
               (SELECT sum(k.there) || ' rows are there already' FROM kind k HAVING sum(k.there) > 0),
               (SELECT sum(k.left_out) || ' rows stay there: open orders and deposits with their messages, contents that no order has, users without a number'
                  FROM kind k HAVING sum(k.left_out) > 0),
               (SELECT sum(k.faulty) || ' rows can''t be taken' FROM kind k HAVING sum(k.faulty) > 0),
               (SELECT string_agg(c.text, ' · ' ORDER BY c.place) FROM console.shop_staged_compared() c))
$$;

-- Why nothing can be read; NULL: it can.
CREATE FUNCTION console.shop_source_refusal(source text, rupiah_until text, balances text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN (SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                       WHERE n.nspname = source AND c.relname IN ('products', 'product_contents') AND c.relkind IN ('r', 'p')) < 2
                THEN 'there is no shop of a bot in schema ' || source
                WHEN rupiah_until <> 'none' AND NOT console.shop_day_given(rupiah_until) THEN 'rupiah_until is a day like 2025-11-05, or none'
                WHEN balances = 'early' AND rupiah_until = 'none' THEN 'no day is given until which balances were whole rupiah' END
$$;

CREATE FUNCTION console.shop_import_plan(source text, answers jsonb, skip_bad boolean, rows bigint)
RETURNS TABLE (id text, refusal text, label text, before text, after text, note text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    why CONSTANT text := console.shop_source_refusal(source, shop_import_plan.answers ->> 'rupiah_until', shop_import_plan.answers ->> 'balances');
    has_faults boolean;
    told text;
BEGIN
    IF why IS NOT NULL THEN
        RETURN QUERY SELECT source, why, source, NULL, NULL, NULL;
        RETURN;
    END IF;
    PERFORM console.shop_stage(source, shop_import_plan.answers);
    RETURN QUERY
    SELECT q.name, CASE q.name WHEN 'rupiah_until' THEN 'say until when money was whole rupiah (rupiah_until): ' || q.examples
                               WHEN 'balances' THEN 'say how balances are kept (balances): ' || q.examples
                               WHEN 'coupons' THEN 'say what flat coupons take off (coupons): ' || q.examples
                               ELSE 'say what becomes of users without a number (no_phone): ' || q.examples END, q.name, NULL, NULL, NULL
      FROM console.shop_staged_questions(shop_import_plan.answers) q
     ORDER BY length(q.name), q.name;
    IF FOUND THEN
        RETURN;
    END IF;
    has_faults := NOT skip_bad AND EXISTS (SELECT FROM console.shop_staged_faults());
    told := console.shop_import_told(shop_import_plan.answers);
    RETURN QUERY
    WITH kind AS MATERIALIZED (
        SELECT k.* FROM console.shop_staged_kinds() k
    ), shown AS (
        SELECT 1 AS step, f.n AS place, 'fault:' || f.n AS id, f.fault AS refusal, CASE WHEN f.n <= 20 THEN f.label END AS label, NULL AS before, NULL AS after
          FROM (SELECT x.label, x.fault, row_number() OVER (ORDER BY x.kind, x.place) AS n FROM console.shop_staged_faults() x) f
         WHERE has_faults
        UNION ALL
        SELECT 2, k.step * 1000000000000 + p.first, k.kind || ':' || p.first, NULL,
               CASE k.kind WHEN 'user' THEN 'customers' WHEN 'content' THEN 'contents' WHEN 'product' THEN 'products' WHEN 'coupon' THEN 'coupons'
                           WHEN 'order' THEN 'orders' WHEN 'deposit' THEN 'deposits' WHEN 'message' THEN 'messages of payments' ELSE 'balances' END,
               'from number ' || p.first, 'to number ' || least(p.first + rows - 1, k.last)
          FROM kind k
         CROSS JOIN LATERAL generate_series(k.first, k.last, rows) AS p (first)
         WHERE k.fresh > 0 AND NOT has_faults
        UNION ALL
        SELECT 3, 0, source, 'all of it is there already', source, NULL, NULL
         WHERE NOT has_faults AND NOT EXISTS (SELECT FROM kind k WHERE k.fresh > 0)
    )
    SELECT s.id, s.refusal, s.label, s.before, s.after,
           CASE WHEN row_number() OVER (ORDER BY s.label IS NULL, s.step, s.place) = 1 THEN told END
      FROM shown s
     ORDER BY s.label IS NULL, s.step, s.place;
END $$;

-- Takes an import back (as of 0108): its deposits and messages, too.
CREATE OR REPLACE FUNCTION console.shop_import_undo(operation uuid, import bigint) RETURNS boolean LANGUAGE plpgsql AS $$
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
      FROM unnest('{user,product,coupon,order,content,deposit,message,balance}'::text[]) AS k (kind);
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
    DELETE FROM console.deposit d USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'deposit' AND d.gateway_order_id = m.target AND d.came_along;
    DELETE FROM console.payment_message_log l USING console.shop_import_made m
     WHERE m.operation_id = i.operation_id AND m.kind = 'message' AND l.id = m.target::bigint;
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
