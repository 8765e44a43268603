-- Packages: the pane's rows, whole, filtered or page by page. What is counted over customers comes from a tally, whose job
-- looks at them in the background. The console fills in its own texts for the marks, never a value:
-- {{columns}}  expressions over p (the package), f (its profile) and y (its tally)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM public.packages p
  JOIN public.package_profiles f ON f.id = p.profile_id
  LEFT JOIN console.package_tally y ON y.package_id = p.id
 WHERE {{where}}
{{order}}
{{limit}}
