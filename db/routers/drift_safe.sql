-- The differences of a router that need no person. Mending a user mends all that differs of him: where any of
-- that needs a person, he waits for one.
-- $1 router
-- Columns: id.
SELECT d.id
  FROM console.drift d
 WHERE d.router = $1 AND d.is_safe AND d.mend IS NOT NULL
   AND (d.item IS NOT NULL OR d.user_id IS NULL
        OR NOT EXISTS (SELECT FROM console.drift o
                        WHERE o.user_id = d.user_id AND o.router = d.router AND o.mend IS NOT NULL
                          AND o.item IS NULL AND NOT o.is_safe))
 ORDER BY d.id
