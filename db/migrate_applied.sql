-- The migrations that were applied.
-- Columns: name, checksum (SHA-256, hex), how (fresh, adopted or enforced).
SELECT name, checksum, how
  FROM console.migration
 ORDER BY name
