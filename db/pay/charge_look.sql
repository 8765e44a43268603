-- What stands of a charge, ours or the portal's, and whether some news would change it; no row where there is none. Of
-- an order that was paid more than once it is that of the transaction.
-- $1 order id, $2 state (NULL: the word decides), $3 the gateway's word, $4 its transaction, $5 rupiah, $6 currency,
-- $7 when it was paid, $8 source, $9 fraud word, $10 what went back (JSON), $11 all that went back, rupiah
-- Columns: state, words, moves, meaning (of the word), is_odd (nobody knows the word).
SELECT c.state,
       CASE WHEN c.state = 'paid' THEN 'paid: ' || CASE e.effect WHEN 'deposit' THEN 'put on the balance'
                                                                 WHEN 'debt' THEN c.subject || ' settled'
                                                                 WHEN 'package' THEN c.subject || ' applied'
                                                                 WHEN 'invoice' THEN 'invoice for ' || c.subject
                                                                 ELSE 'the portal applied it' END
            ELSE concat_ws(': ', replace(c.state, '_', ' '), nullif(concat_ws('; ', c.reason, c.waits_for), '')) END AS words,
       n.kind IN ('move', 'part', 'second', 'odd') AS moves, n.meaning, $3 IS NOT NULL AND n.meaning IS NULL AS is_odd
  FROM console.charge_known(ARRAY[console.charge_spoken_of($1, $4)]) c
  LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
 CROSS JOIN LATERAL console.charge_hears(
       c, ROW($2, $3, $4, $5::bigint, $6, $7, $8, $9, $10::jsonb, $11::bigint)::console.gateway_said,
       console.setting('payment_late', 'hold')) n
