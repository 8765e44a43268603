-- In which language customers would be told from now on.
-- $1 uuid[] user ids, $2 language ('-': that of the shop)
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT u.id, u.full_name, u.phone_number, l.language,
           CASE WHEN coalesce(l.language, '-') = $2::text THEN 'has it already' END AS refusal
      FROM public.users u
      LEFT JOIN console.customer_language l ON l.user_id = u.id
     WHERE u.id = ANY ($1::uuid[])
), placed AS (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY lower(j.full_name), j.id) AS place FROM judged j
)
SELECT p.id, p.refusal, CASE WHEN p.place <= 20 THEN concat_ws(' ', p.full_name, p.phone_number) END AS label,
       CASE WHEN p.place <= 20 THEN coalesce(p.language, 'as message_language says') END AS before,
       CASE WHEN p.place <= 20 AND p.refusal IS NULL THEN coalesce(nullif($2::text, '-'), 'as message_language says') END AS after,
       NULL AS note
  FROM placed p
 ORDER BY p.place, p.id
