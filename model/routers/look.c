/* How a customer stands on the router at this moment: what a sync would compare, and nothing is sent. */
#include "model/routers/look.h"

#include "base/i18n.h"
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/routers/drift_run.h"
#include "model/routers/room.h"
#include "model/routers/router.h"

#include <string.h>

/* What a look that was answered knows better than the last scan. */
static const char *const outdated[] = { "router_down",
                                        "account_missing",
                                        "account_disabled",
                                        "account_counter",
                                        "account_uptime",
                                        "list_wrong",
                                        "list_missing",
                                        "binding_wrong",
                                        "router_differs",
                                        "session_open",
                                        "no_address",
                                        "online",
                                        NULL };
static const char *const outdated_by_silence[] = { "router_down", NULL };
static const char *const outdated_by_session[] = { "not_seen", "never_seen", NULL };

/* As console.router_symptoms() tells the same of a scan. */
static const struct {
    enum sync_kind kind;
    const char *name;
} symptoms_of[] = {
    { SYNC_ACCOUNT_MISSING, "account_missing" }, { SYNC_ACCOUNT_COUNTER, "account_counter" },
    { SYNC_ACCOUNT_UPTIME, "account_uptime" },   { SYNC_WRONG_LIST, "list_wrong" },
    { SYNC_SEVERAL_LISTS, "list_wrong" },        { SYNC_MISSING_IN_LIST, "list_missing" },
    { SYNC_BINDING_MISSING, "binding_wrong" },   { SYNC_BINDING_TYPE, "binding_wrong" },
    { SYNC_SESSION_OPEN, "session_open" },
};

static const char *name_of(const struct sync_difference *f)
{
    if (f->kind == SYNC_ACCOUNT_DISABLED && f->item->is_disabled)
        return "account_disabled";
    for (size_t i = 0; i < sizeof symptoms_of / sizeof *symptoms_of; i++)
        if (symptoms_of[i].kind == f->kind)
            return symptoms_of[i].name;
    return "router_differs";
}

static void add_difference(struct drift_run *d, const struct sync_difference *f, struct symptoms_seen *seen)
{
    const char *name = name_of(f);
    const char *expected = drift_expected(d, f), *actual = drift_actual(d, f);
    struct symptom_seen *one;
    if (strcmp(name, "router_differs") == 0)
        one = SYMPTOM_ADD(seen, name, d->sync.router, drift_kinds[f->kind].name, f->subject);
    else if (strcmp(name, "list_missing") == 0 || strcmp(name, "binding_wrong") == 0)
        one = SYMPTOM_ADD(seen, name, d->sync.router, f->subject, expected ? expected : "-");
    else if (strcmp(name, "session_open") == 0)
        one = SYMPTOM_ADD(seen, name, d->sync.router, f->subject);
    else
        one = SYMPTOM_ADD(seen, name, d->sync.router, actual ? actual : "-", expected ? expected : "-");
    if (one)
        one->mends = "users.sync";
}

static void add_session(struct arena *a, const struct sync_session *s, struct symptoms_seen *seen)
{
    int64_t tenths = s->bytes / (1048576 / 10);
    const char *traffic =
        tenths >= 10240 ? arena_printf(a, "%lld.%lld GB", (long long)tenths / 10240, (long long)tenths % 10240 / 1024)
                        : arena_printf(a, "%lld.%lld MB", (long long)tenths / 10, (long long)tenths % 10);
    const char *uptime = s->uptime_s < 0 ? "-"
                                         : arena_printf(a, "%02lld:%02lld", (long long)s->uptime_s / 3600,
                                                        (long long)s->uptime_s / 60 % 60);
    SYMPTOM_ADD(seen, "online", s->address ? s->address : s->mac ? s->mac : "-", uptime, traffic);
    symptom_outdates(seen, outdated_by_session);
}

static void add_sessions(struct drift_run *d, struct symptoms_seen *seen)
{
    for (size_t u = 0; u < d->sync.user_count; u++) {
        for (const struct sync_session *s = d->sync.users[u].sessions; s; s = s->next)
            add_session(d->arena, s, seen);
        for (size_t i = 0; i < d->sync.users[u].device_count; i++)
            for (const struct sync_session *s =
                     d->sync.users[u].devices[i].seen ? d->sync.users[u].devices[i].seen->sessions : NULL;
                 s; s = s->next)
                add_session(d->arena, s, seen);
    }
}

static bool look(struct drift_run *d, struct symptoms_seen *seen, struct error *e)
{
    struct error failure = { .code = ERR_NONE };
    if (!sync_load_wanted(&d->sync, &seen->user_id, 1, e))
        return false;
    d->sync.ros = routers_get(d->ctx, d->sync.router, e);
    if (!d->sync.ros)
        return false;
    bool ok = sync_read_router(&d->sync, &failure);
    routers_report(d->ctx, d->sync.router, ok ? NULL : &failure);
    if (!ok) {
        *e = failure;
        return false;
    }
    sync_guess_addresses(&d->sync);
    sync_compare(&d->sync);
    symptom_outdates(seen, outdated);
    for (const struct sync_difference *f = d->sync.differences; f; f = f->next)
        if (f->kind != SYNC_RENEWAL && drift_kinds[f->kind].is_mendable)
            add_difference(d, f, seen);
    add_sessions(d, seen);
    return true;
}

static const char *router_of(struct context *ctx, const char *user_id, const char **ok_at)
{
    struct db_result *r = db_query(ctx->db, "look_router", DB_PARAMS(user_id), NULL);
    const char *name = r && db_rows(r) && !db_is_null(r, 0, 0) ? arena_strdup(ctx->arena, db_value(r, 0, 0)) : NULL;
    *ok_at = name && !db_is_null(r, 0, 1) ? arena_strdup(ctx->arena, db_value(r, 0, 1)) : "-";
    db_result_free(r);
    return name;
}

/* A router that this host has no address of is none that can be asked from here. */
static bool is_here(const struct context *ctx, const char *router)
{
    for (size_t i = 0; router && ctx->routers && i < routers_count(ctx->routers); i++)
        if (strcmp(routers_name(ctx->routers, i), router) == 0)
            return true;
    return false;
}

void routers_look(struct context *ctx, struct symptoms_seen *seen)
{
    const char *ok_at, *router = router_of(ctx, seen->user_id, &ok_at);
    struct error e = { .code = ERR_NONE };
    struct drift_run d = { .ctx = ctx, .arena = ctx->arena };
    char why[900];
    if (!is_here(ctx, router))
        return;
    d.sync = (struct sync_run){ .ctx = ctx, .arena = ctx->arena, .router = router };
    if (look(&d, seen, &e))
        return;
    error_text(&e, why, sizeof why);
    seen->has_failed = true;
    symptom_outdates(seen, outdated_by_silence);
    SYMPTOM_ADD(seen, "router_silent", router, ok_at, arena_strdup(ctx->arena, why));
}

/* --- side by side --- */

static const char *bytes_side(struct arena *a, int64_t bytes)
{
    return bytes ? arena_printf(a, "%lld MB", (long long)bytes / 1048576) : "no limit";
}

static const char *safe(struct arena *a, const char *text)
{
    return text && *text ? text_safe_copy(a, text) : NULL;
}

static bool is_other(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

static void compare_account(struct sync_run *s, const struct sync_user *u, struct sides *sides)
{
    const struct sync_item *item = u->accounts;
    struct side *one = sides_add(sides, N_("hotspot user"));
    one->database = u->wants_account
                        ? arena_printf(s->arena, "%s, %s", u->account, u->is_disabled ? "disabled" : "enabled")
                        : "none";
    one->router =
        item ? arena_printf(s->arena, "%s, %s", safe(s->arena, item->key), item->is_disabled ? "disabled" : "enabled")
             : "none";
    one->differs = u->wants_account ? !item || item->is_disabled != u->is_disabled : item != NULL;
    one = sides_add(sides, N_("profile"));
    one->database = u->profile;
    one->router = item ? safe(s->arena, item->value) : NULL;
    one->differs = item && u->is_profile_set && is_other(u->profile, item->value);
    one = sides_add(sides, N_("byte limit"));
    one->database = bytes_side(s->arena, u->limit_bytes);
    one->router = item ? arena_printf(s->arena, "%s, %lld MB used", bytes_side(s->arena, item->limit_bytes),
                                      (long long)item->used_bytes / 1048576)
                       : NULL;
    one->differs = item && item->limit_bytes != u->limit_bytes;
    one = sides_add(sides, N_("time limit"));
    one->database = "no limit";
    one->router =
        item ? item->limit_uptime_s ? arena_printf(s->arena, "%lld s", (long long)item->limit_uptime_s) : "no limit"
             : NULL;
    one->differs = item && item->limit_uptime_s;
    one = sides_add(sides, N_("comment"));
    one->database = u->mark;
    one->router = item ? safe(s->arena, item->comment) : NULL;
    one->differs = item && !sync_agrees(u, item);
}

static void compare_device(struct sync_run *s, const struct sync_user *u, const struct sync_device *device,
                           struct sides *sides)
{
    const struct sync_item *binding = device->seen ? device->seen->bindings : NULL;
    const struct sync_place *place = device->address ? lookup_get(s->places, device->address) : NULL;
    struct strbuf lists = { .arena = s->arena };
    struct side *one = sides_add(sides, arena_printf(s->arena, "%s", device->mac));
    one->database = device->is_current ? u->binding_type : "not let in";
    one->router = binding ? arena_printf(s->arena, "%s%s", safe(s->arena, binding->value),
                                         binding->is_disabled ? ", disabled" : "")
                          : NULL;
    one->differs =
        device->is_current ? is_other(u->binding_type, binding ? binding->value : NULL) : binding && binding->uid;
    one = sides_add(sides, N_("its address"));
    one->database = device->known_address;
    one->router = device->is_guessed ? NULL : device->address;
    one->differs = one->database && one->router && is_other(one->database, one->router);
    for (const struct sync_item *i = place ? place->entries : NULL; i; i = i->next)
        if (sync_is_his(u, i))
            strbuf_printf(&lists, "%s%s", lists.length ? ", " : "", safe(s->arena, i->value));
    one = sides_add(sides, N_("its list"));
    one->database = device->is_current ? u->list : NULL;
    one->router = lists.length ? strbuf_text(&lists) : NULL;
    one->differs = device->address && !device->is_guessed && is_other(one->database, one->router);
}

static void compare_session(struct sync_run *s, const struct sync_session *session, struct sides *sides)
{
    for (; session; session = session->next) {
        struct side *one = sides_add(sides, N_("session"));
        one->router = arena_printf(s->arena, "%s, %lld min, %lld MB", session->address ? session->address : "-",
                                   (long long)(session->uptime_s < 0 ? 0 : session->uptime_s) / 60,
                                   (long long)session->bytes / 1048576);
    }
}

static void compare_user(struct sync_run *s, const struct sync_user *u, struct sides *sides)
{
    struct side *one = sides_add(sides, N_("access"));
    one->database = u->status;
    compare_account(s, u, sides);
    for (size_t i = 0; i < u->device_count; i++)
        compare_device(s, u, &u->devices[i], sides);
    compare_session(s, u->sessions, sides);
    for (size_t i = 0; i < u->device_count; i++)
        compare_session(s, u->devices[i].seen ? u->devices[i].seen->sessions : NULL, sides);
}

/* Without the router nothing differs: nothing was seen. */
static void forget_router(struct sides *sides, size_t from)
{
    for (size_t i = from; i < sides->count; i++) {
        sides->items[i].router = NULL;
        sides->items[i].differs = false;
    }
}

void routers_compare(struct context *ctx, struct sides *sides)
{
    const char *ok_at;
    struct error e = { .code = ERR_NONE };
    struct sync_run s = { .ctx = ctx, .arena = ctx->arena, .router = router_of(ctx, sides->user_id, &ok_at) };
    size_t from = sides->count;
    char why[900];
    sides->router = s.router;
    if (!s.router || !sync_load_wanted(&s, &sides->user_id, 1, &e))
        return;
    s.ros = is_here(ctx, s.router) ? routers_get(ctx, s.router, &e) : NULL;
    bool ok = s.ros && sync_read_router(&s, &e);
    if (s.ros)
        routers_report(ctx, s.router, ok ? NULL : &e);
    if (ok)
        sync_guess_addresses(&s);
    for (size_t i = 0; i < s.user_count; i++)
        compare_user(&s, &s.users[i], sides);
    if (ok)
        return;
    forget_router(sides, from);
    if (e.code != ERR_NONE) {
        error_text(&e, why, sizeof why);
        sides->router_error = arena_strdup(ctx->arena, why);
    }
}
