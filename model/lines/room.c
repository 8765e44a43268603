/* The room as others see it. */
#include "model/lines/room.h"

#include "base/i18n.h"
#include "model/engine/entity.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct pane *const panes[] = { &pane_lines, NULL };

static const struct entity entities[] = {
    { .name = "ppp_line",
      .one = N_("line"),
      .many = N_("lines"),
      .channels = "{lines,audit,outbox}",
      .is_uuid = true,
      .unknown_sql = "action_unknown_lines" },
    { .name = NULL },
};

static const struct choice_word words[] = {
    { "isolated", N_("isolated") },
    { "profile", N_("profile") },
    { "foreign", N_("the router's") },
    { NULL, NULL },
};

const struct room room_lines = {
    .name = "lines",
    .panes = panes,
    .actions = line_actions,
    .entities = entities,
    .jobs = line_jobs,
    .effects = line_effects,
    .settings = line_settings,
    .detectors = line_detectors,
    .symptoms = line_symptoms,
    .symptoms_from = "console.line_symptoms",
    .symptom_words = line_symptom_words,
    .words = words,
    .sayings = line_sayings,
};
