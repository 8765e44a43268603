/* Memory for a task or a frame. */
#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_SIZE = 8192,
    ALIGNMENT = _Alignof(max_align_t) /* as malloc() has it: 16 on 64 bits, 8 on armhf */
};

struct block {
    struct block *next;
    size_t used, size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct arena {
    struct block *first, *current;
    unsigned holders;
};

static void out_of_memory(void)
{
    fputs("hotspot-console: out of memory\n", stderr);
    abort();
}

static struct block *block_new(size_t size)
{
    struct block *b = malloc(sizeof *b + size);
    if (!b)
        out_of_memory();
    b->next = NULL;
    b->used = 0;
    b->size = size;
    return b;
}

struct arena *arena_new(void)
{
    struct arena *a = malloc(sizeof *a);
    if (!a)
        out_of_memory();
    a->first = a->current = block_new(BLOCK_SIZE);
    a->holders = 1;
    return a;
}

struct arena *arena_hold(struct arena *a)
{
    a->holders++;
    return a;
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_free(struct arena *a)
{
    if (!a || --a->holders)
        return;
    free_blocks(a->first);
    free(a);
}

void arena_reset(struct arena *a)
{
    free_blocks(a->first->next);
    a->first->next = NULL;
    a->first->used = 0;
    a->current = a->first;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
    size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (a->current->size - a->current->used < size) {
        struct block *b = block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
        a->current->next = b;
        a->current = b;
    }
    void *p = a->current->bytes + a->current->used;
    a->current->used += size;
    return memset(p, 0, size);
}

char *arena_copy(struct arena *a, const void *bytes, size_t length)
{
    char *copy = arena_alloc(a, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    return copy;
}

char *arena_strdup(struct arena *a, const char *text)
{
    return text ? arena_copy(a, text, strlen(text)) : NULL;
}

static char *vprintf_into(struct arena *a, const char *format, va_list ap, size_t *length)
{
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    if (n < 0)
        n = 0;
    char *text = arena_alloc(a, (size_t)n + 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    *length = (size_t)n;
    return text;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    size_t length;
    va_list ap;
    va_start(ap, format);
    char *text = vprintf_into(a, format, ap, &length);
    va_end(ap);
    return text;
}

void strbuf_add_bytes(struct strbuf *b, const void *bytes, size_t length)
{
    if (b->length + length + 1 > b->room) {
        size_t room = b->room ? b->room : 128;
        while (room < b->length + length + 1)
            room *= 2;
        char *text = arena_alloc(b->arena, room);
        if (b->length)
            memcpy(text, b->text, b->length);
        b->text = text;
        b->room = room;
    }
    if (length)
        memcpy(b->text + b->length, bytes, length);
    b->length += length;
    b->text[b->length] = '\0';
}

void strbuf_add(struct strbuf *b, const char *text)
{
    strbuf_add_bytes(b, text, strlen(text));
}

void strbuf_printf(struct strbuf *b, const char *format, ...)
{
    size_t length;
    va_list ap;
    va_start(ap, format);
    char *text = vprintf_into(b->arena, format, ap, &length);
    va_end(ap);
    strbuf_add_bytes(b, text, length);
}

const char *strbuf_text(const struct strbuf *b)
{
    return b->text ? b->text : "";
}
