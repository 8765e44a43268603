/* Receipts to printers. */
#include "model/receipts/printers.h"

#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/receipts/escpos.h"
#include "model/receipts/receipt.h"
#include "net/printer.h"

#include <string.h>

static const char *place_of(struct context *ctx, const struct config_printer *p)
{
    if (p->device)
        return arena_printf(ctx->arena, "device %s", p->device);
    if (p->queue)
        return arena_printf(ctx->arena, "queue %s", p->queue);
    return arena_printf(ctx->arena, "%s:%d", p->host, p->port);
}

bool printers_register(struct context *ctx, struct error *e)
{
    const struct config *c = ctx->config;
    const char **names = ARENA_ARRAY(ctx->arena, const char *, c->printer_count + 1);
    const char **places = ARENA_ARRAY(ctx->arena, const char *, c->printer_count + 1);
    for (size_t i = 0; i < c->printer_count; i++) {
        names[i] = c->printers[i].name;
        places[i] = place_of(ctx, &c->printers[i]);
    }
    return !c->printer_count || db_run(ctx->db, "printer_register",
                                       DB_PARAMS(db_array(ctx->arena, names, c->printer_count),
                                                 db_array(ctx->arena, places, c->printer_count)),
                                       NULL, e);
}

/* --- one print --- */

struct printing {
    struct context *ctx;
    const struct config_printer *printer;
    struct receipt receipt;
    const char *subject, *copy; /* as it is noted */
};

static bool is_over(void *ctx)
{
    return context_cancelled(ctx, NULL);
}

struct printer *printers_open(struct context *ctx, const struct config_printer *c, struct error *e)
{
    const struct printer_config place = { .name = c->name,
                                          .device = c->device,
                                          .host = c->host,
                                          .queue = c->queue,
                                          .port = c->port,
                                          .deadline_ms = c->deadline_ms,
                                          .is_over = is_over,
                                          .ctx = ctx };
    return printer_open(&place, e);
}

static bool fail(struct printing *p, struct effect_row *row, const struct error *why, const char *then)
{
    char text[700];
    const char *said = text_safe_copy(p->ctx->arena, error_text(why, text, sizeof text));
    row->state = EFFECT_FAILED;
    row->message = then ? arena_printf(p->ctx->arena, "%s; %s", said, then) : said;
    return true;
}

static bool read_receipt(struct printing *p, const char *print_id, struct error *e)
{
    struct db_result *r = db_query(p->ctx->db, "receipt_print_read", DB_PARAMS(print_id), e);
    if (!r)
        return false;
    const char *given = db_rows(r) > 0 ? story_text(p->ctx->arena, r, 0, 0) : NULL;
    db_result_free(r);
    return given ? receipt_read(p->ctx, given, &p->receipt, e)
                 : error_set(e, ERR_REFUSED, "there is no receipt to show", "nobody asked for this print");
}

static bool note_begin(struct printing *p, const char *print_id, struct error *e)
{
    struct db_result *r = db_query(p->ctx->db, "receipt_copy_begin", DB_PARAMS(print_id), e);
    if (!r)
        return false;
    p->subject = story_text(p->ctx->arena, r, 0, 0);
    p->copy = story_text(p->ctx->arena, r, 0, 1);
    receipt_set_copy(p->ctx, &p->receipt, db_bool(r, 0, 2));
    db_result_free(r);
    return true;
}

static const char *bytes_of(struct printing *p, size_t *size, struct error *e)
{
    const struct config_printer *c = p->printer;
    struct receipt_form form = { .columns = c->columns,
                                 .charset = c->ascii     ? RECEIPT_ASCII
                                            : c->is_text ? RECEIPT_UTF8
                                                         : RECEIPT_CP437 };
    struct receipt_line *lines;
    size_t count;
    if (!receipt_lay_out(p->ctx, &p->receipt, &form, &lines, &count, e))
        return NULL;
    if (!c->is_text)
        return receipt_escpos(p->ctx, c, &p->receipt, lines, count, size);
    const char *text = arena_printf(p->ctx->arena, "%s\n\n\n\n", receipt_text(p->ctx, lines, count));
    *size = strlen(text);
    return text;
}

/* False where nothing of it has left: it waits for the printer. */
static bool send(struct printing *p, struct printer *to, struct effect_row *row, struct error *e)
{
    struct error why = { .code = ERR_NONE };
    size_t size;
    const char *bytes = bytes_of(p, &size, e);
    enum printer_end end = bytes ? printer_send(to, bytes, size, &why) : PRINTER_UNSENT;
    if (end == PRINTER_UNSENT) {
        bool is_noted = db_run(p->ctx->db, "receipt_copy_unsent", DB_PARAMS(p->subject, p->copy), NULL, e);
        if (bytes && is_noted && e)
            *e = why;
        return false;
    }
    if (!db_run(p->ctx->db, "receipt_copy_end",
                DB_PARAMS(p->subject, p->copy, end == PRINTER_TAKEN ? "taken" : "broken"), NULL, e))
        return false;
    if (end == PRINTER_BROKEN)
        return fail(p, row, &why, "a part of it may be on paper: look, and try again; it will say that it is a copy");
    row->state = EFFECT_DONE;
    row->message = p->receipt.is_copy ? "handed to the printer as a copy" : "handed to the printer";
    return true;
}

static bool print_row(struct printing *p, struct effect_row *row, struct error *e)
{
    struct error why = { .code = ERR_NONE };
    if (!read_receipt(p, row->entity_id, &why)) {
        if (why.code == ERR_REFUSED)
            return fail(p, row, &why, NULL);
        *e = why;
        return false;
    }
    struct printer *to = printers_open(p->ctx, p->printer, &why);
    if (!to) {
        if (why.code == ERR_CONFIG)
            return fail(p, row, &why, NULL);
        *e = why;
        return false;
    }
    bool ok = note_begin(p, row->entity_id, &why) && send(p, to, row, &why);
    printer_close(to);
    if (ok)
        return true;
    if (why.code == ERR_CONFIG || why.code == ERR_INTERNAL)
        return fail(p, row, &why, NULL);
    *e = why;
    return false;
}

bool effect_receipt_print(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct printing p = { .ctx = ctx, .printer = config_find_printer(ctx->config, name) };
    struct error held = { .code = ERR_NONE };
    for (size_t i = 0; i < count; i++) {
        if (!print_row(&p, &rows[i], &held)) {
            if (e)
                *e = held;
            return false;
        }
        context_progress(ctx, name, i + 1, count);
    }
    return true;
}
