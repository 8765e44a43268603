/* Messages on their way: each chat is brought to what it is to show, at the messenger's rate. */
#include "base/text.h"
#include "db/db.h"
#include "model/engine/rate.h"
#include "model/pay/gateways.h"
#include "model/pay/message.h"
#include "model/settings/setting.h"
#include "net/messenger.h"

#include <jansson.h>
#include <limits.h>
#include <string.h>

enum {
    BAD_REQUEST = 400,
    FORBIDDEN = 403,
    TOO_MANY = 429
};

/* Told twice is better than not told, told without end is not: 1 s, 4 s, 16 s and so on to an hour lie between. */
enum {
    MOST_UNANSWERED = 8,
    FIRST_WAIT_MS = 1000,
    LONGEST_WAIT_MS = 3600 * 1000
};

/* One messenger, and what its outbox is called. */
struct sender {
    struct context *ctx;
    const char *name, *target, *lamp;
    struct telegram *telegram; /* or: */
    struct whatsapp *whatsapp;
    int64_t per_minute;
};

/* One row: what is to be where. */
struct message {
    const char *uid, *to, *text;
    bool is_gone, is_sent;
    const char *source;              /* row of the outbox that asked for it */
    const char *while_open, *before; /* only while this order can be paid, before this day; NULL: always */
    const char *user_id, *order_id;
    const char *notice;  /* of console.notice: asked once more right before it is sent; NULL: it is none */
    const char *refusal; /* why it is not sent after all */
    int64_t wait_ms;     /* the quiet hours last so long; 0: now */
    bool is_old;         /* another has asked for something else since */
    bool is_over;        /* what it asks for can't be done any more */
    bool is_charge;      /* it shows a charge: its number is kept */
    int unanswered;      /* so often it was sent, and nobody knows whether it came */
    int64_t message_id;  /* that the chat shows; 0: none */
    int64_t replaces;    /* that goes when this one comes; 0: none */
};

static const char *text_of(struct arena *a, const json_t *payload, const char *name)
{
    return arena_strdup(a, json_string_value(json_object_get(payload, name)));
}

static void read_message(struct arena *a, const struct effect_row *row, struct message *m)
{
    json_t *payload = json_loads(row->payload ? row->payload : "", 0, NULL);
    *m = (struct message){ .uid = row->entity_id,
                           .to = text_of(a, payload, "to"),
                           .text = text_of(a, payload, "text"),
                           .is_gone = json_is_true(json_object_get(payload, "gone")),
                           .is_sent = json_is_true(json_object_get(payload, "is_sent")),
                           .while_open = text_of(a, payload, "while_open"),
                           .before = text_of(a, payload, "before"),
                           .user_id = text_of(a, payload, "user_id"),
                           .order_id = text_of(a, payload, "order_id"),
                           .unanswered = (int)json_integer_value(json_object_get(payload, "unanswered")),
                           .replaces = json_integer_value(json_object_get(payload, "replaces")) };
    m->source = arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(payload, "source")));
    if (json_object_get(payload, "notice"))
        m->notice = arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(payload, "notice")));
    json_decref(payload);
}

static bool read_shown(const struct sender *s, struct message *m, struct error *e)
{
    struct db_result *r =
        db_query(s->ctx->db, "message_shown", DB_PARAMS(m->uid, m->source, m->while_open, m->before, m->user_id), e);
    if (!r)
        return false;
    m->is_charge = db_bool(r, 0, 0);
    m->message_id = db_is_null(r, 0, 1) ? 0 : db_int64(r, 0, 1);
    m->is_old = db_bool(r, 0, 2);
    m->is_over = db_bool(r, 0, 3);
    db_result_free(r);
    return true;
}

/* The text with its late places filled: it is in no table, and goes with the arena of this row. */
static const char *fill_late(const struct sender *s, const char *text, const char *place, const char *secret)
{
    struct strbuf out = { .arena = s->ctx->arena };
    const char *mark = arena_printf(s->ctx->arena, MESSAGE_LATE "%s" MESSAGE_LATE, place), *at = text;
    for (const char *found; (found = strstr(at, mark)); at = found + strlen(mark)) {
        strbuf_add_bytes(&out, at, (size_t)(found - at));
        strbuf_add(&out, message_plain(s->ctx->arena, secret, s->telegram != NULL));
    }
    strbuf_add(&out, at);
    return strbuf_text(&out);
}

/* Between asking for a message and sending it, minutes or a night may lie. */
static bool read_notice(const struct sender *s, struct message *m, struct error *e)
{
    enum {
        REFUSAL,
        WAIT_MS,
        PASSWORD
    };
    struct db_result *r = m->notice ? db_query(s->ctx->db, "message_before_sent", DB_PARAMS(m->notice), e) : NULL;
    if (!r)
        return !m->notice;
    m->refusal = db_rows(r) == 0             ? "there is no such notice"
                 : db_is_null(r, 0, REFUSAL) ? NULL
                                             : arena_strdup(s->ctx->arena, db_value(r, 0, REFUSAL));
    if (!m->refusal && !db_is_null(r, 0, WAIT_MS))
        m->wait_ms = db_int64(r, 0, WAIT_MS);
    if (!m->refusal && !db_is_null(r, 0, PASSWORD))
        m->text = fill_late(s, m->text, "password", db_value(r, 0, PASSWORD));
    db_result_free(r);
    return true;
}

/* The goods of an order: as the password, in no text but the one that is sent. */
static bool read_goods(const struct sender *s, struct message *m, struct error *e)
{
    if (!m->order_id || !strstr(m->text, MESSAGE_LATE "goods"))
        return true;
    struct db_result *r = db_query(s->ctx->db, "message_goods", DB_PARAMS(m->order_id), e);
    if (!r)
        return false;
    if (db_rows(r) == 0)
        m->refusal = "its goods are with the customer no more";
    for (int row = 0; row < db_rows(r); row++) {
        const char *place = row ? arena_printf(s->ctx->arena, "goods_%s", db_value(r, row, 0)) : "goods";
        m->text = fill_late(s, m->text, place, db_value(r, row, 1));
    }
    db_result_free(r);
    return true;
}

/* What became of it is noted at once, before anything else is sent: a crash then repeats one message at most. */
static bool note_shown(const struct sender *s, struct message *m, const char *state, int64_t message_id,
                       struct error *e)
{
    const char *number = message_id ? arena_printf(s->ctx->arena, "%lld", (long long)message_id) : NULL;
    m->message_id = message_id;
    return !m->is_charge || db_run(s->ctx->db, "message_note_shown", DB_PARAMS(m->uid, state, number), NULL, e);
}

static bool note_sent(const struct sender *s, struct message *m, int64_t message_id, struct error *e)
{
    if (m->is_charge)
        return note_shown(s, m, "sent", message_id, e);
    return db_run(s->ctx->db, "message_note_sent", DB_PARAMS(s->ctx->worker_id, s->target, m->uid), NULL, e);
}

static bool note_unanswered(const struct sender *s, struct message *m, struct error *e)
{
    m->unanswered++;
    return db_run(s->ctx->db, "message_note_unanswered", DB_PARAMS(s->ctx->worker_id, s->target, m->uid), NULL, e);
}

enum step {
    SEND,
    EDIT,
    DELETE
};

/* One request, in its turn. False: cancelled, or the database failed; result then says nothing. */
static bool ask(const struct sender *s, const struct message *m, enum step step, int64_t *message_id,
                struct gateway_result *result, struct error *e)
{
    struct arena *a = s->ctx->arena;
    *message_id = m->message_id;
    if (!rate_wait(s->ctx, s->target, s->per_minute, e))
        return false;
    if (s->whatsapp)
        whatsapp_send(s->whatsapp, m->to, m->text, a, result);
    else if (step == SEND)
        telegram_send(s->telegram, m->to, m->text, a, message_id, result);
    else if (step == EDIT)
        telegram_edit(s->telegram, m->to, m->message_id, m->text, a, result);
    else
        telegram_delete(s->telegram, m->to, m->message_id, a, result);
    /* what was cut short by ourselves says nothing of the messenger */
    if (context_cancelled(s->ctx, NULL))
        return true;
    int wait_ms = gateways_note(s->ctx, s->lamp, result);
    if (!result->http_status)
        result->retry_ms = wait_ms;
    return result->http_status != TOO_MANY || rate_slow_down(s->ctx, s->target, result->retry_ms, e);
}

/* It is about this message, not about the bot or the chat: another way may do. */
static bool is_about_message(const struct gateway_result *result)
{
    return result->verdict == GATEWAY_REFUSED && result->http_status == BAD_REQUEST;
}

/* He has blocked the bot, never wrote to it, or is gone; or a message stays as it stands: nothing that an operator
 * could mend here. */
static bool is_unwanted(const struct sender *s, const struct message *m, const struct gateway_result *result)
{
    return s->telegram && (result->http_status == FORBIDDEN || strstr(result->message, "chat not found") ||
                           (m->is_gone && is_about_message(result)));
}

static bool send_new(const struct sender *s, struct message *m, struct gateway_result *result, struct error *e)
{
    int64_t id;
    if (!ask(s, m, SEND, &id, result, e))
        return false;
    if (result->verdict == GATEWAY_DONE)
        return note_sent(s, m, id, e);
    if (result->verdict == GATEWAY_UNKNOWN)
        return note_unanswered(s, m, e);
    return result->verdict != GATEWAY_REFUSED || note_shown(s, m, "failed", 0, e);
}

/* What a bot can't edit (the customer has deleted it, or cleared the chat) is sent anew. */
static bool edit(const struct sender *s, struct message *m, struct gateway_result *result, struct error *e)
{
    int64_t id;
    if (!ask(s, m, EDIT, &id, result, e))
        return false;
    if (result->verdict == GATEWAY_DONE)
        return note_shown(s, m, "edited", id, e);
    return !is_about_message(result) || (note_shown(s, m, "wanted", 0, e) && send_new(s, m, result, e));
}

/* A bot may not delete what is older than two days: the message then says itself that it counts no more. */
static bool take_away(const struct sender *s, struct message *m, struct gateway_result *result, struct error *e)
{
    int64_t id;
    if (!ask(s, m, DELETE, &id, result, e))
        return false;
    if (result->verdict == GATEWAY_DONE)
        return note_shown(s, m, "deleted", 0, e);
    if (is_about_message(result) && !ask(s, m, EDIT, &id, result, e))
        return false;
    if (result->verdict == GATEWAY_DONE)
        return note_shown(s, m, "edited", id, e);
    /* it stays as it stands, for ever: it is no use asking again */
    return result->verdict != GATEWAY_REFUSED || !is_unwanted(s, m, result) || note_shown(s, m, "failed", 0, e);
}

/* Where the old one can't be deleted it stays above the new one. */
static bool send_again(const struct sender *s, struct message *m, struct gateway_result *result, struct error *e)
{
    int64_t id;
    if (!ask(s, m, DELETE, &id, result, e))
        return false;
    if (result->verdict != GATEWAY_DONE && !is_about_message(result))
        return true;
    return note_shown(s, m, "wanted", 0, e) && send_new(s, m, result, e);
}

static bool bring(const struct sender *s, struct message *m, struct gateway_result *result, struct error *e)
{
    *result = (struct gateway_result){ .verdict = GATEWAY_DONE };
    if (m->is_sent || m->is_old || m->is_over)
        return true;
    if (m->is_gone)
        return m->message_id ? take_away(s, m, result, e) : note_shown(s, m, "deleted", 0, e);
    if (!m->message_id)
        return send_new(s, m, result, e);
    return m->message_id == m->replaces ? send_again(s, m, result, e) : edit(s, m, result, e);
}

/* Where no answer came at all, how long to wait is known already. */
static void judge_unanswered(const struct sender *s, const struct message *m, const struct gateway_result *result,
                             struct effect_row *row)
{
    int64_t ms = LONGEST_WAIT_MS;
    if (m->unanswered >= MOST_UNANSWERED) {
        row->state = EFFECT_FAILED;
        row->message = arena_printf(s->ctx->arena, "sent %d times, and nobody knows whether it came: %s", m->unanswered,
                                    row->message ? row->message : "no answer");
        return;
    }
    if (m->unanswered <= 6)
        ms = (int64_t)FIRST_WAIT_MS / 4 << (2 * m->unanswered);
    row->state = EFFECT_RETRY;
    row->retry_ms = (int)(result->http_status && ms > result->retry_ms ? ms : result->retry_ms);
}

static void judge(const struct sender *s, const struct message *m, const struct gateway_result *result,
                  struct effect_row *row)
{
    row->message = *result->message ? text_safe_copy(s->ctx->arena, result->message) : NULL;
    row->state = EFFECT_DONE;
    if (m->is_old) {
        row->message = "a newer one took its place";
    } else if (m->is_over) {
        row->message = "out of date before it was sent";
    } else if (result->verdict == GATEWAY_REFUSED && is_unwanted(s, m, result)) {
        row->message = arena_printf(s->ctx->arena, "not %s: %s", m->is_gone ? "taken away" : "delivered",
                                    row->message ? row->message : "refused");
    } else if (result->verdict == GATEWAY_REFUSED) {
        row->state = EFFECT_FAILED;
    } else if (result->verdict == GATEWAY_UNKNOWN) {
        judge_unanswered(s, m, result, row);
    } else if (result->verdict != GATEWAY_DONE) {
        row->state = EFFECT_RETRY;
        row->retry_ms = (int)result->retry_ms;
    }
}

/* It is not sent after all, or not in the quiet hours. */
static void put_off(const struct message *m, struct effect_row *row)
{
    row->state = m->refusal ? EFFECT_DONE : EFFECT_RETRY;
    row->message = m->refusal ? m->refusal : "waits for the end of the quiet hours";
    row->retry_ms = m->wait_ms < INT_MAX ? (int)m->wait_ms : INT_MAX;
}

static bool send_row(const struct sender *s, struct effect_row *row, struct gateway_result *result, struct error *e)
{
    struct message m;
    read_message(s->ctx->arena, row, &m);
    if (!m.to || !m.text) {
        row->state = EFFECT_FAILED;
        row->message = "its payload does not say what is to be sent where";
        result->verdict = GATEWAY_DONE;
        return true;
    }
    if (!read_shown(s, &m, e) || !read_notice(s, &m, e) || !read_goods(s, &m, e))
        return false;
    if (!m.is_sent && (m.refusal || m.wait_ms > 0)) {
        put_off(&m, row);
        result->verdict = GATEWAY_DONE;
        return true;
    }
    if (!bring(s, &m, result, e))
        return false;
    judge(s, &m, result, row);
    return true;
}

/* Nobody answers, or it wants a pause: so will it be with the next message. */
static bool is_away(const struct gateway_result *result)
{
    return result->verdict != GATEWAY_DONE && (!result->http_status || result->http_status == TOO_MANY);
}

static void give_back(struct effect_row *rows, size_t from, size_t count, const struct effect_row *like)
{
    for (size_t i = from; i < count; i++) {
        rows[i].state = EFFECT_RETRY;
        rows[i].retry_ms = like->retry_ms;
        rows[i].message = like->message;
    }
}

/* What was done before the messenger went away stands: only the first row's failure is the batch's. */
static bool send_rows(const struct sender *s, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct gateway_result result;

    for (size_t i = 0; i < count; i++) {
        if (!send_row(s, &rows[i], &result, e))
            return false;
        context_progress(s->ctx, name, i + 1, count);
        if (!is_away(&result) || rows[i].state == EFFECT_FAILED)
            continue;
        if (i == 0)
            return error_set(e, ERR_UNREACHABLE, arena_printf(s->ctx->arena, "%s can't be asked", s->name), "%s",
                             rows[i].message ? rows[i].message : "it gives no reason");
        give_back(rows, i + 1, count, &rows[i]);
        break;
    }
    return true;
}

bool effect_telegram(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct sender s = { .ctx = ctx, .name = "Telegram", .target = "telegram:bot", .lamp = "telegram" };
    s.telegram = gateways_telegram(ctx->gateways, e);
    return s.telegram && setting_read_int(ctx, "telegram_per_minute", &s.per_minute, e) &&
           send_rows(&s, name, rows, count, e);
}

bool effect_whatsapp(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    struct sender s = { .ctx = ctx, .name = "WhatsApp", .target = "whatsapp:gateway", .lamp = "whatsapp" };
    s.whatsapp = gateways_whatsapp(ctx->gateways, e);
    return s.whatsapp && setting_read_int(ctx, "whatsapp_per_minute", &s.per_minute, e) &&
           send_rows(&s, name, rows, count, e);
}
