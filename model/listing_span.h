/* Spans of the sort order: how a clustered word is found at once.
 *
 * Sorted by name, all that are called Siti stand together: a walk from A meets none of them for half a
 * million rows, and they are too many to collect and sort. So the order is cut at fixed places into
 * spans (console.name_bounds), and the trigram index holds each row's span, the group of 8 spans that it
 * is in, and the group of 64. Whether anything that matches stands in a range of the order is then one look
 * into that index with some twenty numbers, whatever the range's size. */
#ifndef MODEL_LISTING_SPAN_H
#define MODEL_LISTING_SPAN_H

#include <stddef.h>

struct arena;

/* The numbers that stand for the spans first to last, as an int[] parameter; "{}" where first > last. */
const char *span_cover(struct arena *a, int first, int last);

#endif
