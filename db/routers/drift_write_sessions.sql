-- Makes console.router_session what a look at a router found.
-- $1 router, then an element for each session: $2 text[] the router's ids, $3 uuid[] users, $4 text[] accounts,
-- $5 text[] MACs, $6 text[] addresses, $7 text[] servers, $8 bigint[] uptimes in seconds, $9 bigint[] bytes
-- Columns: changes (how many came, went, or are another's than before; counters that run are none).
WITH found AS MATERIALIZED (
    SELECT DISTINCT ON (f.router_id) md5(concat_ws(E'\n', $1::text, f.router_id))::uuid AS id, f.*
      FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[])
           AS f (router_id, user_id, account, mac, address, server, uptime_s, bytes)
     ORDER BY f.router_id
), gone AS (
    DELETE FROM console.router_session s
     WHERE s.router = $1 AND NOT EXISTS (SELECT FROM found f WHERE f.id = s.id)
    RETURNING s.id
), shared AS MATERIALIZED (
    SELECT f.address
      FROM found f
     WHERE f.user_id IS NOT NULL AND f.address IS NOT NULL
     GROUP BY f.address
    HAVING min(f.user_id::text) <> max(f.user_id::text)
), judged AS MATERIALIZED (
    SELECT f.*, s.id IS NULL OR (s.user_id, s.account, s.mac, s.address, s.server)
                                IS DISTINCT FROM (f.user_id, f.account, f.mac, f.address, f.server) AS is_changed,
           CASE WHEN s.account = f.account THEN s.account_user_id ELSE console.account_owner(f.account) END AS account_user_id,
           h.address IS NOT NULL AND f.user_id IS NOT NULL AS shares_address
      FROM found f
      LEFT JOIN console.router_session s ON s.id = f.id
      LEFT JOIN shared h ON h.address = f.address
), stored AS (
    INSERT INTO console.router_session AS s
           (id, router, router_id, user_id, account, mac, address, server, uptime_s, bytes, account_user_id, is_lent,
            shares_address)
    SELECT f.id, $1, f.router_id, f.user_id, f.account, f.mac, f.address, f.server, f.uptime_s, f.bytes, f.account_user_id,
           coalesce(f.account_user_id <> f.user_id, false), f.shares_address
      FROM judged f
    ON CONFLICT (id) DO UPDATE
       SET user_id = excluded.user_id, account = excluded.account, mac = excluded.mac, address = excluded.address,
           server = excluded.server, uptime_s = excluded.uptime_s, bytes = excluded.bytes, seen_at = clock_timestamp(),
           account_user_id = excluded.account_user_id, is_lent = excluded.is_lent, shares_address = excluded.shares_address
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM judged j WHERE j.is_changed) AS changes
