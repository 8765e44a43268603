/* What is wrong with one customer, why, and what mends it: from what the database knows at once, and from what the
 * customer's router and the gateways of open charges say at the moment.
 *
 * All texts come as the database, routers and gateways gave them (show them through say() or text_safe()). */
#ifndef MODEL_DIAGNOSIS_DIAGNOSIS_H
#define MODEL_DIAGNOSIS_DIAGNOSIS_H

#include "model/engine/symptom.h"
#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>

struct config;

struct diagnosis_line {
    const struct symptom *symptom;
    const char *sentence;          /* in English, for say() */
    const char *at, *age;          /* since when it is so, or was seen so; NULL: not known */
    const char *page_id, *mend_id; /* the row of symptom->pane, and that of the action; NULL: none, the customer */
    const char *mends;             /* the action; NULL: none does */
    bool is_live;                  /* seen just now, by a look */
};

struct diagnosis {
    const char *user_id, *full_name, *phone_number;
    struct diagnosis_line *lines; /* the worst first */
    size_t count;
    const char *looked_at; /* "10:47:03"; NULL: nobody looked */
    bool look_failed;      /* something outside could not be asked: a finding says what */
};

enum {
    LOOK_MS = 1500 /* what a router or a gateway is waited for */
};

/* In ctx->arena. A user that is gone: ERR_REFUSED. */
bool diagnosis_read(struct context *ctx, const char *user_id, struct diagnosis *d, struct error *e);

/* The same with a look at the customer's router and at the gateways of open charges: what they say counts for more than
 * what was stored. What can't be asked is a finding, and leaves the stored ones. ctx has routers and gateways, of a
 * diagnosis_config(). */
bool diagnosis_look(struct context *ctx, const char *user_id, struct diagnosis *d, struct error *e);
/* The configuration, with waits that fit somebody who looks at a screen. In the arena, with all it refers to still the
 * given one's. */
const struct config *diagnosis_config(struct arena *a, const struct config *config);

/* The worst is more than a fact. */
bool diagnosis_is_bad(const struct diagnosis *d);

/* The symptom's sentence with these arguments (NULL ends them), in the arena. */
const char *symptom_sentence(struct arena *a, const struct symptom *s, const char *const *arguments);

/* The rows for which the action of lines[i] is begun at once: its own, or of all that are mended by the same one.
 * The ids are those of the action's pane. Returns their number, at most room. */
size_t diagnosis_mends(const struct diagnosis *d, size_t i, const char **ids, size_t room);

#endif
