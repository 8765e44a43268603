/* Schedulers and scripts that a take-over changes. */
#include "model/mikhmon/takeover_part.h"

#include "base/text.h"
#include "db/db.h"
#include "model/routers/ros_value.h"
#include "model/values/lookup.h"

#include <stdio.h>
#include <string.h>

static const struct menu {
    const char *part, *path, *property, *taken;
} menus[] = {
    { "scheduler", "/system/scheduler", "disabled", "true" },
    { "profile", "/ip/hotspot/user/profile", "on-login", "" },
};

/* One that the take-over changes. */
struct item {
    const char *name, *before, *wanted, *other; /* other: what it may still be */
    const char *id, *now;                       /* as the router has it; NULL: it is gone */
};

struct change {
    struct context *ctx;
    const struct menu *menu;
    struct item *items;
    size_t count;
    struct lookup *by_name;
};

static const char *utf8(struct arena *a, const char *text)
{
    return text_is_utf8(text, strlen(text)) ? text : text_safe_copy(a, text);
}

/* "\x3a70…" as PostgreSQL writes bytes. */
static const char *bytes_of(struct arena *a, const char *hex)
{
    size_t count = strlen(hex) / 2;
    char *out = arena_alloc(a, count + 1);
    unsigned byte;
    for (size_t i = 1; i < count; i++)
        if (sscanf(hex + 2 * i, "%2x", &byte) == 1)
            out[i - 1] = (char)byte;
    return out;
}

static bool load(struct change *c, const char *takeover, enum part_way way, struct error *e)
{
    struct arena *a = c->ctx->arena;
    struct db_result *r = db_query(c->ctx->db, "takeover_kept", DB_PARAMS(takeover, c->menu->part), e);
    if (!r)
        return false;
    c->items = ARENA_ARRAY(a, struct item, db_rows(r) + 1);
    for (int i = 0; i < db_rows(r); i++) {
        struct item *item = &c->items[c->count++];
        item->name = arena_strdup(a, db_value(r, i, 0));
        item->before = bytes_of(a, db_value(r, i, 1));
        item->wanted = way == PART_TAKE ? c->menu->taken : item->before;
        item->other = way == PART_TAKE ? item->before : c->menu->taken;
        lookup_put(c->by_name, item->name, item);
    }
    db_result_free(r);
    return true;
}

static bool take_row(void *ctx, const struct ros_row *row)
{
    struct change *c = ctx;
    struct arena *a = c->ctx->arena;
    const char *name = ros_value_text(a, row, "name"), *value = ros_value_text(a, row, c->menu->property);
    struct item *item = name ? lookup_get(c->by_name, utf8(a, name)) : NULL;
    if (!item)
        return true;
    item->id = ros_value_text(a, row, ".id");
    item->now = value ? value : "";
    if (strcmp(c->menu->property, "disabled") == 0)
        item->now = ros_value_bool(row, "disabled") ? "true" : "false";
    return true;
}

static bool look(struct change *c, struct ros *ros, struct error *e)
{
    const char *proplist = arena_printf(c->ctx->arena, ".id,name,%s", c->menu->property);
    for (size_t i = 0; i < c->count; i++)
        c->items[i].id = c->items[i].now = NULL;
    return ros_print(ros, c->menu->path, proplist, NULL, 0, take_row, c, NULL, e);
}

/* One that is gone needs no change. */
static bool is_right(const struct item *item)
{
    return !item->id || strcmp(item->now, item->wanted) == 0;
}

static bool is_others(const struct item *item)
{
    return !is_right(item) && strcmp(item->now, item->other) != 0;
}

static bool tell(struct change *c, struct ros *ros, struct error *e)
{
    struct arena *a = c->ctx->arena;
    struct ros_command *commands = ARENA_ARRAY(a, struct ros_command, c->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct item *item = &c->items[i];
        if (is_right(item) || is_others(item))
            continue;
        const char **words = ARENA_ARRAY(a, const char *, 3);
        words[0] = arena_printf(a, "%s/set", c->menu->path);
        words[1] = arena_printf(a, "=.id=%s", item->id);
        words[2] = arena_printf(a, "=%s=%s", c->menu->property, item->wanted);
        commands[count++] = (struct ros_command){ .words = words, .word_count = 3, .owner = (void *)item };
    }
    if (count && !ros_run(ros, commands, count, NULL, NULL, e))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct item *item = commands[i].owner;
        if (commands[i].outcome == ROS_TRAP)
            return error_set(e, ERR_REFUSED, "the router refuses a change", "%s: %s", item->name,
                             text_safe_copy(a, commands[i].message));
    }
    return true;
}

/* Names of what somebody made otherwise; NULL: none. */
static const char *others(const struct change *c)
{
    struct strbuf b = { .arena = c->ctx->arena };
    for (size_t i = 0; i < c->count; i++)
        if (is_others(&c->items[i]))
            strbuf_printf(&b, "%s%s", b.length ? ", " : "", text_safe_copy(c->ctx->arena, c->items[i].name));
    return b.length ? strbuf_text(&b) : NULL;
}

/* What it then has decides, not what it answered. */
static bool is_settled(const struct change *c, struct error *e)
{
    for (size_t i = 0; i < c->count; i++)
        if (!is_right(&c->items[i]) && !is_others(&c->items[i]))
            return error_set(e, ERR_REFUSED, "the router refuses a change", "%s is as it was", c->items[i].name);
    return true;
}

bool takeover_change_part(struct context *ctx, struct ros *ros, const char *takeover, const char *part,
                          enum part_way way, const char **left, struct error *e)
{
    struct change c = { .ctx = ctx, .by_name = lookup_new(ctx->arena) };
    for (size_t i = 0; i < sizeof menus / sizeof *menus; i++)
        if (strcmp(menus[i].part, part) == 0)
            c.menu = &menus[i];
    if (!load(&c, takeover, way, e) || !look(&c, ros, e))
        return false;
    *left = others(&c);
    if (*left && way == PART_TAKE)
        return error_set(e, ERR_REFUSED, "the router was changed meanwhile", "%s is otherwise by now", *left);
    return tell(&c, ros, e) && look(&c, ros, e) && is_settled(&c, e) &&
           db_run(ctx->db, "takeover_kept_done", DB_PARAMS(takeover, part, way == PART_TAKE ? "t" : "f"), NULL, e);
}
