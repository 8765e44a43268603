/* What came of outbox rows that were worked on. */
#ifndef MODEL_ENGINE_OUTBOX_TALLY_H
#define MODEL_ENGINE_OUTBOX_TALLY_H

#include <stddef.h>

struct db_result;

struct outbox_tally {
    size_t done, waiting, failed;
    char last_error[256];
    struct db_result *effects; /* of an operation, of operation_effects.sql: the caller's; NULL: nobody has asked */
    /* Of which operation the end of a batch also asks how far it is; NULL: of none. What was answered: of
     * outbox_next_try.sql and outbox_of_operation.sql, as long as it holds. */
    const char *ends_operation;
    struct db_result *next_try, *standing;
};

/* What was answered holds no more. */
void outbox_tally_forget(struct outbox_tally *tally);

/* message is cut where it is too long. */
void outbox_note_error(struct outbox_tally *tally, const char *message);

#endif
