/* The room as others see it. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"

static const struct pane *const panes[] = { &pane_jobs, &pane_outbox, &pane_audit, NULL };

static const struct entity entities[] = {
    { .name = "operation", .one = N_("operation"), .many = N_("operations"), .is_uuid = true },
    { .name = "outbox", .one = N_("effect"), .many = N_("effects") },
    { .name = "job", .one = N_("job"), .many = N_("jobs") },
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

const struct room room_engine = {
    .name = "engine",
    .panes = panes,
    .actions = engine_actions,
    .entities = entities,
    .timeline = timeline,
    .jobs = engine_jobs,
    .checks = engine_checks,
};
