-- Keeps what the gateway last said of a charge, whether it moved it or not, unless newer words are known.
-- $1 order id, $2 state (NULL: the word decides), $3 the gateway's word, $4 its transaction, $5 rupiah, $6 currency,
-- $7 when it was paid, $8 source, $9 fraud word, $10 what went back (JSON), $11 all that went back, rupiah
SELECT console.charge_keep_word($1, ROW($2, $3, $4, $5::bigint, $6, $7, $8, $9, $10::jsonb, $11::bigint)::console.gateway_said)
