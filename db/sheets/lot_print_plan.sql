-- What would be printed of lots.
-- $1 text[] lots, $2 printer or NULL, $3 file or NULL, $4 which: unprinted, everything
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH asked AS MATERIALIZED (
    SELECT g.id AS given, g.place AS asked, l.*
      FROM unnest($1::text[]) WITH ORDINALITY AS g (id, place)
      LEFT JOIN console.voucher_lot l ON l.id::text = g.id
), counted AS MATERIALIZED (
    SELECT p.lot_id, count(*) AS wanted FROM console.voucher_printable('lot', (SELECT array_agg(a.id) FROM asked a), $4) p
     GROUP BY p.lot_id
), judged AS MATERIALIZED (
    SELECT a.*, coalesce(c.wanted, 0) AS wanted, m.missing,
           CASE WHEN a.id IS NULL THEN 'there is no such lot'
                WHEN c.wanted IS NULL AND m.missing > 0 THEN 'is not on the router, so nobody would be let in: ' || console.lot_missing_why(m.l)
                ELSE console.voucher_print_refusal($2, $3, CASE WHEN c.wanted > 0 THEN (SELECT sum(x.wanted) FROM counted x)::bigint ELSE 0 END) END
               AS refusal
      FROM asked a
      LEFT JOIN counted c ON c.lot_id = a.id
      LEFT JOIN LATERAL (SELECT l, console.lot_missing(l.id) AS missing FROM console.voucher_lot l WHERE l.id = a.id) m (l, missing) ON true
), target AS MATERIALIZED (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.asked) AS line FROM judged j
), lots AS MATERIALIZED (
    SELECT array_agg(t.number ORDER BY t.number) AS numbers FROM target t WHERE t.refusal IS NULL
)
SELECT t.given AS id, t.refusal, CASE WHEN t.line <= 20 THEN concat_ws(' · ', 'lot ' || t.number, coalesce(t.package, t.profile)) END AS label,
       CASE WHEN t.line <= 20 THEN t.wanted || ' of ' || t.quantity || ' to print' END AS before,
       CASE WHEN t.line <= 20 AND t.refusal IS NULL
            THEN CASE WHEN $2::text IS NOT NULL THEN 'printed by ' || console.receipt_printer($2)
                      ELSE 'to the file ' || coalesce($3, console.voucher_print_name('lot', (SELECT l.numbers FROM lots l))) END END AS after,
       CASE WHEN t.line = 1 AND t.refusal IS NULL
            THEN nullif(concat_ws('; ', (SELECT sum(x.missing) || ' not on the router, left out' FROM target x WHERE x.refusal IS NULL HAVING sum(x.missing) > 0),
                                  console.login_note(t.router, t.server)), '') END AS note
  FROM target t
 ORDER BY t.line, t.given
