/* Where an archive goes to. */
#include "model/backup/sink.h"

#include "base/clock.h"
#include "db/db.h"
#include "model/backup/tools.h"
#include "model/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CANT "the backup was not made"

enum {
    ASK_MS = 10000,
    PIECE = 256 * 1024
};

static void digest_text(EVP_MD_CTX *md, char text[SHA256_TEXT])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_DigestFinal_ex(md, bytes, &length);
    for (unsigned i = 0; i < length && i < (SHA256_TEXT - 1) / 2; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

static EVP_MD_CTX *digest_new(void)
{
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    if (!md || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1)
        abort();
    return md;
}

bool backup_goes_on(struct context *ctx, int64_t *asked_ms)
{
    struct error e;
    int64_t now = clock_ms();
    if (context_cancelled(ctx, NULL))
        return false;
    if (now - *asked_ms > ASK_MS && db_is_connected(ctx->db)) {
        *asked_ms = now;
        db_run(ctx->db, "backup_ping", NULL, 0, NULL, &e);
    }
    return true;
}

bool file_digest(struct context *ctx, int fd, char text[SHA256_TEXT], int64_t *bytes)
{
    EVP_MD_CTX *md = digest_new();
    char *piece = malloc(PIECE);
    int64_t asked_ms = clock_ms();
    ssize_t n = 0;
    *bytes = 0;
    if (!piece)
        abort();
    while (backup_goes_on(ctx, &asked_ms) && ((n = read(fd, piece, PIECE)) > 0 || (n < 0 && errno == EINTR))) {
        if (n > 0)
            EVP_DigestUpdate(md, piece, (size_t)n);
        *bytes += n > 0 ? n : 0;
    }
    int why = context_cancelled(ctx, NULL) ? ECANCELED : errno;
    digest_text(md, text);
    EVP_MD_CTX_free(md);
    free(piece);
    errno = why;
    return n == 0 && why != ECANCELED;
}

/* age reads what is written to the other end of a pair of sockets: a write to one that is gone is an error, and no
 * signal. */
static bool start_age(struct sink *s, struct error *e)
{
    const char *const *recipients = s->ctx->config->backup.recipients;
    size_t count = 0, n = 0;
    int pair[2];
    while (recipients[count])
        count++;
    const char **argv = ARENA_ARRAY(s->ctx->arena, const char *, 2 * count + 2);
    argv[n++] = "age";
    for (size_t i = 0; i < count; i++) {
        argv[n++] = recipients[i][0] == '/' ? "-R" : "-r";
        argv[n++] = recipients[i];
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return error_set(e, ERR_INTERNAL, CANT, "%s", strerror(errno));
    s->age_job = (struct child_job){ .argv = argv, .in = pair[0], .out = s->file, .given = -1 };
    bool ok = child_start(&s->age, &s->age_job);
    close(pair[0]);
    s->to = pair[1];
    s->is_encrypted = ok;
    if (ok)
        return true;
    error_set(e, ERR_CONFIG, CANT, "age can't be started: %s", strerror(errno));
    return error_hint(e, "sudo apt-get install age, or take backup.recipients out of the configuration");
}

bool sink_open(struct context *ctx, const char *part, struct sink *s, struct error *e)
{
    *s = (struct sink){ .ctx = ctx, .part = part, .archive = digest_new(), .to = -1 };
    s->file = open(part, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (s->file < 0) {
        error_set(e, ERR_REFUSED, CANT, "%s can't be written: %s", part, strerror(errno));
        return error_hint(
            e, "give this account the right to write there, or name another one in backup.folder of the configuration");
    }
    return !*ctx->config->backup.recipients || start_age(s, e);
}

bool sink_put(struct sink *s, const char *bytes, size_t length)
{
    EVP_DigestUpdate(s->archive, bytes, length);
    s->bytes += (int64_t)length;
    while (length > 0) {
        ssize_t n = s->is_encrypted ? send(s->to, bytes, length, MSG_NOSIGNAL) : write(s->file, bytes, length);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            s->why = n < 0 ? errno : ENOSPC;
            return false;
        }
        bytes += n;
        length -= (size_t)n;
    }
    return true;
}

static bool end_age(struct sink *s, struct error *e)
{
    if (!s->is_encrypted)
        return true;
    close(s->to);
    s->to = -1;
    bool ok = child_finish(&s->age, &s->age_job);
    s->is_encrypted = false;
    if (!ok)
        error_set(e, ERR_REFUSED, CANT, "age: %s", backup_said(s->ctx, &s->age));
    return ok;
}

bool sink_end(struct sink *s, struct backup_manifest *m, struct error *e)
{
    char archive[SHA256_TEXT] = "", file[SHA256_TEXT] = "";
    m->is_encrypted = s->is_encrypted;
    if (!end_age(s, e))
        return false;
    digest_text(s->archive, archive);
    m->archive_sha256 = arena_strdup(s->ctx->arena, archive);
    m->archive_bytes = s->bytes;
    m->sha256 = m->archive_sha256;
    m->bytes = s->bytes;
    bool ok = fsync(s->file) == 0;
    if (ok && m->is_encrypted) {
        ok = lseek(s->file, 0, SEEK_SET) == 0 && file_digest(s->ctx, s->file, file, &m->bytes);
        m->sha256 = arena_strdup(s->ctx->arena, file);
    }
    return ok || error_set(e, ERR_REFUSED, CANT, "%s: %s", s->part, strerror(errno));
}

void sink_close(struct sink *s, bool is_whole)
{
    struct error unseen;
    end_age(s, &unseen);
    if (s->to >= 0)
        close(s->to);
    if (s->file >= 0)
        close(s->file);
    if (!is_whole)
        unlink(s->part);
    EVP_MD_CTX_free(s->archive);
}
