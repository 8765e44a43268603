/* Stable names and their words. */
#include "model/values/choice.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/values/room.h"

#include <ctype.h>
#include <string.h>

static const struct choice_word *find(const char *name)
{
    ROOM_EACH (choice_word, w, words, name)
        if (strcmp(w->name, name) == 0)
            return w;
    ROOM_EACH (choice_word, w, symptom_words, name)
        if (strcmp(w->name, name) == 0)
            return w;
    return NULL;
}

const char *choice_word(const char *name)
{
    const struct choice_word *w = find(name);
    return w ? _(w->text) : name;
}

static int folded(char c)
{
    return c == '_' || c == '-' ? ' ' : tolower((unsigned char)c);
}

static bool is_same(const char *a, const char *b)
{
    while (*a && folded(*a) == folded(*b)) {
        a++;
        b++;
    }
    return !*a && !*b;
}

bool choice_means(const char *typed, const char *name)
{
    const struct choice_word *w = find(name);
    return is_same(typed, name) || (w && (is_same(typed, w->text) || is_same(typed, _(w->text))));
}

const char *choice_explained(struct arena *a, const char *name)
{
    const char *word = choice_word(name);
    return is_same(name, word) ? name : arena_printf(a, "%s (%s)", name, word);
}
