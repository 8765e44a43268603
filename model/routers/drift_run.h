/* What a look at a router knows while it works. Everything lives in its own arena. Private to model/routers/drift*.c.
 */
#ifndef MODEL_ROUTERS_DRIFT_RUN_H
#define MODEL_ROUTERS_DRIFT_RUN_H

#include "model/routers/drift_kind.h"
#include "model/routers/drift_report.h"
#include "model/routers/garden_change.h"
#include "model/routers/profile_seen.h"
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

/* Somebody whose entries end soon. */
struct drift_renewal {
    struct drift_renewal *next;
    const char *user_id;
};

/* The router is compared part by part (sync_aside.h): sync, facts, known_macs and found are of one part, in arena,
 * which starts anew with each; what is kept of all parts is in kept. */
struct drift_run {
    struct context *ctx;
    struct arena *arena, *kept;
    const char *started_at;
    struct sync_run whole; /* what holds for every part: settings, router */
    struct sync_run sync;
    size_t user_count, device_count;
    struct sync_scan scan;
    struct garden_change *garden;
    size_t garden_count;
    struct profiles_seen profiles;
    struct lookup *facts; /* by uid */
    struct lookup *known_macs;
    struct drift_rows found; /* in the part */
    struct drift_rows rows;  /* of all parts */
    struct drift_renewal *renewals, **next_renewal;
    size_t renewal_count;
};

/* drift_find.c: from what was compared to rows. */
bool drift_load_facts(struct drift_run *d, struct error *e);
void drift_find(struct drift_run *d);        /* of the part */
void drift_find_of_all(struct drift_run *d); /* when every part was: what is about the router itself, what is safe */
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
/* drift_store.c: what outlives the part: whose the sessions are that were read since, whose entries end soon. */
void drift_keep(struct drift_run *d, const struct sync_session *known);
/* What was found, into the database. */
bool drift_store(struct drift_run *d, const struct drift_report *report, struct error *e);

#endif
