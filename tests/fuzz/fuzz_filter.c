/* Fuzz target: any text as a filter, on every pane. It is refused with a message, or becomes SQL that holds
 * nothing but the code's own text and parameters. */
#include "model/lists/filter.h"

#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* Which parameters are used: each of them, and none that is not there. */
static void check_params(const struct filter *f)
{
    size_t highest = 0;
    for (const char *p = strchr(f->where, '$'); p; p = strchr(p + 1, '$')) {
        size_t n = strtoul(p + 1, NULL, 10);
        if (n == 0 || n > f->param_count)
            abort();
        highest = n > highest ? n : highest;
    }
    if (highest != f->param_count)
        abort();
}

/* Brackets balance and quotes pair: nothing written broke out of its place. */
static void check_shape(const char *where)
{
    long depth = 0;
    bool is_quoted = false;
    for (; *where; where++) {
        is_quoted ^= *where == '\'';
        depth += is_quoted ? 0 : (*where == '(') - (*where == ')');
        if (depth < 0 || *where == ';' || (unsigned char)*where >= 0x80)
            abort();
    }
    if (depth || is_quoted)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *a = arena_new();
    const char *text = arena_copy(a, bytes, length);
    for (size_t i = 0; pane_at(i); i++) {
        struct filter f;
        struct error e = { .code = ERR_NONE };
        if (filter_compile(a, pane_at(i), text, &f, &e)) {
            check_params(&f);
            check_shape(f.where);
        } else if (e.code == ERR_NONE || !*e.what) {
            abort();
        }
    }
    arena_free(a);
    return 0;
}
