-- Profiles: the pane's rows, whole, filtered or page by page. They are few, and so are routers. The console fills in its own
-- texts for the marks, never a value:
-- {{columns}}  expressions over f (the profile), t (its terms), y (its tally), k (its packages) and o (how routers stand to it)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM public.package_profiles f
  LEFT JOIN console.profile_terms t ON t.profile_id = f.id
  LEFT JOIN console.profile_tally y ON y.name = lower(f.profile_name)
 CROSS JOIN LATERAL (SELECT count(*) AS packages FROM public.packages p WHERE p.profile_id = f.id) k
 CROSS JOIN LATERAL (
       SELECT count(*) AS routers, string_agg(x.difference, '; ' ORDER BY x.place) AS difference,
              string_agg(x.grants || ' on ' || x.router, '; ' ORDER BY x.place) AS grants,
              CASE WHEN count(*) = 0 THEN 'unseen' WHEN bool_or(x.state = 'missing') THEN 'missing'
                   WHEN bool_or(x.state = 'differs') THEN 'differs' ELSE 'same' END AS state
         FROM console.profile_on_routers(f.id) x) o
 WHERE {{where}}
{{order}}
{{limit}}
