/* What the header's lamps and `check` say. */
#ifndef MODEL_WORKER_HEALTH_H
#define MODEL_WORKER_HEALTH_H

#include "model/values/context.h"
#include "model/values/lamp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct health_lamp {
    const char *name; /* "db", "main", "midtrans", "worker" */
    enum lamp state;
    const char *detail; /* "RouterOS 7.16, 3 ms", "no heartbeat for 4 min" */
};

struct health {
    struct health_lamp *lamps; /* routers, gateways and messengers in their order, the worker, its
                                  listener where the configuration has one, the invoice queue where it has a brand of
                                  Xendit, incidents where there are new ones; the database's own is the caller's */
    size_t count;
    int64_t outbox_waiting, outbox_failed; /* waiting: for routers */
    int64_t messages_waiting;              /* for messengers */
    int64_t incidents, incident_newest;    /* that nobody has taken on, notices aside; the number of the newest, 0: none */
    const char *payment_mode;    /* the setting PAYMENT_PROVIDER_MODE, see config_midtrans_is_snap(); NULL: not read */
    const char *payment_habit;   /* how who looks took money last; empty: never, NULL: not read */
    const char *payment_methods; /* words of what is offered, with blanks between; NULL: not read */
};

/* One statement; lives in ctx->arena. */
bool health_read(struct context *ctx, struct health *h, struct error *e);

#endif
