-- Which packages would be sold again.
-- $1 uuid[] package ids
-- Columns: id, refusal, label, before, after, note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.package_turn_plan($1::uuid[], true, 'on sale', NULL) p
