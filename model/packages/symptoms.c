/* What can be amiss with the profile that a customer is on. */
#include "base/i18n.h"
#include "model/engine/symptom.h"
#include "model/packages/room.h"
#include "model/values/choice.h"

#include <stddef.h>

const struct symptom packages_symptoms[] = {
    { .name = "profile_differs",
      .rank = 300,
      .says = SAYS(N_("profile {text} on router {text2} is not as it is set: {part}")),
      .mends = "profiles.push",
      .pane = "profiles" },
    { .name = NULL },
};

const struct choice_word packages_symptom_words[] = {
    { "profile_differs", N_("profile differs") },
    { NULL, NULL },
};
