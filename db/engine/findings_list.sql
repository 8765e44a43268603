-- Findings: the pane's rows, whole, filtered or page by page. Marks as in users_list.sql, over f (the finding), u (its
-- customer) and w (what is said of its kind).
-- {{words}}  the checks' words: (kind, what, mend), …
SELECT {{columns}}
  FROM console.finding f
  LEFT JOIN public.users u ON u.id = f.user_id
  LEFT JOIN (SELECT DISTINCT ON (v.kind) v.kind, v.what, v.mend
               FROM (VALUES {{words}}) v (kind, what, mend)) w ON w.kind = f.kind
 WHERE {{where}}
{{order}}
{{limit}}
