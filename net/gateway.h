/* What came of asking a gateway, in one form for all of them. */
#ifndef NET_GATEWAY_H
#define NET_GATEWAY_H

#include "base/error.h"
#include "net/http.h"

#include <stdbool.h>
#include <stdint.h>

enum gateway_verdict {
    GATEWAY_DONE,    /* it was done, or it answers what was asked */
    GATEWAY_REFUSED, /* it was not done, and never will be like this */
    GATEWAY_RETRY,   /* it was not done for now: again after retry_ms */
    GATEWAY_UNKNOWN  /* nobody knows: look it up before asking again */
};

enum {
    GATEWAY_CODE = 40,
    GATEWAY_MESSAGE = 240
};

/* What is not said is another matter than what is said and can't be read: the first may be taken from elsewhere, the
 * second never counts as what was asked for. */
enum {
    GATEWAY_NO_AMOUNT = -1,
    GATEWAY_BAD_AMOUNT = -2
};
#define GATEWAY_UNREADABLE "?"

struct gateway_result {
    enum gateway_verdict verdict;
    int http_status;               /* 0: no answer came */
    int64_t retry_ms;              /* GATEWAY_RETRY; 0: the gateway does not say */
    int64_t used_up_ms;            /* whatever the verdict: its limit is used up for so long; 0: it is not, or unsaid */
    char code[GATEWAY_CODE];       /* its own: "406", "DUPLICATE_ERROR"; "" where none */
    char message[GATEWAY_MESSAGE]; /* its own words or ours, made fit to be shown */
};

/* The verdict of a request that failed without an answer. */
void gateway_from_error(struct gateway_result *result, const struct error *e);

/* code and message (NULL: none) are made fit to be shown, and cut where they are long. */
void gateway_say(struct gateway_result *result, enum gateway_verdict verdict, const char *code, const char *message);

/* The verdict as far as HTTP's status decides it, with the time to wait. changes: the request may have an effect,
 * and without a clear answer nobody knows whether it had. */
void gateway_judge_status(const struct http_answer *answer, bool changes, struct gateway_result *result);

#endif
