-- The printers that receipts can be printed by.
-- Columns: value (the name), label.
SELECT p.name AS value, p.name || ' · ' || p.place AS label FROM console.printer p ORDER BY p.name
