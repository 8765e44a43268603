/* One user's whole story: identity, access and why, quota, debts, payments, devices, router, history. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/customers/user.h"
#include "model/engine/effect.h"
#include "model/engine/saying.h"
#include "model/routers/drift_kind.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "model/values/phone.h"
#include "tui/app/app.h"
#include "tui/customers/day_chart.h"
#include "tui/customers/debt_table.h"
#include "tui/customers/detail_entry.h"
#include "tui/customers/room.h"
#include "tui/customers/timeline_text.h"
#include "tui/diagnosis/diagnosis_lines.h"
#include "tui/lists/detail_page.h"
#include "tui/widgets/block_text.h"
#include "tui/widgets/chart.h"

#include <stdio.h>
#include <string.h>

enum {
    KB = 1024,
    BAR_WIDTH = 30,
    NARROW = 50
};

/* The story first: what asks for no more of the page finds it at the same place. */
struct user_page {
    struct user_story story;
    struct diagnosis diagnosis;
};

static void *user_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct user_page *u = ARENA_NEW(ctx->arena, struct user_page);
    (void)p;
    return user_read_story(ctx, id, &u->story, e) && diagnosis_read(ctx, id, &u->diagnosis, e) ? u : NULL;
}

static const struct action *user_mend(struct arena *a, const void *data, const void *looked,
                                      const struct pane *row_pane, const char *row_id, struct selection *rows)
{
    return diagnosis_lines_mend(a, &((const struct user_page *)data)->diagnosis, looked, row_pane, row_id, rows);
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
    return arena_strdup(arena_of(page), mb_shown(human, cmb));
}

static const char *bytes(const struct detail_page *page, int64_t count)
{
    static const char *const units[] = { "B", "KB", "MB", "GB", "TB", "PB" };
    size_t unit = 0;
    char figure[AMOUNT_TEXT];
    int64_t tenths = count > INT64_MAX / 10 ? INT64_MAX : count * 10;
    for (; tenths >= 10 * KB && unit + 1 < sizeof units / sizeof *units; unit++)
        tenths /= KB;
    if (!unit)
        return arena_printf(arena_of(page), "%lld B", (long long)count);
    return arena_printf(arena_of(page), "%s %s", tenths_shown(figure, tenths), units[unit]);
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

/* Which rule gave the status: the first that fits, as the database decided. */
static const char *why_text(const struct detail_page *page, const struct user_account *u)
{
    struct arena *a = arena_of(page);
    const char *status = u->status ? u->status : "";
    if (strcmp(status, "blocked") == 0)
        return block_text(a, u->block_cause, u->blocked_reason, or_dash(u->blocked_at));
    if (strcmp(status, "inactive") == 0)
        return u->is_active ? arena_printf(a, _("the approval is %s"), choice_word(or_dash(u->approval_status)))
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
    add_part(&account, "", choice_word(or_dash(u->role)));
    add_part(&account, _("since"), u->created_at);
    add_part(&account, _("last login"), u->last_login_at);
    detail_title(page, _("Who"));
    detail_fact(page, _("name"), ROLE_TEXT, u->full_name);
    detail_fact(page, _("contact"), ROLE_TEXT, strbuf_text(&contact));
    detail_fact(page, _("account"), ROLE_TEXT, strbuf_text(&account));
    detail_fact(page, _("password"), ROLE_DIM,
                _("hidden; the command Hotspot password shows it, and notes who looked"));
}

static void write_access(const struct detail_page *page, const struct user_account *u)
{
    detail_title(page, _("Access"));
    detail_fact(page, _("status"), status_role(u->status),
                arena_printf(arena_of(page), page->is_ascii ? "%s - %s" : "%s — %s", choice_word(or_dash(u->status)),
                             why_text(page, u)));
    detail_fact(page, _("profile"), ROLE_TEXT, u->profile);
    detail_fact(page, _("server"), ROLE_TEXT, u->server);
}

/* "on at main for 2 h 5 min: 10.5.50.3" */
static const char *session_text(const struct detail_page *page, const struct user_presence *p)
{
    struct arena *a = arena_of(page);
    if (p->uptime_s < 0)
        return arena_printf(a, _("on at %s: %s"), or_dash(p->router), or_dash(p->subject));
    return arena_printf(a, _("on at %s for %lld:%02lld h: %s"), or_dash(p->router), (long long)p->uptime_s / 3600,
                        (long long)p->uptime_s / 60 % 60, or_dash(p->subject));
}

static const char *difference_text(const struct detail_page *page, const struct user_presence *p)
{
    const struct drift_kind *kind = drift_kind_find(or_dash(p->kind));
    return arena_printf(arena_of(page), page->is_ascii ? "%s %s: %s -> %s" : "%s %s: %s → %s",
                        kind ? _(kind->label) : or_dash(p->kind), or_dash(p->subject), or_dash(p->actual),
                        or_dash(p->expected));
}

/* Whether he is on, and what stands otherwise on the router than in the database: with his status that is why not. */
static void write_presence(const struct detail_page *page, const struct user_story *s)
{
    bool is_on = s->presence_count && strcmp(or_dash(s->presence[0].pane), "sessions") == 0;
    if (!is_on && s->account.scanned_at)
        detail_fact(page, _("now"), ROLE_WARN,
                    arena_printf(arena_of(page), _("not on, as of %s"), s->account.scanned_at));
    else if (!is_on)
        detail_fact(page, _("now"), ROLE_DIM, _("the router was not looked at yet"));
    for (size_t i = 0; i < s->presence_count; i++) {
        const struct user_presence *p = &s->presence[i];
        size_t from = page->lines->count;
        if (p->kind)
            detail_fact(page, _("differs"), ROLE_BAD, difference_text(page, p));
        else
            detail_fact(page, _("now"), ROLE_GOOD, session_text(page, p));
        detail_row_opens(page, from, pane_find(or_dash(p->pane)), p->id);
    }
}

static void write_percent(const struct detail_page *page, const struct user_account *u)
{
    char bar[CHART_BYTES];
    int64_t percent = u->used_percent;
    if (u->is_unlimited || u->purchased_cmb <= 0)
        return;
    chart_bar(bar, percent, page->width < NARROW ? BAR_WIDTH / 2 : BAR_WIDTH, !page->has_blocks);
    detail_fact(page, "", percent >= CHART_FULL ? ROLE_BAD : percent >= CHART_WARN ? ROLE_WARN : ROLE_GOOD, bar);
}

static const char *auto_debt_text(const struct detail_page *page, const struct user_account *u)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_add(&b, debt_amount_text(b.arena, u->auto_debt_cmb, false));
    if (u->auto_debt_cmb)
        strbuf_printf(&b, ", %s",
                      u->auto_debt_rp < 0 ? _("no package says what it costs")
                                          : debt_price_text(b.arena, u->auto_debt_rp));
    if (u->offset_cmb)
        strbuf_printf(&b, _(" (after %s that were paid or forgiven)"), mb(page, u->offset_cmb));
    return strbuf_text(&b);
}

static void write_quota(const struct detail_page *page, const struct user_account *u)
{
    struct arena *a = arena_of(page);
    detail_title(page, _("Quota"));
    detail_fact(page, _("bought"), ROLE_TEXT, u->is_unlimited ? _("Unlimited") : mb(page, u->purchased_cmb));
    detail_fact(page, _("used"), ROLE_TEXT, mb(page, u->used_cmb));
    write_percent(page, u);
    if (!u->is_unlimited)
        detail_fact(page, _("left"), ROLE_TEXT, mb(page, u->remaining_cmb));
    detail_fact(page, _("valid until"), ROLE_TEXT, u->expires_at ? u->expires_at : _("no end"));
    detail_fact(page, _("automatic debt"), u->auto_debt_cmb ? ROLE_BAD : ROLE_TEXT, auto_debt_text(page, u));
    detail_fact(page, _("manual debt"), u->manual_debt_cmb ? ROLE_BAD : ROLE_TEXT, mb(page, u->manual_debt_cmb));
    if (u->manual_debt_cmb != u->open_debt_cmb)
        detail_fact(page, "", ROLE_BAD,
                    arena_printf(a, _("but the open debts sum to %s: the figure above is wrong, see `check`"),
                                 mb(page, u->open_debt_cmb)));
}

/* How long what is left lasts; ISO dates compare as texts. */
static const char *lasts_text(const struct detail_page *page, const struct usage_history *h)
{
    struct arena *a = arena_of(page);
    if (!h->lasts_until || h->remaining_cmb <= 0)
        return NULL;
    if (h->expires_on && strcmp(h->expires_on, h->lasts_until) < 0)
        return arena_printf(a, _("longer than it is valid, until %s"), day_chart_date(a, h->expires_on));
    return arena_printf(a, _("until about %s at that rate"), day_chart_date(a, h->lasts_until));
}

static void write_usage(const struct detail_page *page, const struct usage_history *h)
{
    struct arena *a = arena_of(page);
    if (!h->day_count)
        return;
    detail_title(page, arena_printf(a, _("Use, last %zu days"), h->day_count));
    if (!h->total_cmb) {
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nothing was used."));
        return;
    }
    day_chart_write(page->lines, 2, page->width, !page->has_blocks, h->days, h->day_count);
    detail_fact(page, _("in all"), ROLE_TEXT,
                arena_printf(a, _("%s, %s a day, most on %s: %s"), mb(page, h->total_cmb), mb(page, h->average_cmb),
                             day_chart_date(a, h->days[h->peak].date), mb(page, h->days[h->peak].cmb)));
    detail_fact(page, _("lasts"), ROLE_TEXT, lasts_text(page, h));
}

/* "2026-11-28 10:20  ari: pays on Fridays, follow-up 2026-12-05" */
static void write_note(const struct detail_page *page, const struct user_note *n)
{
    enum {
        NOTE_TIME = 18
    };
    struct strbuf b = { .arena = arena_of(page) };
    struct line like = { 0 };
    strbuf_printf(&b, "%s: %s", or_dash(n->actor), or_dash(n->text));
    if (n->follow_up && !n->taken_back)
        strbuf_printf(&b, n->is_open && n->is_overdue ? _(", follow-up %s, overdue") : _(", follow-up %s"),
                      n->follow_up);
    if (n->taken_back)
        strbuf_printf(&b, _(", taken back %s"), n->taken_back);
    lines_cell(&like, 0, 2, NOTE_TIME, ROLE_DIM, or_dash(n->at));
    lines_cell(&like, 1, 2 + NOTE_TIME, page->width - NOTE_TIME,
               n->taken_back ? ROLE_DIM
               : n->is_open  ? ROLE_WARN
                             : ROLE_TEXT,
               strbuf_text(&b));
    lines_columns(page->lines, &like);
}

static void write_notes(const struct detail_page *page, const struct user_story *s)
{
    if (!s->note_count)
        return;
    detail_title(page, _("Notes"));
    for (size_t i = 0; i < s->note_count; i++)
        write_note(page, &s->notes[i]);
}

/* "#12 no internet since Monday, given to ari, due (was called)" */
static const char *ticket_text(const struct detail_page *page, const struct user_ticket *t)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_printf(&b, "#%lld %s", (long long)t->number, or_dash(t->text));
    if (t->assigned_to)
        strbuf_printf(&b, _(", given to %s"), t->assigned_to);
    if (t->follow_up)
        strbuf_printf(&b, t->is_due ? _(", follow-up %s, overdue") : _(", follow-up %s"),
                      detail_when(page, t->follow_up));
    if (t->note)
        strbuf_printf(&b, " (%s)", t->note);
    return strbuf_text(&b);
}

static void write_tickets(const struct detail_page *page, const struct user_story *s)
{
    if (!s->ticket_count)
        return;
    detail_title(page, arena_printf(arena_of(page), _("Open tickets: %zu"), s->ticket_count));
    for (size_t i = 0; i < s->ticket_count; i++) {
        const struct user_ticket *t = &s->tickets[i];
        size_t from = page->lines->count;
        lines_text(page->lines, 2, page->width, t->is_due ? ROLE_WARN : ROLE_TEXT, ticket_text(page, t));
        detail_row_opens(page, from, pane_find("tickets"), t->id);
    }
}

static void write_debts(const struct detail_page *page, const struct user_story *s)
{
    detail_title(page, arena_printf(arena_of(page), _("Open debts: %zu"), s->debt_count));
    debt_table_write(page, s->debts, s->debt_count, NULL);
}

static void write_settlements(const struct detail_page *page, const struct user_story *s)
{
    if (!s->settlement_count)
        return;
    detail_title(page, _("Last settlements"));
    for (size_t i = 0; i < s->settlement_count; i++)
        debt_settlement_write(page, &s->settlements[i].settlement, s->settlements[i].is_unlimited);
}

/* "Rp 222.000 for Paket 10 GB, November 2026, overdue, its link is over (JKN-202611-000001)" */
static const char *invoice_text(const struct detail_page *page, const struct user_invoice *i)
{
    struct strbuf b = { .arena = arena_of(page) };
    char human[AMOUNT_TEXT];
    strbuf_printf(&b, _("%s for %s"), rp_shown(human, i->total_rp), or_dash(i->subject));
    if (i->overdue_days)
        strbuf_add(&b, _(", overdue"));
    if (strcmp(or_dash(i->status), "expired") == 0)
        strbuf_add(&b, _(", its link is over"));
    strbuf_printf(&b, " (%s)", or_dash(i->invoice_number));
    return strbuf_text(&b);
}

static void write_invoices(const struct detail_page *page, const struct user_story *s)
{
    if (!s->invoice_count)
        return;
    detail_title(page, arena_printf(arena_of(page), _("Open invoices: %zu"), s->invoice_count));
    for (size_t n = 0; n < s->invoice_count; n++) {
        const struct user_invoice *i = &s->invoices[n];
        size_t from = page->lines->count;
        detail_fact(page, arena_printf(arena_of(page), _("due %s"), or_dash(i->due_on)),
                    i->overdue_days ? ROLE_BAD : ROLE_TEXT, invoice_text(page, i));
        detail_row_opens(page, from, pane_find("invoices"), i->id);
    }
}

static enum theme_role payment_role(const struct user_payment *p)
{
    if (p->waits_for || strcmp(or_dash(p->state), "failed") == 0)
        return ROLE_BAD;
    return p->is_open ? ROLE_WARN : ROLE_TEXT;
}

/* "open: Rp 200.000 for 25 GB, qris, ends in 14 min (HC-0123456789AB)" */
static const char *payment_text(const struct detail_page *page, const struct user_payment *p)
{
    struct strbuf b = { .arena = arena_of(page) };
    char human[AMOUNT_TEXT];
    strbuf_add(&b, choice_word(or_dash(p->state)));
    strbuf_printf(&b, _(": %s for %s"), rp_shown(human, p->amount_rp),
                  p->subject ? p->subject : choice_word(or_dash(p->kind)));
    add_part(&b, "", p->method ? choice_word(p->method) : NULL);
    add_part(&b, _("ends in"), p->expires_in);
    if (p->is_open && !p->expires_in && !p->waits_for)
        add_part(&b, _("over since"), p->expires_at);
    strbuf_printf(&b, " (%s)", or_dash(p->order_id));
    if (p->waits_for)
        strbuf_printf(&b, ": %s", say(b.arena, p->waits_for));
    return strbuf_text(&b);
}

static void write_payments(const struct detail_page *page, const struct user_story *s)
{
    bool is_short = page->width < NARROW;
    int when = is_short ? TIMELINE_SHORT_TIME : TIMELINE_TIME;
    char human[AMOUNT_TEXT];
    if (!s->payment_count && !s->account.balance_rp)
        return;
    detail_title(page, _("Payments"));
    detail_fact(page, _("balance"), ROLE_TEXT, rp_shown(human, s->account.balance_rp));
    for (size_t i = 0; i < s->payment_count; i++) {
        const struct user_payment *p = &s->payments[i];
        const struct timeline_entry entry = { .at = p->at };
        size_t from = page->lines->count;
        struct line like = { 0 };
        lines_cell(&like, 0, 2, when, ROLE_DIM, timeline_time_text(arena_of(page), &entry, is_short));
        lines_cell(&like, 1, 3 + when, page->width - when - 1, payment_role(p), payment_text(page, p));
        lines_columns(page->lines, &like);
        detail_row_opens(page, from, pane_find("payments"), p->order_id);
    }
}

/* "Rp 50.000: Deposit, then Rp 70.000 (TOPUP-…), by kasir" */
static const char *balance_text(const struct detail_page *page, const struct user_balance_entry *b)
{
    struct strbuf text = { .arena = arena_of(page) };
    strbuf_printf(&text, "%s%s", b->rp > 0 ? "+" : "", detail_rupiah(page, b->rp));
    if (b->note)
        strbuf_printf(&text, ": %s", say_known(text.arena, b->note));
    strbuf_printf(&text, _(", then %s"), detail_rupiah(page, b->balance_rp));
    strbuf_printf(&text, " (%s, %s)", or_dash(b->order_id), or_dash(b->actor));
    return strbuf_text(&text);
}

static void write_balance(const struct detail_page *page, const struct user_story *s)
{
    bool is_short = page->width < NARROW;
    int when = is_short ? TIMELINE_SHORT_TIME : TIMELINE_TIME;
    if (!s->balance_count)
        return;
    detail_title(page, _("Balance"));
    for (size_t i = 0; i < s->balance_count; i++) {
        const struct user_balance_entry *b = &s->balance[i];
        const struct timeline_entry entry = { .at = b->at };
        struct line like = { 0 };
        lines_cell(&like, 0, 2, when, ROLE_DIM, timeline_time_text(arena_of(page), &entry, is_short));
        lines_cell(&like, 1, 3 + when, page->width - when - 1, b->rp < 0 ? ROLE_WARN : ROLE_TEXT,
                   balance_text(page, b));
        lines_columns(page->lines, &like);
    }
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
    if (d->told)
        strbuf_add(&b, strcmp(d->told, "login") == 0 ? _(", told by a login on it")
                                                     : _(", told by a comment on the router"));
    if (!d->is_authorized)
        strbuf_add(&b, _(", not let in"));
    return strbuf_text(&b);
}

/* What is let in and refused is done on their own pane, where the key leads to this customer's. */
static const char *devices_heading(const struct detail_page *page, size_t count)
{
    const char *key = app_key_for(page->app, page->pane->name, "pane.devices");
    return key ? arena_printf(arena_of(page), _("Devices: %zu (%s lets in and refuses)"), count, key)
               : arena_printf(arena_of(page), _("Devices: %zu"), count);
}

static void write_devices(const struct detail_page *page, const struct user_story *s)
{
    detail_title(page, devices_heading(page, s->device_count));
    for (size_t i = 0; i < s->device_count; i++) {
        size_t from = page->lines->count;
        struct line like = { 0 };
        lines_cell(&like, 0, 2, 17, s->devices[i].is_authorized ? ROLE_TEXT : ROLE_WARN,
                   or_dash(s->devices[i].mac_address));
        lines_cell(&like, 1, 20, page->width - 18, s->devices[i].is_authorized ? ROLE_TEXT : ROLE_WARN,
                   device_text(page, &s->devices[i]));
        lines_columns(page->lines, &like);
        detail_row_opens(page, from, pane_find("devices"), s->devices[i].id);
    }
}

static const char *effect_text(const struct detail_page *page, const struct user_effect *o)
{
    struct strbuf b = { .arena = arena_of(page) };
    strbuf_printf(&b, "%s %s %s", o->effect ? effect_word(o->effect) : "-", page->is_ascii ? "->" : "→",
                  or_dash(o->target));
    strbuf_printf(&b, _(", since %s"), or_dash(o->at));
    if (o->attempts)
        strbuf_printf(&b, _(", %lld tries"), (long long)o->attempts);
    if (o->next_attempt_at && strcmp(or_dash(o->state), "pending") == 0)
        strbuf_printf(&b, _(", next at %s"), o->next_attempt_at);
    if (o->last_error && *o->last_error)
        strbuf_printf(&b, ": %s", say(b.arena, o->last_error));
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
        return _("no router serves the customer: none is known");
    strbuf_printf(&b, "%s: %s", u->router, choice_word(or_dash(u->router_state)));
    if (u->router_ok_at)
        strbuf_printf(&b, _(", answered last %s"), u->router_ok_at);
    if (u->router_error && *u->router_error && strcmp(or_dash(u->router_state), "up") != 0)
        strbuf_printf(&b, ": %s", say(b.arena, u->router_error));
    return strbuf_text(&b);
}

static void write_router(const struct detail_page *page, const struct user_story *s)
{
    const struct user_account *u = &s->account;
    bool is_down = !u->router || strcmp(or_dash(u->router_state), "down") == 0;
    detail_title(page, _("Router"));
    detail_fact(page, _("served by"), is_down ? ROLE_BAD : ROLE_TEXT, router_text(page, u));
    for (size_t i = 0; i < s->effect_count; i++) {
        size_t from = page->lines->count;
        detail_fact(page, choice_word(or_dash(s->effects[i].state)), effect_role(or_dash(s->effects[i].state)),
                    effect_text(page, &s->effects[i]));
        detail_row_opens(page, from, pane_find("outbox"), s->effects[i].id);
    }
    if (!s->effect_count)
        detail_fact(page, _("sync"), ROLE_DIM, _("nothing was ever sent for the customer from here"));
}

static const char *timeline_heading(const struct detail_page *page)
{
    const char *key = app_key_for(page->app, page->pane->name, "open.timeline");
    return key ? arena_printf(arena_of(page), _("Timeline, the last few (%s shows all)"), key) : _("Timeline");
}

static void write_timeline(const struct detail_page *page, const struct user_story *s)
{
    bool is_short = page->width < NARROW;
    int when = is_short ? TIMELINE_SHORT_TIME : TIMELINE_TIME;
    detail_title(page, timeline_heading(page));
    for (size_t i = 0; i < s->recent_count; i++) {
        const struct timeline_entry *n = &s->recent[i];
        size_t from = page->lines->count;
        struct line like = { 0 };
        lines_cell(&like, 0, 2, when, ROLE_DIM, timeline_time_text(arena_of(page), n, is_short));
        lines_cell(&like, 1, 3 + when, page->width - when - 1, n->has_failed ? ROLE_BAD : ROLE_TEXT,
                   timeline_title_text(arena_of(page), n));
        lines_columns(page->lines, &like);
        if (n->changes)
            lines_pair(page->lines, 4, 0, NULL, page->width - 2, ROLE_DIM,
                       timeline_changes_text(arena_of(page), n, page->is_ascii));
        detail_row_opens(page, from, detail_entry_pane(n), n->id);
    }
    if (!s->recent_count)
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("Nothing is on record."));
}

static void user_write(const struct detail_page *page, const void *data)
{
    const struct user_story *s = data;
    diagnosis_lines_write(page, &((const struct user_page *)data)->diagnosis);
    write_identity(page, &s->account);
    write_tickets(page, s);
    write_notes(page, s);
    write_access(page, &s->account);
    write_presence(page, s);
    write_quota(page, &s->account);
    write_usage(page, &s->usage);
    write_debts(page, s);
    write_settlements(page, s);
    write_invoices(page, s);
    write_payments(page, s);
    write_balance(page, s);
    write_devices(page, s);
    write_router(page, s);
    write_timeline(page, s);
}

/* The devices of this customer alone. */
static const char *user_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct user_story *s = data;
    return strcmp(pane, "devices") == 0 ? arena_printf(a, "user:%s", s->account.id) : NULL;
}

static bool user_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct user_account *u = &((const struct user_story *)row->data)->account;
    return DETAIL_CELLS(column, text, { "is_blocked", detail_cell_bool(u->is_blocked) },
                        { "is_active", detail_cell_bool(u->is_active) }, { "approval_status", u->approval_status },
                        { "is_unlimited_user", detail_cell_bool(u->is_unlimited) },
                        { "debt_mb", u->auto_debt_cmb + u->manual_debt_cmb ? "1" : NULL });
}

const struct detail_kind detail_user = { .read = user_read,
                                         .who = user_who,
                                         .cell = user_cell,
                                         .write = user_write,
                                         .elsewhere = user_elsewhere,
                                         .look = diagnosis_lines_look,
                                         .mend = user_mend };
