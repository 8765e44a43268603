/* `import KIND FILE`: a CSV file's lines into the database: staged, judged, shown, confirmed, written. */
#include "model/imports/import.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/engine/heartbeat.h"
#include "model/engine/saying.h"
#include "model/worker/session.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    TELL_EVERY_MS = 100,
    BAR = 30
};

/* What was told last, and when. */
struct told {
    int64_t at;
    const char *what;
};

/* How far it is, where somebody looks on. */
static void tell_progress(void *told, const char *what, size_t done, size_t total)
{
    static const char full[] = "##############################", empty[] = "..............................";
    struct told *last = told;
    int64_t now = clock_ms();
    if (last->what == what && now - last->at < TELL_EVERY_MS && done < total)
        return;
    *last = (struct told){ now, what };
    int filled = total ? (int)(done * BAR / total) : 0;
    filled = filled > BAR ? BAR : filled;
    if (total)
        fprintf(stderr, "\r\033[K%s [%.*s%.*s] %3zu %%  %zu / %zu", _(what), filled, full, BAR - filled, empty,
                done < total ? done * 100 / total : 100, done, total);
    else
        fprintf(stderr, "\r\033[K%s %zu", _(what), done);
}

static void end_progress(const struct context *ctx)
{
    if (ctx->progress)
        fputs("\r\033[K", stderr);
}

static bool unknown_kind(const char *name, struct error *e)
{
    struct arena *a = arena_new();
    struct strbuf known = { .arena = a };
    for (size_t i = 0; import_kind_at(i); i++)
        strbuf_printf(&known, "%s%s", i ? ", " : "", import_kind_at(i)->name);
    if (name)
        error_set(e, ERR_USAGE, _("nothing is imported"), _("'%s' can't be imported"), name);
    else
        error_set(e, ERR_USAGE, _("nothing is imported"), _("say what: a kind and a file"));
    error_hint(e, _("there are: %s; for example: hotspot-console import customers new.csv --dry-run"),
               strbuf_text(&known));
    arena_free(a);
    return false;
}

static bool check_words(const struct cli_options *o, struct error *e)
{
    size_t wanted = o->resume ? 0 : o->template ? 1 : 2;
    if (o->word_count > wanted)
        return error_set(e, ERR_USAGE, _("can't understand the command line"), _("what is '%s' for?"),
                         o->words[wanted]);
    if (!o->resume && (!o->word_count || !import_kind_find(o->words[0])))
        return unknown_kind(o->word_count ? o->words[0] : NULL, e);
    if (o->word_count < wanted)
        return error_set(e, ERR_USAGE, _("nothing is imported"), _("name the file, or - for standard input"));
    for (size_t i = 0; o->existing && strcmp(o->existing, import_existing[i]) != 0; i++)
        if (!import_existing[i + 1])
            return error_set(e, ERR_USAGE, _("can't understand the command line"),
                             _("--existing wants keep or update"));
    return true;
}

static const struct column shown_columns[] = {
    { .name = "line", .type = COL_INT },   { .name = "verdict", .type = COL_TEXT },
    { .name = "label", .type = COL_TEXT }, { .name = "before", .type = COL_TEXT },
    { .name = "after", .type = COL_TEXT }, { .name = "why", .type = COL_TEXT },
};
enum {
    SHOWN_COLUMNS = sizeof shown_columns / sizeof *shown_columns
};

static const char *number(struct arena *a, int64_t n)
{
    return arena_printf(a, "%" PRId64, n);
}

static void write_verdict(struct arena *a, const struct cli_options *o, const struct import_verdict *v)
{
    bool is_table = o->format == ROWS_TABLE;
    struct row_writer *out = rows_open(o->format, shown_columns, SHOWN_COLUMNS);
    for (size_t i = 0; i < v->fault_count; i++) {
        const char *why = is_table ? say(a, v->faults[i].why) : v->faults[i].why;
        row_writer_row(out, (const char *const[]){ number(a, v->faults[i].line), "fault", NULL, NULL, NULL, why });
    }
    for (size_t i = 0; i < v->line_count; i++) {
        const struct import_line *l = &v->lines[i];
        row_writer_row(out,
                       (const char *const[]){ number(a, l->line), l->verdict, l->label, l->before, l->after, NULL });
    }
    rows_close(out);
}

static void say_counts(const struct import *import, const struct import_verdict *v)
{
    cli_say(_("import %s of %s: %" PRId64 " new, %" PRId64 " to update, %" PRId64 " there already, %" PRId64
              " differ and are kept, %" PRId64 " faulty"),
            import->id, import->file, v->fresh, v->update, v->same, v->kept, v->faulty);
    for (size_t i = 0; i < v->count_count; i++)
        cli_say("%8" PRId64 "  %s", v->counts[i].lines, _(import_fault_words(v->counts[i].kind)));
    if (v->faulty > (int64_t)v->fault_count)
        cli_say(_("the first %zu faults are listed; --output FILE writes all of them"), v->fault_count);
    if (v->kept)
        cli_say(_("--existing update brings those who are there to what the file says"));
}

static bool is_confirmed(const struct cli_options *o, const struct import *import, const struct import_verdict *v,
                         struct error *e)
{
    char line[64], wanted[32];
    if (o->yes)
        return true;
    if (!isatty(STDIN_FILENO)) {
        error_set(e, ERR_REFUSED, _("nothing is imported"), _("it was not confirmed"));
        return error_hint(e, _("write it with: hotspot-console import --resume %s --yes"), import->id);
    }
    snprintf(wanted, sizeof wanted, "%" PRId64, v->fresh + v->update);
    fprintf(stderr, _("Type %s to import them: "), wanted);
    fflush(stderr);
    if (!fgets(line, sizeof line, stdin))
        line[0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    if (strcmp(line, wanted) == 0)
        return true;
    error_set(e, ERR_CANCELLED, _("nothing is imported"), _("not confirmed"));
    return error_hint(e, _("go on with it later: hotspot-console import --resume %s"), import->id);
}

static const struct column result_columns[] = {
    { .name = "import_id", .type = COL_INT }, { .name = "operation_id", .type = COL_ID },
    { .name = "imported", .type = COL_INT },  { .name = "faulty", .type = COL_INT },
    { .name = "rejects", .type = COL_TEXT },  { .name = "summary", .type = COL_TEXT },
};

static void write_result(struct arena *a, const struct cli_options *o, const struct import *import,
                         const struct import_verdict *v, const char *rejects, const struct action_result *result)
{
    struct row_writer *out = rows_open(o->format, result_columns, sizeof result_columns / sizeof *result_columns);
    row_writer_row(out, (const char *const[]){ import->id, result->operation_id, number(a, (int64_t)result->changed),
                                               number(a, v->faulty), rejects,
                                               o->format == ROWS_TABLE ? say(a, result->summary) : result->summary });
    rows_close(out);
}

/* Where the faulty lines go: where it was said; else, where they are left out, beside the file. NULL: nowhere. */
static const char *rejects_file(struct arena *a, const struct cli_options *o, const struct import *import,
                                const struct import_verdict *v)
{
    if (!v->faulty)
        return NULL;
    if (o->output || !o->skip_bad || o->dry_run)
        return o->output;
    return o->resume || strcmp(o->words[1], "-") == 0 ? arena_printf(a, "import-%s.rejected.csv", import->id)
                                                      : arena_printf(a, "%s.rejected.csv", o->words[1]);
}

static bool stage(struct context *ctx, const struct cli_options *o, struct import *import, struct error *e)
{
    const char *existing = o->existing ? o->existing : import_existing[0];
    if (!o->resume)
        return import_stage(ctx, import_kind_find(o->words[0]), o->words[1], existing, import, e);
    if (!import_find(ctx, o->resume, import, e))
        return false;
    if (import->is_done)
        return error_set(e, ERR_REFUSED, _("nothing is imported"), _("it was written already, by operation %s"),
                         import->operation_id);
    import->existing = o->existing ? o->existing : import->existing;
    cli_say(_("import %s of %s, staged by %s at %s"), import->id, import->file, import->actor, import->staged_at);
    return true;
}

static bool write_staged(struct context *ctx, const struct cli_options *o, const struct import *import,
                         const struct import_verdict *v, const char *rejects, struct error *e)
{
    struct action_result result;
    if (!import_may_write(v, o->skip_bad, e) || !is_confirmed(o, import, v, e))
        return false;
    bool ok = import_write(ctx, import, v, o->skip_bad, &result, e);
    end_progress(ctx);
    if (!ok)
        return false;
    write_result(ctx->arena, o, import, v, rejects, &result);
    if (action_is_undoable(action_find(import->kind->action)))
        cli_say(_("to take it back: hotspot-console act audit.undo --id %s"), result.operation_id);
    return true;
}

/* A look leaves nothing behind. */
static bool look(struct context *ctx, const struct cli_options *o, const struct import *import,
                 const struct import_verdict *v, struct error *e)
{
    if (!o->resume && !import_forget(ctx, import, e))
        return false;
    return !v->faulty || error_set(e, ERR_REFUSED, _("the file can't be taken as it is"),
                                   _("%" PRId64 " of its lines are faulty"), v->faulty);
}

static bool run(struct context *ctx, const struct cli_options *o, struct error *e)
{
    struct import import;
    struct import_verdict verdict;
    bool ok = stage(ctx, o, &import, e) && import_check(ctx, &import, &verdict, e);
    end_progress(ctx);
    if (!ok)
        return false;
    const char *rejects = rejects_file(ctx->arena, o, &import, &verdict);
    say_counts(&import, &verdict);
    if (o->dry_run || (verdict.faulty && !o->skip_bad) || !o->yes)
        write_verdict(ctx->arena, o, &verdict);
    if (rejects && !import_write_faults(ctx, &import, rejects, e))
        return false;
    if (rejects)
        cli_say(_("%" PRId64 " faulty lines in %s"), verdict.faulty, rejects);
    return o->dry_run ? look(ctx, o, &import, &verdict, e) : write_staged(ctx, o, &import, &verdict, rejects, e);
}

static bool import_file(struct session *s, const struct cli_options *o, struct error *e)
{
    struct told told = { 0 };
    struct context *ctx = session_context(s);
    if (ctx->read_only)
        return error_set(e, ERR_REFUSED, _("nothing is imported"), _("this is read-only mode"));
    if (!session_ready(s, e))
        return false;
    signal(SIGXFSZ, SIG_IGN); /* a limit on files is said like a full disk */
    if (isatty(STDERR_FILENO)) {
        ctx->progress = tell_progress;
        ctx->progress_ctx = &told;
    }
    return run(ctx, o, e);
}

int cli_import(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (!check_words(o, &e))
        return cli_fail(&e);
    if (o->template) {
        struct arena *a = arena_new();
        fputs(import_template(a, import_kind_find(o->words[0])), stdout);
        arena_free(a);
        return 0;
    }
    struct session *s = session_open(&(struct session_options){ .config = config,
                                                                .pace = SESSION_BULK,
                                                                .name = "hotspot-console import",
                                                                .with_routers = true,
                                                                .with_gateways = true,
                                                                .read_only = o->read_only });
    bool ok = import_file(s, o, &e);
    struct error said = said_error(&e);
    if (session_is_connected(s) && !session_context(s)->read_only)
        worker_leave(session_context(s));
    session_close(s);
    return ok ? 0 : cli_fail(&said);
}
