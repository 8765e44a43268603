/* Vouchers to a receipt printer, a ticket each. */
#include "model/sheets/print.h"

#include "base/i18n.h"
#include "model/config/config.h"
#include "model/receipts/printers.h"
#include "model/sheets/print_rows.h"
#include "model/sheets/sheet_ticket.h"
#include "net/printer.h"

#include <stdio.h>
#include <string.h>

struct printing {
    struct context *ctx;
    const struct config_printer *printer;
    struct print_order order;
    struct printer *to;
    size_t printed;
    bool is_broken; /* a part of the last one may be on paper */
};

static const char *bytes_of(struct printing *p, const struct sheet_voucher *v, size_t *size, struct error *e)
{
    if (!p->printer->is_text)
        return sheet_ticket_escpos(p->ctx, &p->order.form, p->printer, v, size, e);
    const char *text = sheet_ticket_text(p->ctx, &p->order.form, p->printer->columns, v, e);
    text = text ? arena_printf(p->ctx->arena, "%s\n\n", text) : NULL;
    *size = text ? strlen(text) : 0;
    return text;
}

/* That it begins is noted before its first byte leaves: if we die in between, the next one says that it is a copy. */
static bool send(struct printing *p, const struct print_line *line, const char *bytes, size_t size, struct error *e)
{
    char place[32];
    if (!print_note_begun(p->ctx, &p->order, line->place, true, e))
        return false;
    enum printer_end end = printer_send(p->to, bytes, size, e);
    if (end == PRINTER_TAKEN) {
        snprintf(place, sizeof place, "{%d}", line->place);
        p->printed++;
        return print_note_done(p->ctx, &p->order, place, e);
    }
    p->is_broken = end == PRINTER_BROKEN;
    if (end == PRINTER_UNSENT)
        print_note_begun(p->ctx, &p->order, line->place, false, NULL);
    return false;
}

static bool print_one(void *take_ctx, const struct print_line *line, struct error *e)
{
    struct printing *p = take_ctx;
    struct context *outer = p->ctx, inner = *outer;
    size_t size;
    inner.arena = arena_new();
    p->ctx = &inner;
    const char *bytes = bytes_of(p, &line->voucher, &size, e);
    bool ok = bytes && send(p, line, bytes, size, e);
    p->ctx = outer;
    arena_free(inner.arena);
    context_progress(outer, _("vouchers"), p->printed, p->order.left);
    return ok;
}

static bool print_all(struct printing *p, struct error *e)
{
    p->to = printers_open(p->ctx, p->printer, e);
    if (!p->to)
        return false;
    bool ok = print_each(p->ctx, &p->order, print_one, p, e) && print_note_end(p->ctx, &p->order, 0, e);
    printer_close(p->to);
    return ok;
}

static bool print_row(struct printing *p, struct effect_row *row, struct error *e)
{
    struct error why = { .code = ERR_NONE };
    if (print_order_read(p->ctx, row->entity_id, &p->order, &why) && print_all(p, &why)) {
        row->state = EFFECT_DONE;
        row->message = arena_printf(p->ctx->arena, "%zu vouchers were handed to the printer", p->printed);
        return true;
    }
    if (p->is_broken)
        return print_fail(
            p->ctx, row, &why,
            arena_printf(
                p->ctx->arena,
                "%zu of %zu vouchers are on paper, a part of the next may be: look, and try again for the rest",
                p->printed, p->order.left));
    if (why.code == ERR_CONFIG || why.code == ERR_INTERNAL || why.code == ERR_REFUSED)
        return print_fail(p->ctx, row, &why, NULL);
    *e = why;
    return false;
}

bool effect_print_tickets(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct error held = { .code = ERR_NONE };
    for (size_t i = 0; i < count; i++) {
        struct printing p = { .ctx = ctx, .printer = config_find_printer(ctx->config, name) };
        if (!print_row(&p, &rows[i], &held)) {
            if (e)
                *e = held;
            return false;
        }
    }
    return true;
}
