/* The room as others see it. */
#include "model/engine/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"

static const struct pane *const panes[] = { &pane_jobs, &pane_outbox, &pane_audit, NULL };

static const struct entity entities[] = {
    { .name = "operation", .one = N_("operation"), .many = N_("operations"), .is_uuid = true },
    { .name = "outbox", .one = N_("effect"), .many = N_("effects") },
    { .name = "job", .one = N_("job"), .many = N_("jobs") },
    { .name = NULL },
};

const struct room room_engine = {
    .name = "engine",
    .panes = panes,
    .actions = engine_actions,
    .entities = entities,
    .jobs = engine_jobs,
    .checks = engine_checks,
};
