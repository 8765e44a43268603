-- applies: always
-- The shop: products, what is inside of them, orders. Stock is never a number that somebody writes: it is the contents that
-- nobody has yet.

CREATE TABLE console.product (
    id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    code        text NOT NULL UNIQUE CHECK (code ~ '^[A-Z0-9_-]{2,32}$'),
    name        text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    category    text NOT NULL DEFAULT '',
    terms       text NOT NULL DEFAULT '', -- told with each that is sold
    description text NOT NULL DEFAULT '',
    price_rp    bigint NOT NULL CHECK (price_rp >= 0),
    is_active   boolean NOT NULL DEFAULT true, -- false: withdrawn, sold no more
    actor       text NOT NULL DEFAULT '',
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now()
);

-- The allowed moves of an order: read by the code, enforced here.
CREATE TABLE console.shop_order_move (
    from_state text NOT NULL,
    to_state   text NOT NULL,
    PRIMARY KEY (from_state, to_state)
);
INSERT INTO console.shop_order_move VALUES
    ('pending', 'awaiting_payment'), -- its charge is made
    ('pending', 'paid'),             -- cash, transfer, balance: at once
    ('pending', 'cancelled'),
    ('awaiting_payment', 'paid'),
    ('awaiting_payment', 'expired'),
    ('awaiting_payment', 'cancelled'),
    ('expired', 'paid'),             -- late money, and the goods are there
    ('cancelled', 'paid'),
    ('paid', 'refunded');

CREATE TABLE console.shop_order (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number          bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    user_id         uuid,  -- NULL: somebody at the counter
    seller_id       uuid,  -- who sells it on; NULL: sold to the customer
    state           text NOT NULL DEFAULT 'pending'
                    CHECK (state IN ('pending', 'awaiting_payment', 'paid', 'cancelled', 'expired', 'refunded')),
    coupon_code     text,
    discount_rp     bigint NOT NULL DEFAULT 0 CHECK (discount_rp >= 0),
    total_rp        bigint NOT NULL CHECK (total_rp >= 0), -- what is to be paid
    charge_order_id text UNIQUE REFERENCES console.charge (order_id) ON DELETE RESTRICT,
    note            text,
    reason          text,  -- of its end
    actor           text NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    paid_at         timestamptz,
    ended_at        timestamptz,
    CONSTRAINT shop_order_paid_has_time CHECK ((state IN ('paid', 'refunded')) = (paid_at IS NOT NULL))
);
CREATE INDEX shop_order_created ON console.shop_order (created_at DESC, id);
CREATE INDEX shop_order_user ON console.shop_order (user_id, created_at DESC);
CREATE INDEX shop_order_open ON console.shop_order (created_at) WHERE state IN ('pending', 'awaiting_payment');

CREATE FUNCTION console.shop_order_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM console.shop_order_move m WHERE m.from_state = OLD.state AND m.to_state = NEW.state) THEN
        RAISE EXCEPTION 'order %: % may not become %', OLD.number, OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shop_order_moves BEFORE UPDATE OF state ON console.shop_order
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION console.shop_order_check_move();

CREATE TABLE console.order_item (
    order_id      uuid NOT NULL REFERENCES console.shop_order (id) ON DELETE RESTRICT,
    position      integer NOT NULL CHECK (position > 0),
    product_id    uuid NOT NULL REFERENCES console.product (id) ON DELETE RESTRICT,
    quantity      integer NOT NULL CHECK (quantity > 0),
    unit_price_rp bigint NOT NULL CHECK (unit_price_rp >= 0),
    PRIMARY KEY (order_id, position),
    UNIQUE (order_id, product_id)
);
CREATE INDEX order_item_product ON console.order_item (product_id);

-- What is handed out: a code, an account, a link. It is the goods itself, and stands in no log, audit or list.
CREATE TABLE console.product_content (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    product_id       uuid NOT NULL REFERENCES console.product (id) ON DELETE RESTRICT,
    content          text NOT NULL CHECK (char_length(content) BETWEEN 1 AND 4000),
    is_used          boolean NOT NULL DEFAULT false,
    used_at          timestamptz,
    used_by_order_id uuid REFERENCES console.shop_order (id) ON DELETE RESTRICT,
    reserved_by      uuid REFERENCES console.shop_order (id) ON DELETE RESTRICT, -- an order that is not paid yet
    operation_id     uuid, -- that put it in
    created_at       timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT product_content_used_has_time CHECK (is_used = (used_at IS NOT NULL)),
    CONSTRAINT product_content_used_is_not_reserved CHECK (NOT is_used OR reserved_by IS NULL)
);
-- By its digest: a content may be longer than an index takes.
CREATE UNIQUE INDEX product_content_once ON console.product_content (md5(content));
CREATE INDEX product_content_free ON console.product_content (product_id, id) WHERE NOT is_used AND reserved_by IS NULL;
CREATE INDEX product_content_product ON console.product_content (product_id, id DESC);
CREATE INDEX product_content_reserved ON console.product_content (reserved_by) WHERE reserved_by IS NOT NULL;
CREATE INDEX product_content_order ON console.product_content (used_by_order_id) WHERE used_by_order_id IS NOT NULL;
CREATE INDEX product_content_operation ON console.product_content (operation_id, id);

-- How many contents a product has: the sum of its rows here. Each statement that changes contents adds what it changed, so
-- that no two sales wait for each other; a job sums the rows up.
CREATE TABLE console.product_count (
    product_id uuid NOT NULL REFERENCES console.product (id) ON DELETE CASCADE,
    free       bigint NOT NULL,
    reserved   bigint NOT NULL,
    used       bigint NOT NULL
);
CREATE INDEX product_count_product ON console.product_count (product_id) INCLUDE (free, reserved, used);

CREATE FUNCTION console.product_content_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.product_count (product_id, free, reserved, used)
    SELECT n.product_id, count(*) FILTER (WHERE NOT n.is_used AND n.reserved_by IS NULL),
           count(*) FILTER (WHERE n.reserved_by IS NOT NULL), count(*) FILTER (WHERE n.is_used)
      FROM new_rows n
     GROUP BY n.product_id;
    RETURN NULL;
END $$;
CREATE FUNCTION console.product_content_removed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.product_count (product_id, free, reserved, used)
    SELECT o.product_id, -count(*) FILTER (WHERE NOT o.is_used AND o.reserved_by IS NULL),
           -count(*) FILTER (WHERE o.reserved_by IS NOT NULL), -count(*) FILTER (WHERE o.is_used)
      FROM old_rows o
     GROUP BY o.product_id;
    RETURN NULL;
END $$;
CREATE FUNCTION console.product_content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO console.product_count (product_id, free, reserved, used)
    SELECT c.product_id, coalesce(sum(c.by) FILTER (WHERE NOT c.is_used AND c.reserved_by IS NULL), 0),
           coalesce(sum(c.by) FILTER (WHERE c.reserved_by IS NOT NULL), 0), coalesce(sum(c.by) FILTER (WHERE c.is_used), 0)
      FROM (SELECT n.product_id, n.is_used, n.reserved_by, 1 AS by FROM new_rows n
            UNION ALL SELECT o.product_id, o.is_used, o.reserved_by, -1 FROM old_rows o) c
     GROUP BY c.product_id;
    RETURN NULL;
END $$;
CREATE TRIGGER product_content_counts_added AFTER INSERT ON console.product_content
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.product_content_added();
CREATE TRIGGER product_content_counts_removed AFTER DELETE ON console.product_content
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION console.product_content_removed();
CREATE TRIGGER product_content_counts_changed AFTER UPDATE ON console.product_content
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION console.product_content_changed();

-- Sums up what many statements have added; the sums stay. Rows that another sums up just now are left to that.
CREATE FUNCTION console.product_count_settle() RETURNS bigint LANGUAGE sql AS $$
    WITH taken AS (
        DELETE FROM console.product_count c
         WHERE c.ctid = ANY (ARRAY(SELECT k.ctid FROM console.product_count k
                                    WHERE k.product_id IN (SELECT o.product_id FROM console.product_count o
                                                            GROUP BY o.product_id HAVING count(*) > 1)
                                      FOR UPDATE SKIP LOCKED))
        RETURNING c.product_id, c.free, c.reserved, c.used
    ), written AS (
        INSERT INTO console.product_count (product_id, free, reserved, used)
        SELECT t.product_id, sum(t.free), sum(t.reserved), sum(t.used) FROM taken t GROUP BY t.product_id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM taken) - (SELECT count(*) FROM written)
$$;

-- Reserves so many contents of a product for an order, the oldest first; how many there were.
CREATE FUNCTION console.product_take(for_order uuid, of_product uuid, wanted integer) RETURNS integer LANGUAGE sql AS $$
    WITH free AS (
        SELECT c.id FROM console.product_content c
         WHERE c.product_id = of_product AND NOT c.is_used AND c.reserved_by IS NULL
         ORDER BY c.id
         LIMIT wanted
           FOR UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE console.product_content c SET reserved_by = for_order FROM free f WHERE c.id = f.id RETURNING c.id
    )
    SELECT count(*)::integer FROM taken
$$;

-- What was reserved for an order is the buyer's from now on; how many.
CREATE FUNCTION console.product_hand_out(for_order uuid) RETURNS integer LANGUAGE sql AS $$
    WITH given AS (
        UPDATE console.product_content c
           SET is_used = true, used_at = clock_timestamp(), used_by_order_id = for_order, reserved_by = NULL
         WHERE c.reserved_by = for_order
        RETURNING c.id
    )
    SELECT count(*)::integer FROM given
$$;

-- What was reserved for an order can be sold again; how many.
CREATE FUNCTION console.product_give_back(for_order uuid) RETURNS integer LANGUAGE sql AS $$
    WITH free AS (
        UPDATE console.product_content c SET reserved_by = NULL WHERE c.reserved_by = for_order RETURNING c.id
    )
    SELECT count(*)::integer FROM free
$$;

-- What a list shows of a content before somebody asks for it whole: its ends, where it is long enough to have a middle.
CREATE FUNCTION console.content_masked(content text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN char_length(content) < 12 THEN repeat('*', 6)
                ELSE left(content, 2) || repeat('*', 6) || right(content, 2) END
$$;

-- "Rp 50.000 · games · valid 30 days": what a product is, in one line.
CREATE FUNCTION console.product_text(price bigint, category text, terms text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT concat_ws(' · ', console.rp_text(price), nullif(category, ''), nullif(terms, ''))
$$;

-- A code as it is stored.
CREATE FUNCTION console.product_code_given(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT upper(btrim(given))
$$;

-- What is wrong with a product as it would be; NULL: nothing. own: the product itself.
CREATE FUNCTION console.product_misfit(own uuid, given_code text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN console.product_code_given(given_code) !~ '^[A-Z0-9_-]{2,32}$'
                THEN 'a code has 2 to 32 letters, digits, - and _'
                WHEN EXISTS (SELECT FROM console.product p
                              WHERE p.code = console.product_code_given(given_code) AND p.id IS DISTINCT FROM own)
                THEN 'there is a product ' || console.product_code_given(given_code) || ' already' END
$$;

-- What writing products anew would change, of each NULL for as it is and - for nothing.
CREATE FUNCTION console.product_edits(ids uuid[], new_code text, new_name text, new_price bigint, new_category text,
                                      new_terms text, new_description text)
RETURNS TABLE (id uuid, name text, before jsonb, after jsonb, refusal text, old_text text, new_text text)
LANGUAGE sql STABLE AS $$
    SELECT p.id, p.name, c.before, c.after,
           CASE WHEN w.wish = '{}' THEN 'nothing is given that could be changed'
                WHEN cardinality(ids) > 1 AND (new_code IS NOT NULL OR new_name IS NOT NULL)
                THEN 'code and name are of one product alone'
                WHEN m.misfit IS NOT NULL THEN m.misfit
                WHEN c.after IS NULL THEN 'has this already' END,
           p.code || ' · ' || console.product_text(p.price_rp, p.category, p.terms),
           coalesce(w.wish ->> 'code', p.code) || ' · ' || coalesce(new_name || ' · ', '')
           || console.product_text(coalesce(new_price, p.price_rp), coalesce(w.wish ->> 'category', p.category),
                                   coalesce(w.wish ->> 'terms', p.terms))
      FROM console.product p
     CROSS JOIN LATERAL (SELECT console.product_misfit(p.id, new_code) AS misfit) m
     CROSS JOIN LATERAL (
           SELECT jsonb_strip_nulls(jsonb_build_object(
                      'code', console.product_code_given(new_code), 'name', new_name, 'price_rp', new_price,
                      'category', CASE new_category WHEN '-' THEN '' ELSE new_category END,
                      'terms', CASE new_terms WHEN '-' THEN '' ELSE new_terms END,
                      'description', CASE new_description WHEN '-' THEN '' ELSE new_description END)) AS wish,
                  jsonb_build_object('code', p.code, 'name', p.name, 'price_rp', p.price_rp, 'category', p.category,
                                     'terms', p.terms, 'description', p.description) AS now) w
     CROSS JOIN LATERAL (
           SELECT jsonb_object_agg(x.key, w.now -> x.key) AS before, jsonb_object_agg(x.key, x.value) AS after
             FROM jsonb_each(w.wish) x
            WHERE w.now -> x.key IS DISTINCT FROM x.value) c
     WHERE p.id = ANY (ids)
$$;

-- Takes products off sale or offers them again.
CREATE FUNCTION console.product_turn(operation uuid, ids uuid[], to_active boolean) RETURNS uuid[]
LANGUAGE sql AS $$
    WITH turned AS (
        UPDATE console.product p SET is_active = to_active, updated_at = now()
         WHERE p.id = ANY (ids) AND p.is_active <> to_active
        RETURNING p.id
    ), noted AS (
        INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
        SELECT o.id, o.actor, o.action, 'product', t.id::text, jsonb_build_object('is_active', NOT to_active),
               jsonb_build_object('is_active', to_active)
          FROM console.operation o CROSS JOIN turned t
         WHERE o.id = operation
    )
    SELECT array_agg(t.id) FROM turned t
$$;

-- Why a product can't be removed; NULL: it can.
CREATE FUNCTION console.product_remove_refusal(product uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM console.order_item i WHERE i.product_id = product)
                THEN 'it stands in orders: withdraw it instead'
                WHEN EXISTS (SELECT FROM console.product_content c WHERE c.product_id = product)
                THEN 'it has contents: remove them first' END
$$;

-- Whether a content may be seen whole: somebody has asked for it a short time ago, and the audit has who.
CREATE FUNCTION console.content_is_shown(content bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.audit_log a
                    WHERE a.entity_type = 'content' AND a.entity_id = content::text AND a.action = 'contents.show'
                      AND a.at > now() - interval '5 min')
$$;

-- The contents of a text, a line each; without those that are empty.
CREATE FUNCTION console.contents_given(given text) RETURNS TABLE (place bigint, content text)
LANGUAGE sql IMMUTABLE AS $$
    SELECT l.place, btrim(l.line, E' \t\r')
      FROM regexp_split_to_table(given, E'\n') WITH ORDINALITY AS l (line, place)
     WHERE btrim(l.line, E' \t\r') <> ''
$$;

-- Why these contents can't be put in: the first that is there already, or twice among them; NULL: they can.
CREATE FUNCTION console.contents_misfit(given text[]) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN g.nth > 1 THEN 'line ' || g.place || ' is there twice'
                WHEN char_length(g.content) > 4000 THEN 'line ' || g.place || ' is longer than 4000 characters'
                ELSE 'line ' || g.place || ' is there already, in product ' || g.code END
      FROM (SELECT u.place, u.content, row_number() OVER (PARTITION BY u.content ORDER BY u.place) AS nth, p.code
              FROM unnest(given) WITH ORDINALITY AS u (content, place)
              LEFT JOIN console.product_content c
                ON md5(c.content) = md5(u.content)
              LEFT JOIN console.product p ON p.id = c.product_id) g
     WHERE g.nth > 1 OR g.code IS NOT NULL OR char_length(g.content) > 4000
     ORDER BY g.place
     LIMIT 1
$$;
