/* The way to the bank: what a router has of it, what differs, and bringing it about. */
#include "model/routers/garden.h"

#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/garden_plan.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"

#include <string.h>
#include <strings.h>

/* "already have such entry" and "no such item" are a success after a look: the look is another round. */
enum {
    ROUNDS = 3,
    MOST_WORDS = 5
};

static const char *const restrictions[] = { "src-address", "src-address-list", "method", "protocol", "dst-port", "path",
                                            NULL };

const struct garden_menu garden_menus[GARDEN_PLACES] = {
    [GARDEN_HOST] = { .path = "/ip/hotspot/walled-garden",
                      .proplist =
                          ".id,dst-host,action,server,src-address,method,dst-port,path,disabled,dynamic,comment",
                      .key = "dst-host",
                      .action = "allow" },
    [GARDEN_ADDRESS] = { .path = "/ip/hotspot/walled-garden/ip",
                         .proplist = ".id,dst-address,action,server,src-address,src-address-list,protocol,dst-port,"
                                     "disabled,dynamic,comment",
                         .key = "dst-address",
                         .action = "accept" },
    [GARDEN_LIST] = { .path = "/ip/firewall/address-list",
                      .proplist = ".id,list,address,disabled,dynamic,comment",
                      .key = "address" },
};

/* A row of one of the menus. */
struct entry {
    const char *id, *list, *action, *actual;
    struct garden_want *want; /* that it could be the answer to; NULL: none */
    bool is_ours, is_disabled, is_right;
};

static struct garden_change *add_change(struct garden *g, enum garden_place place, const char *verb,
                                        const char *subject)
{
    if (g->count == g->room) {
        size_t room = g->room ? g->room * 2 : 16;
        struct garden_change *changes = ARENA_ARRAY(g->arena, struct garden_change, room);
        if (g->count)
            memcpy(changes, g->changes, g->count * sizeof *changes);
        g->changes = changes;
        g->room = room;
    }
    struct garden_change *c = &g->changes[g->count++];
    g->words = ARENA_ARRAY(g->arena, const char *, MOST_WORDS);
    g->words[0] = arena_printf(g->arena, "%s/%s", garden_menus[place].path, verb);
    *c = (struct garden_change){
        .menu = garden_menus[place].path, .subject = subject, .command = g->words[0], .words = g->words, .word_count = 1
    };
    return c;
}

/* To the change added last. */
static void add_word(struct garden *g, struct garden_change *c, const char *name, const char *value)
{
    g->words[c->word_count++] = arena_printf(g->arena, "=%s=%s", name, value);
    c->command = arena_printf(g->arena, "%s %s=%s", c->command, name, value);
}

/* What an entry does, in a word or two. */
static const char *effect_text(struct garden *g, enum garden_place place, const char *list, const char *action)
{
    return place == GARDEN_LIST ? arena_printf(g->arena, "in %s", list) : action;
}

static bool is_ours(const struct garden *g, const char *comment)
{
    size_t n = strlen(g->ctx->config->mark_prefix);
    return comment && strncmp(comment, g->ctx->config->mark_prefix, n) == 0 &&
           strncmp(comment + n, "|garden|", strlen("|garden|")) == 0;
}

/* Holds for everybody, and not for one port or server only. */
static bool is_unrestricted(struct arena *a, const struct ros_row *row)
{
    const char *server = ros_value_text(a, row, "server");
    for (const char *const *name = restrictions; *name; name++)
        if (ros_value_text(a, row, *name))
            return false;
    return !server || strcmp(server, "all") == 0;
}

static struct garden_want *wanted_by(struct garden *g, const char *key, const char *list)
{
    bool is_address;
    if (g->reading == GARDEN_LIST && strcmp(list, g->list) != 0)
        return NULL;
    return lookup_get(g->wanted[g->reading], garden_subject(g->arena, key, strlen(key), &is_address));
}

static void compare_own(struct garden *g, const struct entry *row, const char *key)
{
    struct garden_want *w = row->want;
    struct garden_change *c;

    if (!w || w->is_ours) {
        c = add_change(g, g->reading, "remove", arena_strdup(g->arena, key));
        c->actual = row->actual;
        c->is_removal = true;
        add_word(g, c, ".id", row->id);
        return;
    }
    w->is_ours = w->is_there = true;
    if (row->is_right && !row->is_disabled)
        return;
    c = add_change(g, g->reading, "set", w->subject);
    c->expected = effect_text(g, g->reading, g->list, garden_menus[g->reading].action);
    c->actual = row->is_disabled ? "disabled" : row->actual;
    add_word(g, c, ".id", row->id);
    if (!row->is_right)
        add_word(g, c, "action", garden_menus[g->reading].action);
    add_word(g, c, "disabled", "no");
}

static bool take_row(void *ctx, const struct ros_row *row)
{
    struct garden *g = ctx;
    const struct garden_menu *menu = &garden_menus[g->reading];
    const char *key = ros_value_text(g->arena, row, menu->key);
    struct entry found = { .id = ros_value_text(g->arena, row, ".id"),
                           .list = ros_value_text(g->arena, row, "list"),
                           .action = ros_value_text(g->arena, row, "action") };

    if (!found.id || !key)
        return true;
    found.list = found.list ? found.list : "";
    found.is_ours = is_ours(g, ros_value_text(g->arena, row, "comment")) && !ros_value_bool(row, "dynamic");
    found.is_disabled = ros_value_bool(row, "disabled");
    /* one without an action does what the menu is for */
    found.is_right = !menu->action || !found.action || strcmp(found.action, menu->action) == 0;
    found.actual = effect_text(g, g->reading, found.list, found.action ? found.action : menu->action);
    if (is_unrestricted(g->arena, row))
        found.want = wanted_by(g, key, found.list);
    if (found.is_ours)
        compare_own(g, &found, key);
    else if (found.want && found.is_right && !found.is_disabled)
        found.want->is_there = true;
    return true;
}

static void add_missing(struct garden *g)
{
    for (const struct garden_want *w = g->first; w; w = w->next) {
        if (w->is_there)
            continue;
        struct garden_change *c = add_change(g, w->place, "add", w->subject);
        const struct garden_menu *menu = &garden_menus[w->place];
        c->expected = effect_text(g, w->place, g->list, menu->action);
        if (w->place == GARDEN_LIST)
            add_word(g, c, "list", g->list);
        add_word(g, c, menu->key, w->subject);
        if (menu->action)
            add_word(g, c, "action", menu->action);
        add_word(g, c, "comment", g->comment);
    }
}

/* The users' lists hold most of a router's entries and none of ours: the router leaves them out. */
static bool other_lists(struct garden *g, const char *const **queries, size_t *count, struct error *e)
{
    struct db_result *r = db_query(g->ctx->db, "sync_lists", NULL, 0, e);
    if (!r)
        return false;
    const char **words = ARENA_ARRAY(g->arena, const char *, 2 * db_rows(r) + 1);
    size_t n = 0;
    for (int i = 0; i < db_rows(r); i++) {
        if (strcmp(db_value(r, i, 0), g->list) == 0)
            continue;
        words[n++] = arena_printf(g->arena, "?list=%s", db_value(r, i, 0));
        if (n > 1)
            words[n++] = "?#|";
    }
    if (n)
        words[n++] = "?#!";
    *queries = words;
    *count = n;
    db_result_free(r);
    return true;
}

bool garden_compare(struct context *ctx, struct ros *ros, struct garden_change **changes, size_t *count,
                    struct error *e)
{
    struct garden g = { .ctx = ctx, .arena = ctx->arena };
    const char *const *lists;
    size_t list_words;

    if (!garden_load(&g, e) || !other_lists(&g, &lists, &list_words, e))
        return false;
    for (int place = 0; place < GARDEN_PLACES; place++) {
        const struct garden_menu *menu = &garden_menus[place];
        bool is_list = place == GARDEN_LIST;
        g.reading = (enum garden_place)place;
        if (!ros_print(ros, menu->path, menu->proplist, is_list ? lists : NULL, is_list ? list_words : 0, take_row, &g,
                       NULL, e))
            return false;
    }
    add_missing(&g);
    *changes = g.changes;
    *count = g.count;
    return true;
}

/* What a round of changes came to. */
struct round {
    struct arena *arena;
    size_t done;
    bool is_surprised;
    const char *refusal; /* the first one; NULL: none */
};

static void judge(struct round *r, const struct garden_change *change, const struct ros_command *c)
{
    r->done += c->outcome == ROS_DONE;
    if (c->outcome != ROS_TRAP)
        return;
    r->is_surprised |= strcasestr(c->message, "already") || strcasestr(c->message, "no such item");
    if (!r->refusal)
        r->refusal = text_safe_copy(r->arena, arena_printf(r->arena, "%s: %s", change->subject, c->message));
}

static bool run_round(struct context *ctx, struct ros *ros, struct round *r, struct error *e)
{
    struct garden_change *changes;
    size_t count;

    *r = (struct round){ .arena = ctx->arena };
    if (context_cancelled(ctx, e) || !garden_compare(ctx, ros, &changes, &count, e))
        return false;
    struct ros_command *commands = ARENA_ARRAY(ctx->arena, struct ros_command, count + 1);
    for (size_t i = 0; i < count; i++)
        commands[i] = (struct ros_command){ .words = changes[i].words, .word_count = changes[i].word_count };
    if (!ros_run(ros, commands, count, NULL, NULL, e))
        return false;
    for (size_t i = 0; i < count; i++)
        judge(r, &changes[i], &commands[i]);
    return true;
}

bool garden_apply(struct context *ctx, const char *router, size_t *changed, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct round r = { .is_surprised = true };
    struct ros *ros = routers_get(ctx, router, e);
    bool ok = true;

    *changed = 0;
    if (!ros)
        return false;
    for (int i = 0; ok && r.is_surprised && i < ROUNDS; i++) {
        ok = run_round(ctx, ros, &r, &failure);
        *changed += r.done;
    }
    /* where it is still connected, it was the database that failed */
    routers_report(ctx, router, ok || ros_is_connected(ros) ? NULL : &failure);
    if (ok && r.refusal)
        ok = error_set(&failure, ERR_REFUSED, "the way to the bank is not complete", "%s", r.refusal);
    if (!ok && e)
        *e = failure;
    return ok;
}
