-- In which language a customer is told; NULL: the shop's.
-- $1 user uuid
-- Columns: language.
SELECT console.message_language($1::uuid) AS language
