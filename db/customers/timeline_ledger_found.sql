-- What stands on a page of a user's timeline: the portal's own changes of quota.
-- $1 to $6 as in db/lists/timeline_page.sql; {{kind}} the number of these entries there; bottom: nothing older is
-- needed. Reads a page in the order of an index and no more.
(SELECT {{kind}}, l.created_at, NULL, l.id
   FROM public.quota_mutation_ledger l
  WHERE l.user_id = $1::uuid AND l.source NOT LIKE 'console.%'
    AND l.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (l.created_at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND l.id < $5::uuid))
  ORDER BY l.created_at DESC, l.id DESC
  LIMIT $6::integer)
