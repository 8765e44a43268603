/* A form on an action's arguments. */
#include "tui/form.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "tui/draw.h"
#include "tui/field.h"
#include "tui/lineedit.h"

#include <stdio.h>
#include <string.h>

enum {
    NARROW = 52, /* below it a label stands above its field */
    LABEL_MOST = 24,
    HELP_ROWS = 2,
    FOOT_ROWS = HELP_ROWS + 2 /* a blank row before, the hints after */
};

struct field {
    struct lineedit edit;
    bool is_right;
    char message[FIELD_MESSAGE];
    int drawn_at; /* row of the last drawing, for the mouse; -1: out of sight */
};

struct form {
    const struct action *action;
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
    return &f->action->args[i];
}

static bool is_choice(const struct form *f, size_t i)
{
    return arg_of(f, i)->choices && arg_of(f, i)->type == ARG_CHOICE;
}

static void check(struct form *f, size_t i)
{
    struct field *field = &f->fields[i];
    field->is_right = field_check(f->action, i, field->edit.text, f->is_ascii ? "->" : "→", field->message);
}

struct form *form_new(struct arena *a, const struct action *action, const char *const *values, bool is_ascii)
{
    struct form *f = ARENA_NEW(a, struct form);
    f->action = action;
    f->is_ascii = is_ascii;
    f->fields = ARENA_ARRAY(a, struct field, action->arg_count + 1);
    for (size_t i = 0; i < action->arg_count; i++) {
        const char *value = values && values[i] ? values[i] : action->args[i].fallback;
        lineedit_set(&f->fields[i].edit, value ? value : "");
        check(f, i);
    }
    if (form_first_bad(f, NULL) < action->arg_count)
        f->focus = form_first_bad(f, NULL);
    return f;
}

const char *form_text(const struct form *f, size_t i)
{
    return f->fields[i].edit.text;
}

size_t form_focus(const struct form *f)
{
    return f->focus;
}

size_t form_first_bad(const struct form *f, const char **message)
{
    size_t i = 0;
    while (i < f->action->arg_count && f->fields[i].is_right)
        i++;
    if (message)
        *message = i < f->action->arg_count ? f->fields[i].message : "";
    return i;
}

size_t form_given(const struct form *f, const char **names, const char **values)
{
    size_t count = 0;
    for (size_t i = 0; i < f->action->arg_count; i++) {
        const char *text = f->fields[i].edit.text;
        if (!text[strspn(text, " ")])
            continue;
        names[count] = arg_of(f, i)->name;
        values[count++] = text;
    }
    return count;
}

void form_say(struct form *f, const char *problem)
{
    text_safe(f->problem, sizeof f->problem, problem, strlen(problem));
}

static void step_focus(struct form *f, int step)
{
    size_t count = f->action->arg_count;
    if (count)
        f->focus = (f->focus + (step > 0 ? 1 : count - 1)) % count;
}

static enum form_answer submit(struct form *f)
{
    size_t bad = form_first_bad(f, NULL);
    f->was_submitted = true;
    f->problem[0] = '\0';
    if (bad == f->action->arg_count)
        return FORM_SUBMIT;
    f->focus = bad;
    return FORM_HANDLED;
}

static void set_text(struct form *f, size_t i, const char *text)
{
    lineedit_set(&f->fields[i].edit, text);
    check(f, i);
}

/* left, right, space go round; a letter goes to the next choice that begins with it. */
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
        if (next[0] == k->code) {
            set_text(f, f->focus, next);
            break;
        }
    }
    return FORM_HANDLED;
}

static enum form_answer edit_key(struct form *f, const struct key *k)
{
    if (is_choice(f, f->focus))
        return choice_key(f, k);
    switch (lineedit_key(&f->fields[f->focus].edit, k)) {
    case LINEEDIT_IGNORED:
        return FORM_IGNORED;
    case LINEEDIT_CHANGED:
        check(f, f->focus);
        f->problem[0] = '\0';
        return FORM_HANDLED;
    default:
        return FORM_HANDLED;
    }
}

static enum form_answer mouse_key(struct form *f, const struct key *k)
{
    for (size_t i = 0; i < f->action->arg_count; i++)
        if (f->fields[i].drawn_at >= 0 && f->fields[i].drawn_at == k->mouse.y - f->view_y)
            f->focus = i;
    return FORM_HANDLED;
}

enum form_answer form_key(struct form *f, const struct key *k)
{
    static const struct {
        const char *key;
        int step;
    } steps[] = { { "tab", 1 }, { "down", 1 }, { "backtab", -1 }, { "up", -1 } };
    if (strcmp(k->name, "esc") == 0)
        return FORM_CANCEL;
    if (strcmp(k->name, "enter") == 0)
        return submit(f);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (strcmp(k->name, steps[i].key) == 0) {
            step_focus(f, steps[i].step);
            return FORM_HANDLED;
        }
    if (strcmp(k->name, "mouse") == 0)
        return mouse_key(f, k);
    return f->action->arg_count ? edit_key(f, k) : FORM_IGNORED;
}

static int rows_of_field(int width)
{
    return width < NARROW ? 3 : 2;
}

int form_height(const struct form *f, int width)
{
    return (int)f->action->arg_count * rows_of_field(width) + FOOT_ROWS;
}

static int label_width(const struct form *f)
{
    int widest = 0;
    for (size_t i = 0; i < f->action->arg_count; i++) {
        int w = text_width(_(arg_of(f, i)->label)) + 2;
        widest = w > widest ? w : widest;
    }
    return widest < LABEL_MOST ? widest : LABEL_MOST;
}

static void draw_choice(const struct form *f, const struct view *v, int y, int x, int width, size_t i,
                        enum theme_role role)
{
    const char *text = form_text(f, i);
    draw_blank(v, y, x, width, role);
    draw_printf(v, y, x, width, role, f->is_ascii ? "< %s >" : "‹ %s ›", *text ? text : _("none"));
    if (i == f->focus)
        draw_caret(v, y, x + 2);
}

static void draw_value(struct form *f, const struct view *v, int y, int x, int width, size_t i)
{
    struct field *field = &f->fields[i];
    enum theme_role role = field->is_right || (!field->edit.length && !f->was_submitted) ? ROLE_INPUT : ROLE_INPUT_BAD;
    if (is_choice(f, i))
        draw_choice(f, v, y, x, width, i, role);
    else
        lineedit_draw(&field->edit, v, y, x, width, role, i == f->focus);
}

static enum theme_role message_role(const struct form *f, const struct field *field)
{
    if (field->is_right)
        return ROLE_DIM;
    return field->edit.length || f->was_submitted ? ROLE_BAD : ROLE_DIM;
}

/* Label, value and below them the message; returns the rows taken. */
static int draw_one(struct form *f, const struct view *v, int y, int width, int labels, size_t i)
{
    const struct action_arg *arg = arg_of(f, i);
    struct field *field = &f->fields[i];
    enum theme_role label_role = i == f->focus ? ROLE_DIALOG_TITLE : ROLE_DIALOG;
    bool is_narrow = width < NARROW;
    int x = is_narrow ? 2 : 2 + labels;
    char label[128];

    snprintf(label, sizeof label, "%s%s", _(arg->label), arg->is_required ? "*" : "");
    draw_text(v, y, 2, is_narrow ? width : labels, label_role, label);
    if (is_narrow)
        y++;
    field->drawn_at = y;
    if (y < v->height - 2) /* on the smallest screens the keys come first */
        draw_value(f, v, y, x, width - (x - 2), i);
    if (y + 1 < v->height - 2)
        draw_text(v, y + 1, x, width - (x - 2), message_role(f, field), field->message);
    return rows_of_field(width);
}

/* Scrolls by whole fields so that the one in focus is seen. */
static void keep_focus_in_sight(struct form *f, int room, int rows)
{
    size_t seen = room / rows > 0 ? (size_t)(room / rows) : 1;
    if (f->focus < f->top)
        f->top = f->focus;
    if (f->focus >= f->top + seen)
        f->top = f->focus - seen + 1;
    if (f->top && f->top + seen > f->action->arg_count)
        f->top = f->action->arg_count > seen ? f->action->arg_count - seen : 0;
}

/* The help, or in its place what is wrong with the whole, in so many rows; the keys below. */
static void draw_foot(const struct form *f, const struct view *v, int help_rows, int width)
{
    const struct draw_hint hints[] = {
        { "enter", _("Go on") },
        { "esc", _("Back") },
        { f->action->arg_count > 1 ? "tab" : NULL, _("Next field") },
        { is_choice(f, f->focus) ? "space" : NULL, _("Next choice") },
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
    int width = v->width - 4, rows = rows_of_field(width), labels = label_width(f);
    int room = v->height - 3; /* without the border and the keys */
    int help_rows = room - rows < HELP_ROWS ? room - rows : HELP_ROWS, y = 1;

    f->view_y = v->y;
    for (size_t i = 0; i < f->action->arg_count; i++)
        f->fields[i].drawn_at = -1;
    if (help_rows < 0)
        help_rows = 0;
    room -= help_rows;
    keep_focus_in_sight(f, room, rows);
    for (size_t i = f->top; i < f->action->arg_count && (y == 1 || y - 1 + rows <= room); i++)
        y += draw_one(f, v, y, width, labels, i);
    draw_foot(f, v, help_rows, width);
}
