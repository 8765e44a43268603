/* Seals on the audit's chain. */
#include "model/engine/seal.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/config/config_secret.h"
#include "model/engine/heartbeat.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    KEY_NAME_BYTES = 4,
    LEAST_KEY = 16,
    HEX = 2 * SHA256_DIGEST_LENGTH + 1,
    READ_AT_ONCE = 5000
};
static const char broken[] = "the audit was changed after it was sealed";
static const char before_all[] = ""; /* the mac before the first */

struct seal_key {
    const char *text;
    char name[2 * KEY_NAME_BYTES + 1];
};

static void put_hex(const unsigned char *bytes, size_t count, char *out)
{
    for (size_t i = 0; i < count; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

/* The name is a digest of the key and something more: the key can't be had from it. */
static bool read_key(struct context *ctx, struct seal_key *key, struct error *e)
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    key->text = secret_from_file(ctx->arena, "the key of the audit's seals", ctx->config->audit_key_file, e);
    if (!key->text)
        return false;
    if (strlen(key->text) < LEAST_KEY) {
        error_set(e, ERR_CONFIG, "can't read the key of the audit's seals", "%s: shorter than %d characters",
                  ctx->config->audit_key_file, LEAST_KEY);
        return error_hint(e, "openssl rand -hex 32 makes one");
    }
    const char *named = arena_printf(ctx->arena, "hotspot-console key name\n%s", key->text);
    SHA256((const unsigned char *)named, strlen(named), digest);
    put_hex(digest, KEY_NAME_BYTES, key->name);
    return true;
}

struct seal {
    int64_t number, seq;
    const char *hash, *mac; /* hexadecimal */
};

static void mac_of(struct arena *a, const struct seal_key *key, const struct seal *s, const char *mac_before,
                   char out[HEX])
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    const char *text = arena_printf(a, "hotspot-console seal\n%" PRId64 "\n%" PRId64 "\n%s\n%s\n", s->number, s->seq,
                                    s->hash, mac_before);
    if (!HMAC(EVP_sha256(), key->text, (int)strlen(key->text), (const unsigned char *)text, strlen(text), mac, &length))
        abort();
    put_hex(mac, length, out);
}

/* --- the last one, as this host knows it --- */

static const char *memory_file(const struct context *ctx)
{
    const struct config *c = ctx->config;
    const char *beside = c->audit_file ? c->audit_file : c->log_file;
    const char *slash = beside ? strrchr(beside, '/') : NULL;
    return slash ? arena_printf(ctx->arena, "%.*s/audit-seal", (int)(slash - beside), beside) : NULL;
}

/* number 0: it knows of none, or may not read it. */
static struct seal remembered(const struct context *ctx)
{
    const char *path = memory_file(ctx);
    FILE *file = path ? fopen(path, "re") : NULL;
    char mac[HEX] = "";
    struct seal s = { 0 };
    if (file && fscanf(file, "%" SCNd64 " %64[0-9a-f]", &s.number, mac) != 2)
        s.number = 0;
    if (file)
        fclose(file);
    s.mac = arena_strdup(ctx->arena, mac);
    return s;
}

static bool remember(const struct context *ctx, const struct seal *s, struct error *e)
{
    const char *path = memory_file(ctx);
    if (!path)
        return true;
    const char *part = arena_printf(ctx->arena, "%s.part", path);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && dprintf(fd, "%" PRId64 " %s\n", s->number, s->mac) > 0 && fsync(fd) == 0;
    if (fd >= 0 && close(fd) != 0)
        ok = false;
    if (ok && rename(part, path) == 0)
        return true;
    return error_set(e, ERR_CONFIG, "the last seal is not kept on this host", "%s: %s", path, strerror(errno));
}

/* --- putting one --- */

/* In the order of seal_due.sql. */
enum {
    SEQ,
    HASH,
    NUMBER,
    SEALED_SEQ,
    SEALED_HASH,
    MAC,
    KEY_NAME,
    KEPT_HASH
};

/* Of the last seal what can be told without those before it. */
static bool last_fits(struct context *ctx, const struct db_result *r, struct error *e)
{
    struct seal known = remembered(ctx);
    int64_t number = db_int64(r, 0, NUMBER);
    if (known.number > number || (known.number == number && number && strcmp(known.mac, db_value(r, 0, MAC)) != 0))
        error_set(e, ERR_REFUSED, broken, "seal %lld, which this host has put, is gone or another one",
                  (long long)known.number);
    else if (number && strcmp(db_value(r, 0, SEALED_HASH), db_value(r, 0, KEPT_HASH)) != 0)
        error_set(e, ERR_REFUSED, broken, "operation %lld is not what seal %lld lies on",
                  (long long)db_int64(r, 0, SEALED_SEQ), (long long)number);
    else
        return true;
    return error_hint(e, "hotspot-console check names the place; compare it with a backup and with the audit file");
}

static bool write_seal(struct context *ctx, const struct seal_key *key, const struct seal *s, bool *is_ours,
                       struct error *e)
{
    struct arena *a = ctx->arena;
    int64_t written = 0;
    if (!db_run(ctx->db, "seal_write",
                DB_PARAMS(arena_printf(a, "%" PRId64, s->number), arena_printf(a, "%" PRId64, s->seq), s->hash, s->mac,
                          key->name, process_self(a).host),
                &written, e))
        return false;
    *is_ours = written == 1;
    return !*is_ours || remember(ctx, s, e);
}

bool seal_put(struct context *ctx, char *result, size_t size, struct error *e)
{
    struct seal_key key;
    snprintf(result, size, "nothing to do");
    if (!ctx->config->audit_key_file)
        return true;
    if (!read_key(ctx, &key, e))
        return false;
    struct db_result *r = db_query(ctx->db, "seal_due", NULL, 0, e);
    if (!r)
        return false;
    bool ok = last_fits(ctx, r, e), is_ours = false;
    if (ok && db_int64(r, 0, SEQ) > db_int64(r, 0, SEALED_SEQ)) {
        char mac[HEX];
        struct seal s = { db_int64(r, 0, NUMBER) + 1, db_int64(r, 0, SEQ), db_value(r, 0, HASH), mac };
        mac_of(ctx->arena, &key, &s, db_is_null(r, 0, MAC) ? before_all : db_value(r, 0, MAC), mac);
        ok = write_seal(ctx, &key, &s, &is_ours, e);
        if (is_ours)
            snprintf(result, size, "sealed up to operation %lld", (long long)s.seq);
    }
    context_touched(ctx, is_ours);
    db_result_free(r);
    return ok;
}

/* --- looking at all --- */

struct verifying {
    struct context *ctx;
    struct seal_key key;
    int64_t number, seq; /* of the last that was read */
    char mac[HEX];
    struct arena *arena; /* of a part */
    struct seal_findings *found;
};

/* In the order of seals_read.sql. */
enum {
    READ_NUMBER,
    READ_SEQ,
    READ_HASH,
    READ_MAC,
    READ_KEY_NAME,
    READ_KEPT_HASH,
    READ_DAY
};

static const char *what_is_wrong(struct verifying *v, const struct db_result *r, int row, const struct seal *s)
{
    struct arena *a = v->ctx->arena;
    char mac[HEX];
    long long number = s->number, seq = s->seq;
    if (number != v->number + 1)
        return arena_printf(a, "seal %lld is missing", (long long)v->number + 1);
    if (seq <= v->seq)
        return arena_printf(a, "seal %lld lies on operation %lld, which was sealed before", number, seq);
    if (strcmp(db_value(r, row, READ_KEY_NAME), v->key.name) != 0)
        return arena_printf(a, "seal %lld is of key %s, and not of %s, which this host has", number,
                            text_safe_copy(a, db_value(r, row, READ_KEY_NAME)), v->key.name);
    mac_of(v->arena, &v->key, s, v->mac, mac);
    if (strcmp(mac, s->mac) != 0)
        return arena_printf(a, "seal %lld is forged: it is not of this host's key", number);
    if (db_is_null(r, row, READ_KEPT_HASH))
        return arena_printf(a, "operation %lld, sealed on %s, is gone", seq, db_value(r, row, READ_DAY));
    if (strcmp(db_value(r, row, READ_KEPT_HASH), s->hash) != 0)
        return arena_printf(a, "operation %lld, or one before it, was rewritten after it was sealed on %s", seq,
                            db_value(r, row, READ_DAY));
    return NULL;
}

/* -1: the database failed; else how many it read. */
static int verify_part(struct verifying *v, struct error *e)
{
    arena_reset(v->arena);
    struct db_result *r = db_query(
        v->ctx->db, "seals_read",
        DB_PARAMS(arena_printf(v->arena, "%" PRId64, v->number), arena_printf(v->arena, "%d", READ_AT_ONCE)), e);
    int rows = r ? db_rows(r) : -1;
    for (int i = 0; i < rows && !v->found->why; i++) {
        struct seal s = { db_int64(r, i, READ_NUMBER), db_int64(r, i, READ_SEQ), db_value(r, i, READ_HASH),
                          db_value(r, i, READ_MAC) };
        v->found->why = what_is_wrong(v, r, i, &s);
        snprintf(v->mac, sizeof v->mac, "%s", s.mac);
        v->number = s.number;
        v->seq = s.seq;
        v->found->seals++;
    }
    db_result_free(r);
    return rows;
}

static bool look_for_late(struct verifying *v, struct error *e)
{
    struct db_result *r = db_query(v->ctx->db, "seal_late", NULL, 0, e);
    if (!r)
        return false;
    v->found->late = db_int64(r, 0, 0);
    v->found->first_late = db_int64(r, 0, 1);
    db_result_free(r);
    return true;
}

bool seal_verify(struct context *ctx, struct seal_findings *found, struct error *e)
{
    struct verifying v = { .ctx = ctx, .found = found };
    int rows = READ_AT_ONCE;
    *found = (struct seal_findings){ .has_key = ctx->config && ctx->config->audit_key_file };
    if (!found->has_key)
        return true;
    struct error why = { .code = ERR_NONE };
    if (!read_key(ctx, &v.key, &why)) {
        found->no_key = arena_strdup(ctx->arena, why.why);
        found->no_key_mend = *why.hint ? arena_strdup(ctx->arena, why.hint) : NULL;
        return true;
    }
    v.arena = arena_new();
    while (rows == READ_AT_ONCE && !found->why)
        rows = context_cancelled(ctx, e) ? -1 : verify_part(&v, e);
    arena_free(v.arena);
    struct seal known = remembered(ctx);
    if (rows >= 0 && !found->why && known.number > v.number)
        found->why = arena_printf(
            ctx->arena, "the last seals were removed: this host has put one with the number %lld, the last is %lld",
            (long long)known.number, (long long)v.number);
    return rows >= 0 && look_for_late(&v, e);
}
