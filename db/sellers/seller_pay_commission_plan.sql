-- What putting commission on balances would change.
-- $1 uuid[] sellers, $2 rupiah of each (below zero: taken back), NULL for all that is due
-- Columns: id, refusal, label, before, after, note, terms.
SELECT t.id, t.refusal, t.label, t.before, t.after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL
            THEN console.rp_text((sum(t.given) FILTER (WHERE t.refusal IS NULL) OVER ())::bigint) || ' of commission together' END AS note,
       CASE WHEN t.refusal IS NULL THEN console.rp_text(t.given) END AS terms
  FROM (SELECT s.id, r.refusal, console.seller_label(s) AS label, coalesce($2::bigint, d.rp) AS given,
               console.rp_text(d.rp) || ' due · balance ' || console.rp_text(b.rp) AS before,
               console.rp_text(d.rp - coalesce($2::bigint, d.rp)) || ' due · balance '
               || console.rp_text(b.rp + coalesce($2::bigint, d.rp)) AS after,
               row_number() OVER (ORDER BY r.refusal IS NOT NULL, lower(s.name), s.id) AS place
          FROM console.seller s
         CROSS JOIN LATERAL (SELECT console.seller_commission_due(s) AS rp) d
         CROSS JOIN LATERAL (SELECT console.balance_rp(s.user_id) AS rp) b
         CROSS JOIN LATERAL (SELECT console.seller_commission_refusal(s, $2::bigint) AS refusal) r
         WHERE s.id = ANY ($1::uuid[])) t
 ORDER BY t.place
