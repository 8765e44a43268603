-- Whose place in the queue would change.
-- $1 text[] numbers of items, or ids or numbers of invoices, $2 priority
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT n.given, q.id, console.queue_refusal(q, $2) AS refusal, console.queue_label(q) AS label,
           console.queue_state_text(q) AS before
      FROM console.queue_named($1::text[]) n
      LEFT JOIN console.invoice_queue q ON q.id = n.id
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.id, j.given) AS place FROM judged j
)
SELECT coalesce(p.id::text, p.given) AS id, p.refusal, CASE WHEN p.place <= 20 THEN coalesce(nullif(p.label, ''), p.given) END AS label,
       CASE WHEN p.place <= 20 THEN p.before END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN $2::text END AS after,
       NULL AS note
  FROM placed p
 ORDER BY p.place, p.given
