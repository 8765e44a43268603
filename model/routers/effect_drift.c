/* Effects of drift: removing what belongs to nobody, and looking at a whole router. */
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/drift.h"
#include "model/routers/effects.h"
#include "model/routers/mark.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>
#include <strings.h>

/* Up to so many are asked for by their ids; for more, one print of a menu is quicker. */
enum {
    FEW_ENTRIES = 16
};

/* Menus in which entries of ours may be left over. */
static const struct {
    const char *path, *proplist;
} menus[] = { { "/ip/firewall/address-list", ".id,list,comment" },
              { "/ip/hotspot/ip-binding", ".id,comment" },
              { "/ip/hotspot/user", ".id,name,comment" } };
enum {
    LIST_MENU,
    BINDING_MENU,
    ACCOUNT_MENU,
    MENUS
};

struct wish {
    struct effect_row *row;
    const char *id, *comment, *uid;
    int menu;
    bool is_found;
    const char *words[2];
    struct ros_command *command;
};

struct clean {
    struct context *ctx;
    struct arena *arena;
    const char *router;
    struct wish *wishes;
    size_t count;
    struct lookup *lists;  /* managed */
    struct lookup *owners; /* uid that this router serves: to its account */
    struct lookup *by_id;  /* of the menu that is read */
};

static const char *known_text(struct arena *a, const char *text)
{
    return text && !text_is_utf8(text, strlen(text)) ? text_safe_copy(a, text) : text;
}

static int menu_of(const char *path)
{
    for (int i = 0; path && i < MENUS; i++)
        if (strcmp(menus[i].path, path) == 0)
            return i;
    return MENUS;
}

/* One that is not said in full is refused; nothing is guessed. */
static void read_wish(struct clean *c, struct effect_row *row)
{
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL);
    struct wish *w = &c->wishes[c->count];
    struct mark mark;

    *w = (struct wish){ .row = row, .menu = menu_of(json_string_value(json_object_get(payload, "menu"))) };
    w->id = arena_strdup(c->arena, json_string_value(json_object_get(payload, "id")));
    w->comment = arena_strdup(c->arena, json_string_value(json_object_get(payload, "comment")));
    json_decref(payload);
    row->state = EFFECT_FAILED;
    row->message = "its payload does not say which entry of ours is meant";
    if (w->menu == MENUS || !w->id || !mark_read(c->arena, c->ctx->config->mark_prefix, w->comment, &mark))
        return;
    w->uid = mark.uid;
    row->state = EFFECT_DONE;
    row->message = "gone already";
    c->count++;
}

static bool load_lists(struct clean *c, struct error *e)
{
    struct db_result *r = db_query(c->ctx->db, "sync_lists", NULL, 0, e);
    c->lists = lookup_new(c->arena);
    for (int i = 0; r && i < db_rows(r); i++)
        lookup_put(c->lists, arena_strdup(c->arena, db_value(r, i, 0)), c);
    db_result_free(r);
    return r != NULL;
}

static bool load_owners(struct clean *c, struct error *e)
{
    const char **ids = ARENA_ARRAY(c->arena, const char *, c->count + 1);
    for (size_t i = 0; i < c->count; i++)
        ids[i] = c->wishes[i].uid;
    struct db_result *r =
        db_query(c->ctx->db, "drift_owners", DB_PARAMS(db_array(c->arena, ids, c->count), c->router), e);
    c->owners = lookup_new(c->arena);
    for (int i = 0; r && i < db_rows(r); i++)
        lookup_put(c->owners, arena_strdup(c->arena, db_value(r, i, 0)), arena_strdup(c->arena, db_value(r, i, 1)));
    db_result_free(r);
    return r != NULL;
}

/* Of a user that the router serves by now: his sync sees to it. A hotspot user under an old number is left over
 * all the same. */
static bool is_owned(const struct clean *c, const struct wish *w, const char *name)
{
    const char *account = lookup_get(c->owners, w->uid);
    return account && (w->menu != ACCOUNT_MENU || (name && strcmp(name, account) == 0));
}

static bool take_entry(void *ctx, const struct ros_row *row)
{
    struct clean *c = ctx;
    const char *id = ros_value_text(c->arena, row, ".id");
    struct wish *w = id ? lookup_get(c->by_id, known_text(c->arena, id)) : NULL;
    const char *comment = known_text(c->arena, ros_value_text(c->arena, row, "comment"));
    const char *list = ros_value_text(c->arena, row, "list");

    if (!w)
        return true;
    if (!comment || strcmp(comment, w->comment) != 0)
        w->row->message = "it says something else by now and was left as it is";
    else if (w->menu == LIST_MENU && (!list || !lookup_get(c->lists, list)))
        w->row->message = "it stands in a list that is not managed and was left as it is";
    else if (is_owned(c, w, ros_value_text(c->arena, row, "name")))
        w->row->message = "its user is served here by now: it was left to that user's sync";
    else
        w->is_found = true;
    return true;
}

static bool read_menu(struct clean *c, struct ros *ros, int menu, struct error *e)
{
    const char **queries = ARENA_ARRAY(c->arena, const char *, 2 * c->count + 1);
    size_t count = 0, wished = 0;

    c->by_id = lookup_new(c->arena);
    for (size_t i = 0; i < c->count; i++) {
        struct wish *w = &c->wishes[i];
        if (w->menu != menu)
            continue;
        lookup_put(c->by_id, w->id, w);
        queries[count++] = arena_printf(c->arena, "?.id=%s", w->id);
        if (wished++)
            queries[count++] = "?#|";
    }
    return !wished || ros_print(ros, menus[menu].path, menus[menu].proplist, queries, wished > FEW_ENTRIES ? 0 : count,
                                take_entry, c, NULL, e);
}

static void report_progress(void *ctx, size_t answered, size_t count)
{
    struct clean *c = ctx;
    context_progress(c->ctx, c->router, answered, count);
}

static bool remove_found(struct clean *c, struct ros *ros, struct error *e)
{
    struct ros_command *commands = ARENA_ARRAY(c->arena, struct ros_command, c->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct wish *w = &c->wishes[i];
        if (!w->is_found)
            continue;
        w->words[0] = arena_printf(c->arena, "%s/remove", menus[w->menu].path);
        w->words[1] = arena_printf(c->arena, "=.id=%s", w->id);
        w->command = &commands[count];
        commands[count++] = (struct ros_command){ .words = w->words, .word_count = 2 };
    }
    return !count || ros_run(ros, commands, count, report_progress, c, e);
}

/* One that somebody else removed meanwhile is gone. */
static void settle(struct clean *c, struct wish *w)
{
    if (!w->is_found)
        return;
    w->row->message = NULL;
    if (w->command->outcome != ROS_TRAP || strcasestr(w->command->message, "no such item"))
        return;
    w->row->state = EFFECT_FAILED;
    w->row->message = text_safe_copy(c->arena, w->command->message);
}

static bool clean(struct clean *c, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(c->ctx, c->router, e);
    bool ok = true;

    if (!ros || !load_lists(c, e) || !load_owners(c, e))
        return false;
    for (int menu = 0; ok && menu < MENUS; menu++)
        ok = read_menu(c, ros, menu, &failure);
    ok = ok && remove_found(c, ros, &failure);
    routers_report(c->ctx, c->router, ok ? NULL : &failure);
    if (!ok && e)
        *e = failure;
    return ok;
}

bool effect_clean(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct clean c = { .ctx = ctx, .arena = ctx->arena, .router = router };
    const char **done = ARENA_ARRAY(ctx->arena, const char *, count + 1);
    size_t done_count = 0;

    c.wishes = ARENA_ARRAY(ctx->arena, struct wish, count + 1);
    for (size_t i = 0; i < count; i++)
        read_wish(&c, &rows[i]);
    if (!clean(&c, e))
        return false;
    for (size_t i = 0; i < c.count; i++)
        settle(&c, &c.wishes[i]);
    for (size_t i = 0; i < count; i++)
        if (rows[i].state == EFFECT_DONE)
            done[done_count++] = rows[i].entity_id;
    return drift_forget(ctx, router, "orphan_entry", done, done_count, e);
}

static bool asks_for_mend(const struct effect_row *row)
{
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL);
    const char *mend = json_string_value(json_object_get(payload, "mend"));
    bool asks = mend && strcmp(mend, "safe") == 0;
    json_decref(payload);
    return asks;
}

/* One look answers them all. */
bool effect_reconcile(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct drift_report report;
    bool mends = false;
    size_t mended = 0;

    for (size_t i = 0; i < count; i++)
        mends |= asks_for_mend(&rows[i]);
    if (!drift_scan(ctx, router, &report, e) || (mends && !drift_mend_safe(ctx, router, &mended, e)))
        return false;
    const char *message = arena_printf(
        ctx->arena, "%zu differences, %zu safe to mend, %zu mended; read in %" PRId64 " ms, compared in %" PRId64 " us",
        report.differences, report.safe, mended, report.read_ms, report.compare_us);
    for (size_t i = 0; i < count; i++) {
        rows[i].state = EFFECT_DONE;
        rows[i].message = message;
    }
    return true;
}
