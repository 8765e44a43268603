/* The filter language: a parser without recursion that writes SQL from the pane's tables; what the
 * operator wrote only ever becomes a parameter. */
#include "model/lists/filter.h"

#include "base/text.h"
#include "model/lists/filter_value.h"
#include "model/values/amount.h"
#include "model/values/choice.h"
#include "model/values/phone.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum {
    MOST_PARAMS = 500
};

/* A free word's tests, text by text, and where all of them stand in the filter. */
struct apart {
    const char **tests;
    size_t count;
    size_t begin, end;
};

struct parser {
    struct arena *arena;
    const struct pane *pane;
    const char *text, *at; /* at: what is still to be read */
    struct strbuf where;
    const char **params;
    size_t param_count, param_room, term_count;
    bool is_indexed, is_covered;
    bool is_by_parts;
    bool asks_all;      /* beside the rows that the pane shows usually */
    bool is_negated;    /* what passes the test being read is left out */
    bool is_exact;      /* the test being read is = or !=, which the beginning of a text does not pass */
    const char *word;   /* the last free word that is not negated */
    struct apart apart; /* the first free word that is not negated and whose texts have indexes of their own */
    struct error *e;
};

enum test {
    TEST_IS,
    TEST_CONTAINS,
    TEST_NOT,
    TEST_GREATER,
    TEST_GREATER_EQUAL,
    TEST_LESS,
    TEST_LESS_EQUAL
};

static const struct {
    const char *text;
    enum test test;
    const char *sql;
} tests[] = {
    /* the longer ones first */
    { ":~", TEST_CONTAINS, NULL },   { "!=", TEST_NOT, NULL },   { ">=", TEST_GREATER_EQUAL, ">=" },
    { "<=", TEST_LESS_EQUAL, "<=" }, { ">", TEST_GREATER, ">" }, { "<", TEST_LESS, "<" },
    { ":", TEST_IS, "=" },           { "=", TEST_IS, "=" },
};

/* A value or word as read: unquoted, with its place for messages. */
struct word {
    const char *text;
    const char *place;
    bool was_quoted;
};

static bool fail(struct parser *p, const char *place, const char *what_format, const char *subject)
{
    char what[192];
    int column = 1;
    for (const char *c = p->text; c < place; c++)
        column += ((unsigned char)*c & 0xC0) != 0x80;
    snprintf(what, sizeof what, what_format, subject);
    return error_set(p->e, ERR_USAGE, what, "at column %d of the filter", column);
}

/* $n of the new parameter. */
static size_t add_param(struct parser *p, const char *value)
{
    if (p->param_count == p->param_room) {
        size_t room = p->param_room ? p->param_room * 2 : 16;
        const char **params = ARENA_ARRAY(p->arena, const char *, room);
        if (p->param_count)
            memcpy(params, p->params, p->param_count * sizeof *params);
        p->params = params;
        p->param_room = room;
    }
    p->params[p->param_count++] = value;
    return p->param_count;
}

static bool read_quoted(struct parser *p, struct word *w)
{
    struct strbuf out = { .arena = p->arena };
    const char *c = p->at + 1;
    for (; *c && *c != '"'; c++) {
        if (*c == '\\' && (c[1] == '"' || c[1] == '\\'))
            c++;
        strbuf_add_bytes(&out, c, 1);
    }
    *w = (struct word){ .text = strbuf_text(&out), .place = p->at, .was_quoted = true };
    if (!*c)
        return fail(p, p->at, "the quote %s is not closed", "\"");
    p->at = c + 1;
    return true;
}

/* Up to a blank or one of the ends; an empty word is one too. */
static bool read_word(struct parser *p, const char *ends, struct word *w)
{
    if (*p->at == '"')
        return read_quoted(p, w);
    size_t length = strcspn(p->at, ends);
    *w = (struct word){ .text = arena_copy(p->arena, p->at, length), .place = p->at };
    p->at += length;
    return true;
}

/* "-9990" says not that; alone, or with blanks around it, a dash stands between digits. */
static bool is_negation(const char *at)
{
    return *at == '-' && at[1] && at[1] != ' ' && at[1] != '\t';
}

/* How far a number goes on that is written with blanks. */
static const char *phone_end(const char *at)
{
    const char *end = at;
    for (;;) {
        const char *next = end + strspn(end, " \t");
        if (end != at && *next == '-' && !is_negation(next))
            next += 1 + strspn(next + 1, " \t");
        size_t n = end != at && is_negation(next) ? 0 : phone_word_bytes(next);
        if (!n)
            return end;
        end = next + n;
    }
}

/* Words that are one number together: they begin as a number does, or are a whole one. */
static bool read_phone(struct parser *p, struct word *w)
{
    char digits[PHONE_TEXT];
    bool is_start = false;
    const char *text = arena_copy(p->arena, p->at, (size_t)(phone_end(p->at) - p->at));
    if (!strpbrk(text, " \t") ||
        !(phone_normalise(digits, text) || (phone_beginning(digits, text, &is_start) && is_start)))
        return false;
    *w = (struct word){ .text = text, .place = p->at };
    p->at += strlen(text);
    return true;
}

/* % and _ in a text lose their meaning for LIKE; * means "any characters" where is_pattern. */
static void add_like(struct strbuf *out, const char *text, bool is_pattern)
{
    for (; *text; text++) {
        if (is_pattern && *text == '*') {
            strbuf_add(out, "%");
            continue;
        }
        if (*text == '%' || *text == '_' || *text == '\\')
            strbuf_add(out, "\\");
        strbuf_add_bytes(out, text, 1);
    }
}

static const char *like(struct parser *p, const char *before, const char *text, const char *after)
{
    struct strbuf out = { .arena = p->arena };
    strbuf_add(&out, before);
    add_like(&out, text, false);
    strbuf_add(&out, after);
    return strbuf_text(&out);
}

/* Case folded, the pattern once; the index, and the order that is walked, are of lower(text). */
static const char *like_test(struct parser *p, const char *sql, bool is_indexed, size_t n)
{
    return arena_printf(p->arena, is_indexed ? "lower(%s) LIKE lower($%zu)" : "lower((%s)::text) LIKE lower($%zu)", sql,
                        n);
}

static void put_like(struct parser *p, const char *sql, bool is_indexed, size_t n)
{
    strbuf_add(&p->where, like_test(p, sql, is_indexed, n));
}

static bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The trigram index can look for a pattern that holds three word characters in a row. */
static bool has_trigram(const char *text)
{
    int run = 0;
    for (; *text; text++) {
        run = is_word_byte(*text) ? run + 1 : 0;
        if (run == 3)
            return true;
    }
    return false;
}

static size_t character_count(const char *text)
{
    size_t n = 0;
    for (; *text; text++)
        n += ((unsigned char)*text & 0xC0) != 0x80;
    return n;
}

/* Free words */

/* Patterns for where words begin, not a regular expression: that takes three times as long a row. */
static void add_text_tests(struct parser *p, const char *text, bool is_short, struct apart *out)
{
    const struct search *search = p->pane->search;
    size_t n = add_param(p, like(p, is_short ? "" : "%", text, "%"));
    size_t inside = is_short ? add_param(p, like(p, "% ", text, "%")) : 0;
    for (size_t i = 0; search->text_columns[i]; i++) {
        const char *test = like_test(p, search->text_columns[i], search->is_indexed, n);
        if (is_short)
            test = arena_printf(p->arena, "%s OR %s", test,
                                like_test(p, search->text_columns[i], search->is_indexed, inside));
        out->tests[out->count++] = test;
    }
}

static void add_phone_like(struct parser *p, const char *before, const char *digits, struct strbuf *out)
{
    size_t n = add_param(p, arena_printf(p->arena, "%s%s%%", before, digits));
    strbuf_printf(out, "%s%s LIKE $%zu", out->length ? " OR " : "", p->pane->search->phone_column, n);
}

/* "0812" begins a number, or stands somewhere in it as it is; a short one only begins it. */
static void add_phone_tests(struct parser *p, const char *text, bool is_short, struct apart *out)
{
    char digits[PHONE_TEXT], beginning[PHONE_TEXT];
    bool is_start;
    struct strbuf test = { .arena = p->arena };
    if (!p->pane->search->phone_column || !phone_digits(digits, text) || !phone_beginning(beginning, text, &is_start))
        return;
    if (is_start || is_short)
        add_phone_like(p, "", beginning, &test);
    if (!is_short && !strchr(text, '+'))
        add_phone_like(p, "%", digits, &test);
    if (test.length)
        out->tests[out->count++] = strbuf_text(&test);
}

static void add_names_tests(struct parser *p, const char *text, struct apart *out)
{
    const struct search_names *names = p->pane->search->names;
    struct strbuf test = { .arena = p->arena };
    const char *name;
    for (size_t i = 0; names && (name = names->at(i)); i++)
        if (strcasestr(names->word(name), text))
            strbuf_printf(&test, "%s%s = $%zu", test.length ? " OR " : "", names->sql, add_param(p, name));
    if (test.length)
        out->tests[out->count++] = strbuf_text(&test);
}

static size_t text_count(const struct search *search)
{
    size_t n = 0;
    while (search->text_columns[n])
        n++;
    return n;
}

static bool put_free_word(struct parser *p, const struct word *w, struct apart *out)
{
    const struct search *search = p->pane->search;
    bool is_short = character_count(w->text) < 3;
    if (!search)
        return fail(p, w->place, "`%s` is no test of a field, and there is no text to look in", w->text) ||
               error_hint(p->e, "write field:value");
    *out = (struct apart){ .tests = ARENA_ARRAY(p->arena, const char *, text_count(search) + 2),
                           .begin = p->where.length };
    add_text_tests(p, w->text, is_short, out);
    add_phone_tests(p, w->text, is_short, out);
    add_names_tests(p, w->text, out);
    for (size_t i = 0; i < out->count; i++)
        strbuf_printf(&p->where, "%s%s", i ? " OR " : "", out->tests[i]);
    out->end = p->where.length;
    return true;
}

static bool is_word_indexed(const struct parser *p, const struct word *w)
{
    bool is_short = character_count(w->text) < 3;
    return p->pane->search->is_indexed && (is_short ? is_word_byte(*w->text) : has_trigram(w->text));
}

/* Tests of a field */

static bool refuse_value(struct parser *p, const struct word *w, const struct column *c, const char *hint)
{
    char what[160];
    snprintf(what, sizeof what, "`%%s` can't be a value of %s", c->name);
    fail(p, w->place, what, w->text);
    return error_hint(p->e, "%s", hint);
}

static bool is_folded_index(const struct column *c)
{
    return c->type == COL_TEXT && (c->flags & COLUMN_INDEXED);
}

static bool put_contains(struct parser *p, const struct column *c, const struct word *w)
{
    put_like(p, c->sql, is_folded_index(c), add_param(p, like(p, "%", w->text, "%")));
    return true;
}

static bool put_text(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    struct strbuf pattern = { .arena = p->arena };
    (void)test;
    add_like(&pattern, w->text, !w->was_quoted);
    if ((c->flags & COLUMN_BEGINS) && !p->is_exact && !w->was_quoted && !strchr(w->text, '*'))
        strbuf_add(&pattern, "%");
    put_like(p, c->sql, is_folded_index(c), add_param(p, strbuf_text(&pattern)));
    return true;
}

static bool refuse_phone(struct parser *p, const struct column *c, const struct word *w)
{
    return refuse_value(p, w, c, "digits are expected; :~ looks for a part, * stands for any digits");
}

/* Digits between the stars of a pattern; the first of them in stored form: "0812*99" is "+62812%99". */
static bool put_phone_pattern(struct parser *p, const struct column *c, const struct word *w)
{
    struct strbuf pattern = { .arena = p->arena };
    char digits[PHONE_TEXT];
    bool is_start;
    for (const char *at = w->text, *end; at; at = end ? end + 1 : NULL) {
        end = strchr(at, '*');
        const char *part = end ? arena_copy(p->arena, at, (size_t)(end - at)) : at;
        if (*part && !(at == w->text ? phone_beginning(digits, part, &is_start) : phone_digits(digits, part)))
            return refuse_phone(p, c, w);
        strbuf_add(&pattern, *part ? digits : "");
        strbuf_add(&pattern, end ? "%" : "");
    }
    strbuf_printf(&p->where, "%s LIKE $%zu", c->sql, add_param(p, strbuf_text(&pattern)));
    return true;
}

/* A number that a customer has is that one and no other, be it ever how another begins; any other, how numbers begin.
 * With = it is that one in any case. */
static bool put_phone(struct parser *p, const struct column *c, const struct word *w)
{
    char whole[PHONE_TEXT], beginning[PHONE_TEXT];
    bool is_start;
    if (!w->was_quoted && strchr(w->text, '*'))
        return put_phone_pattern(p, c, w);
    bool is_whole = phone_normalise(whole, w->text);
    if (!phone_beginning(beginning, w->text, &is_start) || (p->is_exact && !is_whole))
        return refuse_phone(p, c, w);
    size_t n = is_whole ? add_param(p, arena_strdup(p->arena, whole)) : 0;
    if (is_whole)
        strbuf_printf(&p->where, "%s = $%zu", c->sql, n);
    if (p->is_exact)
        return true;
    size_t like = add_param(p, arena_printf(p->arena, "%s%%", is_whole ? whole : beginning));
    strbuf_printf(&p->where,
                  is_whole
                      ? " OR (%s LIKE $%zu AND NOT EXISTS (SELECT FROM public.users x WHERE x.phone_number = $%zu))"
                      : "%s LIKE $%zu",
                  c->sql, like, n);
    return true;
}

/* What can only begin a number stands in it without the 0 or + that says so. */
static bool put_phone_part(struct parser *p, const struct column *c, const struct word *w)
{
    char digits[PHONE_TEXT], beginning[PHONE_TEXT];
    bool is_start;
    if (!phone_digits(digits, w->text) || !phone_beginning(beginning, w->text, &is_start))
        return refuse_phone(p, c, w);
    size_t n = add_param(p, arena_printf(p->arena, "%%%s%%", is_start ? beginning + 1 : digits));
    strbuf_printf(&p->where, "%s LIKE $%zu", c->sql, n);
    return true;
}

static bool put_choice(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    const char *nearest = c->choices[0];
    (void)test;
    for (const char *const *choice = c->choices; *choice; choice++) {
        if (choice_means(w->text, *choice)) {
            strbuf_printf(&p->where, "(%s) = $%zu", c->sql, add_param(p, *choice));
            return true;
        }
        if (text_distance(*choice, w->text) < text_distance(nearest, w->text))
            nearest = *choice;
    }
    struct strbuf hint = { .arena = p->arena };
    strbuf_printf(&hint, "did you mean `%s`? there are", nearest);
    for (const char *const *choice = c->choices; *choice; choice++)
        strbuf_printf(&hint, "%s %s", choice == c->choices ? "" : ",", choice_explained(p->arena, *choice));
    return refuse_value(p, w, c, strbuf_text(&hint));
}

/* The choice that a word means; NULL: none. */
static const char *choice_meant(const struct column *c, const char *word)
{
    for (const char *const *choice = c->choices; *choice; choice++)
        if (choice_means(word, *choice))
            return *choice;
    return NULL;
}

/* A test of what is kept; NULL: it has a row. What is asked for comes from there; what is to be left out, or has none,
 * is met soon along any order. */
static void put_kept_test(struct parser *p, const struct column *c, const char *test)
{
    const char *and = test ? " AND " : "";
    if (p->is_negated)
        strbuf_printf(&p->where, "EXISTS (SELECT FROM %s WHERE %s = %s%s%s)", c->kept_in, c->kept_id, p->pane->id, and,
                      test ? test : "");
    else
        strbuf_printf(&p->where, "%s IN (SELECT %s FROM %s%s%s)", p->pane->id, c->kept_id, c->kept_in,
                      test ? " WHERE " : "", test ? test : "");
    p->is_by_parts = p->is_by_parts || !p->is_negated;
}

static bool put_kept(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    const char *choice = *w->text && test != TEST_CONTAINS ? choice_meant(c, w->text) : NULL;
    bool is_any = false;
    if (choice)
        put_kept_test(p, c, arena_printf(p->arena, "%s = $%zu", c->kept, add_param(p, choice)));
    else if (test == TEST_CONTAINS && *w->text)
        put_kept_test(p, c, like_test(p, c->kept, true, add_param(p, like(p, "%", w->text, "%"))));
    else if (*w->text && !value_parse_bool(w->text, &is_any))
        return put_choice(p, c, test, w);
    else if (is_any)
        put_kept_test(p, c, NULL);
    else
        strbuf_printf(&p->where, "NOT EXISTS (SELECT FROM %s WHERE %s = %s)", c->kept_in, c->kept_id, p->pane->id);
    return true;
}

static const char *test_sql(enum test test)
{
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (tests[i].test == test)
            return tests[i].sql;
    return "=";
}

static bool put_comparison(struct parser *p, const struct column *c, enum test test, const char *value,
                           const char *cast)
{
    strbuf_printf(&p->where, "(%s) %s $%zu::%s", c->sql, test_sql(test), add_param(p, value), cast);
    return true;
}

static bool put_number(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    char text[AMOUNT_TEXT];
    struct error reason = { .code = ERR_NONE };
    int64_t value;
    if (c->type == COL_MB) {
        if (!mb_parse(w->text, &value, &reason))
            return refuse_value(p, w, c, reason.hint);
        return put_comparison(p, c, test, arena_strdup(p->arena, mb_format(text, value)), "numeric");
    }
    if (c->type == COL_RP ? !rp_parse(w->text, &value, &reason) : !value_parse_int(w->text, &value))
        return refuse_value(p, w, c, c->type == COL_RP ? reason.hint : "a whole number is expected");
    return put_comparison(p, c, test, arena_printf(p->arena, "%lld", (long long)value), "bigint");
}

static bool put_bool(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    bool value;
    (void)test;
    if (!value_parse_bool(w->text, &value))
        return refuse_value(p, w, c, "yes or no is expected");
    strbuf_printf(&p->where, "(%s) = $%zu::boolean", c->sql, add_param(p, value ? "true" : "false"));
    return true;
}

/* A point in time is a span [start, end): a day, a minute or a second long, an age has no length. */
static bool put_time(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    static const char hint[] =
        "write 2026-01-31, today, monday, this-month, \"2026-01-31 10:00\", 7d (7 days ago) or +7d";
    struct value_time t;
    const char *cast = c->type == COL_DATE ? "date" : "timestamptz";
    if (!value_parse_time(p->arena, w->text, &t) || (t.is_age && test == TEST_IS))
        return refuse_value(p, w, c, t.is_age ? "an age is a moment that nothing equals: use > or <" : hint);
    const char *start = t.sql ? arena_printf(p->arena, "%s::%s", t.sql, cast)
                              : arena_printf(p->arena, t.is_age ? "(now() + $%zu::interval)::%s" : "$%zu::%s",
                                             add_param(p, t.text), cast);
    const char *end = *t.length ? arena_printf(p->arena, "(%s + interval '%s')", start, t.length) : start;
    switch (test) {
    case TEST_IS:
        strbuf_printf(&p->where, "(%s) >= %s AND (%s) < %s", c->sql, start, c->sql, end);
        return true;
    case TEST_GREATER:
        strbuf_printf(&p->where, *t.length ? "(%s) >= %s" : "(%s) > %s", c->sql, end);
        return true;
    case TEST_LESS_EQUAL:
        strbuf_printf(&p->where, *t.length ? "(%s) < %s" : "(%s) <= %s", c->sql, end);
        return true;
    default:
        strbuf_printf(&p->where, "(%s) %s %s", c->sql, test_sql(test), start);
        return true;
    }
}

static bool put_id(struct parser *p, const struct column *c, const struct word *w)
{
    int64_t number;
    if (strcmp(c->cast, "uuid") == 0 && !value_is_uuid(w->text))
        return refuse_value(p, w, c, "a uuid is expected");
    if (strcmp(c->cast, "bigint") == 0 && !value_parse_int(w->text, &number))
        return refuse_value(p, w, c, "a whole number is expected");
    return put_comparison(p, c, TEST_IS, w->text, c->cast);
}

static bool is_comparable(enum column_type type)
{
    return type == COL_MB || type == COL_RP || type == COL_INT || type == COL_PERCENT || type == COL_TIME ||
           type == COL_DATE;
}

static bool is_order_test(enum test test)
{
    return test != TEST_IS && test != TEST_CONTAINS && test != TEST_NOT;
}

/* An order that an index holds and that is a column's own. */
struct order {
    const char *sort; /* NULL: there is none */
    const char *none; /* what stands in it for a row where the column is empty; NULL: the column never is NULL */
    bool is_folded;
};

/* "sql", "coalesce(sql, none)", or either in lower(). */
static struct order order_as(struct arena *a, const char *sort, const char *sql)
{
    size_t length = strlen(sql);
    bool is_folded = strncmp(sort, "lower(", 6) == 0;
    const char *s = sort + (is_folded ? 6 : 0), *end = s + strlen(s) - (is_folded ? 1 : 0);
    struct order o = { .sort = sort, .is_folded = is_folded };
    if ((size_t)(end - s) == length && strncmp(s, sql, length) == 0)
        return o;
    if (strncmp(s, "coalesce(", 9) != 0 || strncmp(s + 9, sql, length) != 0 || strncmp(s + 9 + length, ", ", 2) != 0)
        return (struct order){ .sort = NULL };
    s += 9 + length + 2;
    o.none = arena_copy(a, s, (size_t)(end - 1 - s));
    return o;
}

static struct order order_of(const struct parser *p, const struct column *c)
{
    for (size_t i = 0; i < p->pane->column_count; i++) {
        const struct column *by = &p->pane->columns[i];
        struct order o = { .sort = NULL };
        if ((by->flags & COLUMN_SORT_INDEXED) && !by->sources && !by->walk)
            o = order_as(p->arena, by->sort, c->sql);
        if (o.sort && (!o.is_folded || c->type == COL_TEXT))
            return o;
    }
    return (struct order){ .sort = NULL };
}

/* What a list is sorted by is never NULL, and a row's id is not, either. */
static bool is_never_null(const struct pane *p, const struct column *c)
{
    for (size_t i = 0; i < p->column_count; i++)
        if (p->columns[i].sort && strcmp(p->columns[i].sort, c->sql) == 0)
            return true;
    return p->id && strcmp(p->id, c->sql) == 0;
}

static bool may_be_blank(enum column_type type)
{
    return type == COL_TEXT || type == COL_PHONE || type == COL_CHOICE || type == COL_JSON || type == COL_SPARK;
}

/* An index of its order finds those that have none together. */
static bool put_empty(struct parser *p, const struct column *c)
{
    struct order o = order_of(p, c);
    if (may_be_blank(c->type))
        strbuf_printf(&p->where, is_never_null(p->pane, c) ? "(%s)::text = ''" : "coalesce((%s)::text, '') = ''",
                      c->sql);
    else
        strbuf_printf(&p->where, is_never_null(p->pane, c) ? "false" : "(%s) IS NULL", c->sql);
    if (o.none && (!may_be_blank(c->type) || strcmp(o.none, "''") == 0))
        strbuf_printf(&p->where, " AND %s = %s", o.sort, o.none);
    return true;
}

/* Of a text it is the whole text that is looked for, in any case. */
static bool is_whole(const struct parser *p, const struct column *c, const struct word *w)
{
    return w->was_quoted || (!strchr(w->text, '*') && (p->is_exact || !(c->flags & COLUMN_BEGINS)));
}

/* Whether the index of the order answers it. */
static bool is_by_order(const struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    struct order o = order_of(p, c);
    if (test != TEST_IS || !o.sort)
        return false;
    if (!*w->text)
        return !o.none || !may_be_blank(c->type) || strcmp(o.none, "''") == 0;
    if (c->type == COL_TEXT)
        return o.is_folded && is_whole(p, c, w);
    return is_comparable(c->type) || c->type == COL_CHOICE || c->type == COL_BOOL;
}

static bool put_comparable(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    return c->type == COL_TIME || c->type == COL_DATE ? put_time(p, c, test, w) : put_number(p, c, test, w);
}

/* The test, and the same of the order: it says nothing more, but an index can answer it. */
static bool put_with_order(struct parser *p, const struct column *c, enum test test, const struct word *w,
                           bool (*put)(struct parser *p, const struct column *c, enum test test, const struct word *w))
{
    struct column by_order = *c;
    if (!put(p, c, test, w))
        return false;
    if (!is_by_order(p, c, test, w))
        return true;
    by_order.sql = order_of(p, c).sort;
    if (strcmp(by_order.sql, c->sql) == 0)
        return true;
    strbuf_add(&p->where, " AND ");
    if (c->type != COL_TEXT)
        return put(p, &by_order, test, w);
    strbuf_printf(&p->where, "%s = lower($%zu)", by_order.sql, add_param(p, w->text));
    return true;
}

static bool put_test(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    if (is_order_test(test) && !is_comparable(c->type))
        return fail(p, w->place, "%s has no order: use : or :~", c->name);
    if (c->kept_in && !is_order_test(test))
        return put_kept(p, c, test, w);
    if (!*w->text)
        return is_order_test(test) ? refuse_value(p, w, c, "a value is expected") : put_empty(p, c);
    if (test == TEST_CONTAINS)
        return c->type == COL_PHONE ? put_phone_part(p, c, w) : put_contains(p, c, w);
    switch (c->type) {
    case COL_TEXT:
        return put_with_order(p, c, test, w, put_text);
    case COL_PHONE:
        return put_phone(p, c, w);
    case COL_CHOICE:
        return put_with_order(p, c, test, w, put_choice);
    case COL_MB:
    case COL_RP:
    case COL_INT:
    case COL_PERCENT:
    case COL_TIME:
    case COL_DATE:
        return put_with_order(p, c, test, w, put_comparable);
    case COL_BOOL:
        return put_with_order(p, c, test, w, put_bool);
    case COL_ID:
        return put_id(p, c, w);
    case COL_JSON:
    case COL_SPARK:
        return put_contains(p, c, w);
    }
    return false;
}

/* A test is about one part where it is not about what stands between parts; and an index serves it where there is
 * something to find it by. */
static bool is_about_a_part(const struct column *c, enum test test, const struct word *w)
{
    if (!c->part || test == TEST_NOT || !*w->text)
        return false;
    if (c->is_one_part)
        return true;
    return !strpbrk(w->text, " *") && (test == TEST_IS ? is_word_byte(*w->text) : has_trigram(w->text));
}

/* "u.id IN (…) AND ": first by the index of the parts, then by the test itself. */
static void put_part(struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    struct strbuf pattern = { .arena = p->arena };
    strbuf_add(&pattern, test == TEST_CONTAINS ? "%" : "");
    add_like(&pattern, w->text, test == TEST_IS && !w->was_quoted);
    strbuf_add(&pattern, test == TEST_CONTAINS ? "%" : "");
    p->is_by_parts = true;
    strbuf_printf(&p->where, "%s%s LIKE lower($%zu))%s AND ", c->part_of, c->part, add_param(p, strbuf_text(&pattern)),
                  c->part_end ? c->part_end : "");
}

static bool passes(enum test test, int64_t stands, int64_t value)
{
    switch (test) {
    case TEST_GREATER:
        return stands > value;
    case TEST_GREATER_EQUAL:
        return stands >= value;
    case TEST_LESS:
        return stands < value;
    case TEST_LESS_EQUAL:
        return stands <= value;
    default:
        return stands == value;
    }
}

/* Whether the rows in which the same stands may pass, too. */
static bool may_pass_beside(const struct column *c, enum test test, const struct word *w)
{
    struct error reason = { .code = ERR_NONE };
    int64_t value, stands;
    bool yes, beside;
    if (!c->beside)
        return false;
    if (c->type == COL_BOOL)
        return !value_parse_bool(w->text, &yes) || !value_parse_bool(c->beside, &beside) || yes == beside;
    return !rp_parse(w->text, &value, &reason) || !value_parse_int(c->beside, &stands) || passes(test, stands, value);
}

/* Where something stands in few rows, a test for what stands there looks at those alone. */
static bool is_among_few(const struct column *c, enum test test, const struct word *w)
{
    return c->among && test != TEST_NOT && *w->text && !may_pass_beside(c, test, w);
}

static void put_among(struct parser *p, const struct column *c)
{
    p->is_by_parts = true;
    strbuf_printf(&p->where, "%s AND ", c->among);
}

static bool is_test_indexed(const struct parser *p, const struct column *c, enum test test, const struct word *w)
{
    bool is_any;
    if (c->kept_in)
        return !p->is_negated && *w->text &&
               (choice_meant(c, w->text) || !value_parse_bool(w->text, &is_any) || is_any);
    if (is_by_order(p, c, test, w) || is_about_a_part(c, test, w) || is_among_few(c, test, w))
        return true;
    if (!(c->flags & COLUMN_INDEXED) || !*w->text || test == TEST_NOT)
        return false;
    return (c->type != COL_TEXT && test == TEST_IS && !strchr(w->text, '*')) || has_trigram(w->text);
}

static bool unknown_field(struct parser *p, const char *place, const char *name)
{
    const struct column *nearest = NULL;
    int best = INT_MAX;
    for (size_t i = 0; i < p->pane->column_count; i++) {
        const struct column *c = &p->pane->columns[i];
        int distance = text_distance(name, c->name);
        if (!(c->flags & COLUMN_NO_FILTER) && distance < best) {
            nearest = c;
            best = distance;
        }
    }
    fail(p, place, "unknown field `%s`", name);
    return nearest ? error_hint(p->e, "did you mean `%s`?", nearest->name) : false;
}

/* value { "," value }, any of which fits */
static bool put_values(struct parser *p, const struct column *c, enum test test)
{
    const char *ends = is_order_test(test) ? " \t" : " \t,";
    bool is_indexed = true;
    struct word w;
    for (size_t i = 0;; i++) {
        if (p->param_count > MOST_PARAMS)
            return fail(p, p->at, "the filter has more than %s values", "500");
        strbuf_add(&p->where, i ? " OR " : "");
        bool is_phone = c->type == COL_PHONE && read_phone(p, &w);
        if (!is_phone && !read_word(p, ends, &w))
            return false;
        if (is_about_a_part(c, test, &w))
            put_part(p, c, test, &w);
        if (is_among_few(c, test, &w))
            put_among(p, c);
        if (!put_test(p, c, test, &w))
            return false;
        is_indexed = is_indexed && is_test_indexed(p, c, test, &w);
        if (*p->at != ',')
            break;
        p->at++;
    }
    p->is_indexed = p->is_indexed || is_indexed;
    return true;
}

/* "AA:BB:CC": a MAC address, or how one begins; no field is called so. */
static bool is_mac(const char *at)
{
    size_t groups = 0;
    for (; isxdigit((unsigned char)at[0]) && isxdigit((unsigned char)at[1]); at += at[2] == ':' ? 3 : 2) {
        groups++;
        if (at[2] != ':')
            return groups >= 3;
    }
    return groups >= 3;
}

/* The length of a field's name where a test follows it, 0 else: then it is a free word. */
static size_t field_length(const char *at)
{
    size_t n = 0;
    if (!isalpha((unsigned char)*at) || is_mac(at))
        return 0;
    while (isalnum((unsigned char)at[n]) || at[n] == '_')
        n++;
    return strchr(":=<>", at[n]) && at[n] ? n : at[n] == '!' && at[n + 1] == '=' ? n : 0;
}

static enum test read_test(struct parser *p)
{
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        size_t n = strlen(tests[i].text);
        if (strncmp(p->at, tests[i].text, n) == 0) {
            p->is_exact = *p->at != ':';
            p->at += n;
            return tests[i].test;
        }
    }
    return TEST_IS;
}

static bool read_field_term(struct parser *p, size_t length, bool *is_negated)
{
    const char *place = p->at, *name = arena_copy(p->arena, p->at, length);
    const struct column *c = pane_column(p->pane, name);
    if (!c || (c->flags & COLUMN_NO_FILTER))
        return unknown_field(p, place, name);
    p->at += length;
    enum test test = read_test(p);
    p->is_covered = p->is_covered && (c->flags & (COLUMN_INDEXED | COLUMN_APART)) == COLUMN_INDEXED;
    p->asks_all = p->asks_all || (c->flags & COLUMN_ASKS_ALL);
    *is_negated ^= test == TEST_NOT;
    p->is_negated = *is_negated;
    return put_values(p, c, test);
}

static bool read_free_term(struct parser *p)
{
    struct word w;
    bool is_phone = p->pane->search && p->pane->search->phone_column && read_phone(p, &w);
    if (!is_phone && !read_word(p, " \t", &w))
        return false;
    if (!*w.text)
        return fail(p, w.place, "%s", w.was_quoted ? "an empty word can't be looked for" : "a word is missing after -");
    struct apart all;
    if (!put_free_word(p, &w, &all))
        return false;
    if (p->pane->search->is_apart && !p->apart.count && is_word_indexed(p, &w))
        p->apart = all;
    p->is_indexed = p->is_indexed || is_word_indexed(p, &w);
    p->is_covered = p->is_covered && p->pane->search->is_indexed;
    p->word = w.text;
    return true;
}

static bool read_term(struct parser *p)
{
    bool is_negated = *p->at == '-', was_indexed = p->is_indexed;
    struct apart was_apart = p->apart;
    p->at += is_negated;
    p->term_count++;
    strbuf_add(&p->where, p->where.length ? " AND ((" : "((");
    size_t length = field_length(p->at);
    if (!(length ? read_field_term(p, length, &is_negated) : read_free_term(p)))
        return false;
    if (*p->at && *p->at != ' ' && *p->at != '\t')
        return fail(p, p->at, "a blank is expected before `%s`", p->at);
    if (is_negated) {
        p->is_indexed = was_indexed;
        p->apart = was_apart;
        p->word = NULL;
    }
    strbuf_add(&p->where, is_negated ? ") IS NOT TRUE)" : "))");
    return true;
}

/* Blanks that do not break become blanks, and marks that nobody sees go: they come along when something is copied. What
 * stands in quotes is meant as it is. */
static const char *without_marks(struct arena *a, const char *text)
{
    static const struct {
        const char *mark, *instead;
    } marks[] = {
        { "\u00a0", " " }, { "\u202f", " " }, { "\u2007", " " }, { "\u2009", " " }, { "\u3000", " " },
        { "\u200b", "" },  { "\u200e", "" },  { "\u200f", "" },  { "\u202a", "" },  { "\u202b", "" },
        { "\u202c", "" },  { "\u202d", "" },  { "\u202e", "" },  { "\u2060", "" },  { "\u2066", "" },
        { "\u2067", "" },  { "\u2068", "" },  { "\u2069", "" },  { "\ufeff", "" },  { "\u00ad", "" },
    };
    struct strbuf out = { .arena = a };
    bool is_quoted = false;
    for (size_t i; *text;) {
        if (is_quoted && *text == '\\' && text[1])
            strbuf_add_bytes(&out, text++, 1);
        else
            is_quoted ^= *text == '"';
        for (i = 0; i < sizeof marks / sizeof *marks && strncmp(text, marks[i].mark, strlen(marks[i].mark)) != 0; i++)
            ;
        bool is_mark = i < sizeof marks / sizeof *marks && !is_quoted;
        strbuf_add_bytes(&out, is_mark ? marks[i].instead : text, is_mark ? strlen(marks[i].instead) : 1);
        text += is_mark ? strlen(marks[i].mark) : 1;
    }
    return strbuf_text(&out);
}

/* The whole filter, with one of the word's tests in place of all. */
static const char *alternative(const struct parser *p, const char *where, const char *test)
{
    const struct apart *w = &p->apart;
    return arena_printf(p->arena, "%s%s%s", arena_copy(p->arena, where, w->begin), test, where + w->end);
}

/* The filter among the rows that the pane shows usually. */
static const char *among_usual(const struct parser *p, const char *where)
{
    const char *usual = p->asks_all ? NULL : p->pane->usual;
    if (!usual)
        return *where ? where : "true";
    return *where ? arena_printf(p->arena, "%s AND %s", usual, where) : usual;
}

static void put_alternatives(const struct parser *p, const char *where, struct filter *f)
{
    const char **all = ARENA_ARRAY(p->arena, const char *, p->apart.count + 1);
    for (size_t i = 0; i < p->apart.count; i++)
        all[i] = among_usual(p, alternative(p, where, p->apart.tests[i]));
    f->alternatives = all;
    f->alternative_count = p->apart.count;
}

bool filter_compile(struct arena *a, const struct pane *pane, const char *text, struct filter *f, struct error *e)
{
    struct parser p = {
        .arena = a, .pane = pane, .text = without_marks(a, text), .where = { .arena = a }, .is_covered = true, .e = e
    };
    if (!text_is_utf8(text, strlen(text)))
        return error_set(e, ERR_USAGE, "the filter can't be read", "it is not UTF-8");
    for (p.at = p.text + strspn(p.text, " \t"); *p.at; p.at += strspn(p.at, " \t"))
        if (!read_term(&p))
            return false;
    const char *where = p.where.length ? strbuf_text(&p.where) : "";
    *f = (struct filter){
        .text = p.text,
        .where = among_usual(&p, where),
        .params = p.params,
        .param_count = p.param_count,
        .is_empty = p.where.length == 0,
        .asks_all = p.asks_all,
        .is_by_parts = p.is_by_parts,
        .is_indexed = p.is_indexed,
        .is_covered = p.is_covered,
        .word = p.term_count == 1 ? p.word : NULL,
    };
    put_alternatives(&p, where, f);
    return true;
}
