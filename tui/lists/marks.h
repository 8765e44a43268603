/* The rows that the operator has marked: a set of ids, or all that match the filter. */
#ifndef TUI_LISTS_MARKS_H
#define TUI_LISTS_MARKS_H

#include <stdbool.h>
#include <stddef.h>

struct marks {
    char **slots; /* open addressing; NULL: free */
    size_t room, count;
    bool is_all;      /* all that match the filter in force; the set is empty then */
    unsigned version; /* of the set: another one with each change */
};

/* All zero is the empty set. */
void marks_clear(struct marks *m); /* frees */
bool marks_has(const struct marks *m, const char *id);
void marks_add(struct marks *m, const char *id);
void marks_remove(struct marks *m, const char *id);

/* The ids, in no order, into out[count]. They live until the set changes. */
void marks_list(const struct marks *m, const char **out);

#endif
