-- applies: always
-- Staged contents are new until they are judged otherwise: of a file that is sound the check writes no line again.
ALTER TABLE console.import_contents ALTER COLUMN verdict SET DEFAULT 'new';

-- Goods are seen by who has asked to see them, and by nobody else; the audit has who it was.
DROP FUNCTION console.content_is_shown(bigint);
CREATE FUNCTION console.content_is_shown(content bigint, to_actor text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.audit_log a
                    WHERE a.entity_type = 'content' AND a.entity_id = content::text AND a.action = 'contents.show'
                      AND a.actor = to_actor AND a.at > now() - interval '5 min')
$$;
DROP FUNCTION console.order_is_shown(uuid);
CREATE FUNCTION console.order_is_shown(of_order uuid, to_actor text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM console.audit_log a
                    WHERE a.entity_type = 'order' AND a.entity_id = of_order::text AND a.action = 'orders.show_goods'
                      AND a.actor = to_actor AND a.at > now() - interval '5 min')
$$;

-- What the list of orders is sorted by.
CREATE INDEX shop_order_by_state ON console.shop_order (state, id);
