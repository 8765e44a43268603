/* `router NAME…`: a router at this moment. `ping CUSTOMER…`: from the customer's router to the devices. */
#include "base/arena.h"
#include "base/i18n.h"
#include "cli/cli.h"
#include "cli/rows.h"
#include "model/config/config.h"
#include "model/diagnosis/diagnosis.h"
#include "model/engine/action.h"
#include "model/lists/row_user.h"
#include "model/routers/live.h"
#include "model/values/phone.h"
#include "model/worker/session.h"

static const struct column live_columns[] = {
    { .name = "router", .label = "router", .type = COL_TEXT },
    { .name = "part", .label = "part", .type = COL_TEXT },
    { .name = "name", .label = "name", .type = COL_TEXT },
    { .name = "says", .label = "says", .type = COL_TEXT },
    { .name = "in_bps", .label = "in_bps", .type = COL_INT },
    { .name = "out_bps", .label = "out_bps", .type = COL_INT },
    { .name = "bytes", .label = "bytes", .type = COL_INT },
    { .name = "percent", .label = "percent", .type = COL_INT },
    { .name = "user_id", .label = "user_id", .type = COL_ID },
};

static const struct column ping_columns[] = {
    { .name = "user_id", .label = "user_id", .type = COL_ID },
    { .name = "router", .label = "router", .type = COL_TEXT },
    { .name = "address", .label = "address", .type = COL_TEXT },
    { .name = "sent", .label = "sent", .type = COL_INT },
    { .name = "received", .label = "received", .type = COL_INT },
    { .name = "fastest", .label = "fastest", .type = COL_TEXT },
    { .name = "average", .label = "average", .type = COL_TEXT },
    { .name = "slowest", .label = "slowest", .type = COL_TEXT },
    { .name = "error", .label = "error", .type = COL_TEXT },
};

static const char *figure(struct arena *a, int64_t n)
{
    return n < 0 ? NULL : arena_printf(a, "%lld", (long long)n);
}

static void put(struct row_writer *out, struct arena *a, const struct live *v, const char *part, const char *name,
                const char *says, const int64_t figures[4], const char *user_id)
{
    const char *const cells[] = { v->router,
                                  part,
                                  name,
                                  says,
                                  figure(a, figures[0]),
                                  figure(a, figures[1]),
                                  figure(a, figures[2]),
                                  figure(a, figures[3]),
                                  user_id };
    row_writer_row(out, cells);
}

static void put_live(struct row_writer *out, struct arena *a, const struct live *v)
{
    static const int64_t none[4] = { -1, -1, -1, -1 };
    if (v->error) {
        put(out, a, v, "error", NULL, v->error, none, NULL);
        return;
    }
    put(out, a, v, "load", "cpu", v->version, (const int64_t[4]){ -1, -1, -1, v->cpu }, NULL);
    put(out, a, v, "load", "memory", v->board, (const int64_t[4]){ -1, -1, -1, v->memory }, NULL);
    put(out, a, v, "health", NULL, v->health, none, NULL);
    for (size_t i = 0; i < v->port_count; i++)
        put(out, a, v, "interface", v->ports[i].name, v->ports[i].is_running ? "running" : "off",
            (const int64_t[4]){ v->ports[i].rx_bps, v->ports[i].tx_bps, v->ports[i].rx_bytes, -1 }, NULL);
    for (size_t i = 0; i < v->talker_count; i++)
        put(out, a, v, "talker", v->talkers[i].address, v->talkers[i].who ? v->talkers[i].who : v->talkers[i].mac,
            (const int64_t[4]){ v->talkers[i].bps, -1, v->talkers[i].bytes, -1 }, v->talkers[i].user_id);
    for (size_t i = 0; i < v->session_count; i++)
        put(out, a, v, "session", v->sessions[i].address,
            v->sessions[i].who ? v->sessions[i].who : v->sessions[i].account,
            (const int64_t[4]){ -1, -1, v->sessions[i].bytes, -1 }, v->sessions[i].user_id);
    for (size_t i = 0; i < v->line_count; i++)
        put(out, a, v, "log", v->lines[i].at, v->lines[i].text, none, NULL);
}

static int no_word(const char *text, const char *example)
{
    struct error e;
    error_set(&e, ERR_USAGE, _("can't understand the command line"), "%s", text);
    error_hint(&e, _("for example: %s"), example);
    return cli_fail(&e);
}

static struct session *open_session(struct arena *a, const struct config *config, const char *name)
{
    return session_open(&(struct session_options){ .config = diagnosis_config(a, config),
                                                   .pace = SESSION_BULK,
                                                   .name = name,
                                                   .with_routers = true,
                                                   .read_only = true });
}

int cli_router(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (!o->word_count)
        return no_word(_("name one router, as the configuration does"), "hotspot-console router main");
    struct arena *a = arena_new();
    struct session *s = open_session(a, config, "hotspot-console router");
    int code = session_ready(s, &e) ? 0 : cli_fail(&e);
    struct row_writer *out =
        code ? NULL : rows_open(o->format, live_columns, sizeof live_columns / sizeof *live_columns);
    for (size_t i = 0; out && i < o->word_count; i++) {
        struct live v;
        live_read(session_context(s), o->words[i], &v);
        put_live(out, session_context(s)->arena, &v);
        code = v.error ? 3 : code;
    }
    if (out)
        rows_close(out);
    session_close(s);
    arena_free(a);
    return code;
}

static bool find_customer(struct context *ctx, const char *given, const char **id, struct error *e)
{
    char phone[PHONE_TEXT];
    struct row_user user;
    *id = given;
    if (action_is_uuid(given))
        return true;
    if (!phone_normalise(phone, given))
        return error_set(e, ERR_USAGE, _("can't understand the command line"),
                         _("'%s' is no phone number and no id of a customer"), given);
    if (!row_read_user_of_phone(ctx, phone, &user, e))
        return false;
    *id = user.id;
    return true;
}

static void put_pings(struct row_writer *out, struct arena *a, const struct live_pings *p)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct live_ping *one = &p->items[i];
        const char *const cells[] = {
            p->user_id,   p->router,    one->address, figure(a, one->sent), figure(a, one->received), one->fastest,
            one->average, one->slowest, one->error
        };
        row_writer_row(out, cells);
    }
}

/* 0: some device of each answered; 1: of one none did; 3: the router could not be asked. */
static int code_of(const struct live_pings *p, int code)
{
    int own = p->is_done ? 1 : 3;
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].received > 0)
            own = 0;
    return own > code ? own : code;
}

int cli_ping(const struct cli_options *o, const struct config *config)
{
    struct error e = { .code = ERR_NONE };
    if (!o->word_count)
        return no_word(_("name one customer, by phone number or id"), "hotspot-console ping 081234567890");
    struct arena *a = arena_new();
    struct session *s = open_session(a, config, "hotspot-console ping");
    int code = session_ready(s, &e) ? 0 : cli_fail(&e);
    struct row_writer *out =
        code ? NULL : rows_open(o->format, ping_columns, sizeof ping_columns / sizeof *ping_columns);
    for (size_t i = 0; out && i < o->word_count; i++) {
        struct context *ctx = session_context(s);
        struct live_pings p;
        const char *id;
        if (!find_customer(ctx, o->words[i], &id, &e) || !live_pings_plan(ctx, id, &p, &e)) {
            code = cli_fail(&e);
            continue;
        }
        live_pings_run(ctx, &p);
        put_pings(out, ctx->arena, &p);
        code = code_of(&p, code);
    }
    if (out)
        rows_close(out);
    session_close(s);
    arena_free(a);
    return code;
}
