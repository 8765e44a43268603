/* One user's whole story: identity, access and why, quota, debts, devices, router, history. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/action.h"
#include "model/amount.h"
#include "model/phone.h"
#include "model/user.h"
#include "tui/detail.h"

#include <stdio.h>
#include <string.h>

enum {
    KB = 1024,
    WHEN_WIDTH = 19
};

static void *user_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct user_story *s = ARENA_NEW(ctx->arena, struct user_story);
    (void)p;
    return user_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *user_who(const void *data)
{
    const struct user_story *s = data;
    return s->account.full_name;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static const char *mb(const struct detail_page *page, int64_t cmb)
{
    char human[AMOUNT_TEXT];
    return arena_strdup(arena_of(page), mb_human(human, cmb));
}

static const char *bytes(const struct detail_page *page, int64_t count)
{
    static const char *const units[] = { "B", "KB", "MB", "GB", "TB", "PB" };
    size_t unit = 0;
    int64_t tenths = count > INT64_MAX / 10 ? INT64_MAX : count * 10;
    for (; tenths >= 10 * KB && unit + 1 < sizeof units / sizeof *units; unit++)
        tenths /= KB;
    if (!unit)
        return arena_printf(arena_of(page), "%lld B", (long long)count);
    return arena_printf(arena_of(page), "%lld.%lld %s", (long long)(tenths / 10), (long long)(tenths % 10),
                        units[unit]);
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

static enum theme_role status_role(const char *status)
{
    if (!status)
        return ROLE_TEXT;
    if (strcmp(status, "active") == 0 || strcmp(status, "unlimited") == 0)
        return ROLE_GOOD;
    return strcmp(status, "fup") == 0 ? ROLE_WARN : ROLE_BAD;
}

/* A reason that a program wrote begins with a known word and a bar. */
static const char *blocked_text(const struct detail_page *page, const struct user_account *u)
{
    static const struct {
        const char *prefix, *meaning;
    } known[] = {
        { "quota_debt_limit|", N_("by the automatic debt limit") },
        { "quota_manual_debt_end_of_month|", N_("for a debt at the end of the month") },
        { "tunggakan_overdue|", N_("for an overdue debt") },
    };
    const char *reason = or_dash(u->blocked_reason), *meaning = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strncmp(reason, known[i].prefix, strlen(known[i].prefix)) == 0)
            meaning = _(known[i].meaning);
    if (meaning)
        return arena_printf(arena_of(page), _("%s, since %s: %s"), meaning, or_dash(u->blocked_at), reason);
    return arena_printf(arena_of(page), _("since %s: %s"), or_dash(u->blocked_at), reason);
}

/* Which rule gave the status: the first that fits, as the database decided. */
static const char *why_text(const struct detail_page *page, const struct user_account *u)
{
    struct arena *a = arena_of(page);
    const char *status = u->status ? u->status : "";
    if (strcmp(status, "blocked") == 0)
        return blocked_text(page, u);
    if (strcmp(status, "inactive") == 0)
        return u->is_active ? arena_printf(a, _("his approval is %s"), or_dash(u->approval_status))
                            : _("the account is switched off");
    if (strcmp(status, "expired") == 0)
        return arena_printf(a, _("the quota was valid until %s"), or_dash(u->expires_at));
    if (strcmp(status, "unlimited") == 0)
        return _("an unlimited package is running");
    if (strcmp(status, "habis") == 0 && u->purchased_cmb <= 0)
        return _("no quota was bought");
    if (strcmp(status, "habis") == 0)
        return arena_printf(a, _("%s of %s are used"), mb(page, u->used_cmb), mb(page, u->purchased_cmb));
    if (strcmp(status, "fup") == 0)
        return arena_printf(a, _("%s are left, at or below the limit of %s"), mb(page, u->remaining_cmb),
                            mb(page, u->threshold_cmb));
    return arena_printf(a, _("%s of %s are left"), mb(page, u->remaining_cmb), mb(page, u->purchased_cmb));
}

/* Adds ", label text" where there is a text. */
static void add_part(struct strbuf *b, const char *label, const char *text)
{
    if (text && *text)
        strbuf_printf(b, "%s%s%s%s", b->length ? ", " : "", label, *label ? " " : "", text);
}

static void write_identity(const struct detail_page *page, const struct user_account *u)
{
    char local[PHONE_TEXT] = "";
    struct strbuf contact = { .arena = arena_of(page) }, account = { .arena = arena_of(page) };
    if (u->phone_number)
        phone_local(local, u->phone_number);
    add_part(&contact, "", local);
    add_part(&contact, "", u->address);
    add_part(&contact, _("Telegram"), u->telegram);
    add_part(&account, "", u->role);
    add_part(&account, _("since"), u->created_at);
    add_part(&account, _("last login"), u->last_login_at);
    detail_title(page, _("Who"));
    detail_fact(page, _("name"), ROLE_TEXT, u->full_name);
    detail_fact(page, _("contact"), ROLE_TEXT, strbuf_text(&contact));
    detail_fact(page, _("account"), ROLE_TEXT, strbuf_text(&account));
}

static void write_access(const struct detail_page *page, const struct user_account *u)
{
    detail_title(page, _("Access"));
    detail_fact(
        page, _("status"), status_role(u->status),
        arena_printf(arena_of(page), page->is_ascii ? "%s - %s" : "%s — %s", or_dash(u->status), why_text(page, u)));
    detail_fact(page, _("profile"), ROLE_TEXT, u->profile);
    detail_fact(page, _("server"), ROLE_TEXT, u->server);
}

static void write_quota(const struct detail_page *page, const struct user_account *u)
{
    struct arena *a = arena_of(page);
    detail_title(page, _("Quota"));
    detail_fact(page, _("bought"), ROLE_TEXT, u->is_unlimited ? _("Unlimited") : mb(page, u->purchased_cmb));
    detail_fact(page, _("used"), ROLE_TEXT, mb(page, u->used_cmb));
    if (!u->is_unlimited)
        detail_fact(page, _("left"), ROLE_TEXT, mb(page, u->remaining_cmb));
    detail_fact(page, _("valid until"), ROLE_TEXT, u->expires_at ? u->expires_at : _("no end"));
    detail_fact(page, _("automatic debt"), u->auto_debt_cmb ? ROLE_BAD : ROLE_TEXT,
                u->offset_cmb ? arena_printf(a, _("%s (after %s that were paid or forgiven)"),
                                             mb(page, u->auto_debt_cmb), mb(page, u->offset_cmb))
                              : mb(page, u->auto_debt_cmb));
    detail_fact(page, _("manual debt"), u->manual_debt_cmb ? ROLE_BAD : ROLE_TEXT, mb(page, u->manual_debt_cmb));
    if (u->manual_debt_cmb != u->open_debt_cmb)
        detail_fact(page, "", ROLE_BAD,
                    arena_printf(a, _("but his open debts sum to %s: the figure above is wrong, see `check`"),
                                 mb(page, u->open_debt_cmb)));
}

static const char *debt_text(const struct detail_page *page, const struct user_debt *d)
{
    char price[AMOUNT_TEXT];
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_add(&b, d->is_unlimited ? _("Unlimited") : mb(page, d->amount_cmb));
    if (d->paid_cmb && !d->is_unlimited)
        strbuf_printf(&b, _(", %s paid, %s open"), mb(page, d->paid_cmb), mb(page, d->amount_cmb - d->paid_cmb));
    if (d->price_rp >= 0)
        strbuf_printf(&b, ", %s", rp_human(price, d->price_rp));
    if (d->due_date)
        strbuf_printf(&b, d->is_overdue ? _(", was due on %s") : _(", due on %s"), d->due_date);
    if (d->note && *d->note)
        strbuf_printf(&b, ": %s", d->note);
    return strbuf_text(&b);
}

static void write_debts(const struct detail_page *page, const struct user_story *s)
{
    detail_title(page, arena_printf(arena_of(page), _("Open debts: %zu"), s->debt_count));
    for (size_t i = 0; i < s->debt_count; i++)
        detail_fact(page, or_dash(s->debts[i].debt_date), s->debts[i].is_overdue ? ROLE_BAD : ROLE_TEXT,
                    debt_text(page, &s->debts[i]));
}

static const char *device_text(const struct detail_page *page, const struct user_device *d)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_add(&b, d->ip_address ? d->ip_address : _("no address yet"));
    if (d->label && *d->label)
        strbuf_printf(&b, ", %s", d->label);
    if (d->last_bytes >= 0)
        strbuf_printf(&b, _(", counter at %s"), bytes(page, d->last_bytes));
    if (d->baseline_waits)
        strbuf_add(&b, _(" (waits for a new baseline)"));
    strbuf_printf(&b, _(", seen %s"), or_dash(d->last_seen_at));
    if (!d->is_authorized)
        strbuf_add(&b, _(", not let in"));
    return strbuf_text(&b);
}

static void write_devices(const struct detail_page *page, const struct user_story *s)
{
    detail_title(page, arena_printf(arena_of(page), _("Devices: %zu"), s->device_count));
    for (size_t i = 0; i < s->device_count; i++) {
        struct line like = { 0 };
        lines_cell(&like, 0, 2, 17, s->devices[i].is_authorized ? ROLE_TEXT : ROLE_WARN,
                   or_dash(s->devices[i].mac_address));
        lines_cell(&like, 1, 20, page->width - 18, s->devices[i].is_authorized ? ROLE_TEXT : ROLE_WARN,
                   device_text(page, &s->devices[i]));
        lines_columns(page->lines, &like);
    }
}

static const char *effect_text(const struct detail_page *page, const struct user_effect *o)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_printf(&b, "%s %s %s", or_dash(o->effect), page->is_ascii ? "->" : "→", or_dash(o->target));
    strbuf_printf(&b, _(", since %s"), or_dash(o->at));
    if (o->attempts)
        strbuf_printf(&b, _(", %lld tries"), (long long)o->attempts);
    if (o->next_attempt_at && strcmp(or_dash(o->state), "pending") == 0)
        strbuf_printf(&b, _(", next at %s"), o->next_attempt_at);
    if (o->last_error && *o->last_error)
        strbuf_printf(&b, ": %s", o->last_error);
    return strbuf_text(&b);
}

static enum theme_role effect_role(const char *state)
{
    if (strcmp(state, "done") == 0)
        return ROLE_GOOD;
    return strcmp(state, "failed") == 0 ? ROLE_BAD : ROLE_WARN;
}

static const char *router_text(const struct detail_page *page, const struct user_account *u)
{
    struct strbuf b = { .arena = arena_of(page) };
    if (!u->router)
        return _("no router serves him: none is known");
    strbuf_printf(&b, "%s: %s", u->router, or_dash(u->router_state));
    if (u->router_ok_at)
        strbuf_printf(&b, _(", answered last %s"), u->router_ok_at);
    if (u->router_error && *u->router_error && strcmp(or_dash(u->router_state), "up") != 0)
        strbuf_printf(&b, ": %s", u->router_error);
    return strbuf_text(&b);
}

static void write_router(const struct detail_page *page, const struct user_story *s)
{
    const struct user_account *u = &s->account;
    bool is_down = !u->router || strcmp(or_dash(u->router_state), "down") == 0;
    detail_title(page, _("Router"));
    detail_fact(page, _("served by"), is_down ? ROLE_BAD : ROLE_TEXT, router_text(page, u));
    for (size_t i = 0; i < s->effect_count; i++)
        detail_fact(page, or_dash(s->effects[i].state), effect_role(or_dash(s->effects[i].state)),
                    effect_text(page, &s->effects[i]));
    if (!s->effect_count)
        detail_fact(page, _("sync"), ROLE_DIM, _("nothing was ever sent for him from here"));
}

static void write_history(const struct detail_page *page, const struct user_story *s)
{
    detail_title(page, _("History, newest first"));
    for (size_t i = 0; i < s->event_count; i++) {
        const struct user_event *v = &s->events[i];
        struct line like = { 0 };
        const struct action *a = v->what ? action_find(v->what) : NULL;
        const char *by = v->actor && *v->actor ? v->actor : v->is_portal ? _("portal") : "-";
        lines_cell(&like, 0, 2, WHEN_WIDTH, ROLE_DIM, or_dash(v->at));
        lines_cell(&like, 1, 3 + WHEN_WIDTH, page->width - WHEN_WIDTH - 1, ROLE_TEXT,
                   arena_printf(arena_of(page), _("%s by %s"), a ? _(a->label) : or_dash(v->what), by));
        lines_columns(page->lines, &like);
        if (v->changes && *v->changes)
            lines_pair(page->lines, 4, 0, NULL, page->width - 2, ROLE_DIM, v->changes);
    }
    if (!s->event_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nothing is on record."));
}

static void user_write(const struct detail_page *page, const void *data)
{
    const struct user_story *s = data;
    write_identity(page, &s->account);
    write_access(page, &s->account);
    write_quota(page, &s->account);
    write_debts(page, s);
    write_devices(page, s);
    write_router(page, s);
    write_history(page, s);
}

const struct detail_kind detail_user = { .read = user_read, .who = user_who, .write = user_write };
