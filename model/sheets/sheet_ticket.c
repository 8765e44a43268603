/* Vouchers for receipt printers: a ticket is laid out as a receipt is, by another template. */
#include "model/sheets/sheet_ticket.h"

#include "model/config/config_values.h"
#include "model/pay/message.h"
#include "model/receipts/escpos.h"

enum {
    VALUES = 13
};

struct ticket {
    struct receipt receipt;
    struct message_value values[VALUES];
};

static void give(struct ticket *t, const char *name, bool is_shown, const char *text)
{
    t->values[t->receipt.count++] = (struct message_value){ .name = name, .text = is_shown && text ? text : "" };
}

static void fill(struct context *ctx, const struct sheet_form *form, const struct sheet_voucher *v, struct ticket *t)
{
    bool has_password = sheet_has_password(v);
    *t = (struct ticket){ .receipt = { .number = v->code, .qr = form->has_qr ? v->url : NULL } };
    t->receipt.values = t->values;
    give(t, "logo", true, form->logo);
    give(t, "foot", true, form->foot);
    give(t, "title", form->has_title, v->title);
    give(t, "price", form->has_price, v->price);
    give(t, "validity", form->has_validity, v->validity);
    give(t, "limits", form->has_limits, v->limits);
    give(t, "code", !has_password, v->code);
    give(t, "user", has_password, v->code);
    give(t, "password", has_password, v->password);
    give(t, "number", form->has_number && v->number, arena_printf(ctx->arena, "%zu", v->number));
    give(t, "lot", form->has_number, v->lot);
    give(t, "copy", v->is_copy, sheet_word(form, "COPY"));
    give(t, "qr", true, t->receipt.qr);
}

static bool lay_out(struct context *ctx, const struct ticket *t, int columns, enum receipt_charset charset,
                    struct receipt_line **lines, size_t *count, struct error *e)
{
    const struct receipt_form form = { .columns = columns, .charset = charset, .template = "voucher" };
    return receipt_lay_out(ctx, &t->receipt, &form, lines, count, e);
}

const char *sheet_ticket_text(struct context *ctx, const struct sheet_form *form, int columns,
                              const struct sheet_voucher *v, struct error *e)
{
    struct ticket t;
    struct receipt_line *lines;
    size_t count;
    fill(ctx, form, v, &t);
    return lay_out(ctx, &t, columns, RECEIPT_UTF8, &lines, &count, e) ? receipt_text(ctx, lines, count) : NULL;
}

const char *sheet_ticket_escpos(struct context *ctx, const struct sheet_form *form, const struct config_printer *p,
                                const struct sheet_voucher *v, size_t *size, struct error *e)
{
    struct ticket t;
    struct receipt_line *lines;
    size_t count;
    fill(ctx, form, v, &t);
    return lay_out(ctx, &t, p->columns, p->ascii ? RECEIPT_ASCII : RECEIPT_CP437, &lines, &count, e)
               ? receipt_escpos(ctx, p, &t.receipt, lines, count, size)
               : NULL;
}
