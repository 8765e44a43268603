-- What is to be said of the portal's version: a warning, no more.
-- Columns: what.
SELECT 'the portal''s version ' || v.what AS what
  FROM console.portal_version_differs() AS v (what)
