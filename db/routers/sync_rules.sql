-- What a sync goes by besides its users: the managed address lists and how strict each is, the profiles that somebody is put on for
-- a state (lower case: who is on one that is not his state's is taken off it), settings, and the date and time that our
-- comments carry.
-- $1, $2 fallbacks of router_claim and list_timeout_s
-- Columns: list_name (NULL: none), strictness, profile (NULL: none), claiming, list_timeout_s, date, time.
SELECT r.list_name, r.strictness, CASE WHEN r.status IS DISTINCT FROM 'active' THEN lower(r.profile) END AS profile,
       x.claiming, x.list_timeout_s, x.date, x.time
  FROM (SELECT a.list_name, a.strictness, a.status, a.profile FROM console.access_rule() a
        UNION ALL
        SELECT NULL, NULL, NULL, console.setting('MIKROTIK_KOMANDAN_PROFILE', 'komandan')) r
 CROSS JOIN (SELECT console.setting('router_claim', $1) AS claiming, console.setting('list_timeout_s', $2) AS list_timeout_s,
                    to_char(statement_timestamp() AT TIME ZONE z.name, 'YYYY-MM-DD') AS date,
                    to_char(statement_timestamp() AT TIME ZONE z.name, 'HH24:MI:SS') AS time
               FROM (SELECT console.zone() AS name OFFSET 0) z
             OFFSET 0) x
