/* Whether the terminal marks what is pasted (mode 2004), by DECRQM: what it may be asked, and what the answer says. */
#ifndef TUI_TERMINAL_PASTE_MARKS_H
#define TUI_TERMINAL_PASTE_MARKS_H

#include <stdbool.h>
#include <stddef.h>

extern const char paste_marks_question[];

/* Not where it would be printed, and not in tmux: it pastes without marks, too, as it is told. */
bool paste_marks_may_be_asked(void);

/* What stands at p begins the answer, as far as it has come, and no key. */
bool paste_marks_is_answer(const char *p, size_t count);
/* Its bytes, 0: more must come. An answer that is torn ends where something else begins. */
size_t paste_marks_answer_length(const char *p, size_t count);

/* "ESC [ ? 2004 ; 1 $ y": they are switched on; with a 3 for good. */
bool paste_marks_are_on(const char *answer, size_t length);

#endif
