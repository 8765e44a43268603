/* Sentences taken apart and said again. */
#include "model/engine/saying.h"

#include "base/arena.h"
#include "base/i18n.h"
#include "base/text.h"
#include "model/engine/action.h"
#include "model/engine/effect.h"
#include "model/engine/entity.h"
#include "model/engine/job.h"
#include "model/engine/symptom.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "model/values/room.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum {
    MOST_ARGUMENTS = 8,
    MOST_STEPS = 20000, /* of fitting one template: a text of many readings is left as it is */
    MOST_DEPTH = 8,
    LONGEST = 2000 /* characters; longer is no sentence */
};

static const char digits[] = "0123456789";

/* --- what an argument looks like: the length of one that begins here, 0 where none does --- */

static size_t grouped_length(const char *at)
{
    size_t n = strspn(at, digits);
    while (n && at[n] == '.' && isdigit((unsigned char)at[n + 1]))
        n += 1 + strspn(at + n + 1, digits);
    return n;
}

static size_t rp_length(const char *at)
{
    size_t sign = *at == '-';
    if (strncmp(at + sign, "Rp ", 3) != 0)
        return 0;
    size_t n = grouped_length(at + sign + 3);
    return n ? sign + 3 + n : 0;
}

static size_t mb_length(const char *at)
{
    static const char unlimited[] = "Unlimited";
    if (strncmp(at, unlimited, sizeof unlimited - 1) == 0)
        return sizeof unlimited - 1;
    size_t sign = *at == '-', n = grouped_length(at + sign);
    const char *unit = at + sign + n;
    bool is_unit = n && *unit == ' ' && unit[1] && strchr("MGT", unit[1]) && unit[2] == 'B';
    return is_unit && !isalnum((unsigned char)unit[3]) ? sign + n + 3 : 0;
}

static size_t n_length(const char *at)
{
    size_t sign = *at == '-', n = strspn(at + sign, digits);
    return n ? sign + n : 0;
}

/* As far as a pattern of digits (9) and marks goes. */
static bool looks_like(const char *at, const char *pattern)
{
    for (; *pattern; pattern++, at++)
        if (*pattern == '9' ? !isdigit((unsigned char)*at) : *at != *pattern)
            return false;
    return !isdigit((unsigned char)*at);
}

static size_t date_length(const char *at)
{
    static const char *const patterns[] = { "9999-99-99 99:99:99", "9999-99-99 99:99", "9999-99-99", "9999-99" };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if (looks_like(at, patterns[i]))
            return strlen(patterns[i]);
    return 0;
}

static size_t begins(const char *at, const char *text)
{
    size_t n = text ? strlen(text) : 0;
    return n && strncmp(at, text, n) == 0 && !isalnum((unsigned char)at[n]) && at[n] != '_' ? n : 0;
}

static size_t longer(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Some sentences have a blank for the _ of the name. */
static size_t name_length(const char *at, const char *name)
{
    size_t n = 0;
    while (name[n] && (at[n] == name[n] || (name[n] == '_' && at[n] == ' ')))
        n++;
    return !name[n] && !isalnum((unsigned char)at[n]) && at[n] != '_' ? n : 0;
}

static const struct choice_word *word_at(const char *at, size_t *length)
{
    const struct choice_word *found = NULL;
    *length = 0;
    ROOM_EACH (choice_word, w, words, name) {
        size_t n = name_length(at, w->name);
        if (n > *length) {
            *length = n;
            found = w;
        }
    }
    return found;
}

static size_t word_length(const char *at)
{
    size_t n;
    word_at(at, &n);
    return n;
}

static size_t rows_length(const char *at)
{
    size_t n = strspn(at, digits), longest = 0;
    if (!n || at[n] != ' ')
        return 0;
    ROOM_EACH (entity, e, entities, name)
        longest = longer(longest, longer(begins(at + n + 1, e->one), begins(at + n + 1, e->many)));
    return longest ? n + 1 + longest : 0;
}

static size_t done_length(const char *at)
{
    size_t longest = 0;
    for (size_t i = 0; i < action_count(); i++)
        longest = longer(longest, begins(at, action_at(i)->done));
    return longest;
}

static size_t action_length(const char *at)
{
    size_t longest = 0;
    for (size_t i = 0; i < action_count(); i++)
        longest = longer(longest, longer(begins(at, action_at(i)->label), begins(at, action_at(i)->name)));
    return longest;
}

static size_t effect_length(const char *at)
{
    size_t longest = 0;
    ROOM_EACH (effect, e, effects, kind)
        longest = longer(longest, begins(at, e->name));
    return longest;
}

/* --- how it is said --- */

static const char *rp_said(struct arena *a, const char *text)
{
    char out[AMOUNT_TEXT];
    int64_t rp;
    bool is_negative = *text == '-';
    if (!rp_parse(text + is_negative, &rp, NULL))
        return text;
    return arena_strdup(a, rp_shown(out, is_negative ? -rp : rp));
}

/* With as many decimals as it was written with. */
static const char *mb_said(struct arena *a, const char *text)
{
    char sample[AMOUNT_TEXT];
    if (isalpha((unsigned char)*text))
        return _("Unlimited");
    char *said = arena_strdup(a, text), *point = strchr(said, '.');
    if (point)
        *point = tenths_shown(sample, 5)[1];
    return said;
}

static const char *same_said(struct arena *a, const char *text)
{
    (void)a;
    return text;
}

static const char *word_said(struct arena *a, const char *text)
{
    size_t length;
    const struct choice_word *w = word_at(text, &length);
    (void)a;
    return w ? choice_word(w->name) : text;
}

static const char *rows_said(struct arena *a, const char *text)
{
    size_t n = strspn(text, digits);
    return arena_printf(a, "%.*s %s", (int)n, text, gettext(text + n + 1));
}

static const char *term_said(struct arena *a, const char *text)
{
    const struct action *action = action_find(text);
    (void)a;
    return action ? _(action->label) : gettext(text);
}

static const char *effect_said(struct arena *a, const char *text)
{
    (void)a;
    return effect_word(text);
}

static const char *part_said(struct arena *a, const char *text);

static const struct kind {
    const char *name;
    size_t (*length)(const char *at); /* NULL: whatever there is */
    const char *(*said)(struct arena *a, const char *text);
} kinds[] = {
    { "rp", rp_length, rp_said },       { "mb", mb_length, mb_said },
    { "date", date_length, same_said }, { "n", n_length, same_said },
    { "word", word_length, word_said }, { "rows", rows_length, rows_said },
    { "done", done_length, term_said }, { "action", action_length, term_said },
    { "part", NULL, part_said },        { "effect", effect_length, effect_said },
    { "text", NULL, same_said },
};

static const struct kind *kind_of(const char *name, size_t length)
{
    while (length && isdigit((unsigned char)name[length - 1]))
        length--;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, name, length) == 0)
            return &kinds[i];
    return NULL;
}

/* --- fitting a template --- */

struct argument {
    const char *name, *value; /* in the template, in the sentence */
    size_t name_length, length;
    bool is_free; /* no sentence */
};

struct fit {
    struct argument arguments[MOST_ARGUMENTS];
    size_t count;
    int steps;
};

static bool fits(struct fit *f, const char *pattern, const char *text);

/* Free texts end where the next sentence begins. */
static size_t text_length(const char *at)
{
    const char *end = strstr(at, "; "), *dot = strstr(at, " · ");
    if (dot && (!end || dot < end))
        end = dot;
    return end ? (size_t)(end - at) : strlen(at);
}

/* The shortest that lets the rest fit. */
static bool fits_anything(struct fit *f, struct argument *argument, const char *rest, const char *text)
{
    size_t count = f->count;
    size_t most = argument->is_free ? text_length(text) : strlen(text);
    size_t least = *rest ? 1 : strlen(text);
    for (size_t n = least; n && n <= most; n++) {
        f->count = count;
        argument->length = n;
        if (fits(f, rest, text + n))
            return true;
    }
    return false;
}

static bool fits_argument(struct fit *f, const char *pattern, const char *text)
{
    const char *end = strchr(pattern, '}');
    const struct kind *k = end ? kind_of(pattern + 1, (size_t)(end - pattern - 1)) : NULL;
    if (!k || f->count == MOST_ARGUMENTS)
        return false;
    struct argument *argument = &f->arguments[f->count++];
    *argument = (struct argument){ pattern + 1, text, (size_t)(end - pattern - 1), 0, k->said == same_said };
    if (!k->length)
        return fits_anything(f, argument, end + 1, text);
    argument->length = k->length(text);
    return argument->length && fits(f, end + 1, text + argument->length);
}

static bool fits(struct fit *f, const char *pattern, const char *text)
{
    while (*pattern && *pattern != '{' && *pattern == *text) {
        pattern++;
        text++;
    }
    if (++f->steps > MOST_STEPS)
        return false;
    if (*pattern == '{')
        return fits_argument(f, pattern, text);
    return !*pattern && !*text;
}

/* What stands there whatever the arguments are: the more of it, the surer the template. */
static size_t literal_length(const char *pattern)
{
    size_t n = 0;
    for (; *pattern; pattern++) {
        if (*pattern == '{')
            pattern = strchr(pattern, '}');
        else
            n++;
    }
    return n;
}

/* What most templates fail at, before they are looked at closely: a screen is full of sentences. */
static bool may_fit(const char *pattern, const char *sentence)
{
    if (*pattern != '{')
        return *pattern == *sentence;
    const char *literal = strchr(pattern, '}') + 1;
    size_t length = strcspn(literal, "{");
    return !length || memmem(sentence, strlen(sentence), literal, length);
}

struct best {
    const struct saying *found;
    size_t literal;
    struct fit fit;
};

static void try_template(struct best *best, const struct saying *s, const char *sentence)
{
    if (!may_fit(s->stored, sentence))
        return;
    struct fit f = { .count = 0 };
    size_t literal = literal_length(s->stored);
    if ((best->found && literal <= best->literal) || !fits(&f, s->stored, sentence))
        return;
    best->found = s;
    best->literal = literal;
    best->fit = f;
}

static const struct saying *best_fit(const char *sentence, struct fit *fit)
{
    struct best best = { .found = NULL };
    ROOM_EACH (saying, s, sayings, stored)
        try_template(&best, s, sentence);
    ROOM_EACH (saying, s, errors, stored)
        try_template(&best, s, sentence);
    ROOM_EACH (symptom, s, symptoms, name)
        try_template(&best, s->says, sentence);
    *fit = best.fit;
    return best.found;
}

const struct saying *saying_find(const char *sentence)
{
    struct fit f;
    return best_fit(sentence, &f);
}

/* --- saying it --- */

static const char *said_argument(struct arena *a, const struct fit *f, const char *name, size_t length)
{
    const struct kind *k = kind_of(name, length);
    for (size_t i = 0; k && i < f->count; i++) {
        const struct argument *argument = &f->arguments[i];
        if (argument->name_length == length && strncmp(argument->name, name, length) == 0)
            return k->said(a, arena_copy(a, argument->value, argument->length));
    }
    return "";
}

static const char *fill(struct arena *a, const char *template, const struct fit *f)
{
    struct strbuf b = { .arena = a };
    for (const char *at = template; *at;) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        size_t literal = end ? 0 : 1 + strcspn(at + 1, "{");
        strbuf_add_bytes(&b, at, literal);
        if (end)
            strbuf_add(&b, said_argument(a, f, at + 1, (size_t)(end - at - 1)));
        at = end ? end + 1 : at + literal;
    }
    return strbuf_text(&b);
}

/* Amounts among words that nothing is known of. */
static const char *with_amounts(struct arena *a, const char *text)
{
    struct strbuf b = { .arena = a };
    for (const char *at = text; *at;) {
        bool may_begin = at == text || strchr(" (", at[-1]);
        size_t rp = may_begin ? rp_length(at) : 0, mb = may_begin && isdigit((unsigned char)*at) ? mb_length(at) : 0;
        if (rp || mb)
            strbuf_add(&b, (rp ? rp_said : mb_said)(a, arena_copy(a, at, rp ? rp : mb)));
        else
            strbuf_add_bytes(&b, at, 1);
        at += rp ? rp : mb ? mb : 1;
    }
    return strbuf_text(&b);
}

static const char *say_within(struct arena *a, const char *text, size_t depth);

static const char *say_parts(struct arena *a, const char *text, const char *separator, size_t depth)
{
    struct strbuf b = { .arena = a };
    size_t width = strlen(separator);
    for (const char *at = text, *end; at; at = end ? end + width : NULL) {
        end = strstr(at, separator);
        strbuf_add(&b, say_within(a, end ? arena_copy(a, at, (size_t)(end - at)) : at, depth));
        strbuf_add(&b, end ? separator : "");
    }
    return strbuf_text(&b);
}

/* "usage_sync:main" */
static const char *job_said(struct arena *a, const char *text)
{
    const struct job *j = job_find(text);
    const char *router = strchr(text, ':');
    if (!j)
        return text;
    return router ? arena_printf(a, "%s %s", _(j->label), router + 1) : _(j->label);
}

/* What is no sentence but the name of a state, an effect, an action or a job, or a text of the program's own; else as
 * it is. */
static const char *name_said(struct arena *a, const char *text)
{
    size_t length;
    const struct action *action = action_find(text);
    if (job_said(a, text) != text)
        return job_said(a, text);
    if (word_at(text, &length) && !text[length])
        return word_said(a, text);
    if (action)
        return _(action->label);
    if (effect_word(text) != text)
        return effect_word(text);
    return *text ? gettext(text) : text;
}

static const char *say_within(struct arena *a, const char *text, size_t depth)
{
    static const char *const separators[] = { " · ", "\n", "; ", ", ", ": " };
    struct fit f = { .count = 0 };
    const struct saying *s = depth < MOST_DEPTH ? best_fit(text, &f) : NULL;
    if (s)
        return fill(a, gettext(s->shown ? s->shown : s->stored), &f);
    const char *named = name_said(a, text);
    if (named != text)
        return named;
    for (size_t i = 0; depth < MOST_DEPTH && i < sizeof separators / sizeof *separators; i++)
        if (strstr(text, separators[i]))
            return say_parts(a, text, separators[i], depth + 1);
    return with_amounts(a, text);
}

static const char *part_said(struct arena *a, const char *text)
{
    return say_within(a, text, MOST_DEPTH / 2);
}

const char *say(struct arena *a, const char *sentence)
{
    if (!sentence || !*sentence || strlen(sentence) > LONGEST)
        return sentence;
    return say_within(a, sentence, 0);
}

const char *say_known(struct arena *a, const char *text)
{
    static const char separator[] = ", ";
    const char *end = text ? strstr(text, separator) : NULL;
    if (end)
        return arena_printf(a, "%s%s%s", say_known(a, arena_copy(a, text, (size_t)(end - text))), separator,
                            say_known(a, end + strlen(separator)));
    return text && saying_find(text) ? say(a, text) : text;
}

static void say_into(char *out, size_t size, struct arena *a, const char *sentence)
{
    const char *said = say(a, sentence);
    text_safe(out, size, said, strlen(said));
}

struct error said_error(const struct error *e)
{
    struct error said = { .code = e->code };
    struct arena *a = arena_new();
    say_into(said.what, sizeof said.what, a, e->what);
    say_into(said.why, sizeof said.why, a, e->why);
    say_into(said.hint, sizeof said.hint, a, e->hint);
    arena_free(a);
    return said;
}

const char *say_error(const struct error *e, char *buffer, int size)
{
    const struct error said = said_error(e);
    return error_text(&said, buffer, size);
}
