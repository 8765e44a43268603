/* Fuzzy matching for the palette: the letters of a word in their order, best where they start
 * words or stand together. */
#ifndef TUI_WIDGETS_FUZZY_H
#define TUI_WIDGETS_FUZZY_H

enum {
    FUZZY_NONE = -1
};

/* How well text answers to pattern: higher is better, FUZZY_NONE if it does not. Each word of the
 * pattern must be found; case of ASCII letters is ignored. An empty pattern fits everything
 * equally (0). */
int fuzzy_score(const char *pattern, const char *text);

#endif
