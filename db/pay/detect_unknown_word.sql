-- Charges of which the gateway says a word that nobody knows here.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.gateway AS cause, c.order_id AS key, coalesce(u.full_name, c.order_id) AS label,
       'Rp ' || coalesce(c.paid_amount_rp, c.amount_rp) AS detail, c.user_id, c.updated_at AS since
  FROM console.charge c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.waits_for IS NOT NULL AND c.odd_word IS NOT NULL
