-- Lines of the audit's copy on this host that the database does not bear out.
-- $1 text[] operations, $2 text[] hashes, as the lines have them
-- Columns: place (of the line among these), why.
SELECT g.place, CASE WHEN o.id IS NULL THEN 'is not in the database' ELSE 'has another hash there' END AS why
  FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS g (id, hash, place)
  LEFT JOIN console.operation o ON o.id::text = lower(g.id)
 WHERE o.id IS NULL OR encode(o.hash, 'hex') IS DISTINCT FROM g.hash
 ORDER BY g.place
