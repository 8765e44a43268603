/* The room as others see it. */
#include "model/notices/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/lists/timeline.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_notices, &pane_broadcasts, NULL };

static const struct entity entities[] = {
    { .name = "notice", .one = N_("message"), .many = N_("messages"), .channels = "{notices,outbox}" },
    { .name = "broadcast",
      .one = N_("broadcast"),
      .many = N_("broadcasts"),
      .channels = "{notices,audit,outbox}",
      .lock_users = "operation_lock_broadcasts" },
    { .name = NULL },
};

static const struct timeline_kind timeline[] = {
    { .name = "notice",
      .found = "timeline_notices_found",
      .told = "timeline_notices",
      .pane = "notices",
      .format = N_("Message (%s)"),
      .words = choice_word },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "sending", N_("sending") },
    { "sent", N_("sent") },
    { "dropped", N_("dropped") },
    { "known", N_("known") },
    { "stopped", N_("stopped") },
    { "telegram", "Telegram" },
    { "welcome", N_("welcome") },
    { "password", N_("password") },
    { "rejected", N_("rejected") },
    { "request_approved", N_("request: yes") },
    { "request_refused", N_("request: no") },
    { "unblocked", N_("unblocked") },
    { "validity", N_("validity") },
    { "broadcast", N_("broadcast") },
    { NULL, NULL },
};

const struct room room_notices = {
    .name = "notices",
    .panes = panes,
    .actions = notices_actions,
    .entities = entities,
    .timeline = timeline,
    .jobs = notices_jobs,
    .effects = notices_effects,
    .settings = notices_settings,
    .words = words,
    .symptoms = notices_symptoms,
    .symptoms_from = "console.notice_symptoms",
    .symptom_words = notices_symptom_words,
    .sayings = notices_sayings,
};
