/* The room as others see it. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_jobs, &pane_runs, &pane_workers, &pane_outbox, &pane_audit, &pane_operations, &pane_findings, NULL };

static const struct entity entities[] = {
    /* one of its audit rows names it too, by a number */
    { .name = "operation", .one = N_("operation"), .many = N_("operations") },
    { .name = "outbox", .one = N_("effect"), .many = N_("effects") },
    { .name = "job", .one = N_("job"), .many = N_("jobs") },
    { .name = "finding",
      .one = N_("finding"),
      .many = N_("findings"),
      .channels = "{findings,users,debts,payments,coupons,stock,audit,operations}" },
    { .name = NULL },
};

static const char *action_words(const char *name)
{
    const struct action *a = action_find(name);
    return a ? _(a->label) : name;
}

static const struct timeline_kind timeline[] = {
    { .name = "operation", .told = "timeline_operations", .pane = "audit", .words = action_words },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "yes", N_("yes") },
    { "no", N_("no") },
    { "pending", N_("pending") },
    { "running", N_("running") },
    { "done", N_("done") },
    { "failed", N_("failed") },
    { "cancelled", N_("cancelled") },
    { "due", N_("due") },
    { "waiting", N_("waiting") },
    { "paused", N_("paused") },
    { "unserved", N_("unserved") },
    { "busy", N_("busy") },
    { "resting", N_("resting") },
    { "silent", N_("silent") },
    { "possible", N_("possible") },
    { "undone", N_("undone") },
    { "undo", N_("undo") },
    { "none", N_("none") },
    { "unknown", N_("unknown") },
    { "off", N_("off") },
    { "on", N_("on") },
    { "report", N_("report") },
    { "repaired", N_("repaired") },
    { "gone", N_("gone") },
    { NULL, NULL },
};

const struct room room_engine = {
    .name = "engine",
    .panes = panes,
    .actions = engine_actions,
    .entities = entities,
    .timeline = timeline,
    .jobs = engine_jobs,
    .checks = engine_checks,
    .words = words,
    .sayings = engine_sayings,
    .errors = engine_errors,
};
