-- Where a worker listens for notifications; writes only what differs.
-- $1 worker, $2 address (NULL: nowhere), $3 why it can't (NULL: it does)
UPDATE console.worker w
   SET listen_address = $2, listen_error = $3
 WHERE w.id = $1::uuid AND (w.listen_address, w.listen_error) IS DISTINCT FROM ($2::text, $3::text)
