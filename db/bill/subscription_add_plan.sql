-- What subscribing customers would mean.
-- $1 uuid[] user ids, $2 package's name, $3 price or NULL for the package's, $4 brand or NULL for the only one,
-- $5 first day or NULL for today, $6 due day, $7 tax in percent or NULL for the brand's, $8 VIP: yes or no, $9 tipe,
-- $10 e-mail, $11 WhatsApp number (the last five: - is NULL), $12 discount, $13 whether the tax is in the price: brand,
-- yes or no
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH offer AS MATERIALIZED (
    SELECT u.id, u.full_name, u.phone_number,
           console.offer_subscription(u, $2, $3::bigint, $4, $5::date, $6::integer, $7, $8, $9, $10, $11,
                                      $12::bigint, $13) AS offer
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
), target AS MATERIALIZED (
    SELECT o.id, (o.offer).refusal, (o.offer).draft, o.full_name || ' ' || o.phone_number AS label,
           row_number() OVER (PARTITION BY (o.offer).refusal IS NULL ORDER BY lower(o.full_name), o.id) AS place
      FROM offer o
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN t.label END AS label, p.texts[1] AS before, p.texts[2] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT 'from ' || (t.draft).starts_on || ' on ' || console.rp_text(sum((s.draft).price_rp))
                   || ' a month together, before tax and discount'
                   || CASE WHEN (t.draft).starts_on < console.month_of(console.today())
                                AND console.setting_bigint('billing_catch_up_months', 2) > 0
                           THEN '; the job invoices past months too, as billing_catch_up_months says' ELSE '' END
              FROM target s
             WHERE s.refusal IS NULL)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[coalesce(string_agg(s.package, ', ' ORDER BY s.created_at), 'no subscription'),
                                CASE WHEN t.refusal IS NULL
                                     THEN (t.draft).package || ' · ' || console.subscription_text(t.draft) END]
                     FROM console.subscription s
                    WHERE s.user_id = t.id AND s.status <> 'ended') END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
