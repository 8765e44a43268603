/* What the steps of a set-up have in common: private to model/setup. */
#ifndef MODEL_SETUP_STEP_H
#define MODEL_SETUP_STEP_H

#include "model/config/config_edit.h"
#include "model/setup/setup.h"

#define STEP_COUNT(array) (sizeof(array) / sizeof *(array))

/* Fields alone, in the form of an action that nothing applies. */
#define STEP_FIELDS(step, table)                                                                                       \
    {                                                                                                                  \
        .name = "setup " step, .args = (table), .arg_count = STEP_COUNT(table)                                         \
    }

extern const struct setup_step setup_step_database, setup_step_zone, setup_step_router, setup_step_midtrans,
    setup_step_xendit, setup_step_telegram, setup_step_whatsapp, setup_step_package, setup_step_customer,
    setup_step_worker;

void setup_say(struct setup *s, enum setup_tone tone, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* An error that says that nothing was done since the operator left it. */
bool setup_is_over(struct error *e);

/* A connection to the configured database whose schema is as this program needs it. It is s's. */
bool setup_connect(struct setup *s, struct error *e);

/* What the database says of how far all is. In s->arena. */
struct setup_facts {
    const char *zone, *package, *customer, *worker;
    bool zone_is_set, worker_is_alive;
    long packages, customers;
};
bool setup_read_facts(struct setup *s, struct setup_facts *facts, struct error *e);

/* Changes of the configuration, written at once or not at all. */
struct setup_edit {
    struct config_spot spot;
    const char *value; /* as libconfig writes it; NULL: it is taken out */
};
struct setup_secret {
    const char *name, *text; /* of the file beside the configuration; text NULL: it stays as it is */
};
bool setup_write(struct setup *s, const struct setup_edit *edits, size_t edit_count, const struct setup_secret *secrets,
                 size_t secret_count, struct error *e);
/* The whole path of a file beside the configuration. */
const char *setup_beside(struct setup *s, const char *name);

/* Plans and applies an action as a key does. ids may be NULL, for one that finds its rows itself. */
bool setup_act(struct setup *s, const struct action *a, const char *id, const char *const *args, struct error *e);

#endif
