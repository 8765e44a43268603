-- The spans of two places in the order of names, and where the second one's begins and ends.
-- $1, $2 sort keys
-- columns: span of $1, span of $2, first key of the second span ('' for the first span of all), first key
-- after it (NULL for the last span of all)
SELECT console.name_span($1), console.name_span($2),
       coalesce((console.name_bounds())[console.name_span($2)], ''),
       (console.name_bounds())[console.name_span($2) + 1]
