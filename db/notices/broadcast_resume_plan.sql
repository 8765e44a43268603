-- Which broadcasts would go on.
-- $1 text[] numbers of broadcasts
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT g.id AS given, b.id, b.state, b.text, b.total,
           (SELECT count(*) FROM console.notice n WHERE n.broadcast_id = b.id AND n.state = 'waiting') AS waiting
      FROM unnest($1::text[]) AS g (id)
      LEFT JOIN console.broadcast b ON b.id = CASE WHEN g.id ~ '^[0-9]{1,18}$' THEN g.id::bigint END
), refused AS (
    SELECT j.*,
           CASE WHEN j.id IS NULL THEN 'there is no such broadcast'
                WHEN j.state = 'done' THEN 'it is done'
                WHEN j.state = 'running' THEN 'it runs now' END AS refusal
      FROM judged j
), placed AS (
    SELECT r.*, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY r.id DESC, r.given) AS place FROM refused r
)
SELECT p.given AS id, p.refusal, CASE WHEN p.place <= 20 THEN left(p.text, 60) END AS label,
       CASE WHEN p.place <= 20 THEN p.waiting || ' of ' || p.total || ' wait' END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'running' END AS after, NULL AS note
  FROM placed p
 ORDER BY p.place, p.given
