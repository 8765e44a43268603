-- Sums up what statements have added to the counts of products.
-- Columns: count (rows that are fewer).
SELECT console.product_count_settle() AS count
