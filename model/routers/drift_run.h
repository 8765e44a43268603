/* What a look at a router knows while it works. Everything lives in its own arena. Private to model/routers/drift*.c.
 */
#ifndef MODEL_ROUTERS_DRIFT_RUN_H
#define MODEL_ROUTERS_DRIFT_RUN_H

#include "model/routers/drift_kind.h"
#include "model/routers/drift_report.h"
#include "model/routers/garden_change.h"
#include "model/routers/sync_run.h"

/* What the database says of somebody, in words. */
struct drift_facts {
    const char *name, *router, *account, *why;
    bool is_busy; /* brought to the router since the look began: what was seen is no longer true */
};

/* A row of console.drift. */
struct drift_row {
    enum sync_kind kind;
    const char *user_id, *subject, *expected, *actual, *cause, *mend;
    const char *item; /* JSON */
    bool is_safe;
};
struct drift_rows {
    struct drift_row **items;
    size_t count, room;
    struct lookup *by_key; /* kind, user and subject: one row each */
};

struct drift_run {
    struct context *ctx;
    struct arena *arena;
    const char *started_at;
    struct sync_run sync;
    struct sync_scan scan;
    struct garden_change *garden;
    size_t garden_count;
    struct lookup *facts; /* by uid */
    struct lookup *known_macs;
    struct drift_rows rows;
};

/* drift_find.c: from what was compared to rows. */
bool drift_load_facts(struct drift_run *d, struct error *e);
void drift_find(struct drift_run *d);
/* drift_text.c: a difference in words; facts never NULL. */
const char *drift_expected(struct drift_run *d, const struct sync_difference *f);
const char *drift_actual(struct drift_run *d, const struct sync_difference *f);
const char *drift_cause(struct drift_run *d, const struct sync_difference *f, const struct drift_facts *facts);
const char *drift_mend(struct drift_run *d, const struct sync_difference *f); /* NULL: nothing would */
/* What claiming the row would send, one a line; empty: nothing. */
const char *drift_claim(struct drift_run *d, const struct sync_difference *f);
const char *drift_mark_text(struct arena *a, const struct sync_item *item); /* "status=habis, 2026-11-19 20:11" */
const char *drift_removal(struct arena *a, const struct sync_item *item);   /* the command that removes it */
const char *drift_known_text(struct arena *a, const char *text); /* as the database takes it; NULL stays NULL */
bool drift_is_guess(const struct sync_difference *f);
bool drift_is_wanted(const struct sync_difference *f); /* of a row to be claimed: a device of the user's is there */
/* drift_store.c: what was found, into the database. */
bool drift_store(struct drift_run *d, const struct drift_report *report, struct error *e);

#endif
