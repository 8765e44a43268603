/* A receipt in the language of receipt heads (ESC/POS), as far as the cheap ones know it too. */
#ifndef MODEL_RECEIPTS_ESCPOS_H
#define MODEL_RECEIPTS_ESCPOS_H

#include "model/receipts/receipt.h"

struct config_printer;

/* Bytes for the printer, in ctx->arena; the lines are laid out in RECEIPT_CP437 or RECEIPT_ASCII. */
const char *receipt_escpos(struct context *ctx, const struct config_printer *p, const struct receipt *r,
                           const struct receipt_line *lines, size_t count, size_t *size);

#endif
