/* The room as others see it. */
#include "model/routers/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"

static const struct pane *const panes[] = { &pane_routers, &pane_drift, &pane_sessions, &pane_devices, NULL };

static const struct entity entities[] = {
    { .name = "drift", .one = N_("difference"), .many = N_("differences"), .is_uuid = true },
    { .name = "session", .one = N_("session"), .many = N_("sessions"), .is_uuid = true },
    { .name = "router_claim",
      .one = N_("customer"),
      .many = N_("customers"),
      .channels = "{drift,routers,users,audit,outbox}",
      .is_uuid = true,
      .undo_sql = "undo_claims" },
    { .name = "device",
      .one = N_("device"),
      .many = N_("devices"),
      .channels = "{devices,users,audit,outbox}",
      .is_uuid = true,
      .lock_users = "operation_lock_devices" },
    { .name = "router", .one = N_("router"), .many = N_("routers") },
    { .name = NULL },
};

static const struct timeline_kind timeline[] = {
    { .name = "router",
      .found = "timeline_router_found",
      .told = "timeline_router",
      .pane = "outbox",
      .words = effect_word },
    { .name = NULL },
};

const struct room room_routers = {
    .name = "routers",
    .panes = panes,
    .actions = routers_actions,
    .entities = entities,
    .timeline = timeline,
    .jobs = routers_jobs,
    .effects = routers_effects,
    .targets = routers_targets,
    .settings = routers_settings,
    .checks = routers_checks,
};
