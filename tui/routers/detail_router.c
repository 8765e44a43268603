/* One router: does it answer, how does it differ from the database, what waits for it, who is on it. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/config/config.h"
#include "model/engine/room.h"
#include "model/engine/saying.h"
#include "model/routers/drift.h"
#include "model/routers/drift_story.h"
#include "model/routers/live.h"
#include "model/routers/room.h"
#include "model/routers/router_story.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "tui/app/app.h"
#include "tui/lists/detail_page.h"
#include "tui/routers/live_lines.h"
#include "tui/routers/room.h"

#include <string.h>

enum {
    COUNT_WIDTH = 6,
    KIND_WIDTH = 26,
    NARROW = 60,
    MINUTE_S = 60,
    HOUR_S = 3600,
    DAY_S = 86400,
    BYTES_PER_MB = 1048576
};

static void *router_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct router_story *s = ARENA_NEW(ctx->arena, struct router_story);
    (void)p;
    return router_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *router_who(const void *data)
{
    const struct router_story *s = data;
    return s->facts.name;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static bool is_state(const struct router_facts *f, const char *state)
{
    return strcmp(or_dash(f->state), state) == 0;
}

/* "3 d 4 h", "4 h 12 min", "12 min", "40 s" */
static const char *span(const struct detail_page *page, int64_t seconds)
{
    long long s = (long long)seconds;
    if (s < MINUTE_S)
        return arena_printf(arena_of(page), _("%lld s"), s);
    if (s < HOUR_S)
        return arena_printf(arena_of(page), _("%lld min"), s / MINUTE_S);
    if (s < DAY_S)
        return arena_printf(arena_of(page), _("%lld h %lld min"), s / HOUR_S, s % HOUR_S / MINUTE_S);
    return arena_printf(arena_of(page), _("%lld d %lld h"), s / DAY_S, s % DAY_S / HOUR_S);
}

/* --- does it answer --- */

static const char *state_text(const struct detail_page *page, const struct router_facts *f)
{
    char figure[AMOUNT_TEXT];
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_add(&b, choice_word(or_dash(f->state)));
    if (!f->is_enabled)
        strbuf_add(&b, _(", and no configuration names it any more"));
    else if (is_state(f, "unknown"))
        strbuf_add(&b, _(": nobody has asked it yet"));
    else if (!f->is_asked_lately)
        strbuf_printf(&b, _(", as of %s: nobody has asked it since"), or_dash(f->checked_at));
    else if (is_state(f, "up") && f->latency_us >= 0)
        strbuf_printf(&b, _(", answers in %s ms"), tenths_shown(figure, f->latency_us / 100));
    return strbuf_text(&b);
}

static enum theme_role state_role(const struct router_facts *f)
{
    if (!f->is_enabled || is_state(f, "down"))
        return ROLE_BAD;
    return is_state(f, "up") && f->is_asked_lately ? ROLE_GOOD : ROLE_WARN;
}

static const struct config_router *configured(const struct detail_page *page, const char *name)
{
    const struct config *c = app_config(page->app);
    for (size_t i = 0; i < c->router_count; i++)
        if (strcmp(c->routers[i].name, name) == 0)
            return &c->routers[i];
    return NULL;
}

static const char *transport_text(const struct config_router *c)
{
    if (!c->tls)
        return _("CLEAR TEXT: whoever is on the way reads password and commands");
    if (c->insecure)
        return _("TLS, NOT VERIFIED: whoever is on the way can pretend to be it");
    if (c->pinned_key)
        return c->ca_file ? _("TLS, verified, its key is pinned") : _("TLS, its key is pinned");
    return _("TLS, verified");
}

static void write_connection(const struct detail_page *page, const struct router_facts *f)
{
    const struct config_router *c = configured(page, f->name);
    if (!c) {
        detail_fact(page, _("connection"), f->is_clear_text || f->is_unverified ? ROLE_BAD : ROLE_WARN,
                    f->is_clear_text ? _("in CLEAR TEXT, from another host: this one's configuration does not name it")
                    : f->is_unverified ? _("NOT VERIFIED, from another host: this one's configuration does not name it")
                                       : _("from another host: this one's configuration does not name it"));
        return;
    }
    detail_fact(page, _("connection"), c->tls && !c->insecure ? ROLE_TEXT : ROLE_BAD,
                arena_printf(arena_of(page), "%s:%d, %s", c->host, c->port, transport_text(c)));
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_printf(&b, _("%d commands under way at most"), c->window);
    if (c->rate_per_s)
        strbuf_printf(&b, _(", %d a second"), c->rate_per_s);
    strbuf_printf(&b, _(", answers within %d s"), (c->deadline_ms + 999) / 1000);
    detail_fact(page, _("limits"), ROLE_TEXT, strbuf_text(&b));
}

static void write_clock(const struct detail_page *page, const struct router_facts *f)
{
    int64_t off = f->clock_skew_s < 0 ? -f->clock_skew_s : f->clock_skew_s;
    if (!f->has_skew)
        return;
    const char *text =
        off == 0 ? _("as the database's")
                 : arena_printf(arena_of(page), f->clock_skew_s < 0 ? _("%s behind") : _("%s ahead"), span(page, off));
    if (off > ROUTER_MUCH_SKEW_S)
        text = arena_printf(arena_of(page), _("%s: its log and its timeouts mislead, set its NTP client"), text);
    detail_fact(page, _("clock"), off > ROUTER_MUCH_SKEW_S ? ROLE_WARN : ROLE_TEXT, text);
}

/* What it says of itself that keeps it from doing its work. */
static void write_limits(const struct detail_page *page, const struct router_facts *f)
{
    struct arena *a = arena_of(page);
    if (!f->is_examined)
        detail_fact(page, _("device-mode"), ROLE_DIM, _("not looked at yet"));
    if (f->is_flagged)
        detail_fact(page, _("FLAGGED"), ROLE_BAD,
                    _("it found traces of a break-in: look for what is not yours in its configuration, then on it: "
                      "/system/device-mode/update flagged=no"));
    if (f->device_mode || f->forbids_hotspot || f->forbids_proxy)
        detail_fact(page, _("device-mode"), f->forbids_hotspot ? ROLE_BAD : ROLE_TEXT,
                    arena_printf(a, "%s%s%s", or_dash(f->device_mode),
                                 f->forbids_hotspot ? _(", keeps the hotspot from running: on it "
                                                        "/system/device-mode/update hotspot=yes, then its button or a "
                                                        "power cut within 5 minutes")
                                                    : "",
                                 f->forbids_proxy ? _(", without web proxy") : ""));
    if (f->lacks_policies)
        detail_fact(page, _("policies"), ROLE_WARN,
                    arena_printf(a, _("its account for the console lacks %s: add it to the account's group"),
                                 f->lacks_policies));
    if (f->refused_menus)
        detail_fact(page, _("refused"), ROLE_WARN,
                    arena_printf(a, _("its account for the console may not read %s"), f->refused_menus));
}

static void write_state(const struct detail_page *page, const struct router_facts *f)
{
    struct arena *a = arena_of(page);
    detail_title(page, _("Router"));
    detail_fact(page, _("state"), state_role(f), state_text(page, f));
    detail_fact(page, _("reason"), ROLE_BAD, say(arena_of(page), f->last_error));
    if (f->retry_at)
        detail_fact(page, _("breaker"), ROLE_WARN,
                    arena_printf(a, _("open after %lld failures in a row; tried again at %s"), (long long)f->failures,
                                 f->retry_at));
    detail_fact(page, _("answered"), ROLE_TEXT, f->last_ok_at);
    write_connection(page, f);
    if (f->version)
        detail_fact(page, _("version"), ROLE_TEXT,
                    f->identity ? arena_printf(a, _("RouterOS %s, calls itself %s"), f->version, f->identity)
                                : arena_printf(a, _("RouterOS %s"), f->version));
    write_clock(page, f);
    if (f->uptime_s >= 0)
        detail_fact(page, _("runs for"), ROLE_TEXT, span(page, f->uptime_s));
    write_limits(page, f);
}

/* --- how it differs --- */

static void write_look(const struct detail_page *page, const struct router_facts *f)
{
    struct strbuf b = { .arena = arena_of(page) };
    char figure[AMOUNT_TEXT];
    detail_title(page, _("Last look"));
    detail_fact(page, _("counters"), f->last_usage_at ? ROLE_TEXT : ROLE_DIM,
                f->last_usage_at ? f->last_usage_at : _("never read"));
    if (f->still_since)
        detail_fact(page, _("stand still"), ROLE_WARN,
                    arena_printf(arena_of(page),
                                 _("since %s, though devices are on: their traffic passes the hotspot by (fasttrack, "
                                   "hardware offload)"),
                                 f->still_since));
    strbuf_add(&b, f->scanned_at ? f->scanned_at : _("never compared with the database"));
    if (f->scanned_at && f->scan_ms >= 0)
        strbuf_printf(&b, _(", took %s s: %lld users, %lld list entries"), tenths_shown(figure, f->scan_ms / 100),
                      (long long)f->scan_users, (long long)f->scan_entries);
    detail_fact(page, _("compared"), f->scanned_at ? ROLE_TEXT : ROLE_DIM, strbuf_text(&b));
    detail_fact(page, _("failed since"), ROLE_BAD, say(arena_of(page), f->scan_error));
    if (f->scan_foreign > 0)
        detail_fact(page, _("foreign"), ROLE_TEXT,
                    arena_printf(arena_of(page), _("%lld entries in our lists without our mark: never touched"),
                                 (long long)f->scan_foreign));
}

/* What to do about the differences of a kind. */
static const char *advice(const struct detail_page *page, const struct router_count *c, const struct drift_kind *k)
{
    struct arena *a = arena_of(page);
    const char *mend = detail_key(page, "routers.reconcile"), *look = detail_key(page, "pane.drift");
    if (!c->mendable)
        return k ? arena_printf(a, _("for information: %s"), _(k->cause)) : _("for information");
    if (c->safe == c->count)
        return arena_printf(a, _("safe: %s mends them"), mend);
    if (!c->safe)
        return arena_printf(a, _("a person has to look: %s shows them"), look);
    return arena_printf(a, _("%lld safe, %s mends them; a person has to look at the rest: %s"), (long long)c->safe,
                        mend, look);
}

static void write_count(const struct detail_page *page, const struct router_story *s, const struct router_count *c)
{
    size_t from = page->lines->count;
    int kind = page->width < NARROW ? page->width / 2 - COUNT_WIDTH : KIND_WIDTH, x = 2 + COUNT_WIDTH + 1 + kind + 1;
    const struct drift_kind *k = drift_kind_find(c->kind);
    struct line like = { 0 };
    enum theme_role role = !c->mendable ? ROLE_DIM : c->safe == c->count ? ROLE_TEXT : ROLE_WARN;
    lines_cell(&like, 0, 2, COUNT_WIDTH, role, arena_printf(arena_of(page), "%*lld", COUNT_WIDTH, (long long)c->count));
    lines_cell(&like, 1, 2 + COUNT_WIDTH + 1, kind, role, k ? _(k->label) : or_dash(c->kind));
    lines_cell(&like, 2, x, page->width + 2 - x, role, advice(page, c, k));
    lines_columns(page->lines, &like);
    if (c->kind)
        detail_row_lists(page, from, &pane_drift,
                         arena_printf(arena_of(page), "router=\"%s\" kind:%s", s->facts.name, c->kind));
}

static void write_counts(const struct detail_page *page, const struct router_story *s)
{
    int64_t all = 0;
    for (size_t i = 0; i < s->count_count; i++)
        all += s->counts[i].count;
    detail_title(page, arena_printf(arena_of(page), _("Differences from the database: %lld"), (long long)all));
    for (size_t i = 0; i < s->count_count; i++)
        write_count(page, s, &s->counts[i]);
    if (!all)
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   s->facts.scanned_at ? _("It holds what the database says.") : _("It was never looked at."));
}

/* --- what waits for it --- */

static const char *effect_text(const struct detail_page *page, const struct router_effect *o)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_add(&b, or_dash(o->effect));
    if (o->who)
        strbuf_printf(&b, " %s", o->who);
    strbuf_printf(&b, _(", since %s"), or_dash(o->at));
    if (o->attempts)
        strbuf_printf(&b, _(", %lld tries"), (long long)o->attempts);
    if (o->next_attempt_at && o->attempts)
        strbuf_printf(&b, _(", next at %s"), o->next_attempt_at);
    if (o->last_error && *o->last_error)
        strbuf_printf(&b, ": %s", say(b.arena, o->last_error));
    return strbuf_text(&b);
}

static void write_more(const struct detail_page *page, int64_t all, size_t shown, const struct pane *where)
{
    if (all > (int64_t)shown)
        lines_text(page->lines, 2, page->width, ROLE_DIM,
                   arena_printf(arena_of(page), _("and %lld more, in %s"), (long long)all - (long long)shown,
                                _(where->label)));
}

static void write_outbox(const struct detail_page *page, const struct router_story *s)
{
    const struct router_facts *f = &s->facts;
    detail_title(page, arena_printf(arena_of(page), _("Outbox: %lld wait, %lld failed"), (long long)f->outbox_waiting,
                                    (long long)f->outbox_failed));
    for (size_t i = 0; i < s->effect_count; i++) {
        const char *state = or_dash(s->effects[i].state);
        size_t from = page->lines->count;
        detail_fact(page, choice_word(state), strcmp(state, "failed") == 0 ? ROLE_BAD : ROLE_WARN,
                    effect_text(page, &s->effects[i]));
        detail_row_opens(page, from, &pane_outbox, s->effects[i].id);
    }
    if (!s->effect_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("It has been told everything."));
    write_more(page, f->outbox_waiting + f->outbox_failed, s->effect_count, &pane_outbox);
}

static const char *session_text(const struct detail_page *page, const struct router_session *s)
{
    struct strbuf b = { .arena = arena_of(page) };
    char traffic[AMOUNT_TEXT];
    strbuf_add(&b, s->who ? s->who : _("unknown"));
    if (s->account)
        strbuf_printf(&b, " (%s)", s->account);
    if (s->uptime_s >= 0)
        strbuf_printf(&b, ", %s", span(page, s->uptime_s));
    if (s->bytes >= 0 && s->bytes < INT64_MAX / CMB_PER_MB)
        strbuf_printf(&b, ", %s", mb_shown(traffic, s->bytes * CMB_PER_MB / BYTES_PER_MB));
    return strbuf_text(&b);
}

static void write_sessions(const struct detail_page *page, const struct router_story *s)
{
    int64_t all =
        s->facts.session_count > (int64_t)s->session_count ? s->facts.session_count : (int64_t)s->session_count;
    detail_title(page, arena_printf(arena_of(page), _("Sessions, the busiest first: %lld"), (long long)all));
    for (size_t i = 0; i < s->session_count; i++) {
        size_t from = page->lines->count;
        detail_fact(page, or_dash(s->sessions[i].address), s->sessions[i].who ? ROLE_TEXT : ROLE_WARN,
                    session_text(page, &s->sessions[i]));
        detail_row_opens(page, from, &pane_sessions, s->sessions[i].id);
    }
    if (!s->session_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nobody was on at the last look."));
    write_more(page, all, s->session_count, &pane_sessions);
}

static void write_jobs(const struct detail_page *page, const struct router_story *s)
{
    detail_title(page, _("Jobs"));
    for (size_t i = 0; i < s->job_count; i++) {
        const struct router_job *j = &s->jobs[i];
        struct strbuf b = { .arena = arena_of(page) };
        size_t from = page->lines->count;
        strbuf_add(&b, j->last_run_at ? j->last_run_at : _("never ran"));
        if (j->error || j->result)
            strbuf_printf(&b, ": %s", say(b.arena, j->error ? j->error : j->result));
        if (j->is_running)
            strbuf_add(&b, _("; runs now"));
        else if (j->is_paused)
            strbuf_add(&b, _("; paused"));
        else
            strbuf_printf(&b, _("; next at %s"), or_dash(j->next_run_at));
        detail_fact(page, say(b.arena, or_dash(j->name)),
                    j->error       ? ROLE_BAD
                    : j->is_paused ? ROLE_WARN
                                   : ROLE_TEXT,
                    strbuf_text(&b));
        detail_row_opens(page, from, &pane_jobs, j->id);
    }
    if (!s->job_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("No worker has taken it up yet."));
}

static void router_write(const struct detail_page *page, const void *data)
{
    const struct router_story *s = data;
    write_state(page, &s->facts);
    live_lines_write(page);
    write_counts(page, s);
    write_look(page, &s->facts);
    write_outbox(page, s);
    if (!page->looked || ((const struct live *)page->looked)->error)
        write_sessions(page, s); /* what is seen now counts for more */
    write_jobs(page, s);
}

/* Drift and sessions of this router alone. */
static const char *router_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct router_story *s = data;
    bool has_router = strcmp(pane, "drift") == 0 || strcmp(pane, "sessions") == 0;
    return has_router ? arena_printf(a, "router:\"%s\"", s->facts.name) : NULL;
}

static bool router_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct router_story *s = row->data;
    return DETAIL_CELLS(column, text, { "is_enabled", detail_cell_bool(s->facts.is_enabled) });
}

const struct detail_kind detail_router = { .read = router_read,
                                           .who = router_who,
                                           .cell = router_cell,
                                           .write = router_write,
                                           .elsewhere = router_elsewhere,
                                           .look = live_lines_look };
