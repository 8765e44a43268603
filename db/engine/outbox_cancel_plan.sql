-- Which effects would be withdrawn: what has begun or is done can't be.
-- $1 text[] numbers of outbox rows
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT g.id AS given, o.id, o.state, o.last_error,
           CASE WHEN o.id IS NULL THEN 'there is no such effect'
                WHEN o.state = 'running' THEN 'it runs now'
                WHEN o.state = 'done' THEN 'it is done'
                WHEN o.state = 'cancelled' THEN 'it was withdrawn' END AS refusal
      FROM unnest($1::text[]) AS g (id)
      LEFT JOIN console.outbox o ON o.id = CASE WHEN g.id ~ '^[0-9]{1,18}$' THEN g.id::bigint END
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.id DESC, j.given) AS place FROM judged j
)
SELECT p.given AS id, p.refusal, CASE WHEN p.place <= 20 THEN console.outbox_text(p.id, p.given) END AS label,
       CASE WHEN p.place <= 20 THEN concat_ws(': ', p.state, p.last_error) END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'withdrawn' END AS after,
       CASE WHEN p.place = 1 AND p.refusal IS NULL THEN
           'the router stays as it is until something else brings it to what the database says' END AS note
  FROM placed p
 ORDER BY p.place, p.given
