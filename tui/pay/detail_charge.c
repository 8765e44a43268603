/* One charge: what its customer needs to pay it, what became of it, and what is to be done now. While it can be
 * paid the QR code may lie alone over the whole screen, with the amount and the time that is left beside it. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/engine/saying.h"
#include "model/pay/charge.h"
#include "model/values/choice.h"
#include "model/values/phone.h"
#include "tui/lists/detail_page.h"
#include "tui/pay/qr_page.h"
#include "tui/pay/room.h"

#include <string.h>

enum {
    ABOVE_QR = 18 /* rows of the page that stand above it */
};

struct charge_data {
    struct charge_story story;
    int64_t read_at_ms; /* monotonic */
};

static void *charge_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct charge_data *d = ARENA_NEW(ctx->arena, struct charge_data);
    (void)p;
    if (!charge_read_story(ctx, id, &d->story, e))
        return NULL;
    d->read_at_ms = clock_ms();
    return d;
}

static const struct charge_story *story_of(const void *data)
{
    return &((const struct charge_data *)data)->story;
}

static const char *charge_who(const void *data)
{
    const struct charge_story *s = story_of(data);
    return s->full_name && *s->full_name ? s->full_name : s->order_id;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static bool is_state(const struct charge_story *s, const char *state)
{
    return s->state && strcmp(s->state, state) == 0;
}

static bool is_set(const char *text)
{
    return text && *text;
}

/* --- the time that is left --- */

static bool charge_ticks(const void *data)
{
    const struct charge_story *s = story_of(data);
    return is_state(s, "open") && s->expires_in_s != INT64_MIN;
}

/* By the database's clock: what it said when it was asked, less what has gone by since. */
static int64_t seconds_left(const struct charge_data *d)
{
    return d->story.expires_in_s - (clock_ms() - d->read_at_ms) / 1000;
}

static bool can_be_paid(const struct charge_data *d)
{
    return is_state(&d->story, "open") && (!charge_ticks(d) || seconds_left(d) > 0);
}

/* "14:32 left", "23:59:59 left"; NULL: it has no end, or none any more. */
static const char *countdown(const struct detail_page *page, const struct charge_data *d)
{
    if (!charge_ticks(d))
        return NULL;
    return qr_page_countdown(arena_of(page), seconds_left(d));
}

/* --- how it stands --- */

static const struct {
    const char *state, *words;
    enum theme_role role;
} states[] = {
    { "new", N_("ASKING THE GATEWAY…"), ROLE_INFO },
    { "open", N_("WAITS FOR THE PAYMENT"), ROLE_INFO },
    { "paid", N_("PAID"), ROLE_GOOD },
    { "expired", N_("EXPIRED"), ROLE_WARN },
    { "cancelled", N_("CANCELLED"), ROLE_WARN },
    { "failed", N_("FAILED"), ROLE_BAD },
    { "late", N_("PAID TOO LATE"), ROLE_BAD },
    { "mismatch", N_("ANOTHER AMOUNT WAS PAID"), ROLE_BAD },
    { "refund_due", N_("TO BE PAID BACK"), ROLE_BAD },
    { "refunded", N_("PAID BACK"), ROLE_WARN },
    { "part_refunded", N_("PARTLY PAID BACK"), ROLE_WARN },
    { "charged_back", N_("TAKEN BACK BY THE BANK"), ROLE_BAD },
};
enum {
    STATES = sizeof states / sizeof *states
};

static size_t state_index(const struct charge_story *s)
{
    size_t i = 0;
    while (i < STATES && !is_state(s, states[i].state))
        i++;
    return i;
}

static const char *state_words(const struct detail_page *page, const struct charge_story *s)
{
    size_t i = state_index(s);
    if (i == STATES)
        return s->state ? s->state : "-";
    if (page->is_ascii && is_state(s, "new"))
        return _("ASKING THE GATEWAY");
    return _(states[i].words);
}

static enum theme_role state_role(const struct charge_story *s)
{
    size_t i = state_index(s);
    return i < STATES ? states[i].role : ROLE_TEXT;
}

static const char *what_was_bought(const struct detail_page *page, const struct charge_story *s)
{
    if (!s->applied_at)
        return arena_printf(arena_of(page),
                            _("The money is there, but it was not applied yet: %s asks the gateway again."),
                            detail_key(page, "payments.refresh"));
    return arena_printf(arena_of(page), _("It was applied at %s. There is nothing to be done."),
                        detail_when(page, s->applied_at));
}

static const char *decision(const struct detail_page *page, const char *why)
{
    return arena_printf(arena_of(page),
                        _("%s Nothing was applied. %s applies it all the same, %s notes that the money goes back."),
                        why, detail_key(page, "payments.apply_late"), detail_key(page, "payments.refund_note"));
}

static const char *ended(const struct detail_page *page, const char *why)
{
    return arena_printf(arena_of(page), _("%s It can't be paid any more; %s opens the customer, to be charged anew."),
                        why, detail_key(page, "open.user"));
}

/* The money is gone again, and what it had bought is still there. */
static const char *given_back(const struct detail_page *page, const struct charge_story *s)
{
    if (!is_set(s->waits_for))
        return _("There is nothing to be done.");
    return arena_printf(arena_of(page),
                        _("%s notes that it stays so; what was applied is undone from the timeline, %s."),
                        detail_key(page, "payments.refund_note"), detail_key(page, "open.timeline"));
}

static const char *mismatch(const struct detail_page *page, const struct charge_story *s)
{
    if (s->paid_amount_rp < 0 || s->paid_amount_rp == s->amount_rp)
        return _("What was paid is not what was asked for.");
    return arena_printf(arena_of(page), _("%s was asked for, %s was paid."), detail_rupiah(page, s->amount_rp),
                        detail_rupiah(page, s->paid_amount_rp));
}

static const char *waiting(const struct detail_page *page, const struct charge_data *d)
{
    if (is_state(&d->story, "new"))
        return arena_printf(arena_of(page), _("This page goes on by itself. %s withdraws the charge."),
                            detail_key(page, "payments.cancel"));
    if (!can_be_paid(d))
        return arena_printf(arena_of(page),
                            _("Its time is over; the gateway is asked whether it was paid. %s asks now."),
                            detail_key(page, "payments.refresh"));
    return arena_printf(arena_of(page),
                        _("This page tells when it is paid. %s asks the gateway now, %s withdraws the charge."),
                        detail_key(page, "payments.refresh"), detail_key(page, "payments.cancel"));
}

/* What it means, and what to do next, with the keys that do it. */
static const char *advice(const struct detail_page *page, const struct charge_data *d)
{
    const struct charge_story *s = &d->story;
    if (is_state(s, "new") || is_state(s, "open"))
        return waiting(page, d);
    if (is_state(s, "paid"))
        return what_was_bought(page, s);
    if (is_state(s, "expired"))
        return ended(page, _("Nobody paid in time."));
    if (is_state(s, "cancelled"))
        return ended(page, _("It was withdrawn."));
    if (is_state(s, "failed"))
        return ended(page, _("The gateway refused it."));
    if (is_state(s, "late"))
        return decision(page, _("The money came after the charge had ended."));
    if (is_state(s, "mismatch"))
        return decision(page, mismatch(page, s));
    if (is_state(s, "refund_due"))
        return arena_printf(arena_of(page), _("Give the money back, then %s notes that it is done."),
                            detail_key(page, "payments.refund_note"));
    return given_back(page, s);
}

static void write_state(const struct detail_page *page, const struct charge_data *d)
{
    const struct charge_story *s = &d->story;
    const char *left = countdown(page, d), *words = state_words(page, s);
    if (left)
        words = arena_printf(arena_of(page), "%s  %s", words, left);
    lines_pair(page->lines, 2, 0, NULL, page->width, state_role(s), words);
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_TEXT, advice(page, d));
    if (is_set(s->waits_for))
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_WARN,
                   arena_printf(arena_of(page), _("To be decided: %s"), say(arena_of(page), s->waits_for)));
    if (is_set(s->reason))
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_WARN, say(arena_of(page), s->reason));
    if (is_set(s->ask_error))
        lines_pair(
            page->lines, 2, 0, NULL, page->width, ROLE_WARN,
            arena_printf(arena_of(page), _("The gateway could not be asked: %s"), say(arena_of(page), s->ask_error)));
}

/* --- what it is about --- */

static const struct {
    const char *method, *words;
} methods[] = {
    { "qris", "QRIS" },
    { "gopay", "GoPay" },
    { "shopeepay", "ShopeePay" },
    { "mandiri_bill", N_("Mandiri bill") },
    { "ovo", N_("OVO: the customer agrees in its app, within a minute") },
    { "dana", "DANA" },
    { "balance", N_("from the balance") },
    { "cash", N_("cash") },
    { "transfer", N_("transfer") },
};

static const char *bank_upper(const struct detail_page *page, const char *bank)
{
    char *upper = arena_strdup(arena_of(page), bank);
    for (char *p = upper; *p; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return upper;
}

static const char *method_text(const struct detail_page *page, const struct charge_story *s)
{
    if (!is_set(s->method) || (s->mode && strcmp(s->mode, "snap") == 0))
        return _("chosen on the gateway's page");
    if (strcmp(s->method, "va") == 0)
        return is_set(s->bank) ? arena_printf(arena_of(page), _("virtual account, %s"), bank_upper(page, s->bank))
                               : _("virtual account");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strcmp(s->method, methods[i].method) == 0)
            return _(methods[i].words);
    return s->method;
}

static const char *amount_text(const struct detail_page *page, const struct charge_story *s)
{
    const char *amount = detail_rupiah(page, s->amount_rp);
    if (s->discount_rp <= 0)
        return amount;
    return arena_printf(arena_of(page), _("%s, less %s by coupon %s"), amount, detail_rupiah(page, s->discount_rp),
                        is_set(s->coupon_code) ? s->coupon_code : "-");
}

static const char *customer_text(const struct detail_page *page, const struct charge_story *s)
{
    char local[PHONE_TEXT] = "";
    if (s->phone_number && strlen(s->phone_number) < PHONE_TEXT)
        phone_local(local, s->phone_number);
    if (!is_set(s->full_name))
        return arena_strdup(arena_of(page), local);
    return *local ? arena_printf(arena_of(page), "%s, %s", s->full_name, local) : s->full_name;
}

/* The order in the shop is a row, which opens its page. */
static void write_subject(const struct detail_page *page, const struct charge_story *s)
{
    size_t from = page->lines->count;
    detail_fact(page, _("for"), ROLE_TEXT, s->subject);
    if (s->shop_order)
        detail_row_opens(page, from, pane_find("orders"), s->shop_order);
}

static void write_matter(const struct detail_page *page, const struct charge_story *s)
{
    detail_title(page, _("Charge"));
    detail_fact(page, _("amount"), ROLE_TEXT, amount_text(page, s));
    write_subject(page, s);
    detail_fact(page, _("gives"), ROLE_TEXT, s->gives ? say(arena_of(page), s->gives) : NULL);
    detail_fact(page, _("customer"), ROLE_TEXT, customer_text(page, s));
    detail_fact(page, _("method"), ROLE_TEXT, method_text(page, s));
    detail_fact(page, _("order"), ROLE_TEXT, s->order_id);
    detail_fact(page, _("receipt"), ROLE_TEXT, s->receipts);
    detail_fact(page, _("note"), ROLE_TEXT, s->note);
}

/* --- how it is paid --- */

/* What is drawn as a QR code: the code itself, or the link that leads to it. */
static const char *qr_text(const struct charge_story *s)
{
    const char *const texts[] = { s->qr_string, s->deeplink_url, s->redirect_url, s->qr_url };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (is_set(texts[i]))
            return texts[i];
    return NULL;
}

static void write_ways(const struct detail_page *page, const struct charge_story *s)
{
    detail_title(page, _("To pay it"));
    if (is_set(s->va_number))
        detail_fact(page,
                    is_set(s->bank) ? arena_printf(arena_of(page), _("%s account"), bank_upper(page, s->bank))
                                    : _("account"),
                    ROLE_GOOD, s->va_number);
    detail_fact(page, _("biller code"), ROLE_GOOD, s->biller_code);
    detail_fact(page, _("bill key"), ROLE_GOOD, s->bill_key);
    detail_fact(page, _("deep link"), ROLE_TEXT, s->deeplink_url);
    detail_fact(page, _("link"), ROLE_TEXT, s->redirect_url);
    detail_fact(page, _("QR image"), ROLE_TEXT, s->qr_url);
}

/* --- the QR code alone --- */

static enum detail_alone charge_alone(const struct detail_page *page, const void *data)
{
    const struct charge_data *d = data;
    return qr_page_alone(page, can_be_paid(d) ? qr_text(&d->story) : NULL, ABOVE_QR);
}

static void write_alone(const struct detail_page *page, const struct charge_data *d)
{
    const struct charge_story *s = &d->story;
    const char *const facts[] = { s->subject, customer_text(page, s), s->order_id,
                                  is_set(s->qr_string) ? NULL : qr_text(s) };
    const struct qr_key keys[] = {
        { "view.close", _("All about it") },
        { "copy.text", _("Copy") },
        { "payments.refresh", _("Ask the gateway") },
        { "payments.cancel", _("Cancel") },
    };
    const struct qr_page q = { .text = qr_text(s),
                               .state = state_words(page, s),
                               .role = state_role(s),
                               .left = countdown(page, d),
                               .amount = detail_rupiah(page, s->amount_rp),
                               .facts = facts,
                               .fact_count = sizeof facts / sizeof *facts,
                               .keys = keys,
                               .key_count = sizeof keys / sizeof *keys };
    qr_page_write_alone(page, &q);
}

/* --- what happened --- */

static const struct {
    const char *source, *words;
} sources[] = {
    { "notification", N_("gateway told") }, /* as it came */
    { "MIDTRANS_WEBHOOK", N_("history") },
    { "MIDTRANS_STATUS", N_("history") },
    { "APP", N_("history") },
};

static const char *source_words(const char *source)
{
    for (size_t i = 0; source && i < sizeof sources / sizeof *sources; i++)
        if (strcmp(source, sources[i].source) == 0)
            return _(sources[i].words);
    return is_set(source) ? source : "-";
}

static bool is_portals(const char *source)
{
    for (size_t i = 1; source && i < sizeof sources / sizeof *sources; i++)
        if (strcmp(source, sources[i].source) == 0)
            return true;
    return false;
}

/* The portal's history has what happened, a blank, and the state then: "STATUS_CHECK SUCCESS". */
static const char *portal_event_words(const struct detail_page *page, const char *what)
{
    struct arena *a = arena_of(page);
    size_t length = strcspn(what, " ");
    const char *state = what + length + strspn(what + length, " ");
    const char *event = choice_word(arena_copy(a, what, length));
    return *state ? arena_printf(a, "%s: %s", event, choice_word(state)) : event;
}

/* "payments.sell: new" by the action's label: "Sell a package: new". */
static const char *event_words(const struct detail_page *page, const struct charge_event *event)
{
    const char *what = event->what;
    if (!is_set(what))
        return "-";
    if (is_portals(event->source))
        return portal_event_words(page, what);
    size_t length = strcspn(what, ":");
    const struct action *a = action_find(arena_printf(arena_of(page), "%.*s", (int)length, what));
    return a ? arena_printf(arena_of(page), "%s%s", _(a->label), say(arena_of(page), what + length))
             : say(arena_of(page), what);
}

static void write_event(const struct detail_page *page, const struct charge_event *event)
{
    const char *at = detail_when(page, event->at), *what = event_words(page, event);
    detail_fact(page, source_words(event->source), ROLE_TEXT,
                at ? arena_printf(arena_of(page), "%s  %s", at, what) : what);
}

/* With what was paid, where that is not what was asked for. */
static const char *paid_text(const struct detail_page *page, const struct charge_story *s)
{
    const char *at = detail_when(page, s->paid_at);
    if (!at || s->paid_amount_rp < 0 || s->paid_amount_rp == s->amount_rp)
        return at;
    return arena_printf(arena_of(page), "%s, %s", at, detail_rupiah(page, s->paid_amount_rp));
}

/* What a gateway's word means, console.gateway_word. */
static const struct {
    const char *meaning, *words;
} meanings[] = {
    { "open", N_("it waits for the payment") },
    { "held", N_("the money is reserved, or still looked at: it is not there yet") },
    { "try_failed", N_("one try was refused; the customer may try again on the page") },
    { "paid", N_("the money is there") },
    { "part_refunded", N_("part of the money went back") },
    { "refunded", N_("all of the money went back") },
    { "charged_back", N_("the bank took the money back") },
    { "expired", N_("nobody paid in time") },
    { "cancelled", N_("it was withdrawn") },
    { "failed", N_("it was refused, and can't be paid any more") },
};

static const char *meaning_words(const char *meaning)
{
    for (size_t i = 0; meaning && i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meaning, meanings[i].meaning) == 0)
            return _(meanings[i].words);
    return NULL;
}

/* "Midtrans says: settlement (200): the money is there". */
static const char *gateway_text(const struct detail_page *page, const struct charge_story *s)
{
    struct strbuf text = { .arena = arena_of(page) };
    const char *words = meaning_words(s->said_meaning);
    if (!is_set(s->gateway_status))
        return s->gateway ? choice_word(s->gateway) : NULL;
    strbuf_printf(&text, _("%s says: %s"), s->gateway ? choice_word(s->gateway) : "-", s->gateway_status);
    if (is_set(s->said_code))
        strbuf_printf(&text, " (%s)", s->said_code);
    if (words)
        strbuf_printf(&text, ": %s", words);
    return strbuf_text(&text);
}

/* Who could not be told what the word means sees it as the gateway wrote it. */
static const char *odd_text(const struct detail_page *page, const struct charge_story *s)
{
    return is_set(s->odd_word) ? arena_printf(arena_of(page), _("\"%s\", which nobody knows here"), s->odd_word) : NULL;
}

static const char *back_text(const struct detail_page *page, const struct charge_story *s)
{
    int64_t paid = s->paid_amount_rp >= 0 ? s->paid_amount_rp : s->amount_rp;
    return s->back_rp > 0
               ? arena_printf(arena_of(page), _("%s of %s"), detail_rupiah(page, s->back_rp), detail_rupiah(page, paid))
               : NULL;
}

static void write_history(const struct detail_page *page, const struct charge_story *s)
{
    struct arena *a = arena_of(page);
    detail_title(page, _("What happened"));
    detail_fact(page, _("made"), ROLE_TEXT,
                is_set(s->actor) ? arena_printf(a, _("%s by %s"), detail_when(page, s->created_at), s->actor)
                                 : detail_when(page, s->created_at));
    detail_fact(page, _("ends"), ROLE_TEXT, detail_when(page, s->expires_at));
    detail_fact(page, _("paid"), ROLE_TEXT, paid_text(page, s));
    detail_fact(page, _("applied"), ROLE_TEXT, detail_when(page, s->applied_at));
    detail_fact(page, _("went back"), ROLE_WARN, back_text(page, s));
    detail_fact(page, _("gateway"), ROLE_TEXT, gateway_text(page, s));
    detail_fact(page, _("says too"), ROLE_WARN, odd_text(page, s));
    detail_fact(page, _("asked"), ROLE_TEXT, detail_when(page, s->asked_at));
    detail_fact(page, _("transaction"), ROLE_TEXT, s->transaction_id);
    for (size_t i = 0; i < s->event_count; i++)
        write_event(page, &s->events[i]);
}

static void charge_write(const struct detail_page *page, const void *data)
{
    const struct charge_data *d = data;
    const char *qr = can_be_paid(d) ? qr_text(&d->story) : NULL;
    if (page->is_alone) {
        write_alone(page, d);
        return;
    }
    write_state(page, d);
    write_matter(page, &d->story);
    if (can_be_paid(d))
        write_ways(page, &d->story);
    if (qr)
        qr_page_write(page, qr);
    write_history(page, &d->story);
}

/* --- copying --- */

/* The most useful first: what somebody can pay with, then what somebody can ask about it with. */
static const char *charge_copy(struct arena *a, const void *data, size_t nth, const char **what)
{
    const struct charge_data *d = data;
    const struct charge_story *s = &d->story;
    const char *bill = is_set(s->bill_key) && is_set(s->biller_code)
                           ? arena_printf(a, "%s %s", s->biller_code, s->bill_key)
                           : s->bill_key;
    const struct detail_copy ways[] = {
        { _("the virtual account number"), s->va_number }, { _("biller code and bill key"), bill },
        { _("the deep link"), s->deeplink_url },           { _("the link"), s->redirect_url },
        { _("the link to the QR image"), s->qr_url },      { _("the order's number"), s->order_id }
    };
    size_t count = sizeof ways / sizeof *ways, first = can_be_paid(d) ? 0 : count - 1;
    return detail_copy_nth(ways + first, count - first, nth, what);
}

static bool charge_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct charge_story *s = story_of(row->data);
    return DETAIL_CELLS(column, text, { "state", s->state }, { "gateway", s->gateway }, { "waits_for", s->waits_for });
}

const struct detail_kind detail_charge = { .read = charge_read,
                                           .who = charge_who,
                                           .cell = charge_cell,
                                           .write = charge_write,
                                           .ticks = charge_ticks,
                                           .alone = charge_alone,
                                           .copy = charge_copy };
