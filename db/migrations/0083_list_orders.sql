-- applies: always
-- Which router serves a customer, for lists of many: what console.user_router() says of a server's name is worked out
-- once for each name that a router has. Any other name is served as none is: console.user_router(NULL).
CREATE FUNCTION console.server_routers() RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_object_agg(s.name, console.user_router(s.name)), '{}')
      FROM (SELECT r.name FROM console.router r WHERE r.is_enabled
             UNION
            SELECT unnest(r.servers) FROM console.router r WHERE r.is_enabled) s
     WHERE s.name IS NOT NULL
$$;
