/* `backup`, `restore` and `drill`. */
#include "model/backup/backup.h"
#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/engine/heartbeat.h"
#include "model/engine/saying.h"
#include "model/worker/session.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    LOSSES_SHOWN = 12
};

static atomic_bool was_stopped;

static void stop(int number)
{
    (void)number;
    atomic_store(&was_stopped, true);
}

/* What was begun is put away before this process ends. */
static void catch_signals(struct context *ctx)
{
    struct sigaction action = { .sa_handler = stop };
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    ctx->cancel = &was_stopped;
}

static void show_progress(void *ctx, const char *what, size_t done, size_t total)
{
    (void)ctx;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%zu/%zu %s", done, total, what);
}

static void end_progress(void)
{
    if (isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

static struct session *open_session(const struct config *config, const struct cli_options *o)
{
    struct session *s = session_open(&(struct session_options){
        .config = config, .pace = SESSION_BULK, .name = "hotspot-console backup", .read_only = o->read_only });
    struct context *ctx = session_context(s);
    ctx->progress = show_progress;
    catch_signals(ctx);
    return s;
}

static void leave(struct session *s)
{
    if (session_is_connected(s) && !session_context(s)->read_only)
        worker_leave(session_context(s));
    session_close(s);
}

static bool one_word(const struct cli_options *o, struct error *e)
{
    return o->word_count < 2 ||
           error_set(e, ERR_USAGE, _("can't understand the command line"), _("what is '%s' for?"), o->words[1]);
}

static const struct column made_columns[] = {
    { .name = "file", .type = COL_TEXT },         { .name = "bytes", .type = COL_INT },
    { .name = "tables", .type = COL_INT },        { .name = "rows", .type = COL_INT },
    { .name = "is_encrypted", .type = COL_BOOL }, { .name = "sha256", .type = COL_TEXT },
    { .name = "server", .type = COL_TEXT },
};
enum {
    MADE_COLUMNS = sizeof made_columns / sizeof made_columns[0]
};

static const char *number(struct arena *a, int64_t n)
{
    return arena_printf(a, "%lld", (long long)n);
}

static void write_made(struct context *ctx, const struct cli_options *o, const struct backup_made *made)
{
    const struct backup_manifest *m = &made->manifest;
    struct row_writer *out = rows_open(o->format, made_columns, MADE_COLUMNS);
    row_writer_row(out, (const char *const[]){
                            made->file, number(ctx->arena, m->bytes), number(ctx->arena, (int64_t)m->facts.tables),
                            number(ctx->arena, m->facts.rows), m->is_encrypted ? "t" : "f", m->sha256, m->server });
    rows_close(out);
    if (made->advice)
        cli_say("%s", say(ctx->arena, made->advice));
    if (made->forgotten)
        cli_say(_("%zu older backups were removed, by the setting backup_keep_days"), made->forgotten);
}

int cli_backup(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    struct backup_made made;
    if (!one_word(o, &e))
        return cli_fail(&e);
    struct session *s = open_session(config, o);
    bool ok = session_ready(s, &e) && backup_make(session_context(s), o->word_count ? o->words[0] : NULL, &made, &e);
    end_progress();
    if (ok)
        write_made(session_context(s), o, &made);
    leave(s);
    return ok ? 0 : cli_fail(&e);
}

static const struct column compared_columns[] = {
    { .name = "figure", .type = COL_TEXT },
    { .name = "backup", .type = COL_TEXT },
    { .name = "outcome", .type = COL_TEXT },
};
enum {
    COMPARED_COLUMNS = sizeof compared_columns / sizeof compared_columns[0]
};

static const char *outcome_of(const struct restored *d, const char *name)
{
    for (size_t i = 0; i < d->difference_count; i++)
        if (strcmp(d->differences[i].name, name) == 0)
            return d->differences[i].value;
    return d->compared ? _("the same") : _("not compared");
}

static void write_compared(struct context *ctx, const struct cli_options *o, const struct restored *d)
{
    const struct backup_facts *f = &d->manifest.facts;
    struct row_writer *out = rows_open(o->format, compared_columns, COMPARED_COLUMNS);
    for (size_t i = 0; i < f->count; i++)
        row_writer_row(out,
                       (const char *const[]){ f->items[i].name, f->items[i].value, outcome_of(d, f->items[i].name) });
    rows_close(out);
    for (const char *const *n = d->notes; n && *n; n++)
        cli_say("%s", say(ctx->arena, *n));
}

int cli_drill(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    struct restored done = { .compared = 0 };
    const char *report = NULL, *file = o->word_count ? o->words[0] : NULL;
    struct backup_made made;
    if (!one_word(o, &e))
        return cli_fail(&e);
    struct session *s = open_session(config, o);
    struct context *ctx = session_context(s);
    bool ok = session_ready(s, &e);
    if (ok && !file && !(file = backup_newest(ctx))) {
        ok = backup_make(ctx, NULL, &made, &e);
        file = made.file;
    }
    ok = ok && drill_run(ctx, file, &done, &report, &e);
    end_progress();
    if (done.compared)
        write_compared(ctx, o, &done);
    if (ok)
        cli_say(
            _("the drill of %s went well: %zu figures are the same, %lld operations of the audit were computed again"),
            text_safe_copy(ctx->arena, file), done.compared, (long long)done.links);
    if (report)
        cli_say(_("the report is %s"), text_safe_copy(ctx->arena, report));
    leave(s);
    return ok ? 0 : cli_fail(&e);
}

/* What would be lost, the biggest tables first. */
static void say_loss(struct context *ctx, const char *into, const struct restore_loss *loss)
{
    const struct backup_facts *f = &loss->facts;
    bool *shown = ARENA_ARRAY(ctx->arena, bool, f->count + 1);
    cli_say(_("the database %s holds %lld rows in %zu tables (%lld MB), and would be put aside:"), into,
            (long long)f->rows, f->tables, (long long)(loss->bytes / 1048576));
    for (size_t k = 0; k < LOSSES_SHOWN; k++) {
        size_t best = f->count;
        for (size_t i = 0; i < f->count; i++)
            if (!shown[i] && strcmp(f->items[i].value, "0") != 0 &&
                (best == f->count || strlen(f->items[i].value) > strlen(f->items[best].value) ||
                 (strlen(f->items[i].value) == strlen(f->items[best].value) &&
                  strcmp(f->items[i].value, f->items[best].value) > 0)))
                best = i;
        if (best == f->count)
            return;
        shown[best] = true;
        cli_say("  %12s  %s", f->items[best].value, f->items[best].name);
    }
}

/* The name, as it is typed; NULL: nothing was. */
static const char *ask_name(struct arena *a, const char *into)
{
    char line[128];
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return NULL;
    fprintf(stderr, _("type the database's name, %s, to go on: "), into);
    fflush(stderr);
    if (!fgets(line, sizeof line, stdin))
        return NULL;
    line[strcspn(line, "\r\n")] = '\0';
    return arena_strdup(a, line);
}

static bool confirm(struct context *ctx, const struct cli_options *o, struct restore_wish *w, struct error *e)
{
    struct restore_loss loss;
    bool has_loss;
    if (!restore_look(ctx, w->into, &loss, &has_loss, e))
        return false;
    if (!has_loss)
        return true;
    say_loss(ctx, w->into, &loss);
    w->typed = o->confirm ? o->confirm : ask_name(ctx->arena, w->into);
    return true;
}

static void say_restored(struct context *ctx, const struct restore_wish *w, const struct restored *d)
{
    cli_say(_("%s was restored into the database %s: %zu figures are the same, %lld operations of the audit were "
              "computed again"),
            text_safe_copy(ctx->arena, w->file), w->into, d->compared, (long long)d->links);
    if (d->aside)
        cli_say(_("the former database is kept as %s; when you are sure: dropdb %s"), d->aside, d->aside);
    if (d->waiting)
        cli_say(_("%lld effects wait in its outbox, and the next worker will do them once more: look first, show "
                  "outbox --where state:pending"),
                (long long)d->waiting);
    cli_say(_("next: hotspot-console migrate, then check, each with this database in its configuration"));
}

int cli_restore(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    struct restored done = { .compared = 0 };
    struct restore_wish w = { .file = o->word_count ? o->words[0] : NULL, .into = o->into };
    if (!w.file || !w.into) {
        error_set(&e, ERR_USAGE, _("can't understand the command line"),
                  w.file ? _("into which database is not said") : _("which backup is not said"));
        error_hint(&e, _("hotspot-console restore FILE --into DATABASE"));
        return cli_fail(&e);
    }
    if (!one_word(o, &e))
        return cli_fail(&e);
    if (config->read_only) {
        error_set(&e, ERR_REFUSED, _("nothing was restored"), _("this is read-only mode"));
        return cli_fail(&e);
    }
    struct session *s = open_session(config, o);
    struct context *ctx = session_context(s);
    bool ok = confirm(ctx, o, &w, &e) && restore_run(ctx, &w, &done, &e);
    end_progress();
    if (done.compared)
        write_compared(ctx, o, &done);
    if (ok)
        say_restored(ctx, &w, &done);
    session_close(s);
    return ok ? 0 : cli_fail(&e);
}
