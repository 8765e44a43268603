/* One notification of a gateway: what came of it, what it is about, and the whole of it as it came. */
#include "base/arena.h"
#include "base/i18n.h"
#include "model/engine/saying.h"
#include "model/pay/inbox_story.h"
#include "model/pay/room.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "model/values/phone.h"
#include "tui/lists/detail_page.h"
#include "tui/pay/room.h"

#include <string.h>

static void *inbox_read(struct context *ctx, const struct pane *p, const char *id, struct error *e)
{
    struct inbox_story *s = ARENA_NEW(ctx->arena, struct inbox_story);
    (void)p;
    return inbox_read_story(ctx, id, s, e) ? s : NULL;
}

static const char *inbox_who(const void *data)
{
    const struct inbox_story *s = data;
    return s->order_id;
}

static enum theme_role state_role(const struct inbox_story *s)
{
    if (strcmp(s->state, "failed") == 0)
        return ROLE_BAD;
    if (strcmp(s->state, "unmatched") == 0)
        return ROLE_WARN;
    return strcmp(s->state, "done") == 0 ? ROLE_GOOD : ROLE_INFO;
}

static const char *state_text(const struct inbox_story *s)
{
    if (s->is_held)
        return _("it is processed now");
    if (strcmp(s->state, "new") == 0)
        return s->tries ? _("waits to be tried again") : _("waits to be processed");
    if (strcmp(s->state, "done") == 0)
        return _("done");
    return strcmp(s->state, "unmatched") == 0 ? _("belongs to nothing here")
                                              : _("failed, and is not tried again by itself");
}

static const char *repeats_text(const struct detail_page *page, const struct inbox_story *s)
{
    if (!s->repeats)
        return NULL;
    return arena_printf(page->lines->arena, _("%lld times, last %s"), (long long)s->repeats,
                        s->repeated_at ? s->repeated_at : "-");
}

static void write_outcome(const struct detail_page *page, const struct inbox_story *s)
{
    detail_title(page, _("What came of it"));
    detail_fact(page, _("state"), state_role(s), state_text(s));
    detail_fact(page, _("result"), ROLE_TEXT, say(page->lines->arena, s->result));
    detail_fact(page, _("processed"), ROLE_TEXT, s->processed_at);
    detail_fact(page, _("next try"), ROLE_TEXT, s->is_held ? NULL : s->next_try_at);
    if (s->tries > 1)
        detail_fact(page, _("tries"), ROLE_TEXT, arena_printf(page->lines->arena, "%lld", (long long)s->tries));
}

static void write_notification(const struct detail_page *page, const struct inbox_story *s)
{
    detail_title(page, _("Notification"));
    detail_fact(page, _("gateway"), ROLE_TEXT, choice_word(s->gateway));
    detail_fact(page, _("brand"), ROLE_TEXT, s->brand);
    detail_fact(page, _("order"), ROLE_TEXT, s->order_id);
    detail_fact(page, _("status"), ROLE_TEXT, s->status);
    detail_fact(page, _("received"), ROLE_TEXT, s->received_at);
    detail_fact(page, _("came again"), ROLE_TEXT, repeats_text(page, s));
}

static void write_charge(const struct detail_page *page, const struct inbox_story *s)
{
    char local[PHONE_TEXT] = "", amount[AMOUNT_TEXT];
    detail_title(page, _("Charge"));
    if (!s->kind) {
        lines_text(page->lines, 2, page->width, ROLE_DIM, _("No charge has this order id."));
        return;
    }
    if (s->phone_number && strlen(s->phone_number) < PHONE_TEXT)
        phone_local(local, s->phone_number);
    size_t from = page->lines->count;
    detail_fact(page, _("order"), ROLE_TEXT, s->order_id);
    detail_row_opens(page, from, &pane_payments, s->order_id);
    detail_fact(page, _("for"), ROLE_TEXT, choice_word(s->kind));
    if (s->amount_rp >= 0)
        detail_fact(page, _("amount"), ROLE_TEXT, rp_shown(amount, s->amount_rp));
    detail_fact(page, _("state"), ROLE_TEXT, s->charge_state ? choice_word(s->charge_state) : NULL);
    detail_fact(page, _("customer"), ROLE_TEXT, s->full_name);
    detail_fact(page, _("contact"), ROLE_TEXT, local);
}

static void inbox_write(const struct detail_page *page, const void *data)
{
    const struct inbox_story *s = data;
    write_outcome(page, s);
    write_notification(page, s);
    write_charge(page, s);
    detail_title(page, _("As it came"));
    const struct detail_page whole = detail_whole(page);
    for (size_t i = 0; s->body[i]; i++)
        lines_pair(page->lines, 2, 0, NULL, whole.width, ROLE_TEXT, s->body[i]);
}

const struct detail_kind detail_inbox = { .read = inbox_read, .who = inbox_who, .write = inbox_write };
