-- Takes invoices out of the queue, with an audit row each.
-- $1 operation uuid, $2 text[] numbers of items
SELECT t.id, pg_notify('hotspot_console', 'queue')
  FROM console.queue_take_out($1::uuid, $2::text[]::bigint[]) AS t (id)
