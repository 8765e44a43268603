/* A library that few runs need, loaded by the first that does: what every process would carry for it is left out of the
 * others. Its functions are called through a table, which is a struct of pointers to them. */
#ifndef BASE_LATE_LIBRARY_H
#define BASE_LATE_LIBRARY_H

#include "base/error.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

struct late_function {
    const char *name;
    size_t place; /* of its pointer in the table */
};

struct late_library {
    const char *file;    /* with the version that its headers are of: "libcairo.so.2" */
    const char *package; /* of Debian, for the advice */
    const struct late_function *functions;
    size_t count;
    void *table;
    pthread_mutex_t lock;
    bool is_loaded;
};

/* Fills its table, once; from any thread. False: it is not there, or lacks a function; tried anew by the next call. */
bool late_library_load(struct late_library *l, struct error *e);

#endif
