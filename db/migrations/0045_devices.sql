-- applies: always
-- Devices: those of customers, let in or not, and hosts of nobody that the looks at the routers found.

-- What a router showed of a device that is no customer's authorised one, or whose address stands in the list of
-- unauthorised ones; as of the last look, and for a while after it was seen last.
CREATE TABLE console.router_host_seen (
    id              uuid PRIMARY KEY, -- of router and MAC, or address where no MAC is known
    router          text NOT NULL REFERENCES console.router (name) ON DELETE CASCADE,
    mac             text,             -- upper case with colons; NULL: nothing but its address is known
    address         text,
    host_name       text,             -- as its DHCP lease says
    comment         text,             -- of its lease, binding, host or entry
    account         text,             -- the hotspot user that is or was logged in on it, by session or cookie
    login_user_id   uuid,             -- whose account that is
    comment_user_id uuid,             -- whom the comment names, by uid or phone number
    host_id         text,             -- the router's own id of the host; NULL: it has none
    bytes           bigint,
    uptime_s        integer,
    is_here         boolean NOT NULL, -- as of the last look
    is_listed       boolean NOT NULL, -- its address stands in the list of unauthorised ones
    first_seen_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    last_seen_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT router_host_seen_is_something CHECK (mac IS NOT NULL OR address IS NOT NULL)
);
CREATE INDEX router_host_seen_router ON console.router_host_seen (router, last_seen_at DESC);
CREATE INDEX router_host_seen_mac ON console.router_host_seen (mac);

-- A phone number as it is stored: "0812-34", "62812…", "+62 812…", "8…"; NULL where it is none.
CREATE FUNCTION console.stored_phone(given text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN given ~ '[^-0-9 ()./+]' OR length(n.digits) NOT BETWEEN 7 AND 15 THEN NULL
                WHEN n.digits ~ '^62' THEN '+62' || regexp_replace(n.digits, '^620?', '')
                WHEN n.is_international THEN '+' || n.digits
                WHEN n.digits ~ '^[08]' THEN '+62' || regexp_replace(n.digits, '^0', '') END
      FROM (SELECT regexp_replace(regexp_replace(given, '^\s*00', ''), '[^0-9]', '', 'g') AS digits,
                   given ~ '^\s*(\+|00)' AS is_international) n
$$;

-- All devices: those that looks found, and those of customers that none did.
--   device_id  the customer's device of that MAC: an authorised one before the others, the one seen last before
--              the others; NULL: nobody has it
--   user_id    whose it is, or is said to be
--   told       how that is known: mac (he has a device of this MAC), login (his account was logged in on it),
--              comment (a comment on the router names him); NULL: nothing tells
CREATE FUNCTION console.devices()
RETURNS TABLE (id uuid, router text, mac text, address text, host_name text, comment text, account text,
               host_id text, bytes bigint, uptime_s integer, is_here boolean, is_listed boolean,
               first_seen_at timestamptz, last_seen_at timestamptz, device_id uuid, is_authorized boolean,
               user_id uuid, told text)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH seen AS MATERIALIZED (
        SELECT h.*, d.id AS device_id, d.user_id AS owner_id, d.is_authorized, l.id AS login_id, c.id AS named_id
          FROM console.router_host_seen h
          LEFT JOIN LATERAL (
               SELECT o.id, o.user_id, o.is_authorized
                 FROM public.user_devices o
                WHERE o.mac_address IN (h.mac, lower(h.mac), replace(h.mac, ':', '-'), lower(replace(h.mac, ':', '-')))
                ORDER BY o.is_authorized DESC, o.last_seen_at DESC, o.id DESC
                LIMIT 1) d ON true
          LEFT JOIN public.users l ON l.id = h.login_user_id
          LEFT JOIN public.users c ON c.id = h.comment_user_id
    ), server AS MATERIALIZED (
        SELECT n.name, console.user_router(n.name) AS router
          FROM (SELECT DISTINCT coalesce(u.mikrotik_server_name, '') AS name FROM public.users u) n
    )
    SELECT s.id, s.router, s.mac, s.address, s.host_name, s.comment, s.account, s.host_id, s.bytes, s.uptime_s,
           s.is_here, s.is_listed, s.first_seen_at, s.last_seen_at, s.device_id, coalesce(s.is_authorized, false),
           coalesce(s.owner_id, s.login_id, s.named_id),
           CASE WHEN s.owner_id IS NOT NULL THEN 'mac' WHEN s.login_id IS NOT NULL THEN 'login'
                WHEN s.named_id IS NOT NULL THEN 'comment' END
      FROM seen s
    UNION ALL
    SELECT d.id, v.router, upper(replace(d.mac_address, '-', ':')), nullif(d.ip_address, ''), d.label, NULL, NULL,
           NULL, d.last_bytes_total, NULL, NULL, false, d.first_seen_at, d.last_seen_at, d.id, d.is_authorized,
           d.user_id, 'mac'
      FROM public.user_devices d
      JOIN public.users u ON u.id = d.user_id
      JOIN server v ON v.name = coalesce(u.mikrotik_server_name, '')
     -- Not as a join: where it takes the devices for few, the planner would walk through all hosts for each.
     WHERE d.id NOT IN (SELECT s.device_id FROM seen s WHERE s.device_id IS NOT NULL)
$$;

-- Which of these devices may be let in for a customer: the one that is given by phone number or uuid, else the one
-- that is told. The portal counts all devices of a customer against its limit, also those that are not let in; of a
-- device that it has, only that no more are let in than the limit says.
--   own_id       his device of that MAC; NULL: to be made
--   owner        whose name the previews show
CREATE FUNCTION console.devices_to_authorise(ids uuid[], customer text)
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
                 WHERE o.mac_address IN (w.mac, lower(w.mac), replace(w.mac, ':', '-'), lower(replace(w.mac, ':', '-')))
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
         CROSS JOIN (SELECT console.setting_bigint('MAX_DEVICES_PER_USER', 3) AS most) m
         CROSS JOIN LATERAL (
               SELECT count(*) AS devices, count(*) FILTER (WHERE o.is_authorized) AS let_in
                 FROM public.user_devices o
                WHERE o.user_id = c.person_id) h
    )
    SELECT c.wished,
           CASE WHEN c.reason IS NOT NULL OR c.is_in THEN c.reason
                WHEN c.place + CASE WHEN c.own_id IS NULL THEN c.devices ELSE c.let_in END > c.most THEN
                    format('%s has %s devices, and MAX_DEVICES_PER_USER is %s', c.full_name,
                           CASE WHEN c.own_id IS NULL THEN c.devices ELSE c.let_in END, c.most) END,
           c.router, c.mac, c.address, c.host_name, c.host_id, c.bytes, c.uptime_s, c.is_listed, c.is_in, c.told,
           c.person_id, c.full_name, c.own_id, c.last_seen_at
      FROM counted c
$$;

-- Which of these devices may be refused. A customer's device is no longer let in; of a device of nobody, and of one that
-- is not let in anyway, what is left to do is on the router: its sessions, and its MAC where it shall be blocked.
CREATE FUNCTION console.devices_to_refuse(ids uuid[], is_blocking boolean)
RETURNS TABLE (id uuid, refusal text, router text, mac text, address text, host_name text, is_here boolean,
               is_listed boolean, is_authorized boolean, told text, user_id uuid, owner text, device_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT i.id,
           CASE WHEN d.id IS NULL THEN 'is gone'
                WHEN d.mac IS NULL THEN 'only its address is known, not its MAC'
                WHEN d.router IS NULL THEN 'no router is known'
                WHEN NOT d.is_authorized AND NOT is_blocking AND NOT coalesce(d.is_here, false) THEN
                    'is not let in, and not there now' END,
           d.router, d.mac, d.address, d.host_name, d.is_here, d.is_listed, d.is_authorized, d.told, d.user_id,
           u.full_name, d.device_id
      FROM (SELECT DISTINCT unnest(ids) AS id) i
      LEFT JOIN console.devices() d ON d.id = i.id
      LEFT JOIN public.users u ON u.id = d.user_id
$$;
