/* What the panes of payments, invoices and the queue share: expressions for their columns. Private to them. */
#ifndef MODEL_PAY_PANE_PAY_SQL_H
#define MODEL_PAY_PANE_PAY_SQL_H

/* Of a row q of the queue: with the try that went well, or that was refused for good. */
#define SQL_TRIES                                                                                                      \
    "CASE q.state WHEN 'completed' THEN q.tries + 1 WHEN 'failed' THEN greatest(q.tries, 1) ELSE q.tries END"

/* Whole ones. */
#define SQL_SECONDS(span) "floor(extract(epoch FROM " span "))::bigint"

#endif
