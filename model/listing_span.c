/* A range of spans as few numbers. */
#include "model/listing_span.h"

#include "base/arena.h"

/* As console.name_spans() numbers them: spans from 0, groups of 8 from 1000, groups of 64 from 2000. */
enum { GROUP = 8, BIG_GROUP = 64, GROUP_BASE = 1000, BIG_GROUP_BASE = 2000 };

const char *span_cover(struct arena *a, int first, int last)
{
    struct strbuf out = { .arena = a };
    strbuf_add(&out, "{");
    while (first <= last) {
        int size = 1, base = 0;
        if (first % BIG_GROUP == 0 && first + BIG_GROUP - 1 <= last) {
            size = BIG_GROUP;
            base = BIG_GROUP_BASE;
        } else if (first % GROUP == 0 && first + GROUP - 1 <= last) {
            size = GROUP;
            base = GROUP_BASE;
        }
        strbuf_printf(&out, "%s%d", out.length > 1 ? "," : "", base + first / size);
        first += size;
    }
    strbuf_add(&out, "}");
    return strbuf_text(&out);
}
