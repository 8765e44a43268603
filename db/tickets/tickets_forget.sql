-- Forgets tickets that were closed two years ago, with their notes.
DELETE FROM console.ticket t WHERE t.closed_at < now() - interval '2 years'
