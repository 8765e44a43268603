-- Which zones the server knows now, for console.zone().
-- Columns: none of use.
SELECT console.learn_time_zones()
