/* Asking a gateway in JSON: the request, the answer's body, and the verdict as far as HTTP decides it. */
#ifndef NET_GATEWAY_JSON_H
#define NET_GATEWAY_JSON_H

#include "net/gateway.h"

#include <jansson.h>
#include <stdbool.h>

struct gateway_call {
    const char *method, *url; /* "GET", "POST" */
    const char *basic_user;
    const struct http_header *headers;
    size_t header_count;
    const json_t *body; /* NULL: none */
    bool changes;       /* it may have an effect: without a clear answer nobody knows whether it had */
};

/* The answer's body, which the caller gives back; NULL where it is none in JSON: then result is final. With a
 * body result says what HTTP says; what the body says is the caller's to read. Bytes that are no UTF-8 are
 * read as '?'. */
json_t *gateway_ask(struct http *h, const struct gateway_call *call, struct arena *a, struct gateway_result *result);

void gateway_say(struct gateway_result *result, enum gateway_verdict verdict, const char *code, const char *message);

/* The text of an object's member, copied; NULL where it is none or empty. Whole numbers are taken as text. */
const char *gateway_text(struct arena *a, const json_t *object, const char *name);
/* Whole rupiah from 200000, 200000.00 or "200000.00"; -1 where it is none. No float is made of it. */
int64_t gateway_rupiah(const json_t *object, const char *name);
/* Length and bytes alone decide how long it takes. */
bool gateway_same_secret(const char *given, const char *secret);

#endif
