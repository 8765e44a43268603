/* The audit's hash chain and its copy in a file. */
#include "model/engine/audit.h"

#include "base/path.h"
#include "db/db.h"
#include "model/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool audit_verify(struct context *ctx, int64_t *broken_seq, int64_t *links, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "audit_verify", NULL, 0, e);
    if (!r)
        return false;
    *links = db_int64(r, 0, 0);
    *broken_seq = db_int64(r, 0, 1);
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

bool audit_append_file(const struct context *ctx, const struct audit_line *line, struct error *e)
{
    const char *path = ctx->config ? ctx->config->audit_file : NULL;
    if (!path)
        return true;
    char *text = line_text(line);
    if (!text)
        return error_set(e, ERR_INTERNAL, "can't write the audit file", "%s: the line can't be made", path);
    int fd = path_make_parents(path) ? open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
    bool ok = fd >= 0 && write_line(fd, text);
    if (!ok)
        error_set(e, ERR_CONFIG, "can't write the audit file", "%s: %s", path, strerror(errno));
    if (fd >= 0 && close(fd) != 0 && ok)
        ok = error_set(e, ERR_CONFIG, "can't write the audit file", "%s: %s", path, strerror(errno));
    free(text);
    return ok;
}
