-- Whether contents can be put in.
-- $1 contents, a line each, or NULL
-- Columns: refusal (NULL: they can).
SELECT console.contents_misfit((SELECT array_agg(g.content ORDER BY g.place) FROM console.contents_given($1) g)) AS refusal
