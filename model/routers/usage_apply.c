/* Accounting counters into quota and daily logs. */
#include "model/routers/usage_apply.h"

#include "db/db.h"
#include "model/routers/router_note.h"

const char *usage_begin(struct context *ctx, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "usage_begin", NULL, 0, e);
    const char *at = r ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return at;
}

/* The hosts as arrays of one element each, in the order of usage_apply.sql. */
struct columns {
    const char *macs, *ids, *bytes, *uptimes;
};

static void add_uptime(struct strbuf *b, int64_t seconds)
{
    strbuf_add(b, b->length ? "," : "{");
    if (seconds == HOST_UNSAID)
        strbuf_add(b, "NULL");
    else
        strbuf_printf(b, "%lld", (long long)seconds);
}

static struct columns columns_of(struct arena *a, const struct host *hosts, size_t count)
{
    const char **macs = ARENA_ARRAY(a, const char *, count + 1), **ids = ARENA_ARRAY(a, const char *, count + 1);
    struct strbuf bytes = { .arena = a }, uptimes = { .arena = a };

    for (size_t i = 0; i < count; i++) {
        macs[i] = hosts[i].mac;
        ids[i] = hosts[i].id;
        strbuf_printf(&bytes, "%c%lld", i ? ',' : '{', (long long)hosts[i].bytes);
        add_uptime(&uptimes, hosts[i].uptime_s);
    }
    strbuf_add(&bytes, count ? "}" : "{}");
    strbuf_add(&uptimes, count ? "}" : "{}");
    return (struct columns){ db_array(a, macs, count), db_array(a, ids, count), strbuf_text(&bytes),
                             strbuf_text(&uptimes) };
}

bool usage_apply(struct context *ctx, const char *router, const char *read_at, const struct host *hosts, size_t count,
                 struct usage_tally *tally, struct error *e)
{
    struct columns c = columns_of(ctx->arena, hosts, count);
    struct db_result *r =
        db_query(ctx->db, "usage_apply", DB_PARAMS(router, read_at, c.macs, c.ids, c.bytes, c.uptimes), e);
    if (!r)
        return false;
    tally->devices = (size_t)db_int64(r, 0, 0);
    tally->users_changed = (size_t)db_int64(r, 0, 1);
    bool queued = db_int64(r, 0, 2) > 0;
    tally->unknown = (size_t)db_int64(r, 0, 3);
    tally->rebaselined = (size_t)db_int64(r, 0, 4);
    db_result_free(r);
    bool moved = tally->devices > 0 || count <= tally->unknown;
    if (!tally->devices && routers_note_reading(ctx, router, moved))
        return true;
    return db_run(ctx->db, "usage_done",
                  DB_PARAMS(router, tally->users_changed ? "t" : "f", queued ? "t" : "f", moved ? "t" : "f"), NULL, e);
}
