/* News for admins: all of a kind in one message, to each of their chats. */
#include "model/notices/notice.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/message.h"

static bool tell_chats(struct context *ctx, const char *source, const char *kind, const struct message_value *values,
                       size_t count, struct error *e)
{
    const char *const *chat = ctx->config->telegram->admin_chats;
    const char *text = message_fill(ctx, arena_printf(ctx->arena, "admin_%s", kind), values, count, true, e);
    bool ok = text != NULL;
    for (; ok && *chat; chat++)
        ok = db_run(ctx->db, "message_tell",
                    DB_PARAMS(source, "telegram:bot", *chat, text, NULL, NULL, "admin", NULL, NULL), NULL, e);
    return ok;
}

static bool tell_news(struct context *ctx, const char *source, const char *kind, struct effect_row *row,
                      struct error *e)
{
    struct db_result *r = db_query(ctx->db, "admin_notice_take", DB_PARAMS(kind), e);
    if (!r)
        return false;
    const struct message_value values[] = {
        { .name = "count", .text = story_text(ctx->arena, r, 0, 0) },
        { .name = "list", .text = story_text(ctx->arena, r, 0, 1), .has_lines = true },
    };
    db_result_free(r);
    notice_say(row, EFFECT_DONE, values[1].text ? NULL : "was told already");
    return !values[1].text || tell_chats(ctx, source, kind, values, 2, e);
}

static bool tell_row(struct context *ctx, struct effect_row *row, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "admin_notice_read", DB_PARAMS(ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    bool is_ours = db_rows(r) > 0;
    const char *source = is_ours ? story_text(ctx->arena, r, 0, 0) : NULL;
    const char *kind = is_ours ? story_text(ctx->arena, r, 0, 1) : NULL;
    db_result_free(r);
    if (!is_ours)
        notice_say(row, EFFECT_RETRY, "another worker has it");
    else if (!kind)
        notice_say(row, EFFECT_FAILED, "its payload does not say what has happened");
    else if (!ctx->config->telegram || !*ctx->config->telegram->admin_chats)
        notice_say(row, EFFECT_DONE, "nobody to tell");
    else
        return tell_news(ctx, source, kind, row, e);
    return true;
}

bool effect_admin_notice(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    return notice_each(ctx, name, rows, count, tell_row, e);
}
