-- Users for ids that may be those of debt items; an id that is neither comes back as it is.
-- $1 uuid[] ids
-- Columns: id.
SELECT DISTINCT coalesce(d.user_id, s.id) AS id
  FROM unnest($1::uuid[]) AS s (id)
  LEFT JOIN public.user_quota_debts d ON d.id = s.id
