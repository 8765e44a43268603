-- A bounded walk in sort order: what matches among the next rows, and the row at the bound whether it does or not, for it
-- tells that there may be more behind it.
-- {{query}}  a pane's query with columns key, id and is_match; in order, limited to the bound
-- columns: key, id, is_match, is_bound
SELECT w.key, w.id, w.is_match, w.place = {{bound}} AS is_bound
  FROM (SELECT q.key, q.id, q.is_match, row_number() OVER () AS place FROM ({{query}}) q) w
 WHERE w.is_match OR w.place = {{bound}}
 LIMIT {{limit}}
