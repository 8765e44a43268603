/* What is told of charges, debts and invoices, spread over messengers and chats. */
#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/message.h"
#include "model/settings/setting.h"
#include "model/values/amount.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

enum {
    VALUES = 24
};

/* What an event does to the message that shows the charge. */
enum how {
    SHOW,  /* it is sent, or edited where it stands */
    ANEW,  /* it is sent, and one that stands goes: it is to be noticed */
    REMOVE /* it is taken away, and who saw it is told why; who has it by WhatsApp, where the event goes there, too */
};

/* By WhatsApp, where nothing is edited or taken away, only what the customer must know. Late is also what was paid
 * in time and is not what was asked for: it waits for a decision. */
static const struct event {
    const char *name;
    const char *for_user, *for_admin; /* NULL: admins are not told */
    enum how how;
    bool by_whatsapp;
    bool asks;               /* for money: it says how to pay, and only while that can be done */
    const char *switched_by; /* a setting, "on" where admins are told; NULL: they always are */
    const char *for_buyer;   /* in place of for_user where goods were handed out; NULL: the same */
} events[] = {
    { "created", "charge_created_user", "charge_created_admin", ANEW, true, true, NULL, NULL },
    { "invoiced", "invoice_created_user", NULL, ANEW, true, true, NULL,
      NULL }, /* a month's invoices are no news to admins */
    { "paid", "charge_paid_user", "charge_paid_admin", SHOW, true, false, NULL, "order_paid_user" },
    /* the goods of an order once more */
    { "delivered", "charge_paid_user", NULL, ANEW, true, false, NULL, "order_paid_user" },
    { "late", "charge_late_user", "charge_late_admin", ANEW, true, false, "admin_notice_money", NULL },
    { "expired", "charge_expired_user", "charge_expired_admin", REMOVE, false, false, NULL, NULL },
    { "cancelled", "charge_cancelled_user", "charge_cancelled_admin", REMOVE, false, false, NULL, NULL },
    { "refunded", "charge_refunded_user", "charge_refunded_admin", REMOVE, true, false, NULL, NULL },
};

/* What is told, and to whom. */
struct telling {
    struct context *ctx;
    const struct event *event;                        /* NULL: a reminder */
    const char *source;                               /* the row of the outbox that asks */
    const char *user_id, *chat_id, *phone, *order_id; /* NULL: none */
    const char *pay;                                  /* template that says how to pay; NULL: none */
    const char *reminder;                             /* template of a reminder */
    const char *before;                               /* the day on which it is of no use any more; NULL: none */
    struct message_value values[VALUES];
    size_t count;
    size_t told;   /* chats and phones */
    int64_t goods; /* texts that the goods of an order fill; 0: none were handed out */
};

static const char *column(const struct telling *t, const struct db_result *r, int c)
{
    return story_text(t->ctx->arena, r, 0, c);
}

static void give(struct telling *t, const char *name, const char *text)
{
    t->values[t->count++] = (struct message_value){ .name = name, .text = text };
}

static const char *rupiah(const struct telling *t, const struct db_result *r, int c)
{
    char text[AMOUNT_TEXT];
    return arena_strdup(t->ctx->arena, rp_human(text, db_int64(r, 0, c)));
}

static bool has_telegram(const struct telling *t)
{
    return t->ctx->config->telegram && t->chat_id;
}

/* Digits with the country's, as such gateways want them. NULL: none. */
static const char *whatsapp_number(const struct telling *t)
{
    const char *digits = t->phone && *t->phone == '+' ? t->phone + 1 : NULL;
    return t->ctx->config->whatsapp && digits && *digits && !digits[strspn(digits, "0123456789")] ? digits : NULL;
}

/* In the customer's language, or the shop's for admins. */
static const char *fill(const struct telling *t, const char *role, const char *name, bool html, struct error *e)
{
    return strcmp(role, "user") == 0 ? message_fill_for(t->ctx, t->user_id, name, t->values, t->count, html, e)
                                     : message_fill(t->ctx, name, t->values, t->count, html, e);
}

/* The customer's text of a new charge, or of an invoice, says how to pay it too. */
static const char *write_text(struct telling *t, const char *role, const char *name, bool html, struct error *e)
{
    const char *text = fill(t, role, name, html, e), *pay;
    bool has_pay = t->pay && (!t->event || (t->event->asks && strcmp(name, t->event->for_user) == 0));
    if (!text || !has_pay)
        return text;
    pay = fill(t, role, t->pay, html, e);
    return pay ? arena_printf(t->ctx->arena, "%s\n\n%s", text, pay) : NULL;
}

static bool tell(struct telling *t, bool by_telegram, const char *address, const char *role, const char *name,
                 struct error *e)
{
    const char *text = write_text(t, role, name, by_telegram, e);
    bool is_asking = t->event && t->event->asks;
    t->told++;
    return text && db_run(t->ctx->db, "message_tell",
                          DB_PARAMS(t->source, by_telegram ? "telegram:bot" : "whatsapp:gateway", address, text,
                                    t->user_id, t->order_id, role, is_asking ? t->order_id : NULL, t->before),
                          NULL, e);
}

static bool show(struct telling *t, const char *chat, const char *role, const char *name, struct error *e)
{
    const char *text = write_text(t, role, name, true, e);
    t->told++;
    return text &&
           db_run(t->ctx->db, "message_show",
                  DB_PARAMS(t->source, t->order_id, role, chat, text, t->event->how == ANEW ? "t" : "f", t->user_id),
                  NULL, e);
}

static bool take_away(struct telling *t, const char *role, const char *name, struct error *e)
{
    const char *text = write_text(t, role, name, true, e);
    struct db_result *r =
        text ? db_query(t->ctx->db, "message_remove", DB_PARAMS(t->source, t->order_id, role, text, t->user_id), e)
             : NULL;
    if (!r)
        return false;
    t->told += (size_t)db_int64(r, 0, 0);
    db_result_free(r);
    return true;
}

/* What of the goods the first message has no room for. */
static bool tell_goods(struct telling *t, bool by_telegram, const char *address, struct error *e)
{
    const char *texts = arena_printf(t->ctx->arena, "%" PRId64, t->goods);
    if (!t->event->for_buyer || t->goods < 2)
        return true;
    if (by_telegram)
        return db_run(t->ctx->db, "message_show_goods", DB_PARAMS(t->source, address, t->user_id, t->order_id, texts),
                      NULL, e);
    return db_run(t->ctx->db, "message_tell_goods",
                  DB_PARAMS(t->source, "whatsapp:gateway", address, t->user_id, t->order_id, texts), NULL, e);
}

static bool tell_user(struct telling *t, struct error *e)
{
    const char *number = whatsapp_number(t);
    const char *name = t->goods > 0 && t->event->for_buyer ? t->event->for_buyer : t->event->for_user;
    if (has_telegram(t))
        return show(t, t->chat_id, "user", name, e) && tell_goods(t, true, t->chat_id, e);
    return !number || !t->event->by_whatsapp ||
           (tell(t, false, number, "user", name, e) && tell_goods(t, false, number, e));
}

/* Admins may do without being told of money that waits; what they were told before is brought up to date all the same.
 */
static bool wants_admins(struct telling *t, bool *is_wanted, struct error *e)
{
    const char *money = t->event->switched_by ? setting_read(t->ctx, t->event->switched_by, e) : "on";
    *is_wanted = money && strcmp(money, "on") == 0;
    return money != NULL;
}

static bool tell_admins(struct telling *t, struct error *e)
{
    const struct config_telegram *telegram = t->event->for_admin ? t->ctx->config->telegram : NULL;
    bool is_wanted, ok = wants_admins(t, &is_wanted, e);
    if (!ok || !is_wanted)
        return ok;
    for (const char *const *chat = telegram ? telegram->admin_chats : NULL; ok && chat && *chat; chat++)
        ok = show(t, *chat, "admin", t->event->for_admin, e);
    return ok;
}

static bool spread_charge(struct telling *t, struct error *e)
{
    if (t->event->how == REMOVE)
        return take_away(t, "user", t->event->for_user, e) && take_away(t, "admin", t->event->for_admin, e) &&
               (has_telegram(t) || tell_user(t, e));
    return tell_user(t, e) && tell_admins(t, e);
}

static bool spread_reminder(struct telling *t, struct error *e)
{
    const char *number = whatsapp_number(t);
    if (has_telegram(t))
        return tell(t, true, t->chat_id, "user", t->reminder, e);
    return !number || tell(t, false, number, "user", t->reminder, e);
}

/* A page of the gateway's comes first where there is one: it says all the rest. */
static void give_ways_to_pay(struct telling *t, const struct db_result *r, int first)
{
    enum {
        PAGE,
        DEEPLINK,
        QR,
        VA,
        BANK,
        BILL_KEY,
        BILLER_CODE
    };
    const char *page = column(t, r, first + PAGE), *app = column(t, r, first + DEEPLINK),
               *qr = column(t, r, first + QR);
    const char *va = column(t, r, first + VA), *bill = column(t, r, first + BILL_KEY);

    t->pay = page ? "pay_link" : va ? "pay_va" : bill ? "pay_bill" : app ? "pay_link" : qr ? "pay_qr" : NULL;
    give(t, "link", page ? page : app ? app : qr);
    give(t, "va_number", va);
    give(t, "bank", db_is_null(r, 0, first + BANK) ? "" : column(t, r, first + BANK));
    give(t, "bill_key", bill);
    give(t, "biller_code", column(t, r, first + BILLER_CODE));
}

static void take_charge(struct telling *t, const struct db_result *r)
{
    enum {
        SOURCE,
        EVENT,
        KNOWN,
        OPEN,
        ORDER,
        USER,
        NAME,
        PHONE,
        CHAT,
        SUBJECT,
        AMOUNT,
        METHOD,
        EXPIRES,
        PAID,
        WAYS,
        INVOICE = WAYS + 7,
        DUE,
        GIVES,
        RECEIPT,
        GOODS
    };
    t->source = column(t, r, SOURCE);
    t->order_id = column(t, r, ORDER);
    t->user_id = column(t, r, USER);
    t->phone = column(t, r, PHONE);
    t->chat_id = column(t, r, CHAT);
    give(t, "name", column(t, r, NAME));
    give(t, "phone", t->phone);
    give(t, "order_id", t->order_id);
    give(t, "subject", column(t, r, SUBJECT));
    give(t, "amount", rupiah(t, r, AMOUNT));
    give(t, "method", column(t, r, METHOD));
    give(t, "expires_at", column(t, r, EXPIRES));
    give_ways_to_pay(t, r, WAYS);
    give(t, "paid_at", column(t, r, PAID));
    give(t, "invoice_number", column(t, r, INVOICE));
    give(t, "due_on", column(t, r, DUE));
    give(t, "gives", column(t, r, GIVES));
    give(t, "receipt", column(t, r, RECEIPT));
    t->goods = db_int64(r, 0, GOODS);
    t->values[t->count++] = (struct message_value){ .name = "goods", .text = "", .is_late = true };
}

static const struct event *find_event(const char *name)
{
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        if (strcmp(events[i].name, name) == 0)
            return &events[i];
    return NULL;
}

static void say(struct effect_row *row, enum effect_state state, const char *message)
{
    row->state = state;
    row->message = message;
}

/* What there is to tell; false where there is nothing, and the row says why. */
static bool judge_charge(struct telling *t, const struct db_result *r, struct effect_row *row)
{
    enum {
        EVENT = 1,
        KNOWN,
        OPEN
    };
    if (db_rows(r) == 0) {
        say(row, EFFECT_RETRY, "another worker has it");
        return false;
    }
    t->event = find_event(db_value(r, 0, EVENT));
    if (!t->event || !db_bool(r, 0, KNOWN)) {
        say(row, EFFECT_FAILED, t->event ? "there is no such charge" : "its payload does not say what has happened");
        return false;
    }
    if (t->event->asks && !db_bool(r, 0, OPEN)) {
        say(row, EFFECT_DONE, "it had ended before it was told of");
        return false;
    }
    return true;
}

static bool read_charge(struct telling *t, struct effect_row *row, bool *is_wanted, struct error *e)
{
    struct db_result *r = db_query(t->ctx->db, "message_charge", DB_PARAMS(t->ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    *is_wanted = judge_charge(t, r, row);
    if (*is_wanted)
        take_charge(t, r);
    db_result_free(r);
    return true;
}

static bool read_reminder(struct telling *t, struct effect_row *row, bool *is_wanted, struct error *e)
{
    enum {
        SOURCE,
        LATE,
        USER,
        NAME,
        PHONE,
        CHAT,
        AMOUNT,
        BLOCK_ON,
        OLDEST_DUE,
        BEFORE
    };
    struct db_result *r = db_query(t->ctx->db, "message_reminder", DB_PARAMS(t->ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    *is_wanted = db_rows(r) > 0 && !db_bool(r, 0, LATE);
    t->reminder = "debt_reminder";
    if (*is_wanted) {
        t->source = column(t, r, SOURCE);
        t->user_id = column(t, r, USER);
        t->phone = column(t, r, PHONE);
        t->chat_id = column(t, r, CHAT);
        t->before = column(t, r, BEFORE);
        give(t, "name", column(t, r, NAME));
        give(t, "amount", rupiah(t, r, AMOUNT));
        give(t, "block_on", column(t, r, BLOCK_ON));
        give(t, "oldest_due", column(t, r, OLDEST_DUE));
    } else if (db_rows(r) > 0) {
        say(row, EFFECT_DONE, "out of date before it was sent");
    } else {
        say(row, EFFECT_RETRY, "another worker has it");
    }
    db_result_free(r);
    return true;
}

static void take_warning(struct telling *t, const struct db_result *r)
{
    enum {
        SOURCE,
        LATE,
        USER,
        NAME,
        PHONE,
        CHAT,
        DEBT,
        LIMIT
    };
    t->reminder = "debt_warning";
    t->source = column(t, r, SOURCE);
    t->user_id = column(t, r, USER);
    t->phone = column(t, r, PHONE);
    t->chat_id = column(t, r, CHAT);
    give(t, "name", column(t, r, NAME));
    give(t, "debt", column(t, r, DEBT));
    give(t, "limit", column(t, r, LIMIT));
}

static bool read_warning(struct telling *t, struct effect_row *row, bool *is_wanted, struct error *e)
{
    enum {
        LATE = 1
    };
    struct db_result *r = db_query(t->ctx->db, "message_debt_warning", DB_PARAMS(t->ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    *is_wanted = db_rows(r) > 0 && !db_bool(r, 0, LATE);
    if (*is_wanted)
        take_warning(t, r);
    else if (db_rows(r) > 0)
        say(row, EFFECT_DONE, "out of date before it was sent");
    else
        say(row, EFFECT_RETRY, "another worker has it");
    db_result_free(r);
    return true;
}

static void take_invoice(struct telling *t, const struct db_result *r)
{
    enum {
        SOURCE,
        SETTLED,
        USER,
        NAME,
        PHONE,
        CHAT,
        AMOUNT,
        SUBJECT,
        NUMBER,
        DUE_ON,
        DAYS,
        LINK
    };
    int64_t days = db_int64(r, 0, DAYS);
    t->reminder = days > 0 ? "invoice_reminder_before" : days == 0 ? "invoice_reminder_on" : "invoice_reminder_after";
    t->source = column(t, r, SOURCE);
    t->user_id = column(t, r, USER);
    t->phone = column(t, r, PHONE);
    t->chat_id = column(t, r, CHAT);
    give(t, "name", column(t, r, NAME));
    give(t, "amount", rupiah(t, r, AMOUNT));
    give(t, "subject", column(t, r, SUBJECT));
    give(t, "invoice_number", column(t, r, NUMBER));
    give(t, "due_on", column(t, r, DUE_ON));
    give(t, "days", arena_printf(t->ctx->arena, "%" PRId64, days < 0 ? -days : days));
    give(t, "link", column(t, r, LINK));
    t->pay = db_is_null(r, 0, LINK) ? NULL : "pay_link";
}

static bool read_invoice(struct telling *t, struct effect_row *row, bool *is_wanted, struct error *e)
{
    enum {
        SETTLED = 1
    };
    struct db_result *r = db_query(t->ctx->db, "message_invoice", DB_PARAMS(t->ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    *is_wanted = db_rows(r) > 0 && !db_bool(r, 0, SETTLED);
    if (*is_wanted)
        take_invoice(t, r);
    else if (db_rows(r) > 0)
        say(row, EFFECT_DONE, "nothing was owed any more");
    else
        say(row, EFFECT_RETRY, "another worker has it");
    db_result_free(r);
    return true;
}

/* How one kind of row is read and spread. */
struct spreading {
    bool (*read)(struct telling *t, struct effect_row *row, bool *is_wanted, struct error *e);
    bool (*spread)(struct telling *t, struct error *e);
};

/* All rows that one makes come in one transaction, under its lock. What is wrong with a template or a row fails
 * that row alone. */
static bool spread_row(struct context *ctx, const struct spreading *s, struct effect_row *row, struct error *e)
{
    struct telling t = { .ctx = ctx };
    struct error why = { .code = ERR_NONE };
    char text[900];
    bool is_wanted = false, ok = db_begin(ctx->db, &why) && s->read(&t, row, &is_wanted, &why);

    ok = ok && (!is_wanted || s->spread(&t, &why)) && db_commit(ctx->db, &why);
    if (ok && is_wanted)
        say(row, EFFECT_DONE, t.told ? NULL : "nobody to tell");
    if (ok)
        return true;
    db_rollback(ctx->db);
    if (why.code == ERR_CONFIG || why.code == ERR_INTERNAL) {
        say(row, EFFECT_FAILED, text_safe_copy(ctx->arena, error_text(&why, text, sizeof text)));
        return true;
    }
    if (e)
        *e = why;
    return false;
}

/* The kinds of row, told apart by what only one of them says. */
static const struct spreading *spreading_of(const struct effect_row *row)
{
    static const struct spreading charge = { read_charge, spread_charge },
                                  reminder = { read_reminder, spread_reminder },
                                  warning = { read_warning, spread_reminder },
                                  invoice = { read_invoice, spread_reminder };
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL);
    const struct spreading *s = json_object_get(payload, "event")        ? &charge
                                : json_object_get(payload, "policy")     ? &reminder
                                : json_object_get(payload, "warning")    ? &warning
                                : json_object_get(payload, "invoice_id") ? &invoice
                                                                         : NULL;
    json_decref(payload);
    return s;
}

bool effect_message_spread(struct context *ctx, const char *name, struct effect_row *rows, size_t count,
                           struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        const struct spreading *s = spreading_of(&rows[i]);
        if (!s)
            say(&rows[i], EFFECT_FAILED, "its payload does not say what has happened");
        else if (!spread_row(ctx, s, &rows[i], e))
            return false;
        context_progress(ctx, name, i + 1, count);
    }
    return true;
}
