-- applies: always
-- Products and contents from files, and how what an import made of them is taken back.

CREATE UNLOGGED TABLE console.import_products (
    import_id   bigint NOT NULL,
    line        bigint NOT NULL,
    fault_kind  text,
    fault       text,
    raw         text NOT NULL,
    verdict     text,
    code        text,
    name        text,
    price       bigint,
    category    text,
    terms       text,
    description text,
    active      boolean
);
CREATE INDEX import_products_line ON console.import_products (import_id, line);

CREATE UNLOGGED TABLE console.import_contents (
    import_id  bigint NOT NULL,
    line       bigint NOT NULL,
    fault_kind text,
    fault      text,
    raw        text NOT NULL,
    verdict    text,
    product    text,
    content    text
);
CREATE INDEX import_contents_line ON console.import_contents (import_id, line);

-- What an undo takes back as one: all of a customer, or a thing of its own.
CREATE OR REPLACE FUNCTION console.undone_with(a console.audit_log) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN a.entity_type IN ('subscription', 'product', 'content') THEN a.entity_id
                ELSE coalesce(a.details ->> 'user_id', a.entity_id) END
$$;

-- Contents that an import put in, as one row of its audit tells: how many of them nobody has.
CREATE FUNCTION console.import_contents_free(a console.audit_log) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT count(*)
      FROM console.product_content c
     WHERE c.operation_id = a.operation_id AND c.product_id = (a.details ->> 'product_id')::uuid
       AND c.id BETWEEN (a.details ->> 'first')::bigint AND (a.details ->> 'last')::bigint
       AND NOT c.is_used AND c.reserved_by IS NULL
$$;

-- Why that can't be done of one row of its audit; NULL: it can.
CREATE OR REPLACE FUNCTION console.import_undo_refusal(a console.audit_log) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN a.entity_type = 'package' THEN console.package_remove_refusal(a.entity_id::uuid)
                WHEN a.entity_type = 'subscription' THEN
                    (SELECT 'was invoiced: end it instead'
                      WHERE EXISTS (SELECT FROM console.invoice i WHERE i.subscription_id = a.entity_id::uuid))
                WHEN a.entity_type = 'product' AND a.before IS NULL THEN console.product_remove_refusal(a.entity_id::uuid)
                WHEN a.entity_type = 'content' AND a.after ? 'contents' THEN
                    (SELECT 'only ' || k.free || ' of them are still free'
                       FROM (SELECT console.import_contents_free(a) AS free) k
                      WHERE k.free < (a.after ->> 'contents')::bigint)
                WHEN a.entity_type = 'user' AND a.after ? 'balance_rp' THEN
                    (SELECT 'only ' || console.rp_text(k.rp) || ' are left on the balance'
                       FROM (SELECT console.balance_rp(a.entity_id::uuid) AS rp) k
                      WHERE k.rp < (SELECT sum(b.rp) FROM console.balance_entry b
                                     WHERE b.operation_id = a.operation_id AND b.user_id = a.entity_id::uuid)) END
$$;

-- What stands there now of what an import made, as its audit tells it; NULL: it is gone.
CREATE OR REPLACE FUNCTION console.import_made(a console.audit_log) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN a.entity_type = 'package' THEN
                    (SELECT to_jsonb(p) || jsonb_build_object('profile', f.profile_name)
                       FROM public.packages p
                       LEFT JOIN public.package_profiles f ON f.id = p.profile_id
                      WHERE p.id = a.entity_id::uuid)
                WHEN a.entity_type = 'subscription' THEN
                    (SELECT console.subscription_facts(s) FROM console.subscription s WHERE s.id = a.entity_id::uuid)
                WHEN a.entity_type = 'product' THEN
                    (SELECT to_jsonb(p) FROM console.product p WHERE p.id = a.entity_id::uuid)
                WHEN a.entity_type = 'content' AND a.after ? 'contents' THEN
                    a.after || jsonb_build_object('contents', console.import_contents_free(a))
                WHEN a.entity_type = 'user' AND a.after ? 'balance_rp' THEN a.after END
$$;

-- What it is called, and what it is: for a preview. NULL: nothing that has a name of its own.
CREATE OR REPLACE FUNCTION console.import_made_text(a console.audit_log, OUT label text, OUT text text)
LANGUAGE sql STABLE AS $$
    SELECT CASE a.entity_type WHEN 'package' THEN a.after ->> 'name'
                              WHEN 'product' THEN a.after ->> 'name'
                              WHEN 'content' THEN a.after ->> 'product'
                              WHEN 'subscription' THEN
                                  (SELECT console.subscription_label(s) FROM console.subscription s WHERE s.id = a.entity_id::uuid) END,
           CASE a.entity_type WHEN 'package' THEN
                                  console.package_text((a.after ->> 'price')::bigint, (a.after ->> 'data_quota_gb')::numeric,
                                                       (a.after ->> 'duration_days')::integer, a.after ->> 'profile')
                              WHEN 'product' THEN
                                  console.product_text((a.after ->> 'price_rp')::bigint, a.after ->> 'category', a.after ->> 'terms')
                              WHEN 'content' THEN a.after ->> 'contents' || ' contents'
                              WHEN 'subscription' THEN
                                  (SELECT console.subscription_text(s) FROM console.subscription s WHERE s.id = a.entity_id::uuid) END
$$;
