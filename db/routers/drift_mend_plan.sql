-- What would mend differences: the label says whose they are, before and after what the router has and shall have;
-- the notes are the first of the commands.
-- $1 uuid[] differences
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH chosen AS MATERIALIZED (
    SELECT d.*,
           CASE WHEN d.kind = 'foreign_entry' THEN 'needs a person: it carries no mark of ours and is never touched'
                WHEN d.kind IN ('claim_entry', 'claim_binding', 'claim_account') THEN
                    'is not claimed yet: users.claim or routers.claim makes it ours'
                WHEN d.mend IS NULL THEN 'for information: ' || d.cause
                WHEN NOT r.is_enabled THEN 'router ' || d.router || ' is no longer configured'
           END AS refusal
      FROM console.drift d
      JOIN console.router r ON r.name = d.router
     WHERE d.id = ANY ($1::uuid[])
), placed AS MATERIALIZED (
    SELECT c.*, row_number() OVER (PARTITION BY c.refusal IS NULL ORDER BY c.router, c.kind, c.subject, c.id) AS place,
           count(*) FILTER (WHERE c.refusal IS NULL) OVER () AS total
      FROM chosen c
), mended AS (
    -- Mending a user mends all that differs of him on that router.
    SELECT count(*) FILTER (WHERE NOT d.is_safe) AS unsafe,
           count(*) FILTER (WHERE NOT d.is_chosen) AS others
      FROM (SELECT p.is_safe, true AS is_chosen FROM placed p WHERE p.refusal IS NULL
            UNION ALL
            SELECT o.is_safe, false
              FROM console.drift o
             WHERE o.mend IS NOT NULL AND o.item IS NULL AND o.id <> ALL ($1::uuid[])
               AND EXISTS (SELECT FROM placed p
                            WHERE p.refusal IS NULL AND p.item IS NULL AND p.router = o.router
                              AND (p.user_id = o.user_id OR p.kind = 'garden' AND o.kind = 'garden'))) d
), tally AS (
    SELECT nullif(concat_ws('; ',
               CASE WHEN m.unsafe > 0 THEN 'a person should look at ' || m.unsafe || ' of them: read what would be sent' END,
               CASE WHEN m.others > 0 THEN m.others || ' further differences of the same users are mended with them' END),
               '') AS words
      FROM mended m
), command AS (
    SELECT c.line, row_number() OVER (ORDER BY p.place, c.number) AS number
      FROM placed p
     CROSS JOIN LATERAL unnest(string_to_array(p.mend, E'\n')) WITH ORDINALITY AS c (line, number)
     WHERE p.refusal IS NULL AND p.place <= 4
), note AS MATERIALIZED (
    SELECT array_agg(n.words ORDER BY n.number) AS words
      FROM (SELECT t.words, 0 AS number FROM tally t WHERE t.words IS NOT NULL
            UNION ALL
            SELECT c.line, c.number FROM command c WHERE c.number <= 4) n
)
SELECT p.id, p.refusal, t.texts[1] AS label, t.texts[2] AS before, t.texts[3] AS after,
       CASE WHEN p.refusal IS NOT NULL OR p.place > 5 THEN NULL
            -- A row has one note: what is left over stands in the last one's.
            WHEN p.place = p.total THEN nullif(array_to_string(n.words[p.place:], '; '), '')
            ELSE n.words[p.place] END AS note
  FROM placed p
 CROSS JOIN note n
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN p.place <= 20 THEN
                  (SELECT ARRAY[concat_ws(' ', (SELECT u.full_name FROM public.users u WHERE u.id = p.user_id), p.subject),
                                coalesce(p.actual, 'nothing'), coalesce(p.expected, 'nothing')]) END AS texts
       OFFSET 0) t -- worked out once, not for each column
 ORDER BY p.place, p.refusal IS NOT NULL, p.id
