/* Stable names and their words. */
#include "model/values/choice.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "model/values/room.h"

#include <ctype.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Of all rooms, by name: each cell of a list that holds a state asks for one. */
static const struct choice_word **sorted;
static size_t sorted_count;
static pthread_once_t is_sorted = PTHREAD_ONCE_INIT;

static int by_name(const void *one, const void *other)
{
    const struct choice_word *const *a = one, *const *b = other;
    return strcmp((*a)->name, (*b)->name);
}

static void sort_all(void)
{
    size_t all = 0;
    ROOM_EACH (choice_word, w, words, name)
        all++;
    ROOM_EACH (choice_word, w, symptom_words, name)
        all++;
    sorted = malloc((all + 1) * sizeof *sorted);
    if (!sorted)
        abort();
    ROOM_EACH (choice_word, w, words, name)
        sorted[sorted_count++] = w;
    ROOM_EACH (choice_word, w, symptom_words, name)
        sorted[sorted_count++] = w;
    qsort(sorted, sorted_count, sizeof *sorted, by_name);
}

static const struct choice_word *find(const char *name)
{
    const struct choice_word wanted = { .name = name }, *key = &wanted;
    pthread_once(&is_sorted, sort_all);
    const struct choice_word *const *found = bsearch(&key, sorted, sorted_count, sizeof *sorted, by_name);
    return found ? *found : NULL;
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
