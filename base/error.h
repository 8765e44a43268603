/* What went wrong, told once: what failed, why, and what to do.
 *
 * A function that can fail returns bool (or NULL) and fills the caller's struct error. It is
 * made where the cause is known and shown by a face (console, command line, worker), never
 * printed from below. The texts may hold what the outside sent: show them through text_safe(). */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

enum error_code {
    ERR_NONE = 0,
    ERR_REFUSED,     /* understood, and not done: a rule stands against it */
    ERR_USAGE,       /* the words of the operator or script are off */
    ERR_CONFIG,      /* the configuration is off */
    ERR_UNREACHABLE, /* database, router or gateway cannot be reached */
    ERR_TIMEOUT,     /* it was reached and did not answer in time */
    ERR_PROTOCOL,    /* it answered, but not in its language */
    ERR_UNKNOWN,     /* it may have been done or not: look before doing it again */
    ERR_CANCELLED,   /* the operator took it back */
    ERR_INTERNAL     /* out of memory, or a fault of this program */
};

struct error {
    enum error_code code;
    char what[192]; /* "can't connect to router main" */
    char why[384];  /* "10.0.0.1:8729: connection refused" */
    char hint[512]; /* "check the address in routers, and that the api-ssl service is enabled"; may be empty */
};

/* Always returns false, so that a caller can `return error_set(...)`. why may be NULL. e may be NULL. */
bool error_set(struct error *e, enum error_code code, const char *what, const char *why_format, ...)
    __attribute__((format(printf, 4, 5)));

/* Adds the advice; returns false too. */
bool error_hint(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

void error_clear(struct error *e);

/* "what: why. hint" on one line into buffer; returns buffer. */
const char *error_text(const struct error *e, char *buffer, int size);

/* The exit code that the command line promises: 0 done, 1 refused or findings, 2 usage or
 * configuration, 3 something outside could not be reached or did not answer as it should. */
int error_exit_code(enum error_code code);

#endif
