/* Another program, run for us: told by arguments and variables alone, read by pipes, ended when it is to be.
 *
 * What it may not show to other accounts of the host (a password) goes by a variable or by a descriptor, never by an
 * argument. It takes none of our blocked signals along, and none of our other descriptors. */
#ifndef BASE_CHILD_H
#define BASE_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum {
    CHILD_GIVEN_FD = 3, /* where it finds what is given */
    CHILD_MOST_SAID = 1024
};

struct child_job {
    const char *const *argv;      /* argv[0]: its path, or a name that PATH finds; NULL-terminated */
    const char *const *variables; /* "NAME=value" beside ours; NULL-terminated; NULL: none */
    int in;                       /* its standard input; -1: nothing */
    int out;                      /* its standard output; -1: bytes() gets it */
    int given;                    /* it finds this as CHILD_GIVEN_FD; -1: none */
    bool (*bytes)(void *ctx, const char *bytes, size_t length); /* false: it is ended. NULL: thrown away */
    void (*line)(void *ctx, const char *line);                  /* of its standard error; NULL: kept in said alone */
    bool (*tick)(void *ctx); /* a few times a second; false: it is ended. NULL: none */
    void *ctx;
};

struct child {
    pid_t pid;
    int out, err;
    char said[CHILD_MOST_SAID]; /* the last that it said on standard error: whole lines, as many as fit */
};

/* False with errno set: it was not started. */
bool child_start(struct child *c, const struct child_job *job);
/* Reads it to its end. True: it ended with 0. False: it did not, or was ended; said tells what it said. */
bool child_finish(struct child *c, const struct child_job *job);
/* Both. was_started: false with errno set where it was not. */
bool child_run(struct child *c, const struct child_job *job, bool *was_started);

#endif
