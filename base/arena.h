/* Memory for a task or a frame: handed out piece by piece, given back all at once.
 *
 * Not thread-safe: an arena belongs to one task at a time. Allocation never returns NULL: when
 * memory is gone the program ends with a message, since nothing sensible can follow. Memory is
 * aligned for any type and zeroed. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

struct arena *arena_new(void);
/* One more holder, who gives it back by arena_free() of his own; returns a. The memory goes with the last of them. */
struct arena *arena_hold(struct arena *a);
void arena_free(struct arena *a);  /* NULL is allowed */
void arena_reset(struct arena *a); /* all memory is gone, the first block is kept for reuse */

void *arena_alloc(struct arena *a, size_t size);
char *arena_copy(struct arena *a, const void *bytes, size_t length); /* adds a final '\0' */
char *arena_strdup(struct arena *a, const char *text);               /* NULL gives NULL */
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, count) ((type *)arena_alloc((a), sizeof(type) * (size_t)(count)))

/* A string that grows inside an arena: for SQL text, JSON lines, lists of ids. */
struct strbuf {
    struct arena *arena;
    char *text; /* always ends with '\0' once anything was added; NULL before */
    size_t length, room;
};

void strbuf_add(struct strbuf *b, const char *text);
void strbuf_add_bytes(struct strbuf *b, const void *bytes, size_t length);
void strbuf_printf(struct strbuf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
const char *strbuf_text(const struct strbuf *b); /* "" where nothing was added */

#endif
