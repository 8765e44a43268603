-- When the certificates end that the job `certificates_look` saw.
-- Columns: label, day, is_over, is_soon (the bound of incidents, two weeks), days (left; below 0: over).
SELECT c.kind || ' ' || c.name AS label, to_char(c.until, 'YYYY-MM-DD') AS day, c.until <= now() AS is_over,
       c.until < now() + interval '14 days' AS is_soon, floor(extract(epoch FROM c.until - now()) / 86400)::bigint AS days
  FROM console.certificate c
 ORDER BY c.kind, c.name
