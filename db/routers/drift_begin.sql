-- The database's clock before a router is looked at: what is brought to it from then on is not judged.
-- Columns: started_at.
SELECT clock_timestamp() AS started_at
