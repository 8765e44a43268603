/* The table of symptoms, which the rooms fill. */
#include "model/engine/symptom.h"

#include "model/values/room.h"

#include <string.h>

const struct symptom *symptom_find(const char *name)
{
    ROOM_EACH (symptom, s, symptoms, name)
        if (strcmp(s->name, name) == 0)
            return s;
    return NULL;
}

enum symptom_severity symptom_severity(const struct symptom *s)
{
    return (enum symptom_severity)(s->rank / SYMPTOM_CLASS);
}

const char *symptom_severity_name(enum symptom_severity severity)
{
    static const char *const names[] = { [SYMPTOM_WRONGED] = "wronged",
                                         [SYMPTOM_STOPS] = "stops",
                                         [SYMPTOM_HINDERS] = "hinders",
                                         [SYMPTOM_TELLS] = "tells" };
    return names[severity];
}

struct symptom_seen *symptom_add(struct symptoms_seen *seen, const char *name, const char *const *arguments)
{
    const struct symptom *s = symptom_find(name);
    if (!s || seen->count == SYMPTOM_SEEN)
        return NULL;
    struct symptom_seen *one = &seen->items[seen->count++];
    *one = (struct symptom_seen){ .symptom = s, .mends = s->mends };
    for (size_t i = 0; i < SYMPTOM_ARGUMENTS && arguments[i]; i++)
        one->arguments[i] = arguments[i];
    return one;
}

void symptom_outdates(struct symptoms_seen *seen, const char *const *names)
{
    if (seen->outdated_count < sizeof seen->outdated / sizeof *seen->outdated)
        seen->outdated[seen->outdated_count++] = names;
}
