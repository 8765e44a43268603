-- What became of the message of a charge in a chat.
-- $1 uuid of the outbox row's entity, $2 state, $3 message id (NULL: there is none any more)
UPDATE console.payment_message_log l
   SET state = $2, message_id = $3::bigint, at = clock_timestamp()
 WHERE l.uid = $1::uuid
