/* The room as others see it. */
#include "model/incidents/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_incidents, NULL };

static const struct entity entities[] = {
    { .name = "incident", .one = N_("incident"), .many = N_("incidents"), .channels = "{incidents,audit,operations}" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "critical", N_("critical") },
    { "warning", N_("warning") },
    { "notice", N_("notice") },
    { "acknowledged", N_("taken on") },
    { "snoozed", N_("put off") },
    { "over", N_("over") },
    { NULL, NULL },
};

const struct room room_incidents = {
    .name = "incidents",
    .panes = panes,
    .actions = incidents_actions,
    .entities = entities,
    .jobs = incidents_jobs,
    .detectors = incidents_detectors,
    .words = words,
    .sayings = incidents_sayings,
};
