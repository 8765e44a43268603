-- applies: always
-- Devices that operators add, take over, replace and remove.

-- A MAC address in the form of all lists (upper case with colons), from any usual spelling: with colons, dashes, dots or
-- blanks at any place, or without; as a link has it ("%3A"), too. NULL where it is none that a device could have.
CREATE FUNCTION console.read_mac(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN n.digits ~ '^[0-9A-F][02468ACE][0-9A-F]{10}$' AND n.digits <> '000000000000'
                THEN regexp_replace(n.digits, '(..)(?=.)', '\1:', 'g') END
      FROM (SELECT upper(regexp_replace(regexp_replace(given, '%3A', ':', 'gi'), '[-:. ]', '', 'g')) AS digits) n
$$;

-- A MAC that the device made up itself: it may come with another one.
CREATE FUNCTION console.is_random_mac(mac text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(substr(mac, 2, 1) IN ('2', '6', 'A', 'E'), false)
$$;

-- The spellings in which a portal may have stored a MAC.
CREATE FUNCTION console.mac_spellings(mac text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ARRAY[mac, lower(mac), replace(mac, ':', '-'), lower(replace(mac, ':', '-'))]
$$;

-- How many devices a customer may have; NULL: as many as they like.
CREATE FUNCTION console.device_limit() RETURNS bigint
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(console.setting_bigint('MAX_DEVICES_PER_USER', 3), 0)
$$;

CREATE FUNCTION console.device_limit_refusal(owner text, devices bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT format('%s has %s devices, and MAX_DEVICES_PER_USER is %s: devices.replace puts a new one in the place of an old one',
                  owner, devices, console.device_limit())
$$;

-- What was taken from customers of late: their syncs take it off the routers, and where the same MAC comes back to the
-- customer, its counter goes on from where it stood: nothing counts twice.
CREATE TABLE console.device_removed (
    user_id    uuid NOT NULL,
    mac        text NOT NULL,
    address    text,
    bytes      bigint, -- NULL: it was never counted
    host_id    text,
    uptime_s   integer,
    counted_at timestamptz,
    removed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (user_id, mac)
);
CREATE INDEX device_removed_at ON console.device_removed (removed_at);

-- As in 0045, with a limit that may be none, and the way on where it is reached.
CREATE OR REPLACE FUNCTION console.devices_to_authorise(ids uuid[], customer text)
RETURNS TABLE (id uuid, refusal text, router text, mac text, address text, host_name text, host_id text,
               bytes bigint, uptime_s integer, is_listed boolean, is_authorized boolean, told text, user_id uuid,
               owner text, own_id uuid, last_seen_at timestamptz)
LANGUAGE sql STABLE AS $$
    WITH given AS MATERIALIZED (
        SELECT u.id
          FROM public.users u
         WHERE u.phone_number = console.stored_phone(customer)
            OR u.id = CASE WHEN customer ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN customer::uuid END
    ), wish AS MATERIALIZED (
        SELECT i.id AS wished, d.*, CASE WHEN customer IS NULL THEN d.user_id ELSE g.id END AS person_id
          FROM (SELECT DISTINCT unnest(ids) AS id) i
          LEFT JOIN console.devices() d ON d.id = i.id
          LEFT JOIN given g ON customer IS NOT NULL
    ), known AS MATERIALIZED (
        SELECT w.*, u.full_name, own.id AS own_id, coalesce(own.is_authorized, false) AS is_in,
               (SELECT ou.full_name
                  FROM public.user_devices o
                  JOIN public.users ou ON ou.id = o.user_id
                 WHERE o.mac_address = ANY (console.mac_spellings(w.mac))
                   AND o.is_authorized AND o.user_id <> w.person_id
                 ORDER BY o.last_seen_at DESC, o.id
                 LIMIT 1) AS other,
               first_value(w.person_id) OVER (PARTITION BY w.mac ORDER BY w.last_seen_at DESC, w.wished) AS first_person,
               row_number() OVER (PARTITION BY w.mac, w.person_id ORDER BY w.last_seen_at DESC, w.wished) AS same
          FROM wish w
          LEFT JOIN public.users u ON u.id = w.person_id
          LEFT JOIN LATERAL (
               SELECT o.id, o.is_authorized
                 FROM public.user_devices o
                WHERE o.user_id = w.person_id AND upper(replace(o.mac_address, '-', ':')) = w.mac
                ORDER BY o.is_authorized DESC, o.last_seen_at DESC, o.id
                LIMIT 1) own ON true
    ), checked AS MATERIALIZED (
        SELECT k.*,
               CASE WHEN k.id IS NULL THEN 'is gone'
                    WHEN k.mac IS NULL THEN 'only its address is known, not its MAC'
                    WHEN customer IS NOT NULL AND k.person_id IS NULL THEN 'no customer has the number or id ' || customer
                    WHEN k.person_id IS NULL THEN 'nothing tells whose it is: say it by customer'
                    WHEN k.full_name IS NULL THEN 'its customer is gone'
                    WHEN k.other IS NOT NULL THEN 'is let in as a device of ' || k.other || ': refuse it there first'
                    WHEN k.first_person <> k.person_id THEN 'the selection gives its MAC to somebody else, too'
                    WHEN k.is_in AND NOT k.is_listed THEN 'is let in already' END AS reason
          FROM known k
    ), counted AS (
        SELECT c.*, m.most, h.devices, h.let_in,
               count(*) FILTER (WHERE c.reason IS NULL AND NOT c.is_in AND c.same = 1)
                   OVER (PARTITION BY c.person_id, c.own_id IS NULL ORDER BY c.last_seen_at DESC, c.mac, c.wished) AS place
          FROM checked c
         CROSS JOIN (SELECT console.device_limit() AS most) m
         CROSS JOIN LATERAL (
               SELECT count(*) AS devices, count(*) FILTER (WHERE o.is_authorized) AS let_in
                 FROM public.user_devices o
                WHERE o.user_id = c.person_id) h
    )
    SELECT c.wished,
           CASE WHEN c.reason IS NOT NULL OR c.is_in THEN c.reason
                WHEN c.place + CASE WHEN c.own_id IS NULL THEN c.devices ELSE c.let_in END > c.most THEN
                    console.device_limit_refusal(c.full_name, CASE WHEN c.own_id IS NULL THEN c.devices ELSE c.let_in END) END,
           c.router, c.mac, c.address, c.host_name, c.host_id, c.bytes, c.uptime_s, c.is_listed, c.is_in, c.told,
           c.person_id, c.full_name, c.own_id, c.last_seen_at
      FROM counted c
$$;

-- One device that shall be a customer's, by its MAC; in_place: in the place of another one of the customer's, which is
-- named by MAC, label or id, else is the one that was seen least of late, one that is not let in before the others.
-- Always one row.
--   own_id     the customer's device of that MAC, not let in so far; NULL: to be made
--   start      where its counter begins; NULL: at 0, by the rule of all that is seen first
--   old        what it takes the place of
CREATE FUNCTION console.device_wish(customer text, given_mac text, in_place boolean, replaced text)
RETURNS TABLE (refusal text, user_id uuid, owner text, mac text, own_id uuid, own_label text, router text, address text,
               host_name text, seen_at timestamptz, bytes bigint, start jsonb, old public.user_devices)
LANGUAGE sql STABLE ROWS 1 AS $$
    WITH wish AS MATERIALIZED (
        SELECT console.read_mac(given_mac) AS mac
    ), person AS MATERIALIZED (
        SELECT u.id, u.full_name,
               console.user_router(console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers()))) AS router
          FROM public.users u
         WHERE u.phone_number = console.stored_phone(customer)
            OR u.id = CASE WHEN customer ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN customer::uuid END
         LIMIT 1
    ), own AS MATERIALIZED (
        SELECT o.*
          FROM public.user_devices o
         WHERE o.user_id = (SELECT p.id FROM person p)
    ), same AS MATERIALIZED (
        SELECT o.id, o.label, o.is_authorized
          FROM own o
         WHERE upper(replace(o.mac_address, '-', ':')) = (SELECT w.mac FROM wish w)
         ORDER BY o.is_authorized DESC, o.last_seen_at DESC, o.id
         LIMIT 1
    ), other AS MATERIALIZED (
        SELECT u.full_name
          FROM public.user_devices o
          JOIN public.users u ON u.id = o.user_id
         WHERE o.mac_address = ANY (console.mac_spellings((SELECT w.mac FROM wish w)))
           AND o.user_id IS DISTINCT FROM (SELECT p.id FROM person p)
         ORDER BY o.is_authorized DESC, o.last_seen_at DESC, o.id
         LIMIT 1
    ), seen AS MATERIALIZED (
        SELECT h.*
          FROM console.router_host_seen h
         WHERE h.mac = (SELECT w.mac FROM wish w)
         ORDER BY h.is_here DESC, h.last_seen_at DESC, h.id
         LIMIT 1
    ), old AS MATERIALIZED (
        SELECT o.id
          FROM own o
         WHERE in_place AND o.id IS DISTINCT FROM (SELECT s.id FROM same s)
           AND (replaced IS NULL OR upper(replace(o.mac_address, '-', ':')) = console.read_mac(replaced)
                OR o.id::text = lower(replaced) OR lower(o.label) = lower(replaced))
         ORDER BY o.is_authorized, o.last_seen_at, o.id
         LIMIT 1
    ), counted AS (
        SELECT count(*) AS devices, count(*) FILTER (WHERE o.is_authorized) AS let_in FROM own o
    )
    SELECT CASE WHEN p.id IS NULL THEN 'no customer has the number or id ' || customer
                WHEN w.mac IS NULL THEN given_mac || ' is no MAC address of a device'
                WHEN x.full_name IS NOT NULL THEN 'is a device of ' || x.full_name || ': remove it there first'
                WHEN s.is_authorized THEN 'is let in already'
                WHEN in_place AND o.id IS NULL AND replaced IS NOT NULL THEN 'no device of ' || p.full_name || ' is ' || replaced
                WHEN in_place AND o.id IS NULL THEN p.full_name || ' has no device that it could replace: devices.add adds it'
                WHEN NOT in_place AND CASE WHEN s.id IS NULL THEN c.devices ELSE c.let_in END >= console.device_limit() THEN
                    console.device_limit_refusal(p.full_name, CASE WHEN s.id IS NULL THEN c.devices ELSE c.let_in END) END,
           p.id, p.full_name, w.mac, s.id, s.label, coalesce(p.router, h.router), h.address, h.host_name, h.last_seen_at, h.bytes,
           (SELECT jsonb_build_object('bytes', r.bytes, 'host_id', r.host_id, 'uptime_s', r.uptime_s, 'at', r.counted_at)
              FROM console.device_removed r
             WHERE r.user_id = p.id AND r.mac = w.mac AND r.bytes IS NOT NULL),
           (SELECT d FROM public.user_devices d WHERE d.id = o.id)
      FROM wish w
      LEFT JOIN person p ON true
      LEFT JOIN same s ON true
      LEFT JOIN other x ON true
      LEFT JOIN seen h ON true
      LEFT JOIN old o ON true
     CROSS JOIN counted c
$$;

-- Why a device that was removed can't come back as it was ("before" of its audit row); NULL: it can.
CREATE FUNCTION console.device_return_refusal(was jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT EXISTS (SELECT FROM public.users u WHERE u.id = (was ->> 'user_id')::uuid) THEN 'its customer is gone'
                ELSE (SELECT 'is a device of ' || u.full_name || ' by now'
                        FROM public.user_devices o
                        JOIN public.users u ON u.id = o.user_id
                       WHERE o.mac_address = ANY (console.mac_spellings(upper(replace(was ->> 'mac_address', '-', ':'))))
                       ORDER BY o.is_authorized DESC, o.id
                       LIMIT 1) END
$$;

-- These devices of customers, as they are removed or called something else.
CREATE FUNCTION console.devices_to_remove(ids uuid[])
RETURNS TABLE (id uuid, refusal text, router text, mac text, address text, owner text, device public.user_devices)
LANGUAGE sql STABLE AS $$
    SELECT i.id,
           CASE WHEN d.id IS NULL THEN 'is gone'
                WHEN d.device_id IS NULL THEN 'is nobody''s device: devices.take_over makes it a customer''s' END,
           d.router, d.mac, d.address, u.full_name, (SELECT o FROM public.user_devices o WHERE o.id = d.device_id)
      FROM (SELECT DISTINCT unnest(ids) AS id) i
      LEFT JOIN console.devices() d ON d.id = i.id
      LEFT JOIN public.users u ON u.id = d.user_id AND d.device_id IS NOT NULL
$$;

-- Which of these hosts may be made devices of a customer: those that nobody has.
CREATE FUNCTION console.devices_to_take_over(ids uuid[], customer text)
RETURNS TABLE (id uuid, refusal text, router text, mac text, address text, host_name text, host_id text, bytes bigint,
               uptime_s integer, user_id uuid, owner text, last_seen_at timestamptz)
LANGUAGE sql STABLE AS $$
    SELECT a.id,
           CASE WHEN d.told = 'mac' THEN 'is a device of ' || u.full_name || ' already: devices.authorise lets it in'
                ELSE a.refusal END,
           a.router, a.mac, a.address, a.host_name, a.host_id, a.bytes, a.uptime_s, a.user_id, a.owner, a.last_seen_at
      FROM console.devices_to_authorise(ids, customer) a
      LEFT JOIN console.devices() d ON d.id = a.id
      LEFT JOIN public.users u ON u.id = d.user_id
$$;
