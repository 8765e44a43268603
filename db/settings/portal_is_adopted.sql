-- Whether the database was a portal's when it was migrated first.
-- Columns: is_adopted.
SELECT EXISTS (SELECT FROM console.migration WHERE how = 'adopted') AS is_adopted
