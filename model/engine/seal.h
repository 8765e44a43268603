/* Seals on the audit's chain: an HMAC with a key outside the database (audit_key_file) over the newest operation's hash
 * and the seal before. Whoever owns the database may compute the chain anew, but not its seals; the number of the last
 * one stands on this host, too, so that seals can't be taken off its end. */
#ifndef MODEL_ENGINE_SEAL_H
#define MODEL_ENGINE_SEAL_H

#include "model/values/context.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

/* A job's run: seals the newest operation, where it is not. False, and nothing sealed, where the last seal does not
 * fit: a forged chain gets none. */
bool seal_put(struct context *ctx, char *result, size_t size, struct error *e);

struct seal_findings {
    bool has_key;
    const char *no_key; /* why it can't be read here, in ctx->arena: nothing was verified; NULL: it can */
    const char *no_key_mend;
    int64_t seals;
    int64_t late, first_late; /* operations without a seal, older than ten minutes */
    const char *why;          /* the first that does not fit, in ctx->arena; NULL: all do */
};
/* Verifies all seals. has_key false: this host has none, and nothing was looked at. False only where the database could
 * not be read. */
bool seal_verify(struct context *ctx, struct seal_findings *found, struct error *e);

#endif
