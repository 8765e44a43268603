/* The receipt printers of this host. */
#ifndef MODEL_RECEIPTS_PRINTERS_H
#define MODEL_RECEIPTS_PRINTERS_H

#include "model/engine/effect.h"
#include "model/values/context.h"

#include <stdbool.h>

/* Tells the database of the printers of the configuration, so that every host can ask for them. */
bool printers_register(struct context *ctx, struct error *e);

/* Reaches it, within ctx's patience; see printer_open(). */
struct config_printer;
struct printer;
struct printer *printers_open(struct context *ctx, const struct config_printer *c, struct error *e);

/* Effect "receipt_print" of target "printer:NAME". That it begins is noted before the first byte leaves: what was
 * broken off, or asked for again, says that it is a copy. Nothing that may have been printed is tried again by itself.
 */
bool effect_receipt_print(struct context *ctx, const char *name, struct effect_row *rows, size_t count,
                          struct error *e);

/* Effect "receipt_message" of target "message:user": the text of a receipt to its customer. */
bool effect_receipt_message(struct context *ctx, const char *name, struct effect_row *rows, size_t count,
                            struct error *e);

#endif
