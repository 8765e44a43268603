-- What stands in a setting now.
-- $1 key
-- Columns: value.
SELECT console.setting(i.key) AS value FROM console.setting_info i WHERE i.key = $1
