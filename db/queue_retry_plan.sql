-- Which invoices would be queued once more.
-- $1 text[] numbers of items, or ids or numbers of invoices; NULL: all that failed
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT n.given, q.id, console.queue_refusal(q, 'retry') AS refusal, console.queue_label(q) AS label,
           console.queue_state_text(q) AS before
      FROM console.queue_named(coalesce($1::text[], ARRAY(SELECT f.id::text FROM console.invoice_queue f
                                                       WHERE f.state = 'failed'))) n
      LEFT JOIN console.invoice_queue q ON q.id = n.id
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.id, j.given) AS place FROM judged j
)
SELECT coalesce(p.id::text, p.given) AS id, p.refusal, CASE WHEN p.place <= 20 THEN coalesce(nullif(p.label, ''), p.given) END AS label,
       CASE WHEN p.place <= 20 THEN p.before END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'waits, from the first try on' END AS after,
       NULL AS note
  FROM placed p
 ORDER BY p.place, p.given
