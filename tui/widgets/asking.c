/* What confirms a change. */
#include "tui/widgets/asking.h"

#include "base/i18n.h"
#include "tui/app/draw.h"
#include "tui/terminal/verb.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

void asking_begin(struct asking *a, enum confirm by, size_t rows, const char *word)
{
    *a = (struct asking){ .by = by };
    if (by == CONFIRM_WORD && word)
        snprintf(a->wanted, sizeof a->wanted, "%s", word);
    else if (by == CONFIRM_WORD || by == CONFIRM_COUNT)
        snprintf(a->wanted, sizeof a->wanted, "%zu", rows);
}

/* Both without the blanks at their ends; case does not matter. */
static bool is_typed(const struct asking *a)
{
    const char *typed = a->typed.text;
    size_t length = strlen(typed), blanks = strspn(typed, " ");
    while (length && typed[length - 1] == ' ')
        length--;
    return length >= blanks && length - blanks == strlen(a->wanted) &&
           strncasecmp(typed + blanks, a->wanted, strlen(a->wanted)) == 0;
}

static enum asking_answer typing_key(struct asking *a, const struct key *k, bool is_enter)
{
    if (is_enter) {
        a->is_wrong = !is_typed(a);
        return a->is_wrong ? ASKING_HANDLED : ASKING_YES;
    }
    enum lineedit_answer edited = lineedit_key(&a->typed, k);
    a->is_wrong &= edited != LINEEDIT_CHANGED;
    return edited == LINEEDIT_IGNORED ? ASKING_IGNORED : ASKING_HANDLED;
}

enum asking_answer asking_key(struct asking *a, const struct key *k)
{
    bool is_enter = strcmp(k->name, "enter") == 0;
    if (a->wanted[0])
        return typing_key(a, k, is_enter);
    return (a->by == CONFIRM_ENTER ? is_enter : verb_is(k->name, "dialog.yes")) ? ASKING_YES : ASKING_IGNORED;
}

enum asking_answer asking_paste(struct asking *a, const char *text)
{
    if (!a->wanted[0])
        return ASKING_IGNORED;
    a->is_wrong &= lineedit_paste(&a->typed, text) != LINEEDIT_CHANGED;
    return ASKING_HANDLED;
}

const char *asking_hint(const struct asking *a)
{
    if (a->wanted[0])
        return is_typed(a) ? "enter" : NULL;
    return a->by == CONFIRM_ENTER ? "enter" : verb_key("dialog.yes");
}

int asking_rows(const struct asking *a)
{
    return a->wanted[0] ? 1 : 0;
}

void asking_draw(struct asking *a, const struct view *v, int y, int x, int width)
{
    if (!a->wanted[0])
        return;
    int taken = draw_printf(v, y, x, width * 2 / 3, a->is_wrong ? ROLE_BAD : ROLE_DIALOG,
                            a->is_wrong ? _("Not the same. Type %s to apply:") : _("Type %s to apply:"), a->wanted);
    int room = width - taken - 1;
    lineedit_draw(&a->typed, v, y, x + 1 + taken, room, a->is_wrong ? ROLE_INPUT_BAD : ROLE_INPUT, true);
}
