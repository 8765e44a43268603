/* Vouchers to paper. What a print is of was frozen when it was asked for; each that is on paper is taken off it, so
 * what was broken off goes on where it was. */
#ifndef MODEL_SHEETS_PRINT_H
#define MODEL_SHEETS_PRINT_H

#include "model/engine/effect.h"
#include "model/values/context.h"

#include <stdbool.h>

/* Effect "voucher_print" of target "file:ACTOR": to a file in the folder of this host's configuration. Vouchers are on
 * paper when the file is there whole, not before. */
bool effect_print_file(struct context *ctx, const char *actor, struct effect_row *rows, size_t count, struct error *e);

/* The same of target "printer:NAME": a ticket each. */
bool effect_print_tickets(struct context *ctx, const char *name, struct effect_row *rows, size_t count,
                          struct error *e);

#endif
