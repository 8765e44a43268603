/* One invoice: what it asks for, how its link stands and how to pay by it, its way through the queue, and what
 * happened. Also the page of an item of the queue, which is about its invoice. */
#include "base/arena.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "model/bill/invoice.h"
#include "model/bill/room.h"
#include "model/engine/saying.h"
#include "model/lists/row_user.h"
#include "model/pay/room.h"
#include "model/values/choice.h"
#include "tui/bill/room.h"
#include "tui/lists/detail_page.h"
#include "tui/pay/qr_page.h"

#include <string.h>

enum {
    ABOVE_QR = 24 /* rows of the page that stand above it */
};

struct invoice_data {
    struct invoice_story story;
    struct charge_story charge; /* the one in force; order_id NULL: there is none */
    int64_t read_at_ms;         /* monotonic */
};

static bool read_all(struct context *ctx, const char *id, struct invoice_data *d, struct error *e)
{
    if (!invoice_read_story(ctx, id, &d->story, e))
        return false;
    d->read_at_ms = clock_ms();
    if (charge_read_story(ctx, d->story.external_id, &d->charge, e))
        return true;
    if (e->code != ERR_REFUSED)
        return false;
    error_clear(e);
    d->charge = (struct charge_story){ .order_id = NULL };
    return true;
}

static void *invoice_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct invoice_data *d = ARENA_NEW(ctx->arena, struct invoice_data);
    if (p != &pane_invoices && !row_read_invoice(ctx, p, id, &id, e))
        return NULL;
    return read_all(ctx, id, d, e) ? d : NULL;
}

static const char *invoice_who(const void *data)
{
    const struct invoice_story *s = &((const struct invoice_data *)data)->story;
    return s->full_name && *s->full_name ? s->full_name : s->invoice_number;
}

static struct arena *arena_of(const struct detail_page *page)
{
    return page->lines->arena;
}

static bool is_set(const char *text)
{
    return text && *text;
}

static bool is_text(const char *text, const char *wanted)
{
    return text && strcmp(text, wanted) == 0;
}

/* --- the link's time --- */

static bool invoice_ticks(const void *data)
{
    const struct charge_story *c = &((const struct invoice_data *)data)->charge;
    return is_text(c->state, "open") && c->expires_in_s != INT64_MIN;
}

/* By the database's clock: what it said when it was asked, less what has gone by since. */
static int64_t seconds_left(const struct invoice_data *d)
{
    return d->charge.expires_in_s - (clock_ms() - d->read_at_ms) / 1000;
}

static bool is_owed(const struct invoice_story *s)
{
    return is_text(s->status, "unpaid") || is_text(s->status, "expired");
}

static bool can_be_paid(const struct invoice_data *d)
{
    return is_owed(&d->story) && is_set(d->story.payment_link) && is_text(d->charge.state, "open") &&
           (!invoice_ticks(d) || seconds_left(d) > 0);
}

static const char *countdown(const struct detail_page *page, const struct invoice_data *d)
{
    return invoice_ticks(d) ? qr_page_countdown(arena_of(page), seconds_left(d)) : NULL;
}

/* --- how it stands --- */

static bool is_queued(const struct invoice_story *s, const char *state)
{
    return is_text(s->queue_state, state);
}

static const char *owed_words(const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    if (is_queued(s, "failed"))
        return _("NOT SENT");
    if (is_queued(s, "processing"))
        return _("IS BEING SENT");
    if (is_queued(s, "pending"))
        return _("WAITS TO BE SENT");
    if (s->is_overdue)
        return _("OVERDUE");
    return can_be_paid(d) ? _("WAITS FOR THE PAYMENT") : _("UNPAID, WITHOUT A LINK");
}

static const char *state_words(const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    if (is_text(s->status, "paid"))
        return _("PAID");
    if (is_text(s->status, "cancelled"))
        return _("CANCELLED");
    if (is_text(s->status, "expired") && !is_queued(s, "pending") && !is_queued(s, "processing"))
        return _("UNPAID, ITS LINK IS OVER");
    return owed_words(d);
}

static enum theme_role state_role(const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    if (is_text(s->status, "paid"))
        return ROLE_GOOD;
    if (is_text(s->status, "cancelled"))
        return ROLE_WARN;
    if (s->is_overdue || is_queued(s, "failed"))
        return ROLE_BAD;
    return is_text(s->status, "expired") ? ROLE_WARN : ROLE_INFO;
}

/* Only the queue's pane has the keys of the queue. */
static const char *queue_advice(const struct detail_page *page, const struct invoice_story *s)
{
    bool is_failed = is_queued(s, "failed");
    if (page->pane == &pane_queue)
        return is_failed ? arena_printf(arena_of(page), _("%s tries again."), detail_key(page, "queue.retry"))
                         : arena_printf(arena_of(page), _("This page goes on by itself. %s lets it go before others."),
                                        detail_key(page, "queue.prioritise"));
    return is_failed
               ? arena_printf(arena_of(page), _("%s tries again with a new link."), detail_key(page, "invoices.resend"))
               : _("It is in the queue; this page goes on by itself.");
}

static const char *owed_advice(const struct detail_page *page, const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    if (is_queued(s, "failed") || is_queued(s, "pending") || is_queued(s, "processing"))
        return queue_advice(page, s);
    if (page->pane != &pane_invoices)
        return arena_printf(arena_of(page), _("%s opens the invoice, with all that can be done about it."),
                            detail_key(page, "open.invoice"));
    if (can_be_paid(d))
        return arena_printf(arena_of(page),
                            _("This page tells when it is paid. %s asks Xendit now, %s sends it again."),
                            detail_key(page, "invoices.refresh"), detail_key(page, "invoices.resend"));
    return arena_printf(arena_of(page), _("%s makes a new link and sends it."), detail_key(page, "invoices.resend"));
}

static const char *advice(const struct detail_page *page, const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    if (is_text(s->status, "paid"))
        return is_text(s->paid_how, "hand") ? _("It was marked as paid by hand. There is nothing to be done.")
                                            : _("There is nothing to be done.");
    if (is_text(s->status, "cancelled"))
        return _("Nobody is asked for it any more.");
    return owed_advice(page, d);
}

static void write_state(const struct detail_page *page, const struct invoice_data *d)
{
    const char *left = can_be_paid(d) ? countdown(page, d) : NULL, *words = state_words(d);
    struct arena *a = arena_of(page);
    if (left)
        words = arena_printf(a, "%s  %s", words, left);
    lines_pair(page->lines, 2, 0, NULL, page->width, state_role(d), words);
    lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_TEXT, advice(page, d));
    if (is_set(d->charge.waits_for))
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_WARN,
                   arena_printf(a, _("To be decided in the payments, order %s: %s"), d->charge.order_id,
                                say(a, d->charge.waits_for)));
    if (is_set(d->charge.ask_error))
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_WARN,
                   arena_printf(a, _("Xendit could not be asked: %s"), say(a, d->charge.ask_error)));
}

/* --- what it is about --- */

static const char *base_text(const struct detail_page *page, const struct invoice_story *s)
{
    const char *base = detail_rupiah(page, s->base_rp);
    if (s->days >= s->of_days)
        return base;
    return arena_printf(arena_of(page), _("%s, for %d of %d days"), base, s->days, s->of_days);
}

static const char *due_text(const struct detail_page *page, const struct invoice_story *s)
{
    if (!s->is_overdue)
        return s->due_on;
    return arena_printf(arena_of(page), _("%s, %lld days ago"), s->due_on, (long long)s->overdue_days);
}

static const char *customer_text(const struct detail_page *page, const struct invoice_story *s)
{
    const char *contact = detail_phone(page, s->phone_number);
    if (!is_set(s->full_name))
        return contact;
    return is_set(contact) ? arena_printf(arena_of(page), "%s, %s", s->full_name, contact) : s->full_name;
}

static const char *address_text(const struct detail_page *page, const struct invoice_story *s)
{
    const char *whatsapp = detail_phone(page, s->whatsapp);
    if (is_set(whatsapp) && is_set(s->email))
        return arena_printf(arena_of(page), "%s, %s", whatsapp, s->email);
    return is_set(whatsapp) ? whatsapp : is_set(s->email) ? s->email : _("nowhere: there is no address");
}

/* As the law has it shown: of PPN its base (DPP nilai lain) and its rate, else the percentage. */
static void write_tax(const struct detail_page *page, const struct invoice_story *s)
{
    const char *tax = detail_rupiah(page, s->tax_rp);
    if (s->discount_rp)
        detail_fact(page, _("price"), ROLE_TEXT, detail_rupiah(page, s->base_rp + s->discount_rp));
    if (s->discount_rp)
        detail_fact(page, _("discount"), ROLE_TEXT, detail_rupiah(page, s->discount_rp));
    detail_fact(page, _("base"), ROLE_TEXT, base_text(page, s));
    if (strcmp(s->tax_kind, "ppn_2025") == 0) {
        detail_fact(page, _("DPP nilai lain"), ROLE_TEXT, detail_rupiah(page, s->dpp_rp));
        detail_fact(page, "PPN 12 %", ROLE_TEXT, tax);
    } else if (strcmp(s->tax_kind, "none") == 0) {
        detail_fact(page, _("tax"), ROLE_TEXT, _("none"));
    } else {
        detail_fact(page, _("tax"), ROLE_TEXT, arena_printf(arena_of(page), _("%s, %s %%"), tax, s->tax_percent));
    }
}

static void write_matter(const struct detail_page *page, const struct invoice_story *s)
{
    detail_title(page, _("Invoice"));
    detail_fact(page, _("total"), ROLE_TEXT, detail_rupiah(page, s->total_rp));
    write_tax(page, s);
    detail_fact(page, _("for"), ROLE_TEXT, s->subject);
    detail_fact(page, _("customer"), ROLE_TEXT, customer_text(page, s));
    detail_fact(page, _("due"), s->is_overdue ? ROLE_BAD : ROLE_TEXT, due_text(page, s));
    detail_fact(page, _("number"), ROLE_TEXT, s->invoice_number);
    detail_fact(page, _("brand"), ROLE_TEXT, s->brand);
    detail_fact(page, _("sent to"), ROLE_TEXT, address_text(page, s));
}

/* --- its way to Xendit --- */

static const struct {
    const char *state, *words;
    enum theme_role role;
} queue_states[] = {
    { "pending", N_("waits in the queue"), ROLE_INFO },           { "processing", N_("is being sent"), ROLE_INFO },
    { "completed", N_("its link was made"), ROLE_GOOD },          { "failed", N_("failed"), ROLE_BAD },
    { "cancelled", N_("was taken out of the queue"), ROLE_WARN },
};

/* The charge at the gateway that its money comes by. */
static void write_order(const struct detail_page *page, const struct invoice_data *d)
{
    size_t from = page->lines->count;
    detail_fact(page, _("order"), ROLE_TEXT, d->charge.order_id);
    detail_row_opens(page, from, &pane_payments, d->charge.order_id);
}

static void write_queue(const struct detail_page *page, const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    enum theme_role role = ROLE_TEXT;
    const char *words = s->queue_state;
    detail_title(page, _("Way to Xendit"));
    for (size_t i = 0; i < sizeof queue_states / sizeof *queue_states; i++)
        if (is_queued(s, queue_states[i].state)) {
            words = _(queue_states[i].words);
            role = queue_states[i].role;
        }
    detail_fact(page, _("state"), role, words ? words : _("it was not queued"));
    detail_fact(page, _("priority"), ROLE_TEXT, s->queue_priority ? choice_word(s->queue_priority) : NULL);
    if (s->queue_tries > 0)
        detail_fact(page, _("failed tries"), ROLE_TEXT,
                    arena_printf(arena_of(page), "%lld", (long long)s->queue_tries));
    detail_fact(page, _("last error"), ROLE_BAD, say(arena_of(page), s->queue_error));
    detail_fact(page, _("next try"), ROLE_TEXT, s->queue_next_try);
    detail_fact(page, _("Xendit's id"), ROLE_TEXT, s->xendit_id);
    if (s->external_id && s->invoice_number && strcmp(s->external_id, s->invoice_number) != 0)
        detail_fact(page, _("external id"), ROLE_TEXT, s->external_id);
    write_order(page, d);
}

/* --- what happened --- */

static const char *paid_text(const struct detail_page *page, const struct invoice_story *s)
{
    if (!is_set(s->paid_at))
        return NULL;
    if (s->paid_amount_rp < 0)
        return detail_when(page, s->paid_at);
    return arena_printf(arena_of(page), _("%s: %s, by %s"), detail_when(page, s->paid_at),
                        detail_rupiah(page, s->paid_amount_rp), is_text(s->paid_how, "hand") ? _("hand") : "Xendit");
}

static void write_history(const struct detail_page *page, const struct invoice_story *s)
{
    detail_title(page, _("What happened"));
    detail_fact(page, _("issued"), ROLE_TEXT, s->issued_on);
    detail_fact(page, _("paid"), ROLE_GOOD, paid_text(page, s));
    detail_fact(page, _("note"), ROLE_TEXT, s->note);
    for (size_t i = 0; i < s->event_count; i++) {
        const struct charge_event *event = &s->events[i];
        const char *at = detail_when(page, event->at),
                   *what = is_set(event->what) ? say(arena_of(page), event->what) : "-";
        detail_fact(page, is_set(event->source) ? event->source : "-", ROLE_TEXT,
                    at ? arena_printf(arena_of(page), "%s  %s", at, what) : what);
    }
}

/* --- the whole --- */

static enum detail_alone invoice_alone(const struct detail_page *page, const void *data)
{
    const struct invoice_data *d = data;
    enum detail_alone alone = qr_page_alone(page, can_be_paid(d) ? d->story.payment_link : NULL, ABOVE_QR);
    return alone == ALONE_BETTER ? ALONE_MAY : alone; /* its customer got the link: the page is what is looked for */
}

static void write_alone(const struct detail_page *page, const struct invoice_data *d)
{
    const struct invoice_story *s = &d->story;
    const char *const facts[] = { s->subject, customer_text(page, s), s->invoice_number, s->payment_link };
    const struct qr_key keys[] = {
        { "view.close", _("All about it") },
        { "copy.text", _("Copy") },
        { "invoices.refresh", _("Ask Xendit") },
    };
    const struct qr_page q = { .text = s->payment_link,
                               .state = state_words(d),
                               .role = state_role(d),
                               .left = countdown(page, d),
                               .amount = detail_rupiah(page, s->total_rp),
                               .facts = facts,
                               .fact_count = sizeof facts / sizeof *facts,
                               .keys = keys,
                               .key_count = sizeof keys / sizeof *keys };
    qr_page_write_alone(page, &q);
}

static void invoice_write(const struct detail_page *page, const void *data)
{
    const struct invoice_data *d = data;
    if (page->is_alone) {
        write_alone(page, d);
        return;
    }
    write_state(page, d);
    if (can_be_paid(d))
        lines_pair(page->lines, 2, 0, NULL, page->width, ROLE_TEXT, d->story.payment_link);
    write_matter(page, &d->story);
    write_queue(page, d);
    if (can_be_paid(d)) {
        detail_title(page, _("To pay it"));
        qr_page_write(page, d->story.payment_link);
    }
    write_history(page, &d->story);
}

/* The most useful first. */
static const char *invoice_copy(struct arena *a, const void *data, size_t nth, const char **what)
{
    const struct invoice_data *d = data;
    const struct detail_copy ways[] = {
        { _("the link"), can_be_paid(d) ? d->story.payment_link : NULL },
        { _("the invoice's number"), d->story.invoice_number },
        { _("Xendit's id"), d->story.xendit_id },
    };
    (void)a;
    return detail_copy_nth(ways, sizeof ways / sizeof *ways, nth, what);
}

/* Where the money and its decisions are. */
static const char *invoice_elsewhere(struct arena *a, const void *data, const char *pane)
{
    const struct invoice_data *d = data;
    if (strcmp(pane, "payments") == 0)
        return arena_printf(a, "order:%s*", d->story.invoice_number);
    return strcmp(pane, "queue") == 0 ? arena_printf(a, "number:%s", d->story.invoice_number) : NULL;
}

static bool invoice_cell(const struct pane_row *row, const char *column, const char **text)
{
    const struct invoice_story *s = &((const struct invoice_data *)row->data)->story;
    return DETAIL_CELLS(column, text, { "state", s->status }, { "queue_state", s->queue_state });
}

const struct detail_kind detail_invoice = { .read = invoice_read,
                                            .who = invoice_who,
                                            .cell = invoice_cell,
                                            .write = invoice_write,
                                            .elsewhere = invoice_elsewhere,
                                            .ticks = invoice_ticks,
                                            .alone = invoice_alone,
                                            .copy = invoice_copy };
