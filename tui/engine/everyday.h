/* What operators call things, in English and Indonesian: the palette finds commands and actions by these words too,
 * whatever language the screen has. */
#ifndef TUI_ENGINE_EVERYDAY_H
#define TUI_ENGINE_EVERYDAY_H

#include <stdbool.h>
#include <stddef.h>

struct everyday {
    const char *name;  /* of a command or action; NULL: the table ends */
    const char *words; /* with blanks between; a word counts from its beginning on */
};
extern const struct everyday everyday[];

/* Points as of fuzzy.h: each word of the pattern must begin one of the words of that name. FUZZY_NONE: not so. */
int everyday_score(const char *pattern, const char *name);

/* Whether one of its words is just that. */
bool everyday_has(const char *word, const char *name);

#endif
