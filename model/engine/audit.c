/* The audit's hash chain and its copy in a file. */
#include "model/engine/audit.h"

#include "base/path.h"
#include "db/db.h"
#include "model/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool audit_verify(struct context *ctx, int64_t *broken_seq, int64_t *links, struct error *e)
{
    const char *why;
    return audit_verify_all(ctx, broken_seq, links, &why, e);
}

bool audit_verify_all(struct context *ctx, int64_t *broken_seq, int64_t *links, const char **why, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "audit_verify", NULL, 0, e);
    if (!r)
        return false;
    *links = db_int64(r, 0, 0);
    *broken_seq = db_int64(r, 0, 1);
    *why = db_is_null(r, 0, 2) ? NULL : arena_strdup(ctx->arena, db_value(r, 0, 2));
    db_result_free(r);
    return true;
}

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static char *line_text(const struct audit_line *line)
{
    json_t *args = json_loads(line->args, 0, NULL);
    json_t *object = json_pack("{so so so so so so so sI so}", "at", text_or_null(line->at), "operation",
                               text_or_null(line->operation_id), "actor", text_or_null(line->actor), "action",
                               text_or_null(line->action), "args", args ? args : json_object(), "selection",
                               text_or_null(line->selection), "undo_of", text_or_null(line->undo_of), "changed",
                               (json_int_t)line->changed, "hash", text_or_null(line->hash));
    char *text = object ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

/* One write, so that lines of several programs do not mix. */
static bool write_line(int fd, char *text)
{
    size_t length = strlen(text);
    text[length] = '\n';
    ssize_t written = write(fd, text, length + 1);
    text[length] = '\0';
    if (written >= 0 && (size_t)written != length + 1)
        errno = ENOSPC;
    return written >= 0 && (size_t)written == length + 1;
}

/* What was cut off (a full disk, a loss of power) costs its own line, and not the next one. */
static bool end_torn_line(int fd)
{
    struct stat s;
    char last = '\n';
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode) || s.st_size == 0)
        return true;
    return pread(fd, &last, 1, s.st_size - 1) != 1 || last == '\n' || write(fd, "\n", 1) == 1;
}

bool audit_append_file(const struct context *ctx, const struct audit_line *line, struct error *e)
{
    const char *path = ctx->config ? ctx->config->audit_file : NULL;
    if (!path)
        return true;
    char *text = line_text(line);
    if (!text)
        return error_set(e, ERR_INTERNAL, "can't write the audit file", "%s: the line can't be made", path);
    int fd = path_make_parents(path) ? open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    bool ok = fd >= 0 && end_torn_line(fd) && write_line(fd, text);
    if (!ok)
        error_set(e, ERR_CONFIG, "can't write the audit file", "%s: %s", path, strerror(errno));
    if (fd >= 0 && close(fd) != 0 && ok)
        ok = error_set(e, ERR_CONFIG, "can't write the audit file", "%s: %s", path, strerror(errno));
    free(text);
    return ok;
}

/* --- the file against the database --- */

enum {
    COMPARED_AT_ONCE = 2000
};

struct comparing {
    struct context *ctx;
    struct audit_file_findings *found;
    struct arena *arena; /* of the lines that are asked about together */
    const char *ids[COMPARED_AT_ONCE], *hashes[COMPARED_AT_ONCE];
    size_t lines[COMPARED_AT_ONCE], count;
};

static bool ask(struct comparing *c, struct error *e)
{
    if (!c->count)
        return true;
    struct db_result *r = db_query(c->ctx->db, "audit_file_differs",
                                   DB_PARAMS(db_array(c->arena, c->ids, c->count), db_array(c->arena, c->hashes, c->count)), e);
    for (int i = 0; r && i < db_rows(r); i++) {
        size_t at = (size_t)db_int64(r, i, 0) - 1;
        if (c->found->differing++ || at >= c->count)
            continue;
        c->found->first_differing = c->lines[at];
        c->found->operation = arena_strdup(c->ctx->arena, c->ids[at]);
        c->found->why = arena_strdup(c->ctx->arena, db_value(r, i, 1));
    }
    bool ok = r != NULL;
    db_result_free(r);
    c->count = 0;
    arena_reset(c->arena);
    return ok;
}

/* False: it is no line of ours, or half of one. */
static bool take_line(struct comparing *c, const char *text, size_t number)
{
    json_t *line = json_loads(text, 0, NULL);
    const char *id = json_string_value(json_object_get(line, "operation"));
    const char *hash = json_string_value(json_object_get(line, "hash"));
    bool ok = id && hash;
    if (ok) {
        c->ids[c->count] = arena_strdup(c->arena, id);
        c->hashes[c->count] = arena_strdup(c->arena, hash);
        c->lines[c->count++] = number;
    }
    json_decref(line);
    return ok;
}

static bool compare_lines(struct comparing *c, FILE *file, struct error *e)
{
    struct audit_file_findings *f = c->found;
    char *text = NULL;
    size_t size = 0;
    ssize_t n;
    bool ok = true;
    while (ok && (n = getline(&text, &size, file)) > 0) {
        f->lines++;
        if (n == 1)
            continue;
        if (!take_line(c, text, f->lines) && !f->torn++)
            f->first_torn = f->lines;
        ok = (c->count < COMPARED_AT_ONCE || ask(c, e)) && !context_cancelled(c->ctx, e);
    }
    free(text);
    return ok && ask(c, e);
}

bool audit_compare_file(struct context *ctx, struct audit_file_findings *found, struct error *e)
{
    *found = (struct audit_file_findings){ .file = ctx->config ? ctx->config->audit_file : NULL };
    FILE *file = found->file ? fopen(found->file, "re") : NULL;
    if (!file)
        return true;
    struct comparing *c = ARENA_NEW(ctx->arena, struct comparing);
    *c = (struct comparing){ .ctx = ctx, .found = found, .arena = arena_new() };
    bool ok = compare_lines(c, file, e);
    arena_free(c->arena);
    fclose(file);
    return ok;
}
