/* What outbox rows ask for, by the kind of their target (the part before the colon): a table of effects, each done
 * for many rows at once. Every one is harmless to do twice: it looks at the outside before it writes, or the
 * outside can't tell a second from the first. */
#ifndef MODEL_ENGINE_EFFECT_H
#define MODEL_ENGINE_EFFECT_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

enum effect_state {
    EFFECT_DONE,
    EFFECT_WAITS, /* done as far as it can be: the rest follows when the outside is ready, as a device without an address */
    EFFECT_RETRY,
    EFFECT_FAILED
};

struct effect_row {
    const char *entity_id; /* of the outbox row */
    const char *payload;   /* its JSON */
    int attempts;          /* with this one: beyond 1 an earlier one may have been done */
    enum effect_state state; /* filled */
    int retry_ms;          /* filled with EFFECT_RETRY: so long at least; 0: by the outbox's back-off */
    const char *message;   /* filled: why it failed or waits, or a note on what was done; NULL: none */
};

struct effect {
    const char *kind; /* of targets: "router", "midtrans", "xendit", "message", "telegram", "whatsapp" */
    const char *name; /* console.outbox.effect */
    const char *help;
    const char *word; /* what a customer's timeline calls it, translatable; NULL: its name */
    /* name: the target's, after the colon: of the router, "main", "user". False when what stands behind it could not
     * be worked on; the rows then go back. ERR_UNREACHABLE: so do all others that are due for it. */
    bool (*run)(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e);
};
/* Of all rooms, those of one kind in the order in which a batch does them; NULL: no more. */
const struct effect *effect_at(size_t i);
/* What a timeline calls an effect of that name, translated. */
const char *effect_word(const char *name);
const struct effect *effect_find(const char *kind, const char *name); /* NULL: this program does not know it */

#endif
