-- Incidents: the pane's rows, whole, filtered or page by page. Marks as in users_list.sql, over i (the incident) and w (what
-- is said of its kind).
-- {{words}}  the detectors' words: (kind, what, mend), …
SELECT {{columns}}
  FROM console.incident i
  LEFT JOIN (VALUES {{words}}) w (kind, what, mend) ON w.kind = i.kind
 WHERE {{where}}
{{order}}
{{limit}}
