-- Versions of the portal that this program was not written for.
-- Columns: count, example.
SELECT count(*) AS count, min(v.what) AS example
  FROM console.portal_version_differs() AS v (what)
