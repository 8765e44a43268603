-- The profile that would be made. Its id is that of the row: a new one, no row is chosen.
-- $1 nothing, $2 name, $3 rate, $4 shared users, $5 session, $6 address list; of the last four NULL or - for as routers have it
-- Columns: id, refusal, label, before, after, note.
WITH wish AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, console.profile_misfit(NULL, $2, $3, $4, $5) AS refusal
     WHERE $1::text[] IS NULL OR true
)
SELECT w.id, w.refusal, $2::text AS label, 'new' AS before,
       CASE WHEN w.refusal IS NULL THEN
           (SELECT coalesce(console.profile_text(n.rate_limit, n.shared_users, n.session_timeout_s, n.address_list), 'as routers have it')
              FROM jsonb_populate_record(NULL::console.profile_terms, console.profile_wish($3, $4, $5, $6)) n) END AS after,
       CASE WHEN w.refusal IS NULL THEN 'routers are told by profiles.push' END AS note
  FROM wish w
