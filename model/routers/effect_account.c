/* A hotspot account under another name, or none any more: what stood under the old names is renamed or removed, and who
 * is logged in by them logs in anew. */
#include "base/text.h"
#include "model/config/config.h"
#include "model/routers/effects.h"
#include "model/routers/mark.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <jansson.h>
#include <string.h>
#include <strings.h>

static const char account_menu[] = "/ip/hotspot/user";
static const char session_menu[] = "/ip/hotspot/active";
static const char cookie_menu[] = "/ip/hotspot/cookie";

enum {
    MOST_WORDS = 3
};

struct wish {
    struct effect_row *row;
    const char **from; /* none of them is `to` */
    size_t from_count;
    const char *to; /* NULL: the account is taken away */
};

struct item {
    const char *id, *comment;
};

struct command {
    struct command *next;
    struct effect_row *row;
    const char *words[MOST_WORDS];
    size_t count;
};

struct move {
    struct context *ctx;
    struct arena *arena;
    struct wish *wishes;
    size_t count;
    const char **queries; /* all names that are spoken of, as one question */
    size_t query_count;
    struct lookup *accounts, *owners; /* by name: items; whose wish takes the name's sessions */
    const char *menu;                 /* that is being read */
    struct command *commands, **last;
    size_t command_count;
};

static void read_wish(struct move *m, struct effect_row *row)
{
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL), *item;
    json_t *from = json_object_get(payload, "from");
    struct wish *w = &m->wishes[m->count];
    size_t i;

    *w = (struct wish){ .row = row, .to = arena_strdup(m->arena, json_string_value(json_object_get(payload, "to"))) };
    w->from = ARENA_ARRAY(m->arena, const char *, json_array_size(from) + 1);
    json_array_foreach(from, i, item)
    {
        const char *name = json_string_value(item);
        if (name && !(w->to && strcmp(name, w->to) == 0))
            w->from[w->from_count++] = arena_strdup(m->arena, name);
    }
    row->state = json_array_size(from) ? EFFECT_DONE : EFFECT_FAILED;
    row->message = json_array_size(from) ? NULL : "its payload names no account";
    m->count += w->from_count > 0;
    json_decref(payload);
}

static void ask_name(struct move *m, const char *field, const char *name)
{
    m->queries[m->query_count++] = arena_printf(m->arena, "?%s=%s", field, name);
    if (m->query_count > 1)
        m->queries[m->query_count++] = "?#|";
}

static void ask_names(struct move *m, const char *field, bool with_new)
{
    size_t most = 2;
    for (size_t i = 0; i < m->count; i++)
        most += 2 * (m->wishes[i].from_count + 1);
    m->queries = ARENA_ARRAY(m->arena, const char *, most);
    m->query_count = 0;
    for (size_t i = 0; i < m->count; i++) {
        const struct wish *w = &m->wishes[i];
        for (size_t k = 0; k < w->from_count; k++)
            ask_name(m, field, w->from[k]);
        if (with_new && w->to)
            ask_name(m, field, w->to);
    }
}

static bool take_account(void *ctx, const struct ros_row *row)
{
    struct move *m = ctx;
    const char *name = ros_value_text(m->arena, row, "name");
    struct item *item = ARENA_NEW(m->arena, struct item);
    *item = (struct item){ .id = ros_value_text(m->arena, row, ".id"),
                           .comment = ros_value_text(m->arena, row, "comment") };
    if (name && item->id)
        lookup_put(m->accounts, name, item);
    return true;
}

static struct command *add_command(struct move *m, struct effect_row *row, const char *menu, const char *verb,
                                   const char *id)
{
    struct command *c = ARENA_NEW(m->arena, struct command);
    *c = (struct command){ .row = row,
                           .words = { arena_printf(m->arena, "%s/%s", menu, verb),
                                      arena_printf(m->arena, "=.id=%s", id) },
                           .count = 2 };
    *m->last = c;
    m->last = &c->next;
    m->command_count++;
    return c;
}

/* By its comment another's: the name alone makes nobody's account his. */
static bool is_others(const struct move *m, const struct wish *w, const struct item *item)
{
    struct mark mark;
    mark_read(m->arena, m->ctx->config->mark_prefix, item->comment, &mark);
    return mark.uid && strcasecmp(mark.uid, w->row->entity_id) != 0;
}

/* The first that is there is renamed, so that what the router has counted goes on; what else there is goes. */
static void plan_account(struct move *m, struct wish *w)
{
    bool is_there = w->to && lookup_get(m->accounts, w->to);
    for (size_t i = 0; i < w->from_count; i++) {
        const struct item *item = lookup_get(m->accounts, w->from[i]);
        if (item && is_others(m, w, item)) {
            w->row->message = text_safe_copy(
                m->arena,
                arena_printf(m->arena, "the hotspot user %s is somebody else's, by its comment: it stays", w->from[i]));
            continue;
        }
        lookup_put(m->owners, w->from[i], w);
        if (!item)
            continue;
        struct command *c = add_command(m, w->row, account_menu, w->to && !is_there ? "set" : "remove", item->id);
        if (w->to && !is_there)
            c->words[c->count++] = arena_printf(m->arena, "=name=%s", w->to);
        is_there = is_there || w->to;
    }
}

static bool take_login(void *ctx, const struct ros_row *row)
{
    struct move *m = ctx;
    const char *id = ros_value_text(m->arena, row, ".id"), *name = ros_value_text(m->arena, row, "user");
    struct wish *w = name ? lookup_get(m->owners, name) : NULL;
    if (id && w)
        add_command(m, w->row, m->menu, "remove", id);
    return true;
}

static bool read_logins(struct move *m, struct ros *ros, const char *menu, struct error *e)
{
    m->menu = menu;
    return ros_print(ros, menu, ".id,user", m->queries, m->query_count, take_login, m, NULL, e);
}

/* What is gone by itself is gone. */
static bool send(struct move *m, struct ros *ros, struct error *e)
{
    struct ros_command *sent = ARENA_ARRAY(m->arena, struct ros_command, m->command_count + 1);
    size_t n = 0;
    for (const struct command *c = m->commands; c; c = c->next)
        sent[n++] = (struct ros_command){ .words = c->words, .word_count = c->count };
    if (n && !ros_run(ros, sent, n, NULL, NULL, e))
        return false;
    n = 0;
    for (const struct command *c = m->commands; c; c = c->next, n++) {
        if (sent[n].outcome != ROS_TRAP || strcasestr(sent[n].message, "no such item"))
            continue;
        c->row->state = EFFECT_FAILED;
        c->row->message = text_safe_copy(m->arena, arena_printf(m->arena, "%s: %s", c->words[0], sent[n].message));
    }
    return true;
}

static bool work(struct move *m, struct ros *ros, struct error *e)
{
    m->accounts = lookup_new(m->arena);
    m->owners = lookup_new(m->arena);
    m->last = &m->commands;
    ask_names(m, "name", true);
    if (!ros_print(ros, account_menu, ".id,name,comment", m->queries, m->query_count, take_account, m, NULL, e))
        return false;
    for (size_t i = 0; i < m->count; i++)
        plan_account(m, &m->wishes[i]);
    ask_names(m, "user", false);
    return read_logins(m, ros, session_menu, e) && read_logins(m, ros, cookie_menu, e) && send(m, ros, e);
}

bool effect_account_move(struct context *ctx, const char *router, struct effect_row *rows, size_t count,
                         struct error *e)
{
    struct move m = { .ctx = ctx, .arena = ctx->arena };
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(ctx, router, e);
    if (!ros)
        return false;
    m.wishes = ARENA_ARRAY(ctx->arena, struct wish, count + 1);
    for (size_t i = 0; i < count; i++)
        read_wish(&m, &rows[i]);
    bool ok = !m.count || work(&m, ros, &failure);
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}
