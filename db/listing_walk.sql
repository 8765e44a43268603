-- A bounded walk in sort order: the rows that match among the next {{last}} ones, and the last one
-- whether it matches or not, so that the walk can go on from there.
-- {{query}}  a pane's query with columns key, id, is_match and the row's number n; in order, limited to {{last}}
-- columns: key, id, is_match, n
SELECT w.key::text, w.id::text, w.is_match, w.n
  FROM ({{query}}) w
 WHERE w.is_match OR w.n = {{last}}
 ORDER BY w.n
 LIMIT {{limit}}
