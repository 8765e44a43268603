/* Who holds rows and has ended. */
#include "model/engine/holder.h"

#include "db/db.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static bool is_gone(int64_t pid)
{
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

const char *holders_gone(struct context *ctx, const char *query, bool with_own, struct error *e)
{
    char host[256] = "";
    gethostname(host, sizeof host - 1);
    struct db_result *r = db_query(ctx->db, query, DB_PARAMS(host), e);
    if (!r)
        return NULL;
    const char **gone = ARENA_ARRAY(ctx->arena, const char *, db_rows(r) + 1);
    size_t count = 0;
    for (int i = 0; i < db_rows(r); i++) {
        bool is_own = with_own && strcmp(db_value(r, i, 0), ctx->worker_id) == 0;
        if (is_own || is_gone(db_int64(r, i, 1)))
            gone[count++] = arena_strdup(ctx->arena, db_value(r, i, 0));
    }
    db_result_free(r);
    return db_array(ctx->arena, gone, count);
}
