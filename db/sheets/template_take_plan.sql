-- How many templates Mikhmon's quick-print packages would become.
-- $1 text[] take-overs
-- Columns: id, refusal, label, before, after, note.
SELECT g.id, CASE WHEN c.wanted = 0 THEN 'it has no quick-print package that is not a template yet' END AS refusal,
       'router ' || t.router AS label, c.there || ' quick-print packages' AS before, c.wanted || ' templates' AS after, NULL AS note
  FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
  JOIN console.takeover t ON t.id::text = g.id
 CROSS JOIN LATERAL (SELECT count(*) AS there,
                            count(*) FILTER (WHERE p.is_readable AND NOT EXISTS (SELECT FROM console.voucher_template x
                                                                                  WHERE lower(x.name) = lower(p.name))) AS wanted
                       FROM console.takeover_package p WHERE p.takeover_id = t.id) c
 ORDER BY g.place
