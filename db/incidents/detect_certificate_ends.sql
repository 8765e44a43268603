-- Certificates that end within two weeks, or have ended.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.kind AS cause, c.kind || ' ' || c.name AS key, c.name AS label, to_char(c.until, 'YYYY-MM-DD') AS detail, NULL::uuid AS user_id,
       NULL::timestamptz AS since
  FROM console.certificate c
 WHERE c.until < now() + interval '14 days'
