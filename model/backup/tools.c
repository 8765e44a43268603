/* PostgreSQL's own programs, of the server's version. */
#include "model/backup/tools.h"

#include "base/text.h"
#include "db/conninfo.h"
#include "db/db.h"
#include "model/config/config.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CANT "the database can't be backed up or restored"

/* The first release of each line whose programs read dumps without the holes that are known. */
static const struct {
    int major, minor;
} fixed[] = { { 14, 24 }, { 15, 19 }, { 16, 15 }, { 17, 11 }, { 18, 5 } };

const char *const backup_variables[] = { "PGSERVICEFILE=/dev/fd/3", "LC_ALL=C.UTF-8", "LANGUAGE=", "PGAPPNAME=pg_dump",
                                         NULL };

static const char *conninfo_of(const struct context *ctx)
{
    const struct config *c = ctx->config;
    return c->backup.database ? c->backup.database : c->database_direct ? c->database_direct : c->database;
}

struct db *backup_connect(struct context *ctx, const char *dbname, struct error *e)
{
    struct conninfo c;
    const char *text = conninfo_of(ctx);
    if (!conninfo_read(ctx->arena, text, &c, e))
        return NULL;
    struct db *db = db_new(dbname ? conninfo_with(ctx->arena, text, "dbname", dbname) : text, "hotspot-console backup");
    db_set_deadline_ms(db, 0);
    if (db_ready(db, e))
        return db;
    db_free(db);
    return NULL;
}

/* "14, 17": what this host has instead. */
static const char *others(struct arena *a, const char *folder)
{
    struct strbuf out = { .arena = a };
    DIR *d = opendir(folder);
    const struct dirent *entry;
    while (d && (entry = readdir(d)))
        if (entry->d_name[0] >= '0' && entry->d_name[0] <= '9')
            strbuf_printf(&out, "%s%s", out.length ? ", " : "", entry->d_name);
    if (d)
        closedir(d);
    return strbuf_text(&out);
}

struct version {
    char text[64];
};

static bool take_version(void *ctx, const char *bytes, size_t length)
{
    struct version *v = ctx;
    size_t have = strlen(v->text), n = length < sizeof v->text - have - 1 ? length : sizeof v->text - have - 1;
    memcpy(v->text + have, bytes, n);
    return true;
}

/* "pg_dump (PostgreSQL) 15.20 (Debian …)" */
static bool read_version(struct context *ctx, const char *path, int *major, int *minor, struct error *e)
{
    struct version v = { "" };
    struct child child;
    bool was_started;
    const char *const argv[] = { path, "--version", NULL };
    bool ok = child_run(
        &child, &(struct child_job){ .argv = argv, .in = -1, .out = -1, .given = -1, .bytes = take_version, .ctx = &v },
        &was_started);
    const char *number = strstr(v.text, ") ");
    char *end = NULL;
    *major = number ? (int)strtol(number + 2, &end, 10) : 0;
    *minor = end && *end == '.' ? (int)strtol(end + 1, NULL, 10) : 0;
    if (ok && *major > 0)
        return true;
    return error_set(e, ERR_CONFIG, CANT, "%s does not run: %s", path,
                     was_started ? backup_said(ctx, &child) : strerror(errno));
}

static void judge(struct context *ctx, struct backup_tools *t, int major, int minor)
{
    t->mend = arena_printf(ctx->arena, "sudo apt-get update && sudo apt-get install postgresql-client-%d", major);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (fixed[i].major == major && minor < fixed[i].minor)
            t->advice =
                arena_printf(ctx->arena,
                             "the programs of PostgreSQL %d.%d have known security holes in how they read dumps, mended"
                             " in %d.%d",
                             major, minor, major, fixed[i].minor);
}

bool backup_tools_find(struct context *ctx, const struct db *db, struct backup_tools *t, struct error *e)
{
    const char *folder = ctx->config->backup.programs;
    int wanted = db_server_version(db) / 10000, major, minor;
    *t = (struct backup_tools){ .dump = arena_printf(ctx->arena, "%s/%d/bin/pg_dump", folder, wanted),
                                .restore = arena_printf(ctx->arena, "%s/%d/bin/pg_restore", folder, wanted) };
    if (access(t->dump, X_OK) != 0 || access(t->restore, X_OK) != 0) {
        const char *there = others(ctx->arena, folder);
        error_set(e, ERR_CONFIG, CANT, "the server is PostgreSQL %d, and its pg_dump is not in %s (there is: %s)",
                  wanted, folder, *there ? there : "nothing");
        return error_hint(e, "sudo apt-get install postgresql-client-%d", wanted);
    }
    if (!read_version(ctx, t->dump, &major, &minor, e))
        return false;
    if (major != wanted)
        return error_set(e, ERR_CONFIG, CANT, "%s is of PostgreSQL %d, the server of %d", t->dump, major, wanted);
    t->version = arena_printf(ctx->arena, "%d.%d", major, minor);
    judge(ctx, t, major, minor);
    return true;
}

bool backup_tools_may_restore(const struct backup_tools *t, struct error *e)
{
    if (!t->advice)
        return true;
    error_set(e, ERR_REFUSED, "nothing was restored", "%s", t->advice);
    return error_hint(e, "%s", t->mend);
}

int backup_service(struct context *ctx, const struct db *db, const char *dbname, struct error *e)
{
    const char *to = conninfo_with(ctx->arena, conninfo_of(ctx), "dbname", dbname);
    const char *text = conninfo_service(ctx->arena, to, "hotspot_console", db_password(db));
    int fd = text ? memfd_create("service", MFD_CLOEXEC) : -1;
    if (fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text))
        return fd;
    if (fd >= 0)
        close(fd);
    error_set(e, ERR_CONFIG, CANT, "%s",
              text ? strerror(errno) : "the connection has a value that can't be handed to pg_dump: a line end");
    return -1;
}

const char *backup_said(struct context *ctx, const struct child *c)
{
    char *text = arena_strdup(ctx->arena, c->said), *last = text, *line = text;
    for (char *end; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (strstr(line, "error:") || !strstr(last, "error:"))
            last = line;
    }
    const char *colon = strstr(last, "error: ");
    return text_safe_copy(ctx->arena, *last ? (colon ? colon + 7 : last) : "it said nothing");
}
