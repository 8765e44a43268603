/* Hotspot user profiles as a router has them. */
#include "model/routers/profile_seen.h"

#include "base/text.h"
#include "db/db.h"
#include "model/routers/ros_value.h"

#include <jansson.h>
#include <stdlib.h>

/* What a print fills. */
struct reading {
    struct arena *arena;
    struct profiles_seen *seen;
    json_t *rows;
};

static void put_text(const struct reading *r, json_t *object, const char *key, const struct ros_row *row,
                     const char *name)
{
    const char *text = ros_value_text(r->arena, row, name);
    if (text)
        json_object_set_new(object, key, json_string(text_safe_copy(r->arena, text)));
}

static void put_session(const struct reading *r, json_t *object, const struct ros_row *row)
{
    const char *text = ros_value_text(r->arena, row, "session-timeout");
    int64_t seconds;
    if (text && ros_parse_seconds(text, &seconds))
        json_object_set_new(object, "session", json_integer(seconds));
}

static bool take_profile(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    const char *id = ros_value_text(r->arena, row, ".id"), *name = ros_value_text(r->arena, row, "name");
    if (!id || !name)
        return true;
    json_t *object = json_object();
    lookup_put(r->seen->ids, text_safe_copy(r->arena, name), (void *)id);
    put_text(r, object, "name", row, "name");
    put_text(r, object, "rate", row, "rate-limit");
    put_text(r, object, "shared", row, "shared-users");
    put_text(r, object, "list", row, "address-list");
    put_session(r, object, row);
    json_array_append_new(r->rows, object);
    return true;
}

bool profiles_read(struct context *ctx, struct ros *ros, struct profiles_seen *seen, struct error *e)
{
    static const char proplist[] = ".id,name,rate-limit,shared-users,session-timeout,address-list";
    struct reading r = { .arena = ctx->arena, .seen = seen, .rows = json_array() };
    *seen = (struct profiles_seen){ .ids = lookup_new(ctx->arena) };
    bool ok = ros_print(ros, "/ip/hotspot/user/profile", proplist, NULL, 0, take_profile, &r, NULL, e);
    char *text = json_dumps(r.rows, JSON_COMPACT);
    seen->json = arena_strdup(ctx->arena, text ? text : "[]");
    free(text);
    json_decref(r.rows);
    return ok;
}

bool profiles_note(struct context *ctx, const char *router, const struct profiles_seen *seen, struct error *e)
{
    return db_run(ctx->db, "profile_seen_write", DB_PARAMS(router, seen->json), NULL, e);
}
