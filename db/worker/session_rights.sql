-- Whether this session may change anything.
-- Columns: may_write, account.
SELECT has_table_privilege('console.operation', 'INSERT') AND current_setting('default_transaction_read_only') = 'off' AS may_write,
       current_user AS account
