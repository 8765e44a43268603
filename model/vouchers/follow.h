/* Vouchers followed on their router: their counters are read and counted, and what is over is ended there. */
#ifndef MODEL_VOUCHERS_FOLLOW_H
#define MODEL_VOUCHERS_FOLLOW_H

#include "model/engine/effect.h"

/* Whose vouchers: statements that are asked for them. */
struct voucher_kind {
    const char *names;  /* $1 router. Columns: id, name, server ("all": of any) */
    const char *due;    /* the same of those that are over before the next look */
    const char *follow; /* $1 router, $2 to $16 the parts of console.voucher_look. Columns: id, what is to be done there: off, out, on,
                           remove; limit_s, limit_bytes: what its limits are to be */
    const char *strays; /* of users with the comment of a lot that are none of them: $1 router, $2 to $5 names, servers, comments,
                           switched off. Columns: place of one that is to be off. NULL: there are none of the kind */
};

/* followed counts those that it looked for, ended those that were switched off, put out or removed. ERR_UNREACHABLE, and nothing
 * counted, where the router can't be read whole. */
bool vouchers_follow(struct context *ctx, const struct voucher_kind *kind, const char *router, size_t *followed, size_t *ended,
                     struct error *e);
/* The same also where the router is to have none. */
bool vouchers_look(struct context *ctx, const struct voucher_kind *kind, const char *router, size_t *followed, size_t *ended,
                   struct error *e);
/* What an effect does for all its rows: follows those of the router that are over before the next look. */
bool vouchers_end(struct context *ctx, const struct voucher_kind *kind, const char *router, struct effect_row *rows, size_t count,
                  struct error *e);

extern const struct voucher_kind voucher_kind_own;

bool effect_voucher_settle(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);
bool effect_voucher_end(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e);

#endif
