/* The user and the invoice that a row of any pane is about, see pane.user and pane.invoice. */
#ifndef MODEL_LISTS_ROW_USER_H
#define MODEL_LISTS_ROW_USER_H

#include "model/lists/pane.h"
#include "model/values/context.h"

#include <stdbool.h>

struct row_user {
    const char *id, *name; /* name: as it came from outside; the id where there is none */
};

/* In ctx->arena. ERR_REFUSED where the row is gone or about no user. */
bool row_read_user(struct context *ctx, const struct pane *p, const char *id, struct row_user *user, struct error *e);

/* The customer of a phone number in stored form ("+628…"). ERR_REFUSED where nobody has it. */
bool row_read_user_of_phone(struct context *ctx, const char *phone, struct row_user *user, struct error *e);

/* The invoice's uuid, likewise. */
bool row_read_invoice(struct context *ctx, const struct pane *p, const char *id, const char **invoice_id,
                      struct error *e);

#endif
