-- Removes the packages that an undo unmakes.
-- $1 operation uuid
WITH gone AS MATERIALIZED (
    SELECT a.entity_id::uuid AS id
      FROM console.audit_log a
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'package' AND a.after IS NULL
), tally AS (
    DELETE FROM console.package_tally y USING gone g WHERE y.package_id = g.id
)
DELETE FROM public.packages p USING gone g WHERE p.id = g.id
