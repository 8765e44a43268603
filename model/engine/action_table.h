/* What the rooms' tables of actions have in common: bounds, and words for the same choice. */
#ifndef MODEL_ENGINE_ACTION_TABLE_H
#define MODEL_ENGINE_ACTION_TABLE_H

#include "model/engine/action.h"
#include "model/values/amount.h"

/* 100 TB: far beyond any customer, near enough to catch a slip of the unit. */
#define MOST_CMB (INT64_C(100) * 1024 * CMB_PER_GB)
/* A century of months at a price that nobody pays: near enough to catch a zero too many. */
#define MOST_RP INT64_C(1000000000)
enum {
    LONGEST_NOTE = 500
};

extern const char *const arg_no_yes[]; /* "no", "yes" */

#define TAKEN_BACK_BY(...)                                                                                             \
    .reverse = REVERSE_ACTION, .taken_back_by = (const char *const[])                                                  \
    {                                                                                                                  \
        __VA_ARGS__, NULL                                                                                              \
    }
#define TAKEN_BACK_WHERE(...)                                                                                          \
    .taken_back_where = (const unsigned char[])                                                                        \
    {                                                                                                                  \
        __VA_ARGS__                                                                                                    \
    }
#define NOT_TAKEN_BACK(verb) .reverse = REVERSE_NONE, .word = (verb)

#define ARGS(a) .args = (a), .arg_count = sizeof(a) / sizeof *(a)
#define STEPS(s) .steps = (s), .step_count = sizeof(s) / sizeof *(s)

#endif
