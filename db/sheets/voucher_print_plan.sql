-- Which chosen vouchers would be printed.
-- $1 text[] vouchers, $2 printer or NULL, $3 file or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH asked AS MATERIALIZED (
    SELECT g.id AS given, g.place AS asked, v.id, v.code, v.state, v.router, v.server, v.printed_at, v.on_router, l.number
      FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
      LEFT JOIN console.voucher v ON v.id::text = g.id
      LEFT JOIN console.voucher_lot l ON l.id = v.lot_id
), counted AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE a.state IN ('made', 'printed', 'bought') AND a.on_router IS NOT NULL) AS wanted FROM asked a
), judged AS MATERIALIZED (
    SELECT a.*,
           CASE WHEN a.id IS NULL THEN 'there is no such voucher'
                WHEN a.state NOT IN ('made', 'printed', 'bought') THEN 'it can be sold to nobody: ' || a.state
                WHEN a.on_router IS NULL THEN 'is not on the router: its lot says why'
                ELSE console.voucher_print_refusal($2, $3, c.wanted) END AS refusal
      FROM asked a
     CROSS JOIN counted c
), target AS MATERIALIZED (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.asked) AS line FROM judged j
)
SELECT t.given AS id, t.refusal, CASE WHEN t.line <= 20 THEN concat_ws(' · ', t.code, 'lot ' || t.number) END AS label,
       CASE WHEN t.line <= 20 THEN t.state END AS before,
       CASE WHEN t.line <= 20 AND t.refusal IS NULL
            THEN CASE WHEN $2::text IS NOT NULL THEN 'printed by ' || console.receipt_printer($2)
                      ELSE 'to the file ' || coalesce($3, console.voucher_print_name('voucher', NULL)) END
                 || CASE WHEN t.printed_at IS NULL THEN '' ELSE ' as a copy' END END AS after,
       CASE WHEN t.line = 1 AND t.refusal IS NULL THEN console.login_note(t.router, t.server) END AS note
  FROM target t
 ORDER BY t.line, t.given
