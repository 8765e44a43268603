-- Which packages would be sold no more.
-- $1 uuid[] package ids
-- Columns: id, refusal, label, before, after, note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.package_turn_plan($1::uuid[], false, 'sold no more · who has it keeps it', 'open charges for it can still be paid') p
