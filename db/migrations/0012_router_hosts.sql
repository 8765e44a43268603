-- applies: always
-- Which hosts have which routers in their configuration. console.router is what all of them say together, so
-- that hosts with different lists do not take routers from one another.

CREATE TABLE console.router_host (
    host      text NOT NULL,
    router    text NOT NULL CHECK (router <> ''),
    position  integer NOT NULL CHECK (position >= 0),
    servers   text[] NOT NULL DEFAULT '{}',
    listed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (host, router)
);

-- What an outbox row asks for, and of whom: a line of a preview. otherwise: where there is no such row.
CREATE FUNCTION console.outbox_text(outbox_id bigint, otherwise text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT concat_ws(' ', o.effect, coalesce(u.full_name || ' ' || u.phone_number, o.entity_type))
                       FROM console.outbox o
                       LEFT JOIN public.users u ON o.entity_type = 'user' AND u.id = o.entity_id
                      WHERE o.id = outbox_id), otherwise)
$$;

-- Whose sessions run: asked when they are to be ended.
CREATE INDEX router_session_user ON console.router_session (user_id);
