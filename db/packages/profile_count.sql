-- Counts the customers of each profile, by the name that their accounts have. What differs is written, and told.
-- Columns: written.
WITH counted AS MATERIALIZED (
    SELECT lower(coalesce(u.mikrotik_profile_name, '')) AS name, count(*) AS customers FROM public.users u GROUP BY 1
), written AS (
    INSERT INTO console.profile_tally AS y (name, customers)
    SELECT c.name, c.customers
      FROM counted c
     WHERE c.name <> ''
       AND NOT EXISTS (SELECT FROM console.profile_tally k WHERE k.name = c.name AND k.customers = c.customers)
    ON CONFLICT (name) DO UPDATE SET customers = excluded.customers, counted_at = now()
    RETURNING y.name
), forgotten AS (
    DELETE FROM console.profile_tally y WHERE NOT EXISTS (SELECT FROM counted c WHERE c.name = y.name)
    RETURNING y.name
)
SELECT w.written, CASE WHEN w.written > 0 THEN pg_notify('hotspot_console', 'packages') END
  FROM (SELECT (SELECT count(*) FROM written) + (SELECT count(*) FROM forgotten) AS written) w
