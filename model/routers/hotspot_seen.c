/* Hotspots as a router has them. */
#include "model/routers/hotspot_seen.h"

#include "base/text.h"
#include "model/routers/ros_value.h"
#include "net/ros.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What two prints fill: servers, which name their profile, and profiles by name. */
struct reading {
    struct arena *arena;
    json_t *servers, *profiles;
};

static void put(const struct reading *r, json_t *object, const char *key, const struct ros_row *row, const char *name)
{
    const char *text = ros_value_text(r->arena, row, name);
    if (text)
        json_object_set_new(object, key, json_string(text_safe_copy(r->arena, text)));
}

static bool take_server(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    const char *disabled = ros_value_text(r->arena, row, "disabled");
    if (disabled && strcmp(disabled, "true") == 0)
        return true;
    json_t *object = json_object();
    put(r, object, "name", row, "name");
    put(r, object, "profile", row, "profile");
    json_array_append_new(r->servers, object);
    return true;
}

static bool take_profile(void *ctx, const struct ros_row *row)
{
    struct reading *r = ctx;
    const char *name = ros_value_text(r->arena, row, "name");
    json_t *object = json_object();
    put(r, object, "dns_name", row, "dns-name");
    put(r, object, "address", row, "hotspot-address");
    put(r, object, "login_by", row, "login-by");
    json_object_set_new(r->profiles, name ? text_safe_copy(r->arena, name) : "", object);
    return true;
}

static const char *join(struct reading *r)
{
    size_t i;
    json_t *server;
    json_array_foreach(r->servers, i, server)
    {
        const char *profile = json_string_value(json_object_get(server, "profile"));
        json_object_update_missing(server, json_object_get(r->profiles, profile ? profile : "default"));
    }
    char *text = json_dumps(r->servers, JSON_COMPACT);
    const char *copy = arena_strdup(r->arena, text);
    free(text);
    return copy;
}

bool hotspots_read(struct arena *arena, struct ros *ros, const char **json, struct error *e)
{
    struct reading r = { .arena = arena, .servers = json_array(), .profiles = json_object() };
    struct error failure = { .code = ERR_NONE };
    bool ok = ros_print(ros, "/ip/hotspot", "name,profile,disabled", NULL, 0, take_server, &r, NULL, &failure) &&
              ros_print(ros, "/ip/hotspot/profile", "name,dns-name,hotspot-address,login-by", NULL, 0, take_profile, &r,
                        NULL, &failure);
    *json = ok ? join(&r) : NULL;
    json_decref(r.servers);
    json_decref(r.profiles);
    if (!ok && failure.code != ERR_REFUSED && e)
        *e = failure;
    return ok || failure.code == ERR_REFUSED;
}
