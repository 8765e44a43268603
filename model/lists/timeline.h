/* Everything that happened to one user, newest first, in one list: quota and debt (the portal's ledger and
 * the console's), settlements, payments, what routers were told, what operators did. One entry for one thing
 * that happened: an operation that left rows in several tables is one. */
#ifndef MODEL_TIMELINE_H
#define MODEL_TIMELINE_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

enum timeline_kind {
    TIMELINE_OPERATION,  /* an operator's or a job's action: its row in the audit */
    TIMELINE_LEDGER,     /* the portal's own quota_mutation_ledger */
    TIMELINE_SETTLEMENT, /* console.debt_payment that no row of the audit about this user tells */
    TIMELINE_PAYMENT,    /* a charge, or a transaction of the portal's that none stands for */
    TIMELINE_ROUTER,     /* an effect that was done, waits or failed */
    TIMELINE_PORTAL,     /* the portal's admin_action_logs */
    TIMELINE_KINDS_
};

struct timeline_entry {
    enum timeline_kind kind;
    const char *key;                         /* opaque: where the next page goes on */
    const char *id;                          /* of the row in its pane or table */
    const char *pane;                        /* the pane whose detail shows it; NULL: timeline_read_entry() does */
    const char *at, *actor, *what, *changes; /* as the database has them; changes: what it was and became */
    bool has_failed;                         /* it needs to be looked at */
};

/* Up to limit entries older than the one whose key is given (NULL: the newest). In ctx->arena. A user that is
 * gone: ERR_REFUSED. */
bool timeline_read(struct context *ctx, const char *user_id, const char *after_key, size_t limit,
                   struct timeline_entry **entries, size_t *count, struct error *e);

/* One of them whole, as label and text pairs, for those without a pane. In ctx->arena; one that is gone:
 * ERR_REFUSED. */
struct timeline_fact {
    const char *label, *text;
};
bool timeline_read_entry(struct context *ctx, enum timeline_kind kind, const char *id, struct timeline_fact **facts,
                         size_t *count, struct error *e);

#endif
