-- What was paid until then is known here; never goes back.
-- $1 brand, $2 time
UPDATE console.brand b
   SET paid_seen_at = $2::timestamptz
 WHERE b.name = $1 AND coalesce(b.paid_seen_at, '-infinity') < $2::timestamptz
