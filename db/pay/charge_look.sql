-- What stands of a charge, ours or the portal's, and whether some news would move it; no row where there is none.
-- $1 order id, $2 state or NULL, $3 the gateway's words, $4 its transaction, $5 rupiah, $6 currency, $7 when it was
-- paid, $8 source
-- Columns: state, words, moves.
SELECT c.state,
       CASE WHEN c.state = 'paid' THEN 'paid: ' || CASE e.effect WHEN 'deposit' THEN 'put on the balance'
                                                                 WHEN 'debt' THEN c.subject || ' settled'
                                                                 WHEN 'package' THEN c.subject || ' applied'
                                                                 WHEN 'invoice' THEN 'invoice for ' || c.subject
                                                                 ELSE 'the portal applied it' END
            ELSE concat_ws(': ', replace(c.state, '_', ' '), nullif(concat_ws('; ', c.reason, c.waits_for), '')) END AS words,
       n.to_state IS NOT NULL AS moves
  FROM console.charge_known(ARRAY[$1]) c
  LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
 CROSS JOIN LATERAL console.charge_next_state(
       c, ROW($2, $3, $4, $5::bigint, $6, $7, $8)::console.charge_said, console.setting('payment_late', 'hold')) n
