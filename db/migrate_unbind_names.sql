-- Lets go the names that functions are bound to, where they are: a migration may change what stands behind them.
DO $$
BEGIN
    IF to_regprocedure('console.unbind_names()') IS NOT NULL THEN
        CALL console.unbind_names();
    END IF;
END $$
