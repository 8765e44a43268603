-- A bounded walk in sort order: what matches among the next rows.
-- {{query}}  a pane's query with columns key, id and is_match; in order, limited to the bound
-- columns: key, id
SELECT w.key, w.id
  FROM ({{query}}) w
 WHERE w.is_match
 LIMIT {{limit}}
