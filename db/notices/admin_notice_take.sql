-- All that is new of a kind, told from now on; the first ten by name.
-- $1 kind
-- Columns: news (how many), list (a line each; NULL: nothing is new).
WITH told AS (
    UPDATE console.admin_news n
       SET told_at = clock_timestamp()
     WHERE n.kind = $1 AND n.told_at IS NULL
    RETURNING n.id, n.text
), placed AS (
    SELECT t.id, t.text, row_number() OVER (ORDER BY t.id) AS place, count(*) OVER () AS news FROM told t
)
SELECT count(*) AS news,
       string_agg(p.text, E'\n' ORDER BY p.id) FILTER (WHERE p.place <= 10)
       || CASE WHEN count(*) > 10 THEN E'\n+ ' || count(*) - 10 ELSE '' END AS list
  FROM placed p
