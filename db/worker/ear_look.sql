-- Whether the server answers on the connection that only listens.
-- Columns: true.
SELECT true AS answers
