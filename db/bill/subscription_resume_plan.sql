-- What resuming subscriptions would change.
-- $1 uuid[] subscription ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT p.id, p.refusal, p.label, p.before, p.after, p.note
  FROM console.subscription_turn_plan($1::uuid[], 'active',
                                      'active · invoiced from ' || to_char(console.today(), 'YYYY-MM') || ' on') p
