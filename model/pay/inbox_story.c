/* One notification whole. */
#include "model/pay/inbox_story.h"

#include "base/arena.h"
#include "base/text.h"
#include "db/db.h"
#include "model/lists/story.h"
#include "model/values/bytes.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIGNATURE_SHOWN = 8,
    INDENT = 2
};

/* --- the body --- */

static void shorten_signature(struct arena *a, json_t *object)
{
    const char *whole = json_string_value(json_object_get(object, "signature_key"));
    if (whole && strlen(whole) > SIGNATURE_SHOWN)
        json_object_set_new(object, "signature_key", json_string(arena_printf(a, "%.*s…", SIGNATURE_SHOWN, whole)));
}

/* NULL where it is no JSON. */
static const char *lay_out(struct arena *a, const char *body, size_t length)
{
    json_t *value = json_loadb(body, length, 0, NULL);
    char *text = NULL;
    if (value) {
        shorten_signature(a, value);
        text = json_dumps(value, JSON_INDENT(INDENT));
    }
    json_decref(value);
    const char *kept = arena_strdup(a, text);
    free(text);
    return kept;
}

/* Bytes that are no text show as what they are. */
static const char *make_safe(struct arena *a, const char *body, size_t length)
{
    size_t room = length * 10 + 1;
    char *text = arena_alloc(a, room);
    text_safe(text, room, body, length);
    return text;
}

const char *const *inbox_body_lines(struct arena *a, const char *body, size_t length)
{
    const char *text = lay_out(a, body, length);
    size_t count = 1, n = 0;
    if (!text)
        text = make_safe(a, body, length);
    for (const char *p = text; (p = strchr(p, '\n')); p++)
        count++;
    const char **lines = ARENA_ARRAY(a, const char *, count + 1);
    while (n < count) {
        size_t width = strcspn(text, "\n");
        lines[n++] = arena_copy(a, text, width);
        text += width + (n < count);
    }
    return lines;
}

/* --- the row --- */

/* In the order of inbox_story.sql. */
enum {
    GATEWAY,
    BRAND,
    ORDER_ID,
    STATUS,
    STATE,
    RESULT,
    TRIES,
    REPEATS,
    RECEIVED_AT,
    REPEATED_AT,
    PROCESSED_AT,
    NEXT_TRY_AT,
    IS_HELD,
    KIND,
    AMOUNT_RP,
    CHARGE_STATE,
    FULL_NAME,
    PHONE_NUMBER,
    BODY
};

static void read_row(struct arena *a, const struct db_result *r, struct inbox_story *s)
{
    const struct {
        const char **text;
        int column;
    } texts[] = {
        { &s->gateway, GATEWAY },
        { &s->brand, BRAND },
        { &s->order_id, ORDER_ID },
        { &s->status, STATUS },
        { &s->state, STATE },
        { &s->result, RESULT },
        { &s->received_at, RECEIVED_AT },
        { &s->repeated_at, REPEATED_AT },
        { &s->processed_at, PROCESSED_AT },
        { &s->next_try_at, NEXT_TRY_AT },
        { &s->kind, KIND },
        { &s->charge_state, CHARGE_STATE },
        { &s->full_name, FULL_NAME },
        { &s->phone_number, PHONE_NUMBER },
    };
    size_t length;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        *texts[i].text = story_text(a, r, 0, texts[i].column);
    s->tries = db_int64(r, 0, TRIES);
    s->repeats = db_int64(r, 0, REPEATS);
    s->is_held = db_bool(r, 0, IS_HELD);
    s->amount_rp = story_int(r, 0, AMOUNT_RP, -1);
    const char *body = bytes_from_hex(a, db_value(r, 0, BODY), &length);
    s->body = inbox_body_lines(a, body, length);
}

bool inbox_read_story(struct context *ctx, const char *id, struct inbox_story *story, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "inbox_story", DB_PARAMS(id), e);
    if (!r)
        return false;
    bool is_there = db_rows(r) > 0;
    if (is_there)
        read_row(ctx->arena, r, story);
    else
        error_set(e, ERR_REFUSED, "can't show this notification", "there is no notification %s", id);
    db_result_free(r);
    return is_there;
}
