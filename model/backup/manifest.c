/* What stands beside a backup. */
#include "model/backup/manifest.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name;
    size_t at;
} texts[] = {
    { "at", offsetof(struct backup_manifest, at) },
    { "host", offsetof(struct backup_manifest, host) },
    { "actor", offsetof(struct backup_manifest, actor) },
    { "database", offsetof(struct backup_manifest, database) },
    { "server", offsetof(struct backup_manifest, server) },
    { "client", offsetof(struct backup_manifest, client) },
    { "program", offsetof(struct backup_manifest, program) },
    { "encoding", offsetof(struct backup_manifest, encoding) },
    { "lc_collate", offsetof(struct backup_manifest, lc_collate) },
    { "lc_ctype", offsetof(struct backup_manifest, lc_ctype) },
    { "provider", offsetof(struct backup_manifest, provider) },
    { "icu_locale", offsetof(struct backup_manifest, icu_locale) },
    { "sha256", offsetof(struct backup_manifest, sha256) },
    { "archive_sha256", offsetof(struct backup_manifest, archive_sha256) },
};
enum {
    TEXTS = sizeof texts / sizeof *texts
};

const char *manifest_path(struct arena *a, const char *file)
{
    return arena_printf(a, "%s.json", file);
}

static const char **text_at(const struct backup_manifest *m, size_t i)
{
    return (const char **)(uintptr_t)((const char *)m + texts[i].at);
}

static json_t *to_json(const struct backup_manifest *m)
{
    json_t *o = json_object(), *roles = json_array(), *facts = json_object();
    json_object_set_new(o, "made_by", json_string("hotspot-console"));
    for (size_t i = 0; i < TEXTS; i++)
        json_object_set_new(o, texts[i].name, *text_at(m, i) ? json_string(*text_at(m, i)) : json_null());
    json_object_set_new(o, "is_encrypted", json_boolean(m->is_encrypted));
    json_object_set_new(o, "bytes", json_integer(m->bytes));
    json_object_set_new(o, "archive_bytes", json_integer(m->archive_bytes));
    for (const char *const *r = m->roles; r && *r; r++)
        json_array_append_new(roles, json_string(*r));
    json_object_set_new(o, "roles", roles);
    json_object_set_new(o, "tables", json_integer((json_int_t)m->facts.tables));
    json_object_set_new(o, "rows", json_integer(m->facts.rows));
    for (size_t i = 0; i < m->facts.count; i++)
        json_object_set_new(facts, m->facts.items[i].name, json_string(m->facts.items[i].value));
    json_object_set_new(o, "facts", facts);
    return o;
}

bool folder_sync(const char *file)
{
    char folder[4096];
    const char *slash = strrchr(file, '/');
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - file) + 1 : 1, slash ? file : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

bool manifest_write(struct context *ctx, const char *path, const struct backup_manifest *m, struct error *e)
{
    const char *part = arena_printf(ctx->arena, "%s.part", path);
    json_t *o = to_json(m);
    char *text = json_dumps(o, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    size_t length = text ? strlen(text) : 0;
    bool ok = fd >= 0 && text && write(fd, text, length) == (ssize_t)length && fsync(fd) == 0;
    int why = errno;
    if (fd >= 0 && close(fd) != 0 && ok)
        ok = false;
    ok = ok && rename(part, path) == 0;
    if (!ok) {
        error_set(e, ERR_REFUSED, "the backup was not made", "%s: %s", path, strerror(why));
        unlink(part);
    }
    free(text);
    json_decref(o);
    return ok;
}

static void take_facts(struct context *ctx, json_t *o, struct backup_manifest *m)
{
    json_t *facts = json_object_get(o, "facts"), *value;
    const char *name;
    m->facts = (struct backup_facts){ .tables = (size_t)json_integer_value(json_object_get(o, "tables")),
                                      .rows = json_integer_value(json_object_get(o, "rows")) };
    m->facts.items = ARENA_ARRAY(ctx->arena, struct backup_fact, json_object_size(facts) + 1);
    json_object_foreach(facts, name, value) if (json_is_string(value)) m->facts.items[m->facts.count++] =
        (struct backup_fact){ arena_strdup(ctx->arena, name), arena_strdup(ctx->arena, json_string_value(value)) };
}

static void take_roles(struct context *ctx, json_t *o, struct backup_manifest *m)
{
    json_t *roles = json_object_get(o, "roles");
    const char **names = ARENA_ARRAY(ctx->arena, const char *, json_array_size(roles) + 1);
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(roles); i++)
        if (json_is_string(json_array_get(roles, i)))
            names[count++] = arena_strdup(ctx->arena, json_string_value(json_array_get(roles, i)));
    m->roles = names;
}

bool manifest_read(struct context *ctx, const char *path, struct backup_manifest *m, struct error *e)
{
    json_error_t why;
    *m = (struct backup_manifest){ .sha256 = NULL };
    if (access(path, F_OK) != 0)
        return false;
    json_t *o = json_load_file(path, 0, &why);
    if (!o || !json_is_object(o)) {
        json_decref(o);
        error_set(e, ERR_REFUSED, "the backup can't be read", "%s: %s", path, o ? "it is no object" : why.text);
        return error_hint(e, "take this file away to restore without a comparison");
    }
    for (size_t i = 0; i < TEXTS; i++)
        *text_at(m, i) = arena_strdup(ctx->arena, json_string_value(json_object_get(o, texts[i].name)));
    m->is_encrypted = json_is_true(json_object_get(o, "is_encrypted"));
    m->bytes = json_integer_value(json_object_get(o, "bytes"));
    m->archive_bytes = json_integer_value(json_object_get(o, "archive_bytes"));
    take_roles(ctx, o, m);
    take_facts(ctx, o, m);
    json_decref(o);
    return true;
}
