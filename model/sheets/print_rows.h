/* What is left of a print, a part at a time. Private to model/sheets/print*.c. */
#ifndef MODEL_SHEETS_PRINT_ROWS_H
#define MODEL_SHEETS_PRINT_ROWS_H

#include "model/engine/effect.h"
#include "model/sheets/sheet_form.h"

struct print_order {
    const char *id, *file, *title; /* file NULL: of a printer */
    size_t left;
    struct sheet_form form;
};

/* In ctx->arena. ERR_REFUSED: nobody asked for it; ERR_UNREACHABLE: what a template made is to wait for
 * its router. */
bool print_order_read(struct context *ctx, const char *id, struct print_order *o, struct error *e);

struct print_line {
    int place; /* in the print */
    struct sheet_voucher voucher;
};

/* Each in its order; what take returns false on ends it, with e. The line lives as long as the call. */
bool print_each(struct context *ctx, const struct print_order *o,
                bool (*take)(void *take_ctx, const struct print_line *line, struct error *e), void *take_ctx,
                struct error *e);

/* places NULL: all that were left. */
bool print_note_done(struct context *ctx, const struct print_order *o, const char *places, struct error *e);
bool print_note_begun(struct context *ctx, const struct print_order *o, int place, bool begins, struct error *e);
bool print_note_end(struct context *ctx, const struct print_order *o, size_t pages, struct error *e);

/* The row has failed for good; true. */
bool print_fail(struct context *ctx, struct effect_row *row, const struct error *why, const char *then);

#endif
