-- Settings of the portal that stand for one of ours and that can't be taken over.
-- Columns: count, example.
SELECT count(*) AS count, min(format('%s: the portal''s %s is %s', i.key, p.origin, p.state)) AS example
  FROM console.setting_info i
 CROSS JOIN LATERAL console.portal_setting(i.key) p
 WHERE p.state IN ('encrypted', 'unreadable')
   AND NOT EXISTS (SELECT FROM console.setting_value v WHERE v.key = i.key)
