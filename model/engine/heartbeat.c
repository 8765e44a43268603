/* The rows of console.worker: which processes are alive. */
#include "model/engine/heartbeat.h"

#include "db/db.h"

#include <unistd.h>

struct process process_self(struct arena *a)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    return (struct process){ .host = arena_strdup(a, *host ? host : "localhost"),
                             .pid = arena_printf(a, "%ld", (long)getpid()),
                             .version = HC_VERSION };
}

static bool beat(struct context *ctx, const char *kind, bool is_later, struct error *e)
{
    if (!ctx->worker_id)
        return error_set(e, ERR_INTERNAL, "this process has no id", NULL);
    const struct process self = process_self(ctx->arena);
    const char *const params[] = { ctx->worker_id, kind, self.host, self.pid, self.version };
    const int count = (int)(sizeof params / sizeof *params);
    return is_later ? db_later(ctx->db, "worker_heartbeat", params, count, NULL, e)
                    : db_run(ctx->db, "worker_heartbeat", params, count, NULL, e);
}

bool worker_heartbeat(struct context *ctx, const char *kind, struct error *e)
{
    return beat(ctx, kind, false, e);
}

bool worker_heartbeat_later(struct context *ctx, const char *kind, struct error *e)
{
    return beat(ctx, kind, true, e);
}

bool worker_be_known(struct context *ctx, bool *is_known, struct error *e)
{
    *is_known = *is_known || worker_heartbeat(ctx, "worker", e);
    return *is_known;
}

void worker_leave(struct context *ctx)
{
    if (ctx->worker_id && db_is_connected(ctx->db))
        db_run(ctx->db, "worker_leave", DB_PARAMS(ctx->worker_id), NULL, NULL);
}
