-- Tells every console that looks at them; the texts are the channels of the panes.
-- $1 text[] what changed
SELECT pg_notify('hotspot_console', what) FROM unnest($1::text[]) AS what
