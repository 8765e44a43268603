-- What the way to the bank is made of, and what our comments carry.
-- Columns: hosts, list, addresses, date, time.
SELECT console.setting('walled_garden_hosts') AS hosts, console.setting('payment_bypass_list') AS list,
       console.setting('payment_bypass_addresses') AS addresses,
       to_char(statement_timestamp() AT TIME ZONE z.name, 'YYYY-MM-DD') AS date,
       to_char(statement_timestamp() AT TIME ZONE z.name, 'HH24:MI:SS') AS time
  FROM (SELECT console.zone() AS name OFFSET 0) z
