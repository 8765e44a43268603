-- Routers that can have lines.
-- Columns: value, label.
SELECT r.name AS value, r.name AS label FROM console.router r WHERE r.is_enabled ORDER BY r.position, r.name
