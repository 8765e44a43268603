-- What stands on a page of a user's timeline: charges, and transactions of the portal's that none stands for.
-- $1 to $6 as in db/lists/timeline_page.sql; {{kind}} the number of these entries there; bottom: nothing older is
-- needed. Reads a page in the order of an index and no more.
(SELECT {{kind}}, t.created_at, NULL, t.id
   FROM public.transactions t
  WHERE t.user_id = $1::uuid
    AND t.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (t.created_at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND t.id < $5::uuid))
    AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $6::integer)
UNION ALL
(SELECT {{kind}}, c.created_at, NULL, c.id
   FROM console.charge c
  WHERE c.user_id = $1::uuid
    AND c.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (c.created_at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND c.id < $5::uuid))
  ORDER BY c.created_at DESC, c.id DESC
  LIMIT $6::integer)
