-- Ends subscriptions.
-- $1 operation uuid, $2 uuid[] subscription ids (locked)
-- Columns: subscription_turn (the ids of those that could be).
SELECT console.subscription_turn($1::uuid, $2::uuid[], 'ended')
