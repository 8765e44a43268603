/* Asking a gateway in JSON: the request and the answer's body. */
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
    const json_t *body;
    bool has_body; /* body NULL then means that it could not be made, and nothing is sent */
    bool changes;  /* it may have an effect: without a clear answer nobody knows whether it had */
};

/* The answer's body, which the caller gives back; NULL where it is none in JSON: then result is final. With a
 * body result says what HTTP says; what the body says is the caller's to read. Bytes that are no UTF-8 are
 * read as '?'. */
json_t *gateway_ask(struct http *h, const struct gateway_call *call, struct arena *a, struct gateway_result *result);

/* An answer that says nothing to the matter: unknown for a call that changes, else to be tried again. */
void gateway_no_answer(const struct gateway_call *call, const char *words, struct gateway_result *result);

/* JSON from outside: bytes that are no UTF-8 are read as '?', figures that are no int64_t as strings of just what
 * was written. NULL where it is no JSON; why (may be NULL) then says so. */
json_t *gateway_read(struct arena *a, const char *body, size_t length, const char **why);
/* A text for what is sent; NULL gives NULL. */
json_t *gateway_safe_json(struct arena *a, const char *text);
/* For a path or a query. */
const char *gateway_escape(struct arena *a, const char *text);

/* The text of an object's member, copied; NULL where it is none or empty. Whole numbers are taken as text. */
const char *gateway_text(struct arena *a, const json_t *object, const char *name);
/* A moment as ISO 8601 with its offset, WIB (+07:00) where it came without one; NULL where it is none. */
const char *gateway_time(struct arena *a, const json_t *object, const char *name);
/* The same of what money depends on: GATEWAY_UNREADABLE where there is something, and it is no text or no moment. */
const char *gateway_said_text(struct arena *a, const json_t *object, const char *name);
const char *gateway_said_time(struct arena *a, const json_t *object, const char *name);
/* Whole rupiah from 200000, 200000.00 or "200000.00". GATEWAY_NO_AMOUNT where there is nothing, GATEWAY_BAD_AMOUNT where
 * it is something else. No float is made of it. */
int64_t gateway_rupiah(const json_t *object, const char *name);
/* Length and bytes alone decide how long it takes. */
bool gateway_same_secret(const char *given, const char *secret);

#endif
