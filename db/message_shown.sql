-- The message of a charge that a chat shows. No row for a message of its own.
-- $1 uuid of the outbox row's entity, $2 row of the outbox that asked for what is to be shown
-- Columns: message_id (NULL: none), is_old (another has asked for something else since).
SELECT l.message_id, l.source_id > $2::bigint AS is_old FROM console.payment_message_log l WHERE l.uid = $1::uuid
