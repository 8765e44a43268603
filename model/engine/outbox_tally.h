/* What came of outbox rows that were worked on. */
#ifndef MODEL_ENGINE_OUTBOX_TALLY_H
#define MODEL_ENGINE_OUTBOX_TALLY_H

#include <stddef.h>

struct outbox_tally {
    size_t done, waiting, failed;
    char last_error[256];
};

/* message is cut where it is too long. */
void outbox_note_error(struct outbox_tally *tally, const char *message);

#endif
