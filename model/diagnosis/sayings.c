/* What is said of customers' troubles, see model/engine/saying.h. */
#include "model/diagnosis/room.h"

#include "base/i18n.h"

#include <stddef.h>

const struct saying diagnosis_sayings[] = {
    { N_("{n} customers looked at"), NULL },
    { NULL, NULL },
};
