-- What of users would be claimed on their routers as far as the last look tells: rows by menu, and in the notes the
-- first of what changes.
-- $1 uuid[] users
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH open AS MATERIALIZED (
    SELECT f.*, f.expected IS DISTINCT FROM f.actual AS differs, r.is_enabled,
           EXISTS (SELECT FROM console.router_claim c
                    WHERE c.router = f.router AND c.user_id = f.user_id) AS is_claimed
      FROM console.drift f
      JOIN console.router r ON r.name = f.router
     WHERE f.user_id = ANY ($1::uuid[]) AND f.kind IN ('claim_entry', 'claim_binding', 'claim_account')
), tally AS MATERIALIZED (
    SELECT o.user_id, string_agg(DISTINCT o.router, ', ') AS routers, count(*) FILTER (WHERE o.differs) AS changes,
           console.claim_text(count(*) FILTER (WHERE o.kind = 'claim_account'),
                              count(*) FILTER (WHERE o.kind = 'claim_binding'),
                              count(*) FILTER (WHERE o.kind = 'claim_entry')) AS what
      FROM open o
     WHERE o.is_enabled AND NOT o.is_claimed
     GROUP BY o.user_id
), placed AS MATERIALIZED (
    SELECT w.id, t.routers, t.changes, t.what,
           CASE WHEN t.user_id IS NOT NULL THEN NULL
                WHEN EXISTS (SELECT FROM console.router_claim c WHERE c.user_id = w.id) THEN 'is claimed already'
                ELSE 'the last look found nothing of this customer''s to claim' END AS refusal,
           row_number() OVER (PARTITION BY t.user_id IS NULL ORDER BY w.id) AS place
      FROM (SELECT DISTINCT n.id FROM unnest($1::uuid[]) n (id)) w
      LEFT JOIN tally t ON t.user_id = w.id
), note AS (
    SELECT o.user_id,
           string_agg(o.subject || ': ' || coalesce(o.actual, 'nothing') || ' → ' || coalesce(o.expected, 'removed'),
                      '; ' ORDER BY o.kind, o.subject) AS words
      FROM open o
      JOIN placed p ON p.id = o.user_id AND p.refusal IS NULL AND p.place <= 5
     WHERE o.differs AND NOT o.is_claimed
     GROUP BY o.user_id
)
SELECT p.id, p.refusal,
       CASE WHEN p.place <= 20 THEN (SELECT concat_ws(' ', u.full_name, u.phone_number)
                                       FROM public.users u WHERE u.id = p.id) END AS label,
       CASE WHEN p.place <= 20 THEN coalesce('not claimed on ' || p.routers || ': ' || p.what, '') END AS before,
       CASE WHEN p.place <= 20 THEN
           CASE WHEN p.refusal IS NOT NULL THEN ''
                WHEN p.changes = 0 THEN 'claimed'
                ELSE 'claimed, ' || p.changes || ' of them changed' END END AS after,
       n.words AS note
  FROM placed p
  LEFT JOIN note n ON n.user_id = p.id
 ORDER BY p.place, p.refusal IS NOT NULL, p.id
