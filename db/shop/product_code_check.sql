-- Whether a new product can have that code.
-- $1 code
-- Columns: refusal (NULL: it can).
SELECT console.product_misfit(NULL, $1) AS refusal
