-- Looks what is amiss with customers whom something has happened to, and with the next of all, and keeps the worst of each.
-- Columns: looked, changed.
SELECT l.looked, l.changed FROM console.trouble_look() l
