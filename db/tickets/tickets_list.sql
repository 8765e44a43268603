-- Tickets: the pane's rows, whole, filtered or page by page. Marks as in users_list.sql, over t (the ticket).
SELECT {{columns}}
  FROM console.ticket t
 WHERE {{where}}
{{order}}
{{limit}}
