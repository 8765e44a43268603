/* A receipt as lines: what it says comes from one statement (receipt_read.sql), how it looks from
 * templates/receipt.*.txt. A line of the template is left out where a {place} in it is empty. It may begin with ^
 * (centred) and ! (bold) or !! (large, on heads that can and where it has room); LEFT|RIGHT stands at both edges; ---
 * and === are rules; {qr} alone is the QR code. */
#ifndef MODEL_RECEIPTS_RECEIPT_H
#define MODEL_RECEIPTS_RECEIPT_H

#include "model/receipts/charset.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct message_value;

/* What stands on it; texts are as the database has them. */
struct receipt {
    const char *subject; /* the same for each print of it */
    const char *number;
    const char *method;                               /* "cash"; NULL: not known */
    const char *qr;                                   /* what its code says; NULL: none */
    const char *user_id, *chat_id, *phone, *order_id; /* NULL: none */
    bool is_copy, is_reversal;
    struct message_value *values; /* of the template */
    size_t count;
};

/* given: number or id of a receipt, order id of a charge, number or id of an invoice. ERR_REFUSED for what is not paid
 * or is none of them. In ctx->arena. */
bool receipt_read(struct context *ctx, const char *given, struct receipt *r, struct error *e);
void receipt_set_copy(struct context *ctx, struct receipt *r, bool is_copy);

struct receipt_form {
    int columns; /* 0: for a messenger, where nothing stands below anything */
    enum receipt_charset charset;
    const char *template; /* NULL: that of receipts */
};

struct receipt_line {
    const char *text; /* in the form's character set, at most so many columns; no line end */
    bool is_bold;
    bool is_large; /* twice as high and wide */
    bool is_qr;    /* text is what the code says */
};

/* In ctx->arena. */
bool receipt_lay_out(struct context *ctx, const struct receipt *r, const struct receipt_form *form,
                     struct receipt_line **lines, size_t *count, struct error *e);

/* As text with line ends; a QR code is left out. */
const char *receipt_text(struct context *ctx, const struct receipt_line *lines, size_t count);

#endif
