/* A form on an action's arguments: one typed field each, checked as it is typed.
 *
 * Part of a dialog's view: the view owns it, gives it keys and lets it draw inside its box. Nothing
 * typed is lost by an error; only the owner throws a form away. */
#ifndef TUI_ENGINE_FORM_H
#define TUI_ENGINE_FORM_H

#include "model/engine/action.h"
#include "tui/terminal/view.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct form;

enum form_answer {
    FORM_IGNORED,
    FORM_HANDLED,
    FORM_SUBMIT /* every field is right */,
    FORM_STEP /* so is every field of this step, and there is a next one or something to ask the database */,
    FORM_CANCEL
};

/* values: one an argument, NULL = its fallback; NULL for all fallbacks. Lives in the arena. */
struct form *form_new(struct arena *a, const struct action *action, const char *const *values, bool is_ascii);

/* Makes field i a chooser of these, which live in the form's arena or longer. */
void form_offer(struct form *f, struct arena *a, size_t i, const struct action_choice *choices, size_t count);

/* What stands in the row now, an entry an argument (NULL: nothing; texts in the form's arena or longer): fields
 * without a given value begin with it. What is optional and stays so is not sent, what is emptied is taken away
 * where it may be. */
void form_show_present(struct form *f, const char *const *present);
/* False: what stands in the row now was shown, and nothing of it would be changed. */
bool form_has_news(const struct form *f);

/* Another text for field i, as if it had been typed. */
void form_put(struct form *f, size_t i, const char *text);

/* Takes field i away: it is neither shown nor sent. */
void form_leave_out(struct form *f, size_t i);
/* The same, and that value is sent, which lives as long as the form. */
void form_settle(struct form *f, size_t i, const char *value);
/* Of the choices of field i only these, NULL-terminated, in the form's arena or longer; the first of them stands there
 * where what stood there is none of them, unless the operator gave it: then it is for the plan to refuse. */
void form_keep_choices(struct form *f, struct arena *a, size_t i, const char *const *choices);
/* A choice of field i has this name in this form, which lives as long as it. */
void form_call(struct form *f, size_t i, const char *choice, const char *words);
/* Field i begins with this one of its choices, unless the operator gave another; no choice of it: nothing happens. */
void form_begin_with(struct form *f, size_t i, const char *value);
/* Field i is asked for, and sent, only while field `other` stands at value; else it is dim, and skipped. */
void form_ask_only_with(struct form *f, size_t i, size_t other, const char *value);

/* Of an action with steps: which one is asked for, and how it is called; 0 of 0 without. */
size_t form_step(const struct form *f);
const char *form_step_label(const struct form *f);
/* What stands in the fields of this step, for action_parse_args() on `only`, which is the action with these alone. */
size_t form_step_given(const struct form *f, struct action *only, const char **names, const char **values);
/* To the next step in which something is asked; false: that was the last. */
bool form_next_step(struct form *f);

enum form_answer form_key(struct form *f, const struct key *k);
/* Into the field in focus; FORM_IGNORED: nothing can be typed there. */
enum form_answer form_paste(struct form *f, const char *text);

/* What stands in field i, as typed; lives until the next key. */
const char *form_text(const struct form *f, size_t i);
size_t form_focus(const struct form *f);
/* The first field that is not right, or the number of fields; message (NULL: not wanted) says why. */
size_t form_first_bad(const struct form *f, const char **message);

/* Names and texts of the fields that were filled in, for action_parse_args(); returns their number.
 * The arrays must hold arg_count entries. Texts live in the form's arena, or until the next key. */
size_t form_given(const struct form *f, const char **names, const char **values);

/* A line about the whole, shown in place of the help: why it was not taken. "" takes it away. */
void form_say(struct form *f, const char *problem);

/* The rows that it wants at that inner width, and drawing into v's box: y from 1, x from 2. */
int form_height(const struct form *f, int width);
void form_draw(struct form *f, const struct view *v);

#endif
