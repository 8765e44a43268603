/* Ending hotspot sessions: one print of those that run, one pipelined run of removals. */
#include "base/text.h"
#include "model/routers/effects.h"
#include "model/routers/ros_value.h"
#include "model/routers/router.h"
#include "model/values/lookup.h"
#include "net/ros.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct session {
    struct session *next_of_account, *next_of_mac;
    const char *address;
    const char *words[2];
    bool is_wanted;
    struct ros_command *command;
};

/* What a row's payload asks for. */
struct wish {
    const char *account, *address;
    const char **macs;
    size_t mac_count;
    bool is_clear;
};

struct kick {
    struct context *ctx;
    const char *router;
    struct lookup *by_account, *by_mac;
    struct session **wanted;
    size_t wanted_count, session_count;
};

static const char *text_of(struct arena *a, const json_t *payload, const char *name)
{
    return arena_strdup(a, json_string_value(json_object_get(payload, name)));
}

static struct wish read_wish(struct arena *a, const char *text)
{
    struct wish w = { .is_clear = false };
    json_t *payload = json_loads(text ? text : "", 0, NULL), *macs = json_object_get(payload, "macs"), *item;
    size_t i;

    w.account = text_of(a, payload, "account");
    w.address = text_of(a, payload, "address");
    w.macs = ARENA_ARRAY(a, const char *, json_array_size(macs) + 1);
    json_array_foreach(macs, i, item)
    {
        char mac[MAC_TEXT];
        if (json_is_string(item) && ros_parse_mac(mac, json_string_value(item)))
            w.macs[w.mac_count++] = arena_strdup(a, mac);
    }
    w.is_clear = w.account || w.mac_count;
    json_decref(payload);
    return w;
}

static bool take_session(void *ctx, const struct ros_row *row)
{
    struct kick *k = ctx;
    struct arena *a = k->ctx->arena;
    const char *id = ros_value_text(a, row, ".id"), *account = ros_value_text(a, row, "user");
    const char *given = ros_value_text(a, row, "mac-address");
    char mac[MAC_TEXT];

    if (!id)
        return true;
    struct session *s = ARENA_NEW(a, struct session);
    s->address = ros_value_text(a, row, "address");
    s->words[0] = "/ip/hotspot/active/remove";
    s->words[1] = arena_printf(a, "=.id=%s", id);
    if (account) {
        s->next_of_account = lookup_get(k->by_account, account);
        lookup_put(k->by_account, account, s);
    }
    if (given && ros_parse_mac(mac, given)) {
        s->next_of_mac = lookup_get(k->by_mac, mac);
        lookup_put(k->by_mac, arena_strdup(a, mac), s);
    }
    k->session_count++;
    return true;
}

static bool read_sessions(struct kick *k, struct ros *ros, struct error *e)
{
    k->by_account = lookup_new(k->ctx->arena);
    k->by_mac = lookup_new(k->ctx->arena);
    return ros_print(ros, "/ip/hotspot/active", ".id,user,mac-address,address", NULL, 0, take_session, k, NULL, e);
}

/* Calls each for the sessions that a wish means; one that has both its account and its MAC comes twice. */
static void each_session(const struct kick *k, const struct wish *w, void (*each)(void *ctx, struct session *s),
                         void *ctx)
{
    for (struct session *s = w->account ? lookup_get(k->by_account, w->account) : NULL; s; s = s->next_of_account)
        if (!w->address || (s->address && strcmp(s->address, w->address) == 0))
            each(ctx, s);
    for (size_t i = 0; i < w->mac_count; i++)
        for (struct session *s = lookup_get(k->by_mac, w->macs[i]); s; s = s->next_of_mac)
            if (!w->address || (s->address && strcmp(s->address, w->address) == 0))
                each(ctx, s);
}

static void want(void *ctx, struct session *s)
{
    struct kick *k = ctx;
    if (s->is_wanted)
        return;
    s->is_wanted = true;
    k->wanted[k->wanted_count++] = s;
}

static void report_progress(void *ctx, size_t answered, size_t count)
{
    struct kick *k = ctx;
    context_progress(k->ctx, k->router, answered, count);
}

static bool remove_wanted(struct kick *k, struct ros *ros, struct error *e)
{
    struct ros_command *commands = ARENA_ARRAY(k->ctx->arena, struct ros_command, k->wanted_count + 1);
    for (size_t i = 0; i < k->wanted_count; i++) {
        commands[i] = (struct ros_command){ .words = k->wanted[i]->words, .word_count = 2 };
        k->wanted[i]->command = &commands[i];
    }
    return ros_run(ros, commands, k->wanted_count, report_progress, k, e);
}

struct verdict {
    struct arena *arena;
    struct effect_row *row;
    size_t sessions;
};

/* One that ended by itself meanwhile has ended. */
static void judge(void *ctx, struct session *s)
{
    struct verdict *v = ctx;
    v->sessions++;
    if (s->command->outcome != ROS_TRAP || strcasestr(s->command->message, "no such item"))
        return;
    v->row->state = EFFECT_FAILED;
    v->row->message = text_safe_copy(
        v->arena, arena_printf(v->arena, "session at %s: %s", s->address ? s->address : "?", s->command->message));
}

static void settle(const struct kick *k, const struct wish *w, struct effect_row *row)
{
    struct verdict v = { .arena = k->ctx->arena, .row = row };
    row->state = w->is_clear ? EFFECT_DONE : EFFECT_FAILED;
    row->message = w->is_clear ? NULL : "its payload does not say whose session is meant";
    each_session(k, w, judge, &v);
    if (w->is_clear && !v.sessions)
        row->message = "no session";
}

bool effect_kick(struct context *ctx, const char *router, struct effect_row *rows, size_t count, struct error *e)
{
    struct kick k = { .ctx = ctx, .router = router };
    struct wish *wishes = ARENA_ARRAY(ctx->arena, struct wish, count + 1);
    struct error failure = { .code = ERR_NONE };
    struct ros *ros = routers_get(ctx, router, e);

    if (!ros)
        return false;
    bool ok = read_sessions(&k, ros, &failure);
    k.wanted = ARENA_ARRAY(ctx->arena, struct session *, k.session_count + 1);
    for (size_t i = 0; ok && i < count; i++) {
        wishes[i] = read_wish(ctx->arena, rows[i].payload);
        each_session(&k, &wishes[i], want, &k);
    }
    ok = ok && remove_wanted(&k, ros, &failure);
    routers_report(ctx, router, ok ? NULL : &failure);
    if (!ok) {
        if (e)
            *e = failure;
        return false;
    }
    for (size_t i = 0; i < count; i++)
        settle(&k, &wishes[i], &rows[i]);
    return true;
}
