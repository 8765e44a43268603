/* The part of a list that is held in memory: some pages around what is on the screen, in order and
 * without holes. Rows count from 0 at the window's first. */
#ifndef TUI_LISTS_WINDOW_H
#define TUI_LISTS_WINDOW_H

#include "base/arena.h"
#include "model/lists/listing.h"

#include <stdbool.h>
#include <stdint.h>

enum { WINDOW_PAGES = 24 };

struct window_page {
    struct arena *arena; /* owns the rows */
    struct listing_row *rows;
    int count;
};

struct window {
    struct window_page pages[WINDOW_PAGES];
    int page_count;
    int count; /* rows in all */
    bool at_start, at_end;
    int64_t base; /* rows of the list before the first; -1: not known */
};

void window_clear(struct window *w);

/* Each takes the arena over. append and prepend return by how much the rows that were there have
 * moved (less than 0: the first ones went, for want of room at the other end). */
void window_replace(struct window *w, struct arena *a, const struct listing_page *page, int64_t base);
int window_append(struct window *w, struct arena *a, const struct listing_page *page);
int window_prepend(struct window *w, struct arena *a, const struct listing_page *page);

/* Drops pages that lie wholly outside [from, to); returns how many rows went from the front. */
int window_trim(struct window *w, int from, int to);

const struct listing_row *window_row(const struct window *w, int i); /* NULL: outside */
int window_find(const struct window *w, const char *id);             /* -1: not here */

/* Position in the whole list, counted from 1; -1: not known. */
int64_t window_position(const struct window *w, int i);

#endif
