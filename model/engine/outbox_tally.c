/* What came of outbox rows. */
#include "model/engine/outbox_tally.h"

#include <stdio.h>

void outbox_note_error(struct outbox_tally *tally, const char *message)
{
    snprintf(tally->last_error, sizeof tally->last_error, "%.255s", message);
}
