/* How vouchers look on paper, by the settings. */
#ifndef MODEL_SHEETS_SHEET_FORM_H
#define MODEL_SHEETS_SHEET_FORM_H

#include "model/sheets/sheet.h"
#include "model/values/context.h"

#include <stdint.h>

/* In ctx->arena. */
bool sheet_form_read(struct context *ctx, struct sheet_form *form, struct error *e);

/* "30 hari", "1 hari 12 jam"; "10 GB". What is 0 is NULL. */
const char *sheet_time(struct arena *a, const struct sheet_form *form, int64_t seconds);
const char *sheet_volume(struct arena *a, int64_t bytes);

#endif
