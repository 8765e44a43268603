-- Free contents that another one says already, but for case and blanks: the younger one.
-- Columns: key, label, present, repaired, user_id, since.
SELECT a.id::text AS key, format('content %s', a.id) AS label, format('says the same as content %s', a.first) AS present,
       'removed' AS repaired, NULL::uuid AS user_id, a.created_at AS since
  FROM (SELECT c.id, c.is_used, c.reserved_by, c.created_at,
               min(c.id) OVER (PARTITION BY md5(lower(regexp_replace(c.content, '\s+', '', 'g')))) AS first
          FROM console.product_content c) a
 WHERE a.id <> a.first AND NOT a.is_used AND a.reserved_by IS NULL
