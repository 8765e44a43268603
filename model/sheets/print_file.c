/* Vouchers to a file. */
#include "model/sheets/print.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/draft_file.h"
#include "model/sheets/print_rows.h"
#include "model/sheets/sheet_writer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    MOST_NAMES = 1000,
    PROGRESS_EACH = 200,
    TICKET_COLUMNS = 32
};

struct printing {
    struct context *ctx;
    struct print_order order;
    struct sheet_writer *writer;
    const char *path;
    size_t written, pages;
};

static bool add(void *take_ctx, const struct print_line *line, struct error *e)
{
    struct printing *p = take_ctx;
    if (++p->written % PROGRESS_EACH == 0)
        context_progress(p->ctx, _("vouchers"), p->written, p->order.left);
    return sheet_writer_add(p->writer, &line->voucher, e);
}

/* "/home/siti/lot-12.pdf"; where that is there already, "/home/siti/lot-12-2.pdf". The name has no folder in it. */
static const char *free_path(struct context *ctx, const char *file)
{
    const char *home = getenv("HOME"), *folder = ctx->config->sheets_dir ? ctx->config->sheets_dir
                                                 : home && *home         ? home
                                                                         : ".";
    const char *dot = strrchr(file, '.');
    struct stat found;
    const char *path = arena_printf(ctx->arena, "%s/%s", folder, file);
    for (int i = 2; i < MOST_NAMES && lstat(path, &found) == 0; i++)
        path = arena_printf(ctx->arena, "%s/%.*s-%d%s", folder, (int)(dot - file), file, i, dot);
    return path;
}

static bool write_all(struct printing *p, struct draft_file *draft, enum sheet_format format, struct error *e)
{
    p->writer = sheet_writer_open(p->ctx,
                                  &(struct sheet_writer_options){ .format = format,
                                                                  .form = &p->order.form,
                                                                  .columns = TICKET_COLUMNS,
                                                                  .title = p->order.title ? p->order.title : "",
                                                                  .out = draft_stream(draft) },
                                  e);
    bool ok = p->writer && print_each(p->ctx, &p->order, add, p, e) && sheet_writer_end(p->writer, &p->pages, e);
    sheet_writer_free(p->writer);
    return ok;
}

/* They are on paper if the file gets its name: both, or neither. */
static bool publish(struct printing *p, struct draft_file *draft, struct error *e)
{
    struct db *db = p->ctx->db;
    bool ok = db_begin(db, e) && print_note_done(p->ctx, &p->order, NULL, e) &&
              print_note_end(p->ctx, &p->order, p->pages, e);
    if (!ok) {
        db_rollback(db);
        draft_abandon(draft);
        return false;
    }
    ok = draft_publish(draft, e);
    if (ok)
        return db_commit(db, e);
    db_rollback(db);
    return false;
}

static bool write_file(struct printing *p, struct error *e)
{
    enum sheet_format format;
    if (!sheet_format_of_file(p->order.file, &format) || strchr(p->order.file, '/'))
        return error_set(e, ERR_REFUSED, "the vouchers were not printed", "%s is no name of a file", p->order.file);
    p->path = free_path(p->ctx, p->order.file);
    struct draft_file *draft = draft_is_possible(p->path, e) ? draft_open(p->path, e) : NULL;
    if (!draft)
        return false;
    if (write_all(p, draft, format, e))
        return publish(p, draft, e);
    draft_abandon(draft);
    return false;
}

/* What a file system refuses is for the operator to mend, and is said once; a database that is gone comes back. */
static bool print_row(struct context *ctx, struct effect_row *row, struct error *e)
{
    struct printing p = { .ctx = ctx };
    struct error why = { .code = ERR_NONE };
    if (!print_order_read(ctx, row->entity_id, &p.order, &why) || !write_file(&p, &why)) {
        if (db_is_connected(ctx->db) && why.code != ERR_CANCELLED)
            return print_fail(ctx, row, &why, NULL);
        *e = why;
        return false;
    }
    row->state = EFFECT_DONE;
    row->message = p.pages ? arena_printf(ctx->arena, "%s: %zu vouchers, %zu pages", p.path, p.written, p.pages)
                           : arena_printf(ctx->arena, "%s: %zu vouchers", p.path, p.written);
    return true;
}

bool effect_print_file(struct context *ctx, const char *actor, struct effect_row *rows, size_t count, struct error *e)
{
    struct error held = { .code = ERR_NONE };
    (void)actor;
    for (size_t i = 0; i < count; i++)
        if (!print_row(ctx, &rows[i], &held)) {
            if (e)
                *e = held;
            return false;
        }
    return true;
}
