-- Sessions of customers at an address that another customer's session on the same router has at once, as of the last look at it.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.id::text AS key, coalesce(u.full_name, s.account, s.mac) AS label, concat_ws(', ', s.address, s.mac) AS detail,
       s.user_id, NULL::timestamptz AS since
  FROM console.router_session s
  LEFT JOIN public.users u ON u.id = s.user_id
 WHERE s.shares_address
