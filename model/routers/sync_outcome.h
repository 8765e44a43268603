/* What came of a sync for one user. user_id is the text that the caller gave; message lives in the arena of the context
 * that the sync ran in. */
#ifndef MODEL_ROUTERS_SYNC_OUTCOME_H
#define MODEL_ROUTERS_SYNC_OUTCOME_H

#include "model/engine/effect.h"

struct sync_outcome {
    const char *user_id;
    enum effect_state state;
    unsigned writes;     /* commands sent for this user */
    const char *message; /* why it failed; NULL else */
};

#endif
