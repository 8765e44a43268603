/* The colour of the terminal's ground, by OSC 11: whether it may be asked for, and what the answer says. */
#ifndef TUI_TERMINAL_GROUND_H
#define TUI_TERMINAL_GROUND_H

#include <stdbool.h>
#include <stddef.h>

extern const char ground_question[];

/* Terminals that do not know the question are left alone: they would print it. */
bool ground_may_be_asked(void);

enum {
    GROUND_ANSWER = 64 /* bytes: what is longer is no answer */
};

/* The bytes of the answer that begins at p, 0: more must come. An answer that is torn ends where something else begins.
 */
size_t ground_answer_length(const char *p, size_t count);
/* What stands at p begins one, as far as it has come; it is not so much as a key. */
bool ground_is_answer(const char *p, size_t count);

/* "ESC ] 11 ; rgb:ffff/ffff/ffff" and its end. False: it names no colour that can be read. */
bool ground_read(const char *answer, size_t length, bool *is_light);

#endif
