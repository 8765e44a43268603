-- Notes the hosts that a look at a router found: those that are no customer's authorised device, and those whose address
-- stands in the list of unauthorised ones. What was not found is not there now; it is forgotten when it is let in, after
-- unknown_device_keep_days, and where more than 5000 are known of the router, the one seen least lately first: phones
-- with random MACs never end. Tells the consoles where something is other than before.
-- $1 router, then an element for each host: $2 text[] MACs, $3 text[] addresses, $4 text[] host names, $5 text[] comments,
-- $6 text[] accounts, $7 text[] their phone numbers, $8 uuid[] and $9 text[] users and phone numbers that comments name,
-- $10 text[] ids of the hosts, $11 bigint[] bytes, $12 integer[] uptimes in seconds, $13 boolean[] whether it is there,
-- $14 boolean[] whether its address is listed
-- Columns: changes.
WITH given AS MATERIALIZED (
    SELECT md5(concat_ws(E'\n', $1::text, 'host', coalesce(g.mac, g.address)))::uuid AS id, g.*, l.id AS login_user_id,
           coalesce(c.id, p.id) AS comment_user_id
      FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::uuid[], $9::text[],
                  $10::text[], $11::bigint[], $12::integer[], $13::boolean[], $14::boolean[])
           AS g (mac, address, host_name, comment, account, login_phone, comment_uid, comment_phone, host_id, bytes,
                 uptime_s, is_here, is_listed)
      LEFT JOIN public.users l ON l.phone_number = g.login_phone
      LEFT JOIN public.users c ON c.id = g.comment_uid
      LEFT JOIN public.users p ON p.phone_number = g.comment_phone
     -- Of another router's customer: his sync sees to him.
     WHERE g.is_listed
        OR NOT EXISTS (SELECT FROM public.user_devices d
                        WHERE d.mac_address IN (g.mac, lower(g.mac), replace(g.mac, ':', '-'),
                                                lower(replace(g.mac, ':', '-')))
                          AND d.is_authorized)
), found AS MATERIALIZED (
    SELECT DISTINCT ON (g.id) g.* FROM given g ORDER BY g.id, g.is_here DESC, g.uptime_s
), known AS MATERIALIZED (
    SELECT h.*, row_number() OVER (ORDER BY (f.id IS NOT NULL) DESC, h.last_seen_at DESC, h.id) AS place,
           f.id IS NOT NULL AS is_found
      FROM console.router_host_seen h
      LEFT JOIN found f ON f.id = h.id
     WHERE h.router = $1::text
), bound AS MATERIALIZED (
    -- Asked once, not for each row.
    SELECT 5000 - (SELECT count(*) FROM found f WHERE NOT EXISTS (SELECT FROM known k WHERE k.id = f.id)) AS most,
           now() - make_interval(days => console.setting_bigint('unknown_device_keep_days', 30)::integer) AS since
), gone AS (
    DELETE FROM console.router_host_seen h
     USING known k, bound b
     WHERE h.id = k.id AND NOT k.is_found
       AND (k.place > b.most OR k.last_seen_at < b.since
            OR EXISTS (SELECT FROM public.user_devices d
                        WHERE d.mac_address IN (k.mac, lower(k.mac), replace(k.mac, ':', '-'),
                                                lower(replace(k.mac, ':', '-')))
                          AND d.is_authorized))
    RETURNING h.id
), left_over AS (
    UPDATE console.router_host_seen h
       SET is_here = false, is_listed = false
      FROM known k
     WHERE h.id = k.id AND NOT k.is_found AND (k.is_here OR k.is_listed) AND k.id NOT IN (SELECT g.id FROM gone g)
    RETURNING h.id
), changed AS MATERIALIZED (
    SELECT f.id
      FROM found f
      LEFT JOIN known k ON k.id = f.id
     WHERE k.id IS NULL
        OR (k.address, k.host_name, k.comment, k.account, k.login_user_id, k.comment_user_id, k.is_here, k.is_listed)
           IS DISTINCT FROM
           (f.address, f.host_name, f.comment, f.account, f.login_user_id, f.comment_user_id, f.is_here, f.is_listed)
), stored AS (
    INSERT INTO console.router_host_seen AS h
           (id, router, mac, address, host_name, comment, account, login_user_id, comment_user_id, host_id, bytes,
            uptime_s, is_here, is_listed)
    SELECT f.id, $1, f.mac, f.address, f.host_name, f.comment, f.account, f.login_user_id, f.comment_user_id, f.host_id,
           f.bytes, f.uptime_s, f.is_here, f.is_listed
      FROM (SELECT x.* FROM found x ORDER BY x.is_listed DESC, x.is_here DESC, x.id LIMIT 5000) f
    ON CONFLICT (id) DO UPDATE
       SET address = excluded.address, host_name = excluded.host_name, comment = excluded.comment,
           account = excluded.account, login_user_id = excluded.login_user_id,
           comment_user_id = excluded.comment_user_id, host_id = excluded.host_id, bytes = excluded.bytes,
           uptime_s = excluded.uptime_s, is_here = excluded.is_here, is_listed = excluded.is_listed,
           last_seen_at = CASE WHEN excluded.is_here THEN clock_timestamp() ELSE h.last_seen_at END
), tally AS (
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM left_over) + (SELECT count(*) FROM changed) AS changes
)
SELECT t.changes, CASE WHEN t.changes > 0 THEN pg_notify('hotspot_console', 'devices') END FROM tally t
