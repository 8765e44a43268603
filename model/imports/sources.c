/* The systems whose customers can come along, and how what is read of one is staged. */
#include "model/imports/source.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
    SEND_BYTES = 64 * 1024
};

const struct import_source import_sources[] = {
    { .name = "jelantik",
      .help = N_("the exports of a Jelantik biller, in a folder of this host"),
      .read = import_read_jelantik },
    { .name = "phpnuxbill", .help = N_("a PHPNuxBill database, restored in a schema of this one") },
    { .name = "user_manager",
      .help = N_("the User Manager of a router, by its name here"),
      .read = import_read_user_manager },
    { .name = NULL },
};
const char *const import_source_names[] = { "jelantik", "phpnuxbill", "user_manager", NULL };

const struct import_source *import_source_find(const char *name)
{
    for (const struct import_source *s = import_sources; s->name; s++)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

struct raw_out {
    struct context *ctx;
    const char *run;
    struct arena *scratch; /* of what is not sent yet */
    struct strbuf out;
    int64_t rows;
};

/* As COPY reads it. */
static void put_text(struct strbuf *out, const char *text)
{
    for (size_t n; *text; text += n + (text[n] != '\0')) {
        n = strcspn(text, "\\\t\n\r");
        strbuf_add_bytes(out, text, n);
        if (text[n])
            strbuf_printf(out, "\\%c", text[n] == '\\' ? '\\' : text[n] == '\t' ? 't' : text[n] == '\n' ? 'n' : 'r');
    }
}

/* A zero byte can't be kept by PostgreSQL; other bytes that are no text are shown. */
static const char *sound(struct arena *a, const char *text)
{
    return text_is_utf8(text, strlen(text)) ? text : text_safe_copy(a, text);
}

static char *as_json(struct arena *a, const char *const *names, const char *const *values, size_t count)
{
    json_t *row = json_object();
    for (size_t i = 0; i < count; i++)
        if (values[i])
            json_object_set_new(row, sound(a, names[i]), json_string(sound(a, values[i])));
    char *text = json_dumps(row, JSON_COMPACT);
    json_decref(row);
    return text;
}

static bool send_rows(struct raw_out *o, struct error *e)
{
    bool ok = db_copy_put(o->ctx->db, strbuf_text(&o->out), o->out.length, e);
    arena_reset(o->scratch);
    o->out = (struct strbuf){ .arena = o->scratch };
    return ok;
}

bool raw_put(struct raw_out *o, const char *part, const char *file, int64_t n, const char *const *names,
             const char *const *values, size_t count, struct error *e)
{
    char *json = as_json(o->scratch, names, values, count);
    strbuf_printf(&o->out, "%s\t", o->run);
    put_text(&o->out, part);
    strbuf_printf(&o->out, "\t%" PRId64 "\t", n);
    if (file)
        put_text(&o->out, sound(o->scratch, file));
    else
        strbuf_add(&o->out, "\\N");
    strbuf_add(&o->out, "\t");
    put_text(&o->out, json ? json : "{}");
    strbuf_add(&o->out, "\n");
    free(json);
    o->rows++;
    if (o->rows % 1000 == 0)
        context_progress(o->ctx, "rows read", (size_t)o->rows, 0);
    if (o->out.length < SEND_BYTES)
        return true;
    return send_rows(o, e) && !context_cancelled(o->ctx, e);
}

static bool read_rows(struct context *ctx, const struct import_source *s, const char *run, const char *from,
                      struct error *e)
{
    struct raw_out out = { .ctx = ctx, .run = run, .scratch = arena_new() };
    out.out.arena = out.scratch;
    bool ok = db_copy_begin(ctx->db, "COPY console.import_raw (run_id, part, n, file, raw) FROM STDIN", e);
    if (ok) {
        ok = s->read(ctx, from, &out, e) && send_rows(&out, e);
        ok = ok ? db_copy_end(ctx->db, NULL, e) : (db_copy_abandon(ctx->db), false);
    }
    arena_free(out.scratch);
    return ok;
}

static bool ask_refusal(struct context *ctx, const struct import_source *s, const char *from, struct error *e)
{
    if (s->read)
        return true;
    struct db_result *r =
        db_text(ctx->db, arena_printf(ctx->arena, "SELECT console.import_%s_refusal($1)", s->name), DB_PARAMS(from), e);
    bool ok = r && (db_is_null(r, 0, 0) || error_set(e, ERR_REFUSED, "nothing is read", "%s", db_value(r, 0, 0)));
    db_result_free(r);
    return ok;
}

static const char *begin_run(struct context *ctx, const struct import_source *s, const char *from, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "import_run_begin", DB_PARAMS(s->name, from, ctx->actor), e);
    const char *run = r ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    db_result_free(r);
    return run;
}

static bool take(struct context *ctx, const char *run, struct error *e)
{
    context_progress(ctx, "checking", 0, 0);
    return db_run(ctx->db, "operation_plans", DB_PARAMS("force_custom_plan"), NULL, e) &&
           db_run(ctx->db, "import_run_take", DB_PARAMS(run), NULL, e);
}

bool import_gather(struct context *ctx, const char *const *args, struct error *e)
{
    const struct import_source *s = import_source_find(args[0]);
    const char *run;
    if (ctx->read_only)
        return error_set(e, ERR_REFUSED, "nothing is read", "this session is read-only");
    if (!ask_refusal(ctx, s, args[1], e) || !db_begin(ctx->db, e))
        return false;
    if (db_run(ctx->db, "operation_settings", DB_PARAMS(ctx->actor, NULL), NULL, e) &&
        (run = begin_run(ctx, s, args[1], e)) && (!s->read || read_rows(ctx, s, run, args[1], e)) && take(ctx, run, e))
        return db_commit(ctx->db, e);
    db_rollback(ctx->db);
    return false;
}
