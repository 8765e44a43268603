/* The effects that outbox rows ask for. */
#include "model/engine/effect.h"

#include "base/i18n.h"
#include "model/values/room.h"

#include <string.h>

const struct effect *effect_at(size_t i)
{
    ROOM_EACH (effect, f, effects, kind)
        if (!i--)
            return f;
    return NULL;
}

const struct effect *effect_find(const char *kind, const char *name)
{
    ROOM_EACH (effect, f, effects, kind)
        if (strcmp(f->kind, kind) == 0 && strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

const char *effect_word(const char *name)
{
    ROOM_EACH (effect, f, effects, kind)
        if (strcmp(f->name, name) == 0)
            return f->word ? _(f->word) : _(f->help);
    return name;
}
