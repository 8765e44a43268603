/* The menus of a router's User Manager, of RouterOS 7 and of 6: what is called otherwise there is staged by the names
 * of 7. */
#include "model/imports/source.h"

#include "base/text.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/routers/router_secrets.h"
#include "net/ros.h"

#include <string.h>

enum {
    MOST_FIELDS = 12,
    PROFILES = 0 /* the first of each version */
};

/* field: as the router calls it, and as it is staged where that is otherwise. */
struct menu {
    const char *path, *part;
    struct {
        const char *there, *here;
    } fields[MOST_FIELDS];
    bool has_passwords, may_lack;
};

static const struct menu of_7[] = {
    { "/user-manager/profile",
      "profile",
      { { "name", NULL },
        { "name-for-users", NULL },
        { "price", NULL },
        { "validity", NULL },
        { "starts-when", NULL } },
      .may_lack = false },
    { "/user-manager/user",
      "user",
      { { "name", NULL },
        { "password", NULL },
        { "group", NULL },
        { "shared-users", NULL },
        { "caller-id", NULL },
        { "disabled", NULL },
        { "comment", NULL } },
      .has_passwords = true },
    { "/user-manager", "settings", { { "enabled", NULL }, { "use-profiles", NULL } }, .may_lack = true },
    { "/user-manager/limitation",
      "limitation",
      { { "name", NULL },
        { "transfer-limit", NULL },
        { "download-limit", NULL },
        { "upload-limit", NULL },
        { "uptime-limit", NULL } },
      .may_lack = false },
    { "/user-manager/profile-limitation",
      "profile-limitation",
      { { "profile", NULL }, { "limitation", NULL } },
      .may_lack = false },
    { "/user-manager/user-profile",
      "user-profile",
      { { "user", NULL }, { "profile", NULL }, { "state", NULL }, { "end-time", NULL } },
      .may_lack = false },
    { "/user-manager/payment",
      "payment",
      { { "user", NULL }, { "price", NULL }, { "currency", NULL }, { "trans-status", NULL } },
      .may_lack = true },
    { "/user-manager/session",
      "session",
      { { "user", NULL }, { "download", NULL }, { "upload", NULL } },
      .may_lack = true },
};
static const struct menu of_6[] = {
    { "/tool/user-manager/profile",
      "profile",
      { { "name", NULL },
        { "name-for-users", NULL },
        { "price", NULL },
        { "validity", NULL },
        { "starts-at", "starts-when" } },
      .may_lack = false },
    { "/tool/user-manager/user",
      "user",
      { { "username", "name" },
        { "password", NULL },
        { "phone", NULL },
        { "first-name", NULL },
        { "last-name", NULL },
        { "email", NULL },
        { "shared-users", NULL },
        { "caller-id", NULL },
        { "actual-profile", NULL },
        { "disabled", NULL },
        { "comment", NULL } },
      .has_passwords = true },
    { "/tool/user-manager/profile/limitation",
      "limitation",
      { { "name", NULL },
        { "transfer-limit", NULL },
        { "download-limit", NULL },
        { "upload-limit", NULL },
        { "uptime-limit", NULL } },
      .may_lack = false },
    { "/tool/user-manager/profile/profile-limitation",
      "profile-limitation",
      { { "profile", NULL }, { "limitation", NULL } },
      .may_lack = false },
    { "/tool/user-manager/payment",
      "payment",
      { { "user", NULL }, { "price", NULL }, { "currency", NULL }, { "trans-status", NULL } },
      .may_lack = true },
    { "/tool/user-manager/session",
      "session",
      { { "user", NULL }, { "download", NULL }, { "upload", NULL } },
      .may_lack = true },
};
static const struct menu clock_menu = { "/system/clock", "clock", { { "time-zone-name", NULL } }, .may_lack = true };

struct reading {
    struct raw_out *out;
    const struct menu *menu;
    const char *router;
    int64_t n;
    struct error *failure;
};

/* A password that the router masks is none. */
static const char *value_of(struct arena *a, const struct menu *m, const struct ros_row *row, const char *name)
{
    int64_t seconds;
    if (m->has_passwords && strcmp(name, "password") == 0)
        return ros_value_secret(a, row, name);
    const char *text = ros_value_text(a, row, name);
    if (text && (strcmp(name, "validity") == 0 || strcmp(name, "uptime-limit") == 0) &&
        ros_parse_seconds(text, &seconds))
        return arena_printf(a, "%lld", (long long)seconds);
    return text;
}

static bool take_row(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    const char *names[MOST_FIELDS], *values[MOST_FIELDS];
    struct arena *scratch = arena_new();
    size_t count = 0;
    for (; count < MOST_FIELDS && r->menu->fields[count].there; count++) {
        names[count] = r->menu->fields[count].here ? r->menu->fields[count].here : r->menu->fields[count].there;
        values[count] = value_of(scratch, r->menu, row, r->menu->fields[count].there);
    }
    bool ok = raw_put(r->out, r->menu->part, NULL, ++r->n, names, values, count, r->failure);
    arena_free(scratch);
    return ok;
}

static bool read_menu(struct context *ctx, struct ros *ros, struct reading *r, const struct menu *m, struct error *e)
{
    const char *proplist = "";
    for (size_t i = 0; i < MOST_FIELDS && m->fields[i].there; i++)
        proplist = arena_printf(ctx->arena, "%s%s%s", proplist, i ? "," : "", m->fields[i].there);
    r->menu = m;
    r->n = 0;
    struct error failure = { .code = ERR_NONE }, put = { .code = ERR_NONE };
    r->failure = &put;
    bool ok = m->has_passwords
                  ? routers_print_secrets(ctx, r->router, ros, m->path, proplist, NULL, 0, take_row, r, &failure)
                  : ros_print(ros, m->path, proplist, NULL, 0, take_row, r, NULL, &failure);
    if (put.code != ERR_NONE) {
        *e = put;
        return false;
    }
    if (ok || (m->may_lack && failure.code == ERR_REFUSED))
        return true;
    *e = failure;
    return false;
}

static bool read_all(struct context *ctx, struct ros *ros, struct reading *r, const struct menu *menus, size_t count,
                     struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        context_progress(ctx, "menus read", i, count);
        if (context_cancelled(ctx, e) || !read_menu(ctx, ros, r, &menus[i], e))
            return false;
    }
    return read_menu(ctx, ros, r, &clock_menu, e);
}

/* Asked by the profiles, of which there are few; false with ERR_REFUSED: it has none of that version. */
static bool is_there(struct ros *ros, const struct menu *menus, struct error *e)
{
    return ros_print(ros, menus[PROFILES].path, ".id", NULL, 0, NULL, NULL, NULL, e);
}

static bool read_router(struct context *ctx, struct ros *ros, struct reading *r, struct error *e)
{
    struct error first = { .code = ERR_NONE };
    if (is_there(ros, of_7, &first))
        return read_all(ctx, ros, r, of_7, sizeof of_7 / sizeof *of_7, e);
    if (first.code != ERR_REFUSED) {
        *e = first;
        return false;
    }
    if (is_there(ros, of_6, e))
        return read_all(ctx, ros, r, of_6, sizeof of_6 / sizeof *of_6, e);
    if (e->code != ERR_REFUSED)
        return false;
    error_set(e, ERR_REFUSED, "nothing is read", "router %s has no User Manager: %s", r->router, first.why);
    return error_hint(e,
                      "the package user-manager is not on each router; its menus want the policies read and sensitive");
}

bool import_read_user_manager(struct context *ctx, const char *from, struct raw_out *out, struct error *e)
{
    struct context inner = *ctx; /* the database is taking in rows meanwhile: nothing else is asked of it */
    struct reading r = { .out = out, .router = from };
    struct ros *ros;
    inner.db = NULL;
    inner.looks_only = "-";
    if (!ctx->routers)
        return error_set(e, ERR_REFUSED, "nothing is read", "this session asks no routers");
    if (!(ros = routers_get(&inner, from, e)))
        return false;
    struct error failure = { .code = ERR_NONE };
    bool ok = read_router(&inner, ros, &r, &failure);
    routers_report(&inner, from, ok ? NULL : &failure);
    if (!ok)
        *e = failure;
    return ok;
}
