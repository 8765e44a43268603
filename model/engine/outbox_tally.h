/* What came of outbox rows that were worked on. */
#ifndef MODEL_ENGINE_OUTBOX_TALLY_H
#define MODEL_ENGINE_OUTBOX_TALLY_H

#include <stddef.h>

struct db_result;

struct outbox_tally {
    size_t done, waiting, failed;
    char last_error[256];
    struct db_result *effects; /* of an operation, of operation_effects.sql: the caller's; NULL: nobody has asked */
};

/* message is cut where it is too long. */
void outbox_note_error(struct outbox_tally *tally, const char *message);

#endif
