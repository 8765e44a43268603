-- The profiles that somebody is put on for his state, lower case: who is on one that is not his is taken off it.
-- Columns: name.
SELECT unnest(console.state_profiles()) AS name
