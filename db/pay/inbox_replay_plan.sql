-- Which notifications would be processed once more; one that is done changes nothing by it.
-- $1 text[] numbers of notifications
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT g.id AS given, n.*
      FROM unnest($1::text[]) AS g (id)
      LEFT JOIN console.inbox n ON n.id = CASE WHEN g.id ~ '^[0-9]{1,18}$' THEN g.id::bigint END
), judged AS (
    SELECT t.*,
           CASE WHEN t.id IS NULL THEN 'there is no such notification'
                WHEN t.state = 'new' AND t.lease_until > clock_timestamp() THEN 'it is processed now'
           END AS refusal
      FROM target t
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.id DESC, j.given) AS place FROM judged j
)
SELECT p.given AS id, p.refusal,
       CASE WHEN p.place <= 20 THEN coalesce(concat_ws(' · ', p.gateway, p.order_id, p.status), p.given) END AS label,
       CASE WHEN p.place <= 20 THEN concat_ws(': ', p.state, p.result) END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN 'due now' END AS after, NULL AS note
  FROM placed p
 ORDER BY p.place, p.given
