/* What can be amiss with a customer: each room declares its own, what it means and what mends it; db/diagnosis finds
 * those of one customer, by what the rooms' functions in the database tell (console.account_symptoms() and the like)
 * and, where somebody wants to know, by what routers and gateways say at the moment. */
#ifndef MODEL_ENGINE_SYMPTOM_H
#define MODEL_ENGINE_SYMPTOM_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct saying;

/* By hundreds of the rank. */
enum symptom_severity {
    SYMPTOM_WRONGED = 1, /* the customer paid, or owes nothing, and has not what is due */
    SYMPTOM_STOPS,       /* nothing gets through */
    SYMPTOM_HINDERS,     /* something is slower, later or other than it should */
    SYMPTOM_TELLS        /* nothing is wrong */
};
enum {
    SYMPTOM_CLASS = 100
};

struct symptom {
    const char *name;          /* scripts rely on it; its word in few words is a choice of the room */
    int rank;                  /* the lowest comes first; the same in the database's function */
    const struct saying *says; /* its sentence; arguments in the order in which they are found, at most three */
    const char *mends;         /* the action; NULL: none does */
    const char *pane;          /* whose row is opened; NULL: none is */
};

#define SAYS(template)                                                                                                 \
    &(const struct saying)                                                                                             \
    {                                                                                                                  \
        (template), NULL                                                                                               \
    }

const struct symptom *symptom_find(const char *name); /* NULL: none of that name */
enum symptom_severity symptom_severity(const struct symptom *s);
const char *symptom_severity_name(enum symptom_severity severity); /* "stops"; choices of the room engine */

/* --- a look outside --- */

struct context;
struct sides;

enum {
    SYMPTOM_ARGUMENTS = 3,
    SYMPTOM_SEEN = 40 /* of one customer */
};

/* What a look found just now. Its texts live in the arena. */
struct symptom_seen {
    const struct symptom *symptom;
    const char *arguments[SYMPTOM_ARGUMENTS + 1];
    const char *page_id, *mend_id;
    const char *mends; /* as what the row of the database would be mended by is not there: the action, or NULL */
};
struct symptoms_seen {
    struct arena *arena;
    const char *user_id;
    struct symptom_seen items[SYMPTOM_SEEN];
    size_t count;
    const char *const *outdated[4]; /* names of symptoms of which the look knows better, NULL at their end */
    size_t outdated_count;
    bool has_failed; /* something outside could not be asked: a symptom says what */
};

/* A room's way to ask what the database can't know. Failures are symptoms, too; it never fails by itself. */
struct symptom_look {
    const char *name; /* "router" */
    void (*run)(struct context *ctx, struct symptoms_seen *seen);
    /* What is told of the customer there, beside what the database has: without routers or gateways in ctx the latter
     * alone. */
    void (*compare)(struct context *ctx, struct sides *sides);
};

/* One more; NULL where there is no room for it, which is as if it had not been seen. arguments end with NULL. */
struct symptom_seen *symptom_add(struct symptoms_seen *seen, const char *name, const char *const *arguments);
#define SYMPTOM_ADD(seen, name, ...) symptom_add((seen), (name), (const char *const[]){ __VA_ARGS__, NULL })
void symptom_outdates(struct symptoms_seen *seen, const char *const *names);

#endif
