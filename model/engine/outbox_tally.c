/* What came of outbox rows. */
#include "model/engine/outbox_tally.h"

#include "db/db.h"

#include <stdio.h>

void outbox_note_error(struct outbox_tally *tally, const char *message)
{
    snprintf(tally->last_error, sizeof tally->last_error, "%.255s", message);
}

void outbox_tally_forget(struct outbox_tally *tally)
{
    db_result_free(tally->effects);
    db_result_free(tally->next_try);
    db_result_free(tally->standing);
    tally->effects = tally->next_try = tally->standing = NULL;
}
