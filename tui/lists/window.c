/* The part of a list that is held in memory. */
#include "tui/lists/window.h"

#include <string.h>

void window_clear(struct window *w)
{
    for (int i = 0; i < w->page_count; i++)
        arena_free(w->pages[i].arena);
    *w = (struct window){ .page_count = 0 };
}

static struct window_page make_page(struct arena *a, const struct listing_page *page)
{
    return (struct window_page){ .arena = a, .rows = page->rows, .count = (int)page->count };
}

static void drop_last(struct window *w)
{
    struct window_page *last = &w->pages[--w->page_count];
    w->count -= last->count;
    w->at_end = false;
    arena_free(last->arena);
}

static int drop_first(struct window *w)
{
    int gone = w->pages[0].count;
    arena_free(w->pages[0].arena);
    memmove(w->pages, w->pages + 1, (size_t)--w->page_count * sizeof w->pages[0]);
    w->count -= gone;
    w->at_start = false;
    if (w->base >= 0)
        w->base += gone;
    return gone;
}

void window_replace(struct window *w, struct arena *a, const struct listing_page *page, int64_t base)
{
    window_clear(w);
    w->pages[w->page_count++] = make_page(a, page);
    w->count = (int)page->count;
    w->at_start = page->at_start;
    w->at_end = page->at_end;
    w->base = page->at_start ? 0 : base;
}

int window_append(struct window *w, struct arena *a, const struct listing_page *page)
{
    int gone = w->page_count == WINDOW_PAGES ? drop_first(w) : 0;
    w->pages[w->page_count++] = make_page(a, page);
    w->count += (int)page->count;
    w->at_end = page->at_end;
    return -gone;
}

int window_prepend(struct window *w, struct arena *a, const struct listing_page *page)
{
    if (w->page_count == WINDOW_PAGES)
        drop_last(w);
    memmove(w->pages + 1, w->pages, (size_t)w->page_count++ * sizeof w->pages[0]);
    w->pages[0] = make_page(a, page);
    w->count += (int)page->count;
    w->at_start = page->at_start;
    if (w->base >= 0)
        w->base = w->base > (int64_t)page->count ? w->base - (int64_t)page->count : 0;
    if (w->at_start)
        w->base = 0;
    return (int)page->count;
}

int window_trim(struct window *w, int from, int to)
{
    int gone = 0;
    while (w->page_count > 1 && w->count - w->pages[w->page_count - 1].count >= to)
        drop_last(w);
    while (w->page_count > 1 && w->pages[0].count <= from - gone)
        gone += drop_first(w);
    return gone;
}

const struct listing_row *window_row(const struct window *w, int i)
{
    if (i < 0)
        return NULL;
    for (int p = 0; p < w->page_count; p++) {
        if (i < w->pages[p].count)
            return &w->pages[p].rows[i];
        i -= w->pages[p].count;
    }
    return NULL;
}

int window_find(const struct window *w, const char *id)
{
    int before = 0;
    for (int p = 0; p < w->page_count; p++) {
        for (int i = 0; i < w->pages[p].count; i++)
            if (strcmp(w->pages[p].rows[i].id, id) == 0)
                return before + i;
        before += w->pages[p].count;
    }
    return -1;
}

int64_t window_position(const struct window *w, int i)
{
    return w->base < 0 || i >= w->count ? -1 : w->base + i + 1;
}
