/* From a row of any pane to the invoice that it is about. */
#include "model/bill/room.h"
#include "model/lists/row_user.h"
#include "tui/bill/room.h"
#include "tui/lists/detail.h"

static bool leads_to_invoice(const struct pane *p)
{
    return p->invoice;
}

static bool read_invoice(struct context *ctx, const struct pane *p, const char *row_id, struct row_subject *s,
                         struct error *e)
{
    return row_read_invoice(ctx, p, row_id, &s->id, e);
}

static void show_invoice(struct app *app, const struct row_subject *s)
{
    detail_open(app, &pane_invoices, s->id);
}

static void run_invoice(struct view *v, const struct screen_row *row)
{
    static const struct row_question question = { read_invoice, show_invoice };
    row_ask(v, row, &question);
}

const struct row_command bill_row_commands[] = {
    { "open.invoice", leads_to_invoice, run_invoice },
    { NULL, NULL, NULL },
};
