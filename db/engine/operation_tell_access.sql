-- Tells customers that an operation has blocked or let in, and admins where a policy has blocked, as the settings say.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
SELECT console.notify_access($1::uuid, $2::bigint)
