/* A broadcast is handed over part by part: as much as its messengers send until the next part, so that it fills no
 * outbox, holds up no other message, and is stopped at once. */
#include "model/notices/notice.h"

#include "db/db.h"
#include "model/config/config.h"
#include "model/lists/story.h"
#include "model/pay/message.h"
#include "model/settings/setting.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

enum {
    PART_MS = 15000,
    PARTS_A_MINUTE = 60000 / PART_MS
};

struct part {
    struct context *ctx;
    const char *source, *broadcast;
    bool is_running;
    int64_t wait_ms;
};

static bool read_part(struct part *p, const struct effect_row *row, struct error *e)
{
    enum {
        SOURCE,
        BROADCAST,
        RUNNING,
        WAIT_MS
    };
    struct db_result *r = db_query(p->ctx->db, "broadcast_read", DB_PARAMS(p->ctx->worker_id, row->entity_id), e);
    if (!r)
        return false;
    if (db_rows(r) > 0) {
        p->source = story_text(p->ctx->arena, r, 0, SOURCE);
        p->broadcast = story_text(p->ctx->arena, r, 0, BROADCAST);
        p->is_running = db_bool(r, 0, RUNNING);
        p->wait_ms = db_is_null(r, 0, WAIT_MS) ? 0 : db_int64(r, 0, WAIT_MS);
    }
    db_result_free(r);
    return true;
}

/* How many a messenger sends until the next part. */
static const char *room_of(struct context *ctx, const char *setting, struct error *e)
{
    int64_t per_minute;
    if (!setting_read_int(ctx, setting, &per_minute, e))
        return NULL;
    return arena_printf(ctx->arena, "%" PRId64, per_minute / PARTS_A_MINUTE + 1);
}

static struct db_result *read_next(const struct part *p, struct error *e)
{
    struct context *ctx = p->ctx;
    const char *telegram = room_of(ctx, "telegram_per_minute", e);
    const char *whatsapp = telegram ? room_of(ctx, "whatsapp_per_minute", e) : NULL;
    if (!whatsapp)
        return NULL;
    return db_query(ctx->db, "broadcast_next",
                    DB_PARAMS(p->broadcast, ctx->config->telegram ? "t" : "f", ctx->config->whatsapp ? "t" : "f",
                              telegram, whatsapp),
                    e);
}

static bool hand_over_one(const struct part *p, const struct db_result *r, int i, struct error *e)
{
    enum {
        NOTICE,
        USER,
        REFUSAL,
        WAY,
        ADDRESS,
        TEXT
    };
    struct context *ctx = p->ctx;
    const char *way = db_value(r, i, WAY), *notice = db_value(r, i, NOTICE);
    if (!db_is_null(r, i, REFUSAL))
        return notice_drop(ctx, notice, db_value(r, i, REFUSAL), e);
    if (db_is_null(r, i, WAY))
        return notice_drop(ctx, notice, notice_no_way(ctx), e);
    const char *text = message_plain(ctx->arena, db_value(r, i, TEXT), strcmp(way, "telegram") == 0);
    return notice_hand_over(ctx, p->source, notice, way, db_value(r, i, ADDRESS), text, db_value(r, i, USER), e);
}

static bool hand_over(const struct part *p, struct error *e)
{
    struct db_result *r = read_next(p, e);
    bool ok = r != NULL;
    for (int i = 0; ok && i < db_rows(r); i++)
        ok = hand_over_one(p, r, i, e);
    db_result_free(r);
    return ok;
}

static bool say_how_far(const struct part *p, struct effect_row *row, struct error *e)
{
    struct db_result *r = db_query(p->ctx->db, "broadcast_end", DB_PARAMS(p->broadcast), e);
    if (!r)
        return false;
    int64_t waiting = db_int64(r, 0, 0), total = db_int64(r, 0, 1);
    db_result_free(r);
    notice_say(row, waiting ? EFFECT_RETRY : EFFECT_DONE,
               arena_printf(p->ctx->arena, "%" PRId64 " of %" PRId64 " handed over", total - waiting, total));
    row->retry_ms = PART_MS;
    return true;
}

static bool tell_part(struct context *ctx, struct effect_row *row, struct error *e)
{
    struct part p = { .ctx = ctx };
    if (!read_part(&p, row, e))
        return false;
    if (!p.broadcast) {
        notice_say(row, EFFECT_RETRY, "another worker has it");
        return true;
    }
    if (!p.is_running) {
        notice_say(row, EFFECT_DONE, "the broadcast was stopped");
        return true;
    }
    if (p.wait_ms > 0) {
        notice_say(row, EFFECT_RETRY, "waits for the end of the quiet hours");
        row->retry_ms = p.wait_ms < INT_MAX ? (int)p.wait_ms : INT_MAX;
        return true;
    }
    return hand_over(&p, e) && say_how_far(&p, row, e);
}

bool effect_broadcast(struct context *ctx, const char *name, struct effect_row *rows, size_t count, struct error *e)
{
    return notice_each(ctx, name, rows, count, tell_part, e);
}
