-- Operations: what a screen shows as the audit, one row for all that an action did at once. Marks as in users_list.sql,
-- over o (console.operation), u (the one that it undid), n (the one that undid it) and w (what is said of its action).
-- {{words}}  the actions' words: (action, one, many, done, is_undoable), …
SELECT {{columns}}
  FROM console.operation o
  LEFT JOIN console.operation u ON u.id = o.undo_of
  LEFT JOIN console.operation n ON n.undo_of = o.id
  -- DISTINCT ON: so the planner knows that it adds no rows, and leaves it out where nothing of it is wanted.
  LEFT JOIN (SELECT DISTINCT ON (v.action) v.action, v.one, v.many, v.done, v.is_undoable
               FROM (VALUES {{words}}) v (action, one, many, done, is_undoable)) w
         ON w.action = coalesce(u.action, o.action)
 WHERE {{where}}
{{order}}
{{limit}}
