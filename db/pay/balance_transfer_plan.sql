-- What would pass from balances to one customer's.
-- $1 uuid[] user ids, $2 phone number of who gets it, $3 rupiah of each, $4 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH taker AS MATERIALIZED (
    SELECT u.id, u.full_name || ' ' || u.phone_number AS label FROM public.users u WHERE u.phone_number = $2
), target AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.name, t.id) AS place
      FROM (SELECT u.id, lower(u.full_name) AS name,
                   console.balance_transfer_refusal(u.id, (SELECT k.id FROM taker k), $3::bigint) AS refusal
              FROM public.users u
             WHERE u.id = ANY ($1::uuid[])) t
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, CASE WHEN t.refusal IS NULL THEN p.texts[3] END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT k.label || ': balance ' || console.rp_text(b.rp) || ', then '
                   || console.rp_text(b.rp + $3::bigint * (SELECT count(*) FROM target s WHERE s.refusal IS NULL))
                   || ' (' || $4::text || ')'
              FROM taker k
             CROSS JOIN LATERAL (SELECT console.balance_rp(k.id) AS rp) b) END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[u.full_name || ' ' || u.phone_number, 'balance ' || console.rp_text(b.rp),
                                'balance ' || console.rp_text(b.rp - $3::bigint)]
                     FROM public.users u
                    CROSS JOIN LATERAL (SELECT console.balance_rp(u.id) AS rp) b
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
