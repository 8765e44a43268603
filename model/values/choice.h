/* What a state or a choice is called on the screen. Filters, scripts, JSON, CSV and the database use its stable name,
 * which is the same in every language; the rooms declare the words. */
#ifndef MODEL_VALUES_CHOICE_H
#define MODEL_VALUES_CHOICE_H

#include <stdbool.h>

struct choice_word {
    const char *name; /* "habis" */
    const char *text; /* "used up": translatable, or a proper name */
};

/* In the language of the face; name itself where no room has a word for it. */
const char *choice_word(const char *name);

/* Whether what was typed means the name: the name itself, or its word in English or in the language of the face. Case
 * does not count, and a blank may be written as - or _. */
bool choice_means(const char *typed, const char *name);

/* "habis (used up)"; the name alone where its word says the same: for a list of what can be typed. */
struct arena;
const char *choice_explained(struct arena *a, const char *name);

#endif
