/* One request to Xendit: private to net/xendit*.c. */
#ifndef NET_XENDIT_CALL_H
#define NET_XENDIT_CALL_H

#include "net/gateway_json.h"
#include "net/xendit.h"

struct xendit {
    struct arena *arena; /* this, and the config's texts */
    struct xendit_config config;
    struct http *http;
};

/* The answer's body, which the caller gives back; NULL: none in JSON. path begins with a slash. */
json_t *xendit_ask(struct xendit *x, struct gateway_call call, const char *path, struct arena *a,
                   struct gateway_result *result);
bool xendit_read_invoice_notice(struct arena *a, const json_t *object, struct xendit_notice *n, struct error *e);

#endif
