/* The room as others see it. */
#include "model/diagnosis/room.h"

#include "base/i18n.h"
#include "model/values/choice.h"

#include <stddef.h>

static const struct choice_word words[] = {
    { "wronged", N_("is due") }, { "stops", N_("stops") }, { "hinders", N_("hinders") },
    { "tells", N_("as it is") }, { NULL, NULL },
};

const struct room room_diagnosis = {
    .name = "diagnosis",
    .jobs = diagnosis_jobs,
    .words = words,
    .sayings = diagnosis_sayings,
};
