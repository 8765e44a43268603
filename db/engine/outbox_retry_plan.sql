-- Which effects would be tried again now. Of several for the same thing only the newest is: it brings about
-- all that the others asked for.
-- $1 text[] numbers of outbox rows
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT g.id AS given, o.*,
           row_number() OVER (PARTITION BY o.target, o.effect, o.entity_id, o.state ORDER BY o.id DESC) AS age
      FROM unnest($1::text[]) AS g (id)
      LEFT JOIN console.outbox o ON o.id = CASE WHEN g.id ~ '^[0-9]{1,18}$' THEN g.id::bigint END
), judged AS (
    SELECT t.*,
           CASE WHEN t.id IS NULL THEN 'there is no such effect'
                WHEN t.state = 'running' THEN 'it runs now'
                WHEN t.state = 'done' THEN 'it is done'
                WHEN t.state = 'cancelled' THEN 'it was withdrawn'
                WHEN t.state = 'failed' AND t.age > 1 THEN 'a newer one for the same thing is tried'
                WHEN t.state = 'failed' AND EXISTS (
                         SELECT FROM console.outbox n
                          WHERE n.target = t.target AND n.effect = t.effect AND n.entity_id = t.entity_id
                            AND n.state = 'pending') THEN 'a newer one for the same thing waits already'
           END AS refusal
      FROM target t
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.id DESC, j.given) AS place FROM judged j
)
SELECT p.given AS id, p.refusal, CASE WHEN p.place <= 20 THEN console.outbox_text(p.id, p.given) END AS label,
       CASE WHEN p.place <= 20 THEN concat_ws(': ', p.state, p.last_error) END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'due now' END AS after, NULL AS note
  FROM placed p
 ORDER BY p.place, p.given
