/* The room as others see it. */
#include "model/routers/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"
#include "model/values/choice.h"

#include <stddef.h>

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

static const struct choice_word words[] = {
    { "up", N_("up") },
    { "down", N_("down") },
    { "customer", N_("customer") },
    { "listed", N_("in the list") },
    { "not_authorised", N_("not authorised") },
    { "told", N_("told") },
    { "authorised", N_("authorised") },
    { "mac", "MAC" },
    { "login", N_("login") },
    { "comment", N_("comment") },
    { "nobody", N_("nobody") },
    { "safe", N_("safe") },
    { "count", N_("count") },
    { "forget", N_("forget") },
    { "ask", N_("ask") },
    { "touch", N_("touch") },
    { "mend", N_("mend") },
    { "missing_in_list", N_("Missing in list") },
    { "wrong_list", N_("In wrong list") },
    { "several_lists", N_("In several lists") },
    { "stale_entry", N_("Stale entry") },
    { "entry_mark", N_("Old mark in list") },
    { "entry_timeout", N_("Entry will end") },
    { "binding_missing", N_("Binding missing") },
    { "binding_type", N_("Wrong binding") },
    { "binding_other", N_("Outdated binding") },
    { "binding_stale", N_("Stale binding") },
    { "account_missing", N_("User missing") },
    { "account_profile", N_("Wrong profile") },
    { "account_limit", N_("Wrong limit") },
    { "account_disabled", N_("User disabled") },
    { "account_other", N_("User out of date") },
    { "account_counter", N_("Count too high") },
    { "account_uptime", N_("Time limit left") },
    { "session_open", N_("Still logged in") },
    { "orphan_entry", N_("Entry of nobody") },
    { "garden", N_("Way to the bank") },
    { "claim_entry", N_("Entry to claim") },
    { "claim_binding", N_("Binding to claim") },
    { "claim_account", N_("User to claim") },
    { "foreign_entry", N_("In the way") },
    { "lease_missing", N_("Lease missing") },
    { "no_address", N_("No address yet") },
    { "unknown_device", N_("Unknown device") },
    { NULL, NULL },
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
    .detectors = routers_detectors,
    .words = words,
    .symptoms = routers_symptoms,
    .symptoms_from = "console.router_symptoms",
    .looks = routers_looks,
    .symptom_words = routers_symptom_words,
    .sayings = routers_sayings,
};
