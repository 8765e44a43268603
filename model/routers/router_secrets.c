/* Passwords of a router's rows. */
#include "model/routers/router_secrets.h"

#include "model/routers/ros_value.h"
#include "model/routers/ros_version.h"
#include "model/routers/router_learnt.h"

#include <string.h>

static const char hides_since[] = "7.21";

struct version {
    struct arena *arena;
    const char *text;
};

static bool take_version(void *ctx, const struct ros_row *row)
{
    struct version *v = ctx;
    v->text = ros_value_text(v->arena, row, "version");
    return true;
}

/* A router that does not tell its version is asked as an old one. */
static bool learn(struct context *ctx, struct ros *ros, struct router_learnt *l, struct error *e)
{
    struct version v = { .arena = ctx->arena };
    struct error failure = { .code = ERR_NONE };
    if (!ros_print(ros, "/system/resource", "version", NULL, 0, take_version, &v, NULL, &failure) &&
        failure.code != ERR_REFUSED) {
        if (e)
            *e = failure;
        return false;
    }
    l->secrets = ros_version_is_at_least(v.text, hides_since) ? SECRETS_ASKED_FOR : SECRETS_PLAIN;
    return true;
}

static const char **with_word(struct arena *a, const char *const *words, size_t count, const char *more)
{
    const char **all = ARENA_ARRAY(a, const char *, count + 1);
    if (count)
        memcpy(all, words, count * sizeof *words);
    all[count] = more;
    return all;
}

bool routers_print_secrets(struct context *ctx, const char *name, struct ros *ros, const char *path,
                           const char *proplist, const char *const *words, size_t count,
                           bool (*each)(void *ctx, const struct ros_row *row), void *each_ctx, struct error *e)
{
    struct router_learnt *l = routers_learnt(ctx, name);
    struct error failure = { .code = ERR_NONE };
    size_t rows;

    if (l && l->secrets == SECRETS_UNKNOWN && !learn(ctx, ros, l, e))
        return false;
    if (!l || l->secrets == SECRETS_PLAIN)
        return ros_print(ros, path, proplist, words, count, each, each_ctx, NULL, e);
    if (ros_print(ros, path, proplist, with_word(ctx->arena, words, count, "=show-sensitive="), count + 1, each,
                  each_ctx, &rows, &failure))
        return true;
    if (failure.code == ERR_REFUSED && !rows) {
        l->secrets = SECRETS_PLAIN;
        return ros_print(ros, path, proplist, words, count, each, each_ctx, NULL, e);
    }
    if (e)
        *e = failure;
    return false;
}

const char **routers_secret_words(struct context *ctx, const char *name, const char *const *words, size_t count,
                                  size_t *asked_count)
{
    const struct router_learnt *l = routers_learnt(ctx, name);
    if (!l || l->secrets == SECRETS_UNKNOWN)
        return NULL;
    *asked_count = count + (l->secrets == SECRETS_ASKED_FOR);
    return with_word(ctx->arena, words, count, "=show-sensitive=");
}
