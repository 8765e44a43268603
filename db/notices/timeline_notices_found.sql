-- What stands on a page of a user's timeline: messages that were handed to a messenger.
-- $1 to $6 as in db/lists/timeline_page.sql; {{kind}} the number of these entries there; bottom: nothing older is
-- needed. Reads a page in the order of an index and no more.
(SELECT {{kind}}, n.created_at, n.id, NULL
   FROM console.notice n
  WHERE n.user_id = $1::uuid AND n.state = 'handed'
    AND n.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (n.created_at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND n.id < $4::bigint))
  ORDER BY n.created_at DESC, n.id DESC
  LIMIT $6::integer)
