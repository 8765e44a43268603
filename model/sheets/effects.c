/* What outbox rows ask of printers and of files. */
#include "model/sheets/room.h"

#include "base/i18n.h"
#include "model/engine/outbox_each.h"
#include "model/sheets/print.h"

#include <string.h>

const struct effect sheets_effects[] = {
    { .kind = "printer",
      .name = "voucher_print",
      .help = N_("Print vouchers, a ticket each"),
      .run = effect_print_tickets },
    { .kind = "file",
      .name = "voucher_print",
      .help = N_("Write vouchers to a file of whoever asked for it"),
      .run = effect_print_file },
    { .kind = NULL },
};

/* A file is for the account that asked for it, at its host: nobody else could read it. */
static bool is_ours(const struct context *ctx, const char *name, const char *operation_id)
{
    (void)operation_id;
    return ctx->actor && strcmp(ctx->actor, name) == 0;
}

static const char *none(const struct config *c, size_t i)
{
    (void)c;
    (void)i;
    return NULL;
}

const struct target sheets_targets[] = {
    { .kind = "file", .drain = outbox_drain_each, .is_here = is_ours, .name_at = none, .batch = 1 },
    { .kind = NULL },
};
