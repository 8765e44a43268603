/* Settings that live in the database. */
#include "model/settings/setting.h"

#include "base/i18n.h"
#include "db/db.h"
#include "model/settings/portal.h"
#include "model/values/room.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

const char *const setting_policies[] = { "off", "report", "on", NULL };

const struct setting *setting_at(size_t i)
{
    ROOM_EACH (setting, s, settings, key)
        if (!i--)
            return s;
    return NULL;
}

const struct setting *setting_find(const char *key)
{
    ROOM_EACH (setting, s, settings, key)
        if (strcmp(s->key, key) == 0)
            return s;
    return NULL;
}

static const char *choices_text(struct arena *a, const struct setting *s)
{
    struct strbuf b = { .arena = a };
    for (const char *const *c = s->choices; c && *c; c++)
        strbuf_printf(&b, "%s%s", b.length ? "," : "", *c);
    return b.length ? strbuf_text(&b) : "";
}

bool settings_register(struct context *ctx, struct error *e)
{
    static const char *const kinds[] = { "integer", "mb", "rp", "choice", "text", "zone" };
    enum {
        KEY,
        KIND,
        FALLBACK,
        MINIMUM,
        MAXIMUM,
        CHOICES,
        PORTAL,
        PORTAL_KEYS,
        PORTAL_FORM,
        PORTAL_SWITCH,
        COLUMNS
    };
    const char **columns[COLUMNS], *arrays[COLUMNS];
    size_t count = 0, i = 0;
    while (setting_at(count))
        count++;
    for (int c = 0; c < COLUMNS; c++)
        columns[c] = ARENA_ARRAY(ctx->arena, const char *, count);
    ROOM_EACH (setting, s, settings, key) {
        columns[KEY][i] = s->key;
        columns[KIND][i] = kinds[s->kind];
        columns[FALLBACK][i] = s->fallback;
        columns[MINIMUM][i] = arena_printf(ctx->arena, "%lld", (long long)s->minimum);
        columns[MAXIMUM][i] = arena_printf(ctx->arena, "%lld", (long long)s->maximum);
        columns[CHOICES][i] = choices_text(ctx->arena, s);
        columns[PORTAL][i] = s->is_portal ? "t" : "f";
        const struct portal_setting *p = portal_setting_of(s->key);
        columns[PORTAL_KEYS][i] = p ? p->theirs : NULL;
        columns[PORTAL_FORM][i] = p ? p->form : NULL;
        columns[PORTAL_SWITCH][i++] = p ? p->on_only : NULL;
    }
    for (int c = 0; c < COLUMNS; c++)
        arrays[c] = db_array(ctx->arena, columns[c], count);
    return db_run(ctx->db, "setting_register", arrays, COLUMNS, NULL, e);
}

const char *setting_read(struct context *ctx, const char *key, struct error *e)
{
    struct db_result *r = db_query(ctx->db, "setting_read", DB_PARAMS(key, setting_find(key)->fallback), e);
    if (!r)
        return NULL;
    const char *value = arena_strdup(ctx->arena, db_value(r, 0, 0));
    db_result_free(r);
    return value;
}

/* Digits, and within the setting's bounds. */
static bool read_number(const struct setting *s, const char *text, int64_t *value)
{
    char *end;
    errno = 0;
    *value = strtoll(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno && *value >= s->minimum && *value <= s->maximum;
}

/* The portal and other hands write settings too. What does not fit is left aside for the default: a job must not
 * stand still over it. */
int64_t setting_number(const char *key, const char *text)
{
    const struct setting *s = setting_find(key);
    int64_t value;
    return read_number(s, text, &value) ? value : strtoll(s->fallback, NULL, 10);
}

bool setting_read_int(struct context *ctx, const char *key, int64_t *value, struct error *e)
{
    const char *text = setting_read(ctx, key, e);
    if (text)
        *value = setting_number(key, text);
    return text != NULL;
}
