/* What is told to customers is put into words and handed over to a messenger. */
#include "model/notices/notice.h"

#include "base/text.h"
#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/message.h"

#include <jansson.h>
#include <limits.h>
#include <string.h>

enum {
    MOST_VALUES = 24
};

void notice_say(struct effect_row *row, enum effect_state state, const char *message)
{
    row->state = state;
    row->message = message;
}

/* All that one row brings about comes in one transaction. */
static bool in_transaction(struct context *ctx, struct effect_row *row, notice_row *one, struct error *e)
{
    struct error why = { .code = ERR_NONE };
    char text[900];

    if (db_begin(ctx->db, &why) && one(ctx, row, &why) && db_commit(ctx->db, &why))
        return true;
    db_rollback(ctx->db);
    if (why.code == ERR_CONFIG || why.code == ERR_INTERNAL) {
        notice_say(row, EFFECT_FAILED, text_safe_copy(ctx->arena, error_text(&why, text, sizeof text)));
        return true;
    }
    if (e)
        *e = why;
    return false;
}

bool notice_each(struct context *ctx, const char *name, struct effect_row *rows, size_t count, notice_row *one,
                 struct error *e)
{
    for (size_t i = 0; i < count; i++) {
        if (!in_transaction(ctx, &rows[i], one, e))
            return false;
        context_progress(ctx, name, i + 1, count);
    }
    return true;
}

bool notice_hand_over(struct context *ctx, const char *source, const char *notice, const char *way, const char *address,
                      const char *text, const char *user_id, struct error *e)
{
    const char *target = strcmp(way, "telegram") == 0 ? "telegram:bot" : "whatsapp:gateway";
    return db_run(ctx->db, "notice_hand_over", DB_PARAMS(source, notice, target, address, text, user_id), NULL, e);
}

bool notice_drop(struct context *ctx, const char *notice, const char *why, struct error *e)
{
    return db_run(ctx->db, "notice_drop", DB_PARAMS(notice, why), NULL, e);
}

const char *notice_no_way(const struct context *ctx)
{
    return ctx->config->telegram || ctx->config->whatsapp ? "has no chat and no number that a messenger takes"
                                                          : "no messenger is configured";
}

/* One notice that is being told. */
struct telling {
    struct context *ctx;
    const char *source, *notice, *event, *refusal, *user_id, *way, *address, *language;
    struct message_value values[MOST_VALUES];
    size_t count;
    bool is_waiting;
    int64_t wait_ms;
};

static void give(struct telling *t, const char *name, const char *text)
{
    if (t->count < MOST_VALUES)
        t->values[t->count++] = (struct message_value){ .name = name, .text = text };
}

/* What the caller said: texts by their names. */
static void give_data(struct telling *t, const char *data)
{
    const char *name;
    json_t *value, *all = json_loads(data, 0, NULL);
    json_object_foreach(all, name, value)
    {
        if (json_is_string(value))
            give(t, arena_strdup(t->ctx->arena, name), arena_strdup(t->ctx->arena, json_string_value(value)));
    }
    json_decref(all);
}

static void take(struct telling *t, const struct db_result *r)
{
    enum {
        SOURCE,
        NOTICE,
        WAITING,
        EVENT,
        REFUSAL,
        WAIT_MS,
        USER,
        NAME,
        PHONE,
        WAY,
        ADDRESS,
        LANGUAGE,
        DATA,
        LEFT,
        EXPIRES,
        DAYS
    };
    struct arena *a = t->ctx->arena;
    t->source = story_text(a, r, 0, SOURCE);
    t->notice = story_text(a, r, 0, NOTICE);
    t->is_waiting = !db_is_null(r, 0, WAITING) && db_bool(r, 0, WAITING);
    t->event = story_text(a, r, 0, EVENT);
    t->refusal = story_text(a, r, 0, REFUSAL);
    t->wait_ms = db_is_null(r, 0, WAIT_MS) ? 0 : db_int64(r, 0, WAIT_MS);
    t->user_id = story_text(a, r, 0, USER);
    t->way = story_text(a, r, 0, WAY);
    t->address = story_text(a, r, 0, ADDRESS);
    t->language = story_text(a, r, 0, LANGUAGE);
    give(t, "name", story_text(a, r, 0, NAME));
    give(t, "phone", story_text(a, r, 0, PHONE));
    give(t, "left", story_text(a, r, 0, LEFT));
    give(t, "expires_at", story_text(a, r, 0, EXPIRES));
    give(t, "days", story_text(a, r, 0, DAYS));
    t->values[t->count++] = (struct message_value){ .name = "password", .text = "", .is_late = true };
    if (t->notice)
        give_data(t, db_value(r, 0, DATA));
    give(t, "request", "");
}

static const char *value_of(const struct telling *t, const char *name)
{
    for (size_t i = 0; i < t->count; i++)
        if (strcmp(t->values[i].name, name) == 0)
            return t->values[i].text;
    return NULL;
}

static const char *fill(const struct telling *t, const char *name, bool html, struct error *e)
{
    return message_fill_in(t->ctx->arena, t->ctx->config->templates_dir, t->language, name, t->values, t->count, html,
                           e);
}

/* Why the customer is blocked, in the customer's words: an operator's, else those for what a program blocks for. They are filled
 * into another text, which escapes them. */
static bool give_reason(struct telling *t, struct error *e)
{
    const char *said = value_of(t, "said"), *cause = value_of(t, "cause"), *reason = "";
    if (said)
        give(t, "reason", said);
    if (strcmp(t->event, "blocked") == 0) {
        const char *name = said ? "block_said" : arena_printf(t->ctx->arena, "block_%s", cause ? cause : "hand");
        reason = fill(t, name, false, e);
        if (!reason)
            return false;
        for (size_t i = 0; i < t->count; i++)
            if (strcmp(t->values[i].name, "reason") == 0)
                t->values[i].text = reason;
    }
    give(t, "reason", reason);
    return true;
}

/* Where there was nothing to fill in at the end. */
static const char *without_blanks_at_the_end(const struct telling *t, const char *text)
{
    size_t length = strlen(text);
    while (length && strchr(" \n", text[length - 1]))
        length--;
    return arena_copy(t->ctx->arena, text, length);
}

static bool hand_over(struct telling *t, struct effect_row *row, struct error *e)
{
    if (!give_reason(t, e))
        return false;
    const char *text = fill(t, arena_printf(t->ctx->arena, "notice_%s", t->event), strcmp(t->way, "telegram") == 0, e);
    notice_say(row, EFFECT_DONE, NULL);
    return text && notice_hand_over(t->ctx, t->source, t->notice, t->way, t->address,
                                    without_blanks_at_the_end(t, text), t->user_id, e);
}

static bool tell(struct telling *t, struct effect_row *row, struct error *e)
{
    if (!t->notice || !t->is_waiting) {
        notice_say(row, EFFECT_DONE, t->notice ? "was told already" : "there is no such notice");
        return true;
    }
    if (!t->refusal && t->wait_ms > 0) {
        notice_say(row, EFFECT_RETRY, "waits for the end of the quiet hours");
        row->retry_ms = t->wait_ms < INT_MAX ? (int)t->wait_ms : INT_MAX;
        return true;
    }
    if (!t->refusal && t->way)
        return hand_over(t, row, e);
    notice_say(row, EFFECT_DONE, t->refusal ? t->refusal : notice_no_way(t->ctx));
    return notice_drop(t->ctx, t->notice, row->message, e);
}

static bool tell_row(struct context *ctx, struct effect_row *row, struct error *e)
{
    struct telling t = { .ctx = ctx };
    struct db_result *r = db_query(
        ctx->db, "notice_read",
        DB_PARAMS(ctx->worker_id, row->entity_id, ctx->config->telegram ? "t" : "f", ctx->config->whatsapp ? "t" : "f"),
        e);
    if (!r)
        return false;
    bool is_ours = db_rows(r) > 0;
    if (is_ours)
        take(&t, r);
    db_result_free(r);
    if (is_ours)
        return tell(&t, row, e);
    notice_say(row, EFFECT_RETRY, "another worker has it");
    return true;
}

bool effect_notice(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    return notice_each(ctx, name, rows, count, tell_row, e);
}
