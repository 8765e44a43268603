/* One typed value of an action, as the operator writes it. */
#include "tui/widgets/field.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/saying.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "model/values/mac.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a right value means, where that is more than it says itself. */
static void write_meaning(const struct action_arg *arg, const char *text, const char *value, const char *arrow,
                          char message[FIELD_MESSAGE])
{
    char human[AMOUNT_TEXT];
    int64_t cmb;
    message[0] = '\0';
    if (!value || arg->is_secret || arg->is_goods || arg->is_list)
        return;
    if (arg->may_clear && strcmp(value, "-") == 0)
        snprintf(message, FIELD_MESSAGE, "%s", _("takes away what stands there"));
    else if (arg->type == ARG_MB && mb_from_db(value, &cmb))
        snprintf(message, FIELD_MESSAGE, "%s %s %s", text, arrow, mb_shown(human, cmb));
    else if (arg->type == ARG_RP)
        snprintf(message, FIELD_MESSAGE, "%s %s %s", text, arrow, rp_shown(human, strtoll(value, NULL, 10)));
    else if (arg->type == ARG_MAC && mac_is_random(value))
        snprintf(message, FIELD_MESSAGE, _("%s, made up by the device: it may come with another one"), value);
    else if (strcmp(text, value) != 0)
        snprintf(message, FIELD_MESSAGE, "%s %s %s", text, arrow, value);
}

static bool check_empty(const struct action_arg *arg, char message[FIELD_MESSAGE])
{
    message[0] = '\0';
    if (arg->is_secret && !arg->is_required)
        return true; /* its help says what becomes of it */
    if (arg->fallback && *arg->fallback)
        snprintf(message, FIELD_MESSAGE, _("left empty, it is %s"),
                 arg->type == ARG_CHOICE ? choice_word(arg->fallback) : arg->fallback);
    else if (arg->is_required)
        snprintf(message, FIELD_MESSAGE, "%s", _("this is needed"));
    else
        snprintf(message, FIELD_MESSAGE, "%s", _("may be left empty"));
    return !arg->is_required || (arg->fallback && *arg->fallback);
}

bool field_check(const struct action *a, size_t i, const char *text, const char *arrow, char message[FIELD_MESSAGE])
{
    const struct action_arg *arg = &a->args[i];
    struct action only = *a;
    struct context ctx = { .arena = arena_new() };
    const char *const *values;
    struct error e = { 0 };
    char raw[FIELD_MESSAGE];
    bool ok;

    only.args = arg;
    only.arg_count = 1;
    if (!text[strspn(text, " \n")]) {
        ok = check_empty(arg, raw);
    } else {
        ok = action_parse_args(&ctx, &only, &arg->name, &text, 1, &values, &e);
        if (ok)
            write_meaning(arg, text, values[0], arrow, raw);
        else
            snprintf(raw, sizeof raw, "%s", say(ctx.arena, e.why[0] ? e.why : e.what));
    }
    text_safe(message, FIELD_MESSAGE, raw, strlen(raw));
    arena_free(ctx.arena);
    return ok;
}

const char *field_next_choice(const struct action_arg *arg, const char *text, int step)
{
    bool may_be_empty = !arg->is_required && !arg->fallback;
    int count = 0, at = -1;
    for (; arg->choices[count]; count++)
        if (strcmp(arg->choices[count], text) == 0)
            at = count;
    if (count == 0)
        return "";
    if (may_be_empty) { /* the empty text is choice number `count` */
        if (at < 0)
            at = count;
        at = (at + step + count + 1) % (count + 1);
        return at == count ? "" : arg->choices[at];
    }
    if (at < 0)
        return arg->choices[step > 0 ? 0 : count - 1];
    return arg->choices[(at + step + count) % count];
}
