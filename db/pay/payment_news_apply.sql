-- Takes what a gateway said of charges.
-- $1 operation uuid, $2 text[] order ids (their users are locked), $3 state (NULL: the word decides), $4 its word,
-- $5 its transaction, $6 rupiah, $7 currency, $8 when it was paid, $9 source, $10 fraud word, $11 what went back (JSON),
-- $12 all that went back, rupiah
-- Columns: order_id (none for those that may not be changed by now).
SELECT s.order_id
  FROM (SELECT c.order_id, console.charge_hear(
                   $1::uuid, c.order_id,
                   ROW($3, $4, $5, $6::bigint, $7, $8, $9, $10, $11::jsonb, $12::bigint)::console.gateway_said) AS is_changed
          FROM (SELECT x.order_id FROM unnest($2::text[]) AS x (order_id) ORDER BY x.order_id) c
        OFFSET 0) s
 WHERE s.is_changed
