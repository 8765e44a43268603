/* Vouchers as they are put on paper, for whoever lays them out. */
#ifndef MODEL_VOUCHERS_PAPER_H
#define MODEL_VOUCHERS_PAPER_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct voucher_paper {
    const char *id, *code, *password;
    const char *package, *profile;
    const char *validity, *uptime;         /* "30d", "3h"; NULL: none */
    const char *router, *server, *dns_name; /* NULL: not known */
    const char *seller, *state;
    int64_t lot, place, price_rp, volume_mb; /* 0: no limit */
    bool is_code_password;
};

/* Those of a lot that can still be sold or used, in their places. codes: text[] of them, NULL for all. In ctx->arena. */
bool vouchers_read_paper(struct context *ctx, const char *lot_id, const char *codes, struct voucher_paper **papers,
                         size_t *count, struct error *e);
/* Notes that they are on paper. */
bool vouchers_note_printed(struct context *ctx, const char *lot_id, const char *codes, struct error *e);

#endif
