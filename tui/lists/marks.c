/* The rows that the operator has marked. */
#include "tui/lists/marks.h"

#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { SMALLEST_ROOM = 64 };

static size_t hash_id(const char *id)
{
    uint64_t h = text_hash(id);
    return (size_t)(h ^ h >> 32);
}

/* Its slot, or the free one where it would stand. */
static size_t find_slot(char **slots, size_t room, const char *id)
{
    size_t i = hash_id(id) & (room - 1);
    while (slots[i] && strcmp(slots[i], id) != 0)
        i = (i + 1) & (room - 1);
    return i;
}

static void grow(struct marks *m)
{
    size_t room = m->room ? m->room * 2 : SMALLEST_ROOM;
    char **slots = calloc(room, sizeof *slots);
    if (!slots)
        abort();
    for (size_t i = 0; i < m->room; i++)
        if (m->slots[i])
            slots[find_slot(slots, room, m->slots[i])] = m->slots[i];
    free(m->slots);
    m->slots = slots;
    m->room = room;
}

void marks_clear(struct marks *m)
{
    for (size_t i = 0; i < m->room; i++)
        free(m->slots[i]);
    free(m->slots);
    *m = (struct marks){ .slots = NULL, .version = m->version + 1 };
}

bool marks_has(const struct marks *m, const char *id)
{
    return m->is_all || (m->count && m->slots[find_slot(m->slots, m->room, id)]);
}

void marks_add(struct marks *m, const char *id)
{
    if ((m->count + 1) * 2 > m->room)
        grow(m);
    size_t i = find_slot(m->slots, m->room, id);
    if (m->slots[i])
        return;
    m->slots[i] = strdup(id);
    if (!m->slots[i])
        abort();
    m->count++;
    m->version++;
}

void marks_remove(struct marks *m, const char *id)
{
    size_t hole = m->count ? find_slot(m->slots, m->room, id) : 0;
    if (!m->count || !m->slots[hole])
        return;
    free(m->slots[hole]);
    m->slots[hole] = NULL;
    m->count--;
    m->version++;
    /* Those behind it may have been pushed on by it: put each where it belongs now. */
    for (size_t i = (hole + 1) & (m->room - 1); m->slots[i]; i = (i + 1) & (m->room - 1)) {
        char *moved = m->slots[i];
        m->slots[i] = NULL;
        m->slots[find_slot(m->slots, m->room, moved)] = moved;
    }
}

void marks_list(const struct marks *m, const char **out)
{
    for (size_t i = 0, n = 0; i < m->room; i++)
        if (m->slots[i])
            out[n++] = m->slots[i];
}
