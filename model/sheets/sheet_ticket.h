/* A voucher for the roll of a receipt printer, by templates/voucher.*.txt. */
#ifndef MODEL_SHEETS_SHEET_TICKET_H
#define MODEL_SHEETS_SHEET_TICKET_H

#include "model/receipts/charset.h"
#include "model/sheets/sheet.h"
#include "model/values/context.h"

struct config_printer;

/* For the eye, in UTF-8, and for a printer that takes plain text. In ctx->arena. */
const char *sheet_ticket_text(struct context *ctx, const struct sheet_form *form, int columns,
                              const struct sheet_voucher *v, struct error *e);

/* In the language of receipt heads. */
const char *sheet_ticket_escpos(struct context *ctx, const struct sheet_form *form, const struct config_printer *p,
                                const struct sheet_voucher *v, size_t *size, struct error *e);

#endif
