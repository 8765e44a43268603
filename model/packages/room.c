/* The room as others see it. */
#include "model/packages/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_packages, &pane_profiles, NULL };

static const struct entity entities[] = {
    { .name = "package",
      .one = N_("package"),
      .many = N_("packages"),
      .channels = "{packages,audit}",
      .is_uuid = true,
      .lock_users = "operation_lock_packages",
      .undo_lock = "undo_lock_packages",
      .undo_sql = "undo_packages",
      .unknown_sql = "action_unknown_packages" },
    { .name = "profile",
      .one = N_("profile"),
      .many = N_("profiles"),
      .channels = "{packages,profiles,audit,outbox}",
      .is_uuid = true,
      .lock_users = "operation_lock_profiles",
      .unknown_sql = "action_unknown_profiles" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "sold", N_("on sale") },
    { "withdrawn", N_("withdrawn") },
    { "same", N_("the same") },
    { "differs", N_("differs") },
    { "missing", N_("missing") },
    { "unseen", N_("not seen") },
    { NULL, NULL },
};

const struct room room_packages = {
    .name = "packages",
    .panes = panes,
    .actions = packages_actions,
    .more_actions = packages_profile_actions,
    .entities = entities,
    .jobs = packages_jobs,
    .probes = packages_probes,
    .words = words,
    .symptoms = packages_symptoms,
    .symptoms_from = "console.profile_symptoms",
    .symptom_words = packages_symptom_words,
    .sayings = packages_sayings,
};
