-- What is not yet so: the portal's tables of requests stand behind our views of them where there are such by now, and names in
-- our functions are those of pg_catalog or written with their schema.
DO $$
BEGIN
    IF to_regprocedure('console.bind_requests()') IS NOT NULL THEN
        CALL console.bind_requests();
    END IF;
    CALL console.bind_names();
END $$
