-- Matches found by an index, in no order of their own, up to a bound; the first ones in sort order.
-- {{query}}  a pane's query with columns key and id, limited to the bound
-- columns: key, id, total (how many were collected)
WITH c AS MATERIALIZED ({{query}})
SELECT c.key, c.id, (SELECT count(*) FROM c)
  FROM c
{{order}}
 LIMIT {{limit}}
