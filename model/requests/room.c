/* The room as others see it. */
#include "model/requests/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_requests, &pane_changes, NULL };

static const struct entity entities[] = {
    { .name = "quota_request",
      .one = N_("request"),
      .many = N_("requests"),
      .channels = "{requests,users,debts,audit,outbox}",
      .is_uuid = true,
      .lock_users = "operation_lock_requesters",
      .lock_debts = "operation_lock_request_debts",
      .undo_sql = "undo_quota_requests" },
    { .name = "change_request",
      .one = N_("change"),
      .many = N_("changes"),
      .channels = "{changes,users,audit,outbox}",
      .is_uuid = true,
      .lock_users = "operation_lock_changers",
      .undo_sql = "undo_change_requests" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "granted", N_("approved") }, { "in_part", N_("approved in part") }, { "declined", N_("rejected") },
    { "quota", N_("quota") },      { "TAMPING", N_("tamping") },          { NULL, NULL },
};

const struct room room_requests = {
    .name = "requests",
    .panes = panes,
    .actions = requests_actions,
    .entities = entities,
    .settings = requests_settings,
    .words = words,
    .sayings = requests_sayings,
};
