/* A form on an action's arguments. */
#include "tui/engine/form.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/values/choice.h"
#include "tui/app/draw.h"
#include "tui/widgets/chooser.h"
#include "tui/widgets/field.h"
#include "tui/widgets/lineedit.h"
#include "tui/widgets/textbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

enum {
    NARROW = 52, /* below it a label stands above its field */
    LABEL_MOST = 24,
    HELP_ROWS = 2,
    FOOT_ROWS = HELP_ROWS + 2 /* a blank row before, the hints after */
};

struct field {
    struct lineedit edit;
    struct chooser *chooser;           /* in its place; NULL: none */
    struct textbox *box;               /* likewise, of many lines; NULL: it is of one */
    const struct action_arg *narrowed; /* the argument with fewer choices; NULL: with all of its */
    const char *renamed, *new_name;    /* a choice that is called otherwise in this form; NULL: none */
    const char *settled;               /* sent, though nobody is asked; NULL: nothing is */
    const char *present;               /* what stands in the row now; NULL: not known */
    bool was_given;                    /* its text, by the operator, before the form was opened */
    bool is_left_out;
    size_t with;            /* the field that it depends on … */
    const char *with_value; /* … and where that must stand; NULL: on none */
    bool is_right;
    char message[FIELD_MESSAGE];
    int drawn_at, list_at; /* rows of the last drawing, for the mouse; -1: out of sight */
};

struct form {
    struct arena *arena;
    const struct action *action;
    size_t step, first, end; /* the fields of the step from first up to end; without steps all */
    struct field *fields;
    size_t focus;
    size_t top; /* first field in sight */
    int view_y; /* of the last drawing, for the mouse */
    bool is_ascii;
    bool was_submitted; /* from then on what is missing is shown as wrong, too */
    char problem[FIELD_MESSAGE];
};

static const struct action_arg *arg_of(const struct form *f, size_t i)
{
    return f->fields[i].narrowed ? f->fields[i].narrowed : &f->action->args[i];
}

/* What a choice is called in this form. */
static const char *word_of(const struct form *f, size_t i, const char *choice)
{
    const struct field *field = &f->fields[i];
    return field->renamed && strcmp(field->renamed, choice) == 0 ? field->new_name : choice_word(choice);
}

static bool is_choice(const struct form *f, size_t i)
{
    return arg_of(f, i)->choices && arg_of(f, i)->type == ARG_CHOICE;
}

static bool is_blank(const char *text)
{
    return !text[strspn(text, " \n")];
}

/* The lines of a list, with commas between. */
static const char *as_list(struct arena *a, const char *text)
{
    struct strbuf list = { .arena = a };
    for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
        size_t length = strcspn(p, "\n"), start = strspn(p, " ,");
        while (length > start && strchr(" ,", p[length - 1]))
            length--;
        if (length > start)
            strbuf_printf(&list, "%s%.*s", list.length ? ", " : "", (int)(length - start), p + start);
    }
    return strbuf_text(&list);
}

const char *form_text(const struct form *f, size_t i)
{
    const struct field *field = &f->fields[i];
    if (field->box)
        return field->box->text;
    return field->chooser ? chooser_value(field->chooser) : field->edit.text;
}

static bool is_asked(const struct form *f, size_t i)
{
    const struct field *field = &f->fields[i];
    return !field->is_left_out && (!field->with_value || strcmp(form_text(f, field->with), field->with_value) == 0);
}

static bool is_in_step(const struct form *f, size_t i)
{
    return i >= f->first && i < f->end;
}

static bool is_shown(const struct form *f, size_t i)
{
    return is_in_step(f, i) && !f->fields[i].is_left_out;
}

/* Left out, it stays as it is. */
static bool may_be_left_out(const struct form *f, size_t i)
{
    return f->fields[i].present && !arg_of(f, i)->is_required && !arg_of(f, i)->fallback;
}

static bool is_as_present(const struct form *f, size_t i)
{
    return may_be_left_out(f, i) && strcmp(form_text(f, i), f->fields[i].present) == 0;
}

static bool is_taken_away(const struct form *f, size_t i)
{
    return may_be_left_out(f, i) && arg_of(f, i)->may_clear && *f->fields[i].present && is_blank(form_text(f, i));
}

/* What the text means beside what stands in the row; NULL: nothing more than it says itself. */
static const char *meaning_beside_present(const struct form *f, size_t i)
{
    if (is_taken_away(f, i))
        return _("left empty, what stands there is taken away");
    if (may_be_left_out(f, i) && is_blank(form_text(f, i)))
        return _("left empty, it stays as it is");
    if (is_as_present(f, i) && !*f->fields[i].message)
        return _("as it stands now");
    return NULL;
}

/* The same for a chooser, whose list shows the rest. */
static const char *meaning_in_chooser(const struct form *f, size_t i)
{
    if (chooser_is_lost(f->fields[i].chooser))
        return _("nothing is called so");
    if (*form_text(f, i))
        return f->fields[i].is_right ? "" : NULL;
    return arg_of(f, i)->is_required ? _("this is needed: type to narrow, up and down to choose")
                                     : _("type to narrow, up and down to choose");
}

/* Of a text of many lines: how many there are, and whether it is as many as were said. */
static bool count_lines(struct form *f, size_t i)
{
    struct field *field = &f->fields[i];
    const char *counted_by = arg_of(f, i)->counted_by;
    size_t of = counted_by ? action_arg_index(f->action, counted_by) : f->action->arg_count;
    size_t lines = action_line_count(field->box->text);
    bool is_said = of < f->action->arg_count && !is_blank(form_text(f, of)) && f->fields[of].is_right;
    if (field->box->is_full)
        snprintf(field->message, sizeof field->message, "%s",
                 _("there is no room for what was pasted: nothing of it was taken"));
    else if (is_said)
        snprintf(field->message, sizeof field->message, _("lines: %zu of %s"), lines, form_text(f, of));
    else if (lines)
        snprintf(field->message, sizeof field->message, _("lines: %zu"), lines);
    return !is_said || strtoll(form_text(f, of), NULL, 10) == (long long)lines;
}

static bool check_text(const struct form *f, size_t i, char message[FIELD_MESSAGE])
{
    struct arena *scratch = arena_new();
    const char *text = arg_of(f, i)->is_list ? as_list(scratch, form_text(f, i)) : form_text(f, i);
    bool ok = field_check(f->action, i, text, f->is_ascii ? "->" : "→", message);
    arena_free(scratch);
    return ok;
}

static void check(struct form *f, size_t i)
{
    struct field *field = &f->fields[i];
    field->is_right = check_text(f, i, field->message);
    const char *meaning = field->is_right ? meaning_beside_present(f, i) : NULL;
    if (field->chooser) {
        field->is_right &= !chooser_is_lost(field->chooser);
        meaning = meaning_in_chooser(f, i);
    }
    if (meaning)
        snprintf(field->message, sizeof field->message, "%s", meaning);
    if (field->box && (field->is_right || is_blank(field->box->text)))
        field->is_right = count_lines(f, i) && field->is_right;
}

/* What depends on how many were said is checked with it. */
static void check_all_of(struct form *f, size_t i)
{
    const char *name = arg_of(f, i)->name;
    check(f, i);
    for (size_t k = 0; k < f->action->arg_count; k++)
        if (f->fields[k].box && arg_of(f, k)->counted_by && strcmp(arg_of(f, k)->counted_by, name) == 0)
            check(f, k);
}

static void step_focus(struct form *f, int step)
{
    size_t count = f->action->arg_count;
    for (size_t tries = 0; tries < count; tries++) {
        f->focus = (f->focus + (step > 0 ? 1 : count - 1)) % count;
        if (is_asked(f, f->focus) && is_in_step(f, f->focus))
            return;
    }
}

static void focus_on_what_is_missing(struct form *f)
{
    size_t bad = form_first_bad(f, NULL);
    f->focus = bad < f->action->arg_count ? bad : f->first;
    if (f->action->arg_count && !is_asked(f, f->focus))
        step_focus(f, 1);
}

static void set_text(struct form *f, size_t i, const char *text)
{
    if (f->fields[i].box)
        textbox_set(f->fields[i].box, text);
    else if (f->fields[i].chooser)
        chooser_set(f->fields[i].chooser, text);
    else
        lineedit_set(&f->fields[i].edit, text);
    lineedit_select(&f->fields[i].edit);
    check_all_of(f, i);
}

static void go_to_step(struct form *f, size_t step)
{
    f->step = step;
    f->first = 0;
    f->end = f->action->arg_count;
    for (size_t i = 0; i <= step && i < f->action->step_count; i++) {
        f->first = i ? f->end : 0;
        f->end = f->first + f->action->steps[i].arg_count;
    }
    f->top = f->first;
    f->was_submitted = false;
    f->problem[0] = '\0';
    focus_on_what_is_missing(f);
}

static bool is_step_asked(const struct form *f, size_t step)
{
    size_t first = 0;
    for (size_t i = 0; i < step; i++)
        first += f->action->steps[i].arg_count;
    for (size_t i = first; i < first + f->action->steps[step].arg_count; i++)
        if (is_asked(f, i))
            return true;
    return false;
}

size_t form_step(const struct form *f)
{
    return f->step;
}

const char *form_step_label(const struct form *f)
{
    return f->action->step_count ? _(f->action->steps[f->step].label) : "";
}

bool form_next_step(struct form *f)
{
    for (size_t step = f->step + 1; step < f->action->step_count; step++)
        if (is_step_asked(f, step)) {
            go_to_step(f, step);
            return true;
        }
    return false;
}

static bool go_back(struct form *f)
{
    for (size_t step = f->step; step > 0; step--)
        if (is_step_asked(f, step - 1)) {
            go_to_step(f, step - 1);
            return true;
        }
    return false;
}

/* A text of many lines has a box of its own. */
static void make_box(struct form *f, struct arena *a, size_t i)
{
    const struct action_arg *arg = &f->action->args[i];
    if (!arg->is_goods && !arg->is_list)
        return;
    f->fields[i].box = ARENA_NEW(a, struct textbox);
    textbox_init(f->fields[i].box, a, (size_t)arg->maximum);
}

struct form *form_new(struct arena *a, const struct action *action, const char *const *values, bool is_ascii)
{
    struct form *f = ARENA_NEW(a, struct form);
    f->arena = a;
    f->action = action;
    f->is_ascii = is_ascii;
    f->fields = ARENA_ARRAY(a, struct field, action->arg_count + 1);
    for (size_t i = 0; i < action->arg_count; i++)
        make_box(f, a, i);
    for (size_t i = 0; i < action->arg_count; i++) {
        const char *value = values && values[i] ? values[i] : action->args[i].fallback;
        f->fields[i].was_given = values && values[i];
        set_text(f, i, value ? value : "");
    }
    go_to_step(f, 0);
    return f;
}

void form_put(struct form *f, size_t i, const char *text)
{
    set_text(f, i, text);
}

void form_offer(struct form *f, struct arena *a, size_t i, const struct action_choice *choices, size_t count)
{
    struct chooser *c = ARENA_NEW(a, struct chooser);
    const char *text = f->fields[i].edit.text;
    chooser_init(c, a, choices, count);
    if (*text)
        chooser_set(c, text);
    f->fields[i].chooser = c;
    check(f, i);
    focus_on_what_is_missing(f);
}

void form_show_present(struct form *f, const char *const *present)
{
    for (size_t i = 0; i < f->action->arg_count; i++) {
        f->fields[i].present = present[i] ? present[i] : "";
        if (present[i] && !f->fields[i].was_given)
            set_text(f, i, present[i]);
        check(f, i);
    }
    focus_on_what_is_missing(f);
}

void form_leave_out(struct form *f, size_t i)
{
    f->fields[i].is_left_out = true;
    focus_on_what_is_missing(f);
}

void form_settle(struct form *f, size_t i, const char *value)
{
    form_leave_out(f, i);
    f->fields[i].settled = value;
}

void form_keep_choices(struct form *f, struct arena *a, size_t i, const char *const *choices)
{
    struct action_arg *narrowed = ARENA_NEW(a, struct action_arg);
    const char *text = f->fields[i].edit.text;
    bool is_kept = false;
    *narrowed = *arg_of(f, i);
    narrowed->choices = choices;
    f->fields[i].narrowed = narrowed;
    for (const char *const *choice = choices; *choice && !is_kept; choice++)
        is_kept = strcmp(*choice, text) == 0;
    if (!is_kept && *choices && !f->fields[i].was_given)
        set_text(f, i, *choices);
    check(f, i);
}

void form_call(struct form *f, size_t i, const char *choice, const char *words)
{
    f->fields[i].renamed = choice;
    f->fields[i].new_name = words;
}

void form_begin_with(struct form *f, size_t i, const char *value)
{
    const struct action_arg *arg = arg_of(f, i);
    for (const char *const *choice = arg->choices; choice && *choice; choice++)
        if (strcmp(*choice, value) == 0 && !f->fields[i].was_given)
            set_text(f, i, value);
}

void form_ask_only_with(struct form *f, size_t i, size_t other, const char *value)
{
    f->fields[i].with = other;
    f->fields[i].with_value = value;
    focus_on_what_is_missing(f);
}

size_t form_focus(const struct form *f)
{
    return f->focus;
}

size_t form_first_bad(const struct form *f, const char **message)
{
    size_t i = f->first;
    while (i < f->end && (f->fields[i].is_right || !is_asked(f, i)))
        i++;
    if (i == f->end)
        i = f->action->arg_count;
    if (message)
        *message = i < f->action->arg_count ? f->fields[i].message : "";
    return i;
}

static size_t given_from(const struct form *f, size_t first, size_t end, const char **names, const char **values)
{
    size_t count = 0;
    for (size_t i = first; i < end; i++) {
        if (f->fields[i].settled) {
            names[count] = arg_of(f, i)->name;
            values[count++] = f->fields[i].settled;
            continue;
        }
        const char *text = is_taken_away(f, i) ? "-" : form_text(f, i);
        if (!is_asked(f, i) || is_blank(text) || is_as_present(f, i))
            continue;
        names[count] = arg_of(f, i)->name;
        values[count++] = arg_of(f, i)->is_list ? as_list(f->arena, text) : text;
    }
    return count;
}

size_t form_given(const struct form *f, const char **names, const char **values)
{
    return given_from(f, 0, f->action->arg_count, names, values);
}

size_t form_step_given(const struct form *f, struct action *only, const char **names, const char **values)
{
    *only = *f->action;
    only->args = f->action->args + f->first;
    only->arg_count = f->end - f->first;
    return given_from(f, f->first, f->end, names, values);
}

bool form_has_news(const struct form *f)
{
    size_t stay = 0;
    for (size_t i = 0; i < f->action->arg_count; i++)
        stay += is_as_present(f, i) || (may_be_left_out(f, i) && is_blank(form_text(f, i)) && !is_taken_away(f, i));
    return !f->action->arg_count || stay < f->action->arg_count;
}

void form_say(struct form *f, const char *problem)
{
    text_safe(f->problem, sizeof f->problem, problem, strlen(problem));
}

static enum form_answer submit(struct form *f)
{
    size_t bad = form_first_bad(f, NULL);
    f->was_submitted = true;
    f->problem[0] = '\0';
    if (bad == f->action->arg_count)
        return f->action->step_count ? FORM_STEP : FORM_SUBMIT;
    f->focus = bad;
    return FORM_HANDLED;
}

static bool begins_with(const char *choice, const struct key *k)
{
    wchar_t first;
    const char *word = choice_word(choice);
    return mbtowc(&first, word, strlen(word)) > 0 && towlower((wint_t)first) == towlower((wint_t)k->code);
}

/* left, right, space go round; a letter goes to the next choice whose word begins with it. */
static enum form_answer choice_key(struct form *f, const struct key *k)
{
    const struct action_arg *arg = arg_of(f, f->focus);
    const char *now = form_text(f, f->focus);
    if (strcmp(k->name, "left") == 0 || strcmp(k->name, "right") == 0 || strcmp(k->name, "space") == 0) {
        set_text(f, f->focus, field_next_choice(arg, now, strcmp(k->name, "left") == 0 ? -1 : 1));
        return FORM_HANDLED;
    }
    if (k->is_function || k->code <= ' ')
        return FORM_IGNORED;
    const char *next = now;
    for (size_t i = 0; arg->choices[i]; i++) {
        next = field_next_choice(arg, next, 1);
        if (begins_with(next, k)) {
            set_text(f, f->focus, next);
            break;
        }
    }
    return FORM_HANDLED;
}

static enum form_answer chooser_field_key(struct form *f, const struct key *k)
{
    if (!chooser_key(f->fields[f->focus].chooser, k))
        return FORM_IGNORED;
    check(f, f->focus);
    f->problem[0] = '\0';
    return FORM_HANDLED;
}

static enum form_answer take_edited(struct form *f, enum lineedit_answer answer)
{
    if (answer == LINEEDIT_IGNORED)
        return FORM_IGNORED;
    if (answer == LINEEDIT_CHANGED || f->fields[f->focus].box)
        check_all_of(f, f->focus);
    if (answer == LINEEDIT_CHANGED)
        f->problem[0] = '\0';
    return FORM_HANDLED;
}

/* The list that gathers what stands in the field in focus; arg_count: none does. */
static size_t gathering(const struct form *f)
{
    for (size_t i = 0; i < f->action->arg_count; i++)
        for (const char *const *name = arg_of(f, i)->gathers; name && *name; name++)
            if (is_shown(f, i) && strcmp(*name, arg_of(f, f->focus)->name) == 0)
                return i;
    return f->action->arg_count;
}

/* Makes a line of the fields that it gathers, which begin anew. False: there is nothing to make one of. */
static bool add_line(struct form *f)
{
    size_t to = gathering(f), from[2];
    if (to == f->action->arg_count)
        return false;
    for (size_t i = 0; i < 2; i++) {
        from[i] = action_arg_index(f->action, arg_of(f, to)->gathers[i]);
        if (!f->fields[from[i]].is_right || is_blank(form_text(f, from[i])))
            return false;
    }
    struct textbox *box = f->fields[to].box;
    const char *line = arena_printf(f->arena, "%s:%s\n", form_text(f, from[0]), form_text(f, from[1]));
    box->at = box->length;
    textbox_paste(box,
                  !box->length || box->text[box->length - 1] == '\n' ? line : arena_printf(f->arena, "\n%s", line));
    check_all_of(f, to);
    if (box->is_full)
        return true;
    for (size_t i = 0; i < 2; i++)
        set_text(f, from[i], arg_of(f, from[i])->fallback ? arg_of(f, from[i])->fallback : "");
    f->focus = from[0];
    return true;
}

static enum form_answer edit_key(struct form *f, const struct key *k)
{
    if (!k->is_function && k->code == '+' && add_line(f))
        return FORM_HANDLED;
    if (is_choice(f, f->focus))
        return choice_key(f, k);
    if (f->fields[f->focus].chooser)
        return chooser_field_key(f, k);
    return take_edited(f, f->fields[f->focus].box ? textbox_key(f->fields[f->focus].box, k)
                                                  : lineedit_key(&f->fields[f->focus].edit, k));
}

static void click(struct form *f, size_t i, int row)
{
    struct field *field = &f->fields[i];
    int in_list = field->chooser && field->list_at >= 0 ? row - field->list_at : -1;
    bool is_listed = in_list >= 0 && in_list < chooser_rows(field->chooser);
    bool is_boxed = field->box && row >= field->drawn_at && row < field->drawn_at + TEXTBOX_ROWS;
    if (field->drawn_at >= 0 && is_asked(f, i) && (field->drawn_at == row || is_listed || is_boxed))
        f->focus = i;
    if (is_listed) {
        chooser_click(field->chooser, in_list);
        check(f, i);
    }
}

static enum form_answer mouse_key(struct form *f, const struct key *k)
{
    for (size_t i = 0; i < f->action->arg_count; i++)
        click(f, i, k->mouse.y - f->view_y);
    return FORM_HANDLED;
}

/* The way from field to field; in a chooser, up and down choose. */
static int step_of(const struct form *f, const char *key)
{
    bool chooses = f->action->arg_count && f->fields[f->focus].chooser;
    if (strcmp(key, "tab") == 0 || (!chooses && strcmp(key, "down") == 0))
        return 1;
    return strcmp(key, "backtab") == 0 || (!chooses && strcmp(key, "up") == 0) ? -1 : 0;
}

static bool is_boxed(const struct form *f)
{
    return f->action->arg_count && f->fields[f->focus].box;
}

enum form_answer form_key(struct form *f, const struct key *k)
{
    int step = step_of(f, k->name);
    if (strcmp(k->name, "esc") == 0)
        return go_back(f) ? FORM_HANDLED : FORM_CANCEL;
    if (strcmp(k->name, "mouse") == 0)
        return mouse_key(f, k);
    if (is_boxed(f) && strcmp(k->name, "tab") != 0 && strcmp(k->name, "backtab") != 0 && edit_key(f, k) == FORM_HANDLED)
        return FORM_HANDLED; /* the rest is no key of a text of many lines where the place is */
    if (strcmp(k->name, "enter") == 0)
        return submit(f);
    if (!step)
        return f->action->arg_count ? edit_key(f, k) : FORM_IGNORED;
    step_focus(f, step);
    return FORM_HANDLED;
}

enum form_answer form_paste(struct form *f, const char *text)
{
    if (!f->action->arg_count || is_choice(f, f->focus))
        return FORM_IGNORED;
    struct field *field = &f->fields[f->focus];
    if (field->box)
        textbox_paste(field->box, text);
    else if (field->chooser)
        chooser_paste(field->chooser, text);
    else
        lineedit_paste(&field->edit, text);
    check_all_of(f, f->focus);
    f->problem[0] = '\0';
    return FORM_HANDLED;
}

/* Label, value, message and the list of a chooser. */
static int rows_of_field(const struct form *f, size_t i, int width)
{
    const struct chooser *c = f->fields[i].chooser;
    if (!is_shown(f, i))
        return 0;
    return (width < NARROW ? 3 : 2) + (c ? chooser_rows(c) : 0) + (f->fields[i].box ? TEXTBOX_ROWS - 1 : 0);
}

static int rows_of_fields(const struct form *f, size_t from, size_t to, int width)
{
    int rows = 0;
    for (size_t i = from; i < to; i++)
        rows += rows_of_field(f, i, width);
    return rows;
}

int form_height(const struct form *f, int width)
{
    return rows_of_fields(f, 0, f->action->arg_count, width) + FOOT_ROWS;
}

static int label_width(const struct form *f)
{
    int widest = 0;
    for (size_t i = 0; i < f->action->arg_count; i++) {
        int w = !is_shown(f, i) ? 0 : text_width(_(arg_of(f, i)->label)) + 2;
        widest = w > widest ? w : widest;
    }
    return widest < LABEL_MOST ? widest : LABEL_MOST;
}

static void draw_choice(const struct form *f, const struct view *v, int y, int x, int width, size_t i,
                        enum theme_role role)
{
    const char *text = form_text(f, i);
    draw_blank(v, y, x, width, role);
    draw_printf(v, y, x, width, role, f->is_ascii ? "< %s >" : "‹ %s ›", *text ? word_of(f, i, text) : _("none"));
    if (i == f->focus)
        draw_caret(v, y, x + 2);
}

/* Rows of the field itself that there is room for. */
static int value_rows(const struct form *f, const struct view *v, int y, size_t i)
{
    int rows = f->fields[i].box ? TEXTBOX_ROWS : 1, room = v->height - 2 - y;
    return rows < room ? rows : room > 0 ? room : 0;
}

static void draw_value(struct form *f, const struct view *v, int y, int x, int width, size_t i)
{
    struct field *field = &f->fields[i];
    bool is_untouched = !*form_text(f, i) && !f->was_submitted;
    enum theme_role role = field->is_right || is_untouched ? ROLE_INPUT : ROLE_INPUT_BAD;
    if (!is_asked(f, i))
        draw_text(v, y, x, width, ROLE_DIM, "-");
    else if (is_choice(f, i))
        draw_choice(f, v, y, x, width, i, role);
    else if (field->box)
        textbox_draw(field->box, v, y, x, width, value_rows(f, v, y, i), role, i == f->focus);
    else if (field->chooser)
        chooser_draw_line(field->chooser, v, y, x, width, role, i == f->focus);
    else if (arg_of(f, i)->is_secret)
        lineedit_draw_hidden(&field->edit, v, y, x, width, role, i == f->focus);
    else
        lineedit_draw(&field->edit, v, y, x, width, role, i == f->focus);
}

static enum theme_role message_role(const struct form *f, size_t i)
{
    if (f->fields[i].is_right || !is_asked(f, i))
        return ROLE_DIM;
    return *form_text(f, i) || f->was_submitted ? ROLE_BAD : ROLE_DIM;
}

/* What is said below a field. */
static void draw_message(const struct form *f, const struct view *v, int y, int x, int width, size_t i)
{
    const struct field *field = &f->fields[i];
    if (is_asked(f, i))
        draw_text(v, y, x, width, message_role(f, i), field->message);
    else
        draw_printf(v, y, x, width, ROLE_DIM, _("only with %s: %s"), _(arg_of(f, field->with)->label),
                    field->with_value);
}

static void draw_list(struct form *f, const struct view *v, int y, int x, int width, size_t i)
{
    struct field *field = &f->fields[i];
    int room = v->height - 2 - y;
    if (!field->chooser || room <= 0)
        return;
    int rows = chooser_rows(field->chooser);
    field->list_at = y;
    chooser_draw_list(field->chooser, v, y, x, width, rows < room ? rows : room);
}

/* Label, value and below them message and list; returns the rows taken. */
static int draw_one(struct form *f, const struct view *v, int y, int width, int labels, size_t i)
{
    const struct action_arg *arg = arg_of(f, i);
    struct field *field = &f->fields[i];
    enum theme_role label_role = i == f->focus ? ROLE_DIALOG_TITLE : is_asked(f, i) ? ROLE_DIALOG : ROLE_DIM;
    bool is_narrow = width < NARROW;
    int x = is_narrow ? 2 : 2 + labels;
    char label[128];

    if (!is_shown(f, i))
        return 0;
    snprintf(label, sizeof label, "%s%s", _(arg->label), arg->is_required ? "*" : "");
    draw_text(v, y, 2, is_narrow ? width : labels, label_role, label);
    if (is_narrow)
        y++;
    field->drawn_at = y;
    if (y < v->height - 2) /* on the smallest screens the keys come first */
        draw_value(f, v, y, x, width - (x - 2), i);
    if (field->box)
        y += TEXTBOX_ROWS - 1;
    if (y + 1 < v->height - 2)
        draw_message(f, v, y + 1, x, width - (x - 2), i);
    draw_list(f, v, y + 2, x, width - (x - 2), i);
    return rows_of_field(f, i, width);
}

/* Scrolls by whole fields so that the one in focus is seen. */
static void keep_focus_in_sight(struct form *f, int room, int width)
{
    if (f->focus < f->top)
        f->top = f->focus;
    while (f->top < f->focus && rows_of_fields(f, f->top, f->focus + 1, width) > room)
        f->top++;
    while (f->top && rows_of_fields(f, f->top - 1, f->action->arg_count, width) <= room)
        f->top--;
}

/* The help, or in its place what is wrong with the whole, in so many rows; the keys below. */
static void draw_foot(const struct form *f, const struct view *v, int help_rows, int width)
{
    const struct textbox *box = f->fields[f->focus].box;
    const struct draw_hint hints[] = {
        { "enter", box && !textbox_is_on_empty_line(box) ? _("New line, twice: go on") : _("Go on") },
        { "esc", _("Back") },
        { f->end - f->first > 1 ? "tab" : NULL, _("Next field") },
        { gathering(f) < f->action->arg_count ? "+" : NULL, _("A further line") },
        { is_choice(f, f->focus)        ? "space"
          : f->fields[f->focus].chooser ? "down"
                                        : NULL,
          _("Next choice") },
    };
    const char *help = arg_of(f, f->focus)->help;
    int y = v->height - 2 - help_rows;
    if (*f->problem)
        draw_wrapped(v, y, 2, width, help_rows, ROLE_BAD, f->problem);
    else if (help && *help)
        draw_wrapped(v, y, 2, width, help_rows, ROLE_DIM, _(help));
    draw_hints(v, v->height - 2, 2, width, hints, sizeof hints / sizeof *hints);
}

void form_draw(struct form *f, const struct view *v)
{
    int width = v->width - 4, rows = rows_of_field(f, f->focus, width), labels = label_width(f);
    int room = v->height - 3; /* without the border and the keys */
    int help_rows = room - rows < HELP_ROWS ? room - rows : HELP_ROWS, y = 1;

    f->view_y = v->y;
    for (size_t i = 0; i < f->action->arg_count; i++)
        f->fields[i].drawn_at = f->fields[i].list_at = -1;
    if (help_rows < 0)
        help_rows = 0;
    room -= help_rows;
    keep_focus_in_sight(f, room, width);
    for (size_t i = f->top; i < f->action->arg_count && (y == 1 || y - 1 + rows_of_field(f, i, width) <= room); i++)
        y += draw_one(f, v, y, width, labels, i);
    draw_foot(f, v, help_rows, width);
}
