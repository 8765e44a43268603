/* The filter language: the SQL it becomes, and what is said about what it does not take. */
#include "model/lists/filter.h"

#include "base/arena.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const char *const colours[] = { "red", "green", "blue", NULL };
static const struct column columns[] = {
    { .name = "name", .sql = "t.name", .type = COL_TEXT, .flags = COLUMN_INDEXED },
    { .name = "note", .sql = "t.note", .type = COL_TEXT },
    { .name = "phone", .sql = "t.phone", .type = COL_PHONE, .flags = COLUMN_INDEXED },
    { .name = "colour", .sql = "t.colour", .type = COL_CHOICE, .choices = colours },
    { .name = "size", .sql = "t.size", .type = COL_MB },
    { .name = "price", .sql = "t.price", .type = COL_RP },
    { .name = "count", .sql = "t.count", .type = COL_INT },
    { .name = "is_old", .sql = "t.is_old", .type = COL_BOOL },
    { .name = "at", .sql = "t.at", .type = COL_TIME },
    { .name = "day", .sql = "t.day", .type = COL_DATE },
    { .name = "key", .sql = "t.key", .cast = "uuid", .type = COL_ID, .flags = COLUMN_INDEXED },
    { .name = "number", .sql = "t.number", .cast = "bigint", .type = COL_ID },
    { .name = "id", .sql = "t.id", .cast = "text", .type = COL_ID, .flags = COLUMN_INDEXED },
    { .name = "actor", .sql = "t.actor", .type = COL_TEXT, .flags = COLUMN_BEGINS },
    { .name = "own", .sql = "t.own", .type = COL_TEXT, .flags = COLUMN_INDEXED | COLUMN_APART },
    { .name = "made", .sql = "t.made", .part_of = "t.id IN (SELECT x.id FROM x WHERE ", .part = "lower(x.m)", .type = COL_TEXT },
    { .name = "doc", .sql = "t.doc", .type = COL_JSON },
    { .name = "hidden", .sql = "t.hidden", .type = COL_TEXT, .flags = COLUMN_NO_FILTER },
};
static const char *const searched[] = { "t.name", NULL };
static const struct search search = { .text_columns = searched, .phone_column = "t.phone", .is_indexed = true };
static const struct pane pane = { .name = "things", .columns = columns, .column_count = COUNT(columns), .search = &search };
static const struct pane bare = { .name = "bare", .columns = columns, .column_count = COUNT(columns) };

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_new();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

#define WHOLE(rest)                                                                                            \
    "((t.phone = $1 OR (t.phone LIKE $2 AND NOT EXISTS (SELECT FROM public.users x WHERE x.phone_number = $1)))" rest
#define NAME_OR_ONE "((lower(t.name) LIKE lower($1) OR t.phone LIKE $2)) | "
#define NAME_OR_TWO "((lower(t.name) LIKE lower($1) OR t.phone LIKE $2 OR t.phone LIKE $3)) | "

/* where, then every parameter in order: "t.note ILIKE $1 | budi" */
static const char *compiled(const char *text)
{
    struct filter f;
    struct error e = { .code = ERR_NONE };
    struct strbuf out = { .arena = arena };
    if (!filter_compile(arena, &pane, text, &f, &e))
        fail_msg("`%s`: %s (%s)", text, e.what, e.why);
    strbuf_add(&out, f.where);
    for (size_t i = 0; i < f.param_count; i++)
        strbuf_printf(&out, " | %s", f.params[i]);
    return strbuf_text(&out);
}

static void compiles(void **state)
{
    static const struct { const char *text, *sql; } cases[] = {
        { "", "true" },
        { " \t ", "true" },
        { "budi", "((lower(t.name) LIKE lower($1))) | %budi%" },
        { "\"siti aminah\"", "((lower(t.name) LIKE lower($1))) | %siti aminah%" },
        { "bu", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2))) | bu% | % bu%" },
        { "b.", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2))) | b.% | % b.%" },
        { "-budi", "((lower(t.name) LIKE lower($1)) IS NOT TRUE) | %budi%" },
        { "made:10.1", "((t.id IN (SELECT x.id FROM x WHERE lower(x.m) LIKE lower($1)) AND lower((t.made)::text) LIKE lower($2))) | 10.1 | 10.1" },
        { "made:~a_bcd", "((t.id IN (SELECT x.id FROM x WHERE lower(x.m) LIKE lower($1)) AND lower((t.made)::text) LIKE lower($2))) | %a\\_bcd% | %a\\_bcd%" },
        { "made:a*b", "((lower((t.made)::text) LIKE lower($1))) | a%b" },
        { "made:\"a b\"", "((lower((t.made)::text) LIKE lower($1))) | a b" },
        { "made!=10.1", "((lower((t.made)::text) LIKE lower($1)) IS NOT TRUE) | 10.1" },
        { "0812", NAME_OR_TWO "%0812% | +62812% | %0812%" },
        { "812", "((lower(t.name) LIKE lower($1) OR t.phone LIKE $2)) | %812% | %812%" },
        { "08", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2) OR t.phone LIKE $3)) | 08% | % 08% | +628%" },
        { "8", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2) OR t.phone LIKE $3)) | 8% | % 8% | +628%" },
        { "62", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2) OR t.phone LIKE $3)) | 62% | % 62% | +62%" },
        { "+62", NAME_OR_ONE "%+62% | +62%" },
        { "0812 9990 0011", NAME_OR_TWO "%0812 9990 0011% | +6281299900011% | %081299900011%" },
        { "0812 - 9990 -  0011", NAME_OR_TWO "%0812 - 9990 -  0011% | +6281299900011% | %081299900011%" },
        { "+62 812-9990", NAME_OR_ONE "%+62 812-9990% | +628129990%" },
        { "\u202a+62\u00a0812\u20119990\u202c", NAME_OR_ONE "%+62 812\u20119990% | +628129990%" },
        { "0065 6123", NAME_OR_TWO "%0065 6123% | +656123% | %00656123%" },
        { "62 812 9990 0011", NAME_OR_ONE "%62 812 9990 0011% | %6281299900011%" },
        { "12 08", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2) OR t.phone LIKE $3)) AND"
                   " ((lower(t.name) LIKE lower($4) OR lower(t.name) LIKE lower($5) OR t.phone LIKE $6))"
                   " | 12% | % 12% | +6212% | 08% | % 08% | +628%" },
        { "0812 budi", "((lower(t.name) LIKE lower($1) OR t.phone LIKE $2 OR t.phone LIKE $3)) AND"
                       " ((lower(t.name) LIKE lower($4))) | %0812% | +62812% | %0812% | %budi%" },
        { "0812 -9990", "((lower(t.name) LIKE lower($1) OR t.phone LIKE $2 OR t.phone LIKE $3)) AND"
                        " ((lower(t.name) LIKE lower($4) OR t.phone LIKE $5) IS NOT TRUE)"
                        " | %0812% | +62812% | %0812% | %9990% | %9990%" },
        { "siti\u00a0aminah", "((lower(t.name) LIKE lower($1))) AND ((lower(t.name) LIKE lower($2))) | %siti% | %aminah%" },
        { "\ufeffcolour:red\u200b", "(((t.colour) = $1)) | red" },
        { "\"siti\u00a0a\"", "((lower(t.name) LIKE lower($1))) | %siti\u00a0a%" },
        { "note:\"a\\\"\u00a0\"", "((lower((t.note)::text) LIKE lower($1))) | a\"\u00a0" },
        { "100%_\\", "((lower(t.name) LIKE lower($1))) | %100\\%\\_\\\\%" },
        { "name:Budi", "((lower(t.name) LIKE lower($1))) | Budi" },
        { "name=Budi", "((lower(t.name) LIKE lower($1))) | Budi" },
        { "name:bu*i", "((lower(t.name) LIKE lower($1))) | bu%i" },
        { "name:\"bu*i\"", "((lower(t.name) LIKE lower($1))) | bu*i" },
        { "name:~ari", "((lower(t.name) LIKE lower($1))) | %ari%" },
        { "name:a,b", "((lower(t.name) LIKE lower($1) OR lower(t.name) LIKE lower($2))) | a | b" },
        { "name:\"a,b\"", "((lower(t.name) LIKE lower($1))) | a,b" },
        { "name!=a", "((lower(t.name) LIKE lower($1)) IS NOT TRUE) | a" },
        { "-name!=a", "((lower(t.name) LIKE lower($1))) | a" },
        { "-note:a", "((lower((t.note)::text) LIKE lower($1)) IS NOT TRUE) | a" },
        { "note:", "((coalesce((t.note)::text, '') = ''))" },
        { "note:\"\"", "((coalesce((t.note)::text, '') = ''))" },
        { "name:\"say \\\"hi\\\"\"", "((lower(t.name) LIKE lower($1))) | say \"hi\"" },
        { "phone:0812-3456-789", WHOLE(") | +628123456789 | +628123456789%") },
        { "phone:0812 3456 789", WHOLE(") | +628123456789 | +628123456789%") },
        { "phone:\"0812 3456 789\"", WHOLE(") | +628123456789 | +628123456789%") },
        { "phone:0812\u00a03456\u2011789 budi", WHOLE(") AND ((lower(t.name) LIKE lower($3))) | +628123456789 | +628123456789% | %budi%") },
        { "phone=0812-3456-789", "((t.phone = $1)) | +628123456789" },
        { "phone!=0812-3456-789", "((t.phone = $1) IS NOT TRUE) | +628123456789" },
        { "phone:+62 812-9990", "((t.phone = $1 OR (t.phone LIKE $2 AND NOT EXISTS (SELECT FROM public.users x"
                                " WHERE x.phone_number = $1)))) | +628129990 | +628129990%" },
        { "phone:0812", "((t.phone LIKE $1)) | +62812%" },
        { "phone:+62 812-99", "((t.phone LIKE $1)) | +6281299%" },
        { "phone:0065", "((t.phone LIKE $1)) | +65%" },
        { "phone:0065*12", "((t.phone LIKE $1)) | +65%12" },
        { "phone:0812,0813", "((t.phone LIKE $1 OR t.phone LIKE $2)) | +62812% | +62813%" },
        { "phone:~0065", "((t.phone LIKE $1)) | %65%" },
        { "phone:~9990", "((t.phone LIKE $1)) | %9990%" },
        { "id:a:b", "(((t.id) = $1::text)) | a:b" },
        { "id:router:main,a:b:c", "(((t.id) = $1::text OR (t.id) = $2::text)) | router:main | a:b:c" },
        { "id=:a", "(((t.id) = $1::text)) | :a" },
        { "id:\"~a:b\"", "(((t.id) = $1::text)) | ~a:b" },
        { "AA:BB:CC:00", "((lower(t.name) LIKE lower($1))) | %AA:BB:CC:00%" },
        { "actor:ari", "((lower((t.actor)::text) LIKE lower($1))) | ari%" },
        { "actor:*ari", "((lower((t.actor)::text) LIKE lower($1))) | %ari" },
        { "actor=ari", "((lower((t.actor)::text) LIKE lower($1))) | ari" },
        { "actor:\"ari\"", "((lower((t.actor)::text) LIKE lower($1))) | ari" },
        { "actor!=ari", "((lower((t.actor)::text) LIKE lower($1)) IS NOT TRUE) | ari" },
        { "-actor:ari", "((lower((t.actor)::text) LIKE lower($1)) IS NOT TRUE) | ari%" },
        { "actor:", "((coalesce((t.actor)::text, '') = ''))" },
        { "phone:0812*", "((t.phone LIKE $1)) | +62812%" },
        { "phone:*99", "((t.phone LIKE $1)) | %99" },
        { "phone:~0812", "((t.phone LIKE $1)) | %62812%" },
        { "colour:RED", "(((t.colour) = $1)) | red" },
        { "colour:red,blue", "(((t.colour) = $1 OR (t.colour) = $2)) | red | blue" },
        { "size>10GB", "(((t.size) > $1::numeric)) | 10240.00" },
        { "size>=1,5GB", "(((t.size) >= $1::numeric)) | 1536.00" },
        { "size:5", "(((t.size) = $1::numeric)) | 5.00" },
        { "price<=200rb", "(((t.price) <= $1::bigint)) | 200000" },
        { "count<-3", "(((t.count) < $1::bigint)) | -3" },
        { "is_old:yes", "(((t.is_old) = $1::boolean)) | true" },
        { "is_old:tidak", "(((t.is_old) = $1::boolean)) | false" },
        { "at>=2026-01-01", "(((t.at) >= $1::timestamptz)) | 2026-01-01" },
        { "at>2026-01-01", "(((t.at) >= ($1::timestamptz + interval '1 day'))) | 2026-01-01" },
        { "at<=2024-02-29", "(((t.at) < ($1::timestamptz + interval '1 day'))) | 2024-02-29" },
        { "at:\"2026-01-01 10:30\"",
          "(((t.at) >= $1::timestamptz AND (t.at) < ($1::timestamptz + interval '1 minute'))) | 2026-01-01 10:30" },
        { "at:today", "(((t.at) >= (SELECT console.today())::timestamptz AND"
                      " (t.at) < ((SELECT console.today())::timestamptz + interval '1 day')))" },
        { "day<Kemarin", "(((t.day) < (SELECT console.today() - 1)::date))" },
        { "at>7d", "(((t.at) > (now() + $1::interval)::timestamptz)) | -7 days" },
        { "at<=+12h", "(((t.at) <= (now() + $1::interval)::timestamptz)) | 12 hours" },
        { "day:2026-01-01", "(((t.day) >= $1::date AND (t.day) < ($1::date + interval '1 day'))) | 2026-01-01" },
        { "key:0b9f0a52-5f57-4b3c-9d52-5d1f0a3b1c11", "(((t.key) = $1::uuid)) | 0b9f0a52-5f57-4b3c-9d52-5d1f0a3b1c11" },
        { "number:12", "(((t.number) = $1::bigint)) | 12" },
        { "doc:~mb", "((lower((t.doc)::text) LIKE lower($1))) | %mb%" },
        { "colour:red size>1GB budi -note:x",
          "(((t.colour) = $1)) AND (((t.size) > $2::numeric)) AND ((lower(t.name) LIKE lower($3))) AND ((lower((t.note)::text) LIKE lower($4)) IS NOT TRUE)"
          " | red | 1024.00 | %budi% | x" },
        { "12:30", "((lower(t.name) LIKE lower($1))) | %12:30%" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        assert_string_equal(compiled(cases[i].text), cases[i].sql);
}

static void refuses(void **state)
{
    static const struct { const char *text, *what, *why, *hint; } cases[] = {
        { "clour:red", "unknown field `clour`", "at column 1", "did you mean `colour`" },
        { "budi hidden:x", "unknown field `hidden`", "at column 6", "" },
        { "colour:gren", "`gren` can't be a value of colour", "at column 8", "did you mean `green`? there are red, green, blue" },
        { "colour>red", "colour has no order", "at column 8", "" },
        { "size>ten", "`ten` can't be a value of size", "at column 6", "10GB" },
        { "size>", "`` can't be a value of size", "at column 6", "a value is expected" },
        { "price:abc", "`abc` can't be a value of price", "at column 7", "200rb" },
        { "count:1.5", "`1.5` can't be a value of count", "at column 7", "whole number" },
        { "count:99999999999999999999", "can't be a value of count", "at column 7", "whole number" },
        { "is_old:maybe", "`maybe` can't be a value of is_old", "at column 8", "yes or no" },
        { "at>2026-02-30", "`2026-02-30` can't be a value of at", "at column 4", "2026-01-31" },
        { "at>2026-13-01", "can't be a value of at", "at column 4", "" },
        { "at:\"2026-01-01 24:00\"", "can't be a value of at", "at column 4", "" },
        { "at:7d", "can't be a value of at", "at column 4", "use > or <" },
        { "at>7y", "can't be a value of at", "at column 4", "7d" },
        { "phone=0812", "`0812` can't be a value of phone", "at column 7", "digits" },
        { "phone:081x", "`081x` can't be a value of phone", "at column 7", ":~" },
        { "AA:BB", "unknown field `AA`", "at column 1", "" },
        { "phone:~budi", "can't be a value of phone", "at column 8", "digits" },
        { "key:123", "can't be a value of key", "at column 5", "uuid" },
        { "number:x", "can't be a value of number", "at column 8", "" },
        { "name:\"budi", "the quote", "at column 6", "" },
        { "\"budi", "the quote", "at column 1", "" },
        { "\"\"", "an empty word", "at column 1", "" },
        { "-", "a word is missing after -", "at column 2", "" },
        { "budi - x", "a word is missing after -", "at column 7", "" },
        { "\"a\"b", "a blank is expected before `b`", "at column 4", "" },
        { "田中 clour:red", "unknown field `clour`", "at column 4", "" },
        { "name:\xff", "the filter can't be read", "not UTF-8", "" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct filter f;
        struct error e = { .code = ERR_NONE };
        if (filter_compile(arena, &pane, cases[i].text, &f, &e))
            fail_msg("`%s` was taken as %s", cases[i].text, f.where);
        assert_int_equal(e.code, ERR_USAGE);
        if (!strstr(e.what, cases[i].what) || !strstr(e.why, cases[i].why) || !strstr(e.hint, cases[i].hint))
            fail_msg("`%s`: %s; %s; %s", cases[i].text, e.what, e.why, e.hint);
    }
}

/* An index of an order finds what stands in it, and where nothing does; what an order is by is never NULL. */
static void orders_answer_tests(void **state)
{
    static const struct column sorted[] = {
        { .name = "id", .sql = "t.id", .cast = "uuid", .type = COL_ID },
        { .name = "own", .sql = "t.own", .sort = "lower(coalesce(t.own, ''))", .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED },
        { .name = "begin", .sql = "t.begin", .sort = "lower(t.begin)", .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED | COLUMN_BEGINS },
        { .name = "exact", .sql = "t.exact", .sort = "t.exact", .type = COL_TEXT, .flags = COLUMN_SORT_INDEXED },
        { .name = "colour", .sql = "t.colour", .sort = "t.colour", .type = COL_CHOICE, .choices = colours, .flags = COLUMN_SORT_INDEXED },
        { .name = "may", .sql = "t.may", .sort = "coalesce(t.may, '')", .type = COL_CHOICE, .choices = colours, .flags = COLUMN_SORT_INDEXED },
        { .name = "count", .sql = "t.count", .sort = "t.count", .type = COL_INT },
        { .name = "size", .sql = "t.size", .sort = "coalesce(t.size, -1)", .type = COL_INT, .flags = COLUMN_SORT_INDEXED },
        { .name = "at", .sql = "t.at", .type = COL_TIME },
        { .name = "part", .sql = "t.part", .part_of = "(t.x OR t.id = ANY (ARRAY(SELECT k.id FROM k WHERE ", .part = "lower(k.n)",
          .part_end = "))", .is_one_part = true, .type = COL_TEXT },
        { .name = "differs", .sql = "t.differs", .type = COL_BOOL, .among = "t.id IN (SELECT k.id FROM k)", .beside = "no" },
        { .name = "rp", .sql = "t.rp", .type = COL_RP, .among = "t.id IN (SELECT k.id FROM k)", .beside = "0" },
    };
    static const struct pane orders = { .name = "orders", .id = "t.id", .columns = sorted, .column_count = COUNT(sorted) };
    static const struct { const char *text, *where; bool is_indexed; } cases[] = {
        { "id:", "((false))", false },
        { "own:", "((coalesce((t.own)::text, '') = '' AND lower(coalesce(t.own, '')) = ''))", true },
        { "own:Ab", "((lower((t.own)::text) LIKE lower($1) AND lower(coalesce(t.own, '')) = lower($2)))", true },
        { "own:A*", "((lower((t.own)::text) LIKE lower($1)))", false },
        { "own!=Ab", "((lower((t.own)::text) LIKE lower($1)) IS NOT TRUE)", false },
        { "begin:ab", "((lower((t.begin)::text) LIKE lower($1)))", false },
        { "begin=ab", "((lower((t.begin)::text) LIKE lower($1) AND lower(t.begin) = lower($2)))", true },
        { "exact:", "(((t.exact)::text = ''))", true },
        { "exact:ab", "((lower((t.exact)::text) LIKE lower($1)))", false },
        { "colour:red", "(((t.colour) = $1))", true },
        { "may:red,", "(((t.may) = $1 AND (coalesce(t.may, '')) = $2 OR coalesce((t.may)::text, '') = '' AND coalesce(t.may, '') = ''))", true },
        { "count:", "((false))", false },
        { "count:7", "(((t.count) = $1::bigint))", false },
        { "size:", "(((t.size) IS NULL AND coalesce(t.size, -1) = -1))", true },
        { "size:7", "(((t.size) = $1::bigint AND (coalesce(t.size, -1)) = $2::bigint))", true },
        { "size>7", "(((t.size) > $1::bigint))", false },
        { "at:", "(((t.at) IS NULL))", false },
        { "part:\"a b\"", "(((t.x OR t.id = ANY (ARRAY(SELECT k.id FROM k WHERE lower(k.n) LIKE lower($1)))) AND"
                        " lower((t.part)::text) LIKE lower($2)))", true },
        { "part:", "((coalesce((t.part)::text, '') = ''))", false },
        { "differs:yes", "((t.id IN (SELECT k.id FROM k) AND (t.differs) = $1::boolean))", true },
        { "differs:no", "(((t.differs) = $1::boolean))", false },
        { "rp:5", "((t.id IN (SELECT k.id FROM k) AND (t.rp) = $1::bigint))", true },
        { "rp>0", "((t.id IN (SELECT k.id FROM k) AND (t.rp) > $1::bigint))", true },
        { "rp:0", "(((t.rp) = $1::bigint))", false },
        { "rp>=0", "(((t.rp) >= $1::bigint))", false },
        { "rp<5rb", "(((t.rp) < $1::bigint))", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct filter f;
        struct error e = { .code = ERR_NONE };
        assert_true(filter_compile(arena, &orders, cases[i].text, &f, &e));
        assert_string_equal(f.where, cases[i].where);
        if (f.is_indexed != cases[i].is_indexed)
            fail_msg("`%s` is taken for %sindexed", cases[i].text, f.is_indexed ? "" : "not ");
    }
}

static void free_words_need_something_to_search(void **state)
{
    struct filter f;
    struct error e = { .code = ERR_NONE };
    (void)state;
    assert_false(filter_compile(arena, &bare, "budi", &f, &e));
    assert_int_equal(e.code, ERR_USAGE);
    assert_true(filter_compile(arena, &bare, "colour:red", &f, &e));
}

/* Whatever is written: the SQL holds nothing of it. */
static void values_stay_parameters(void **state)
{
    static const char *const evil[] = {
        "x'; DROP TABLE users; --", "' OR '1'='1", "$1, $2", "$$ $$", "\\'; --", "/**/", "E'\\x41'", "%s%n", "{{where}}",
    };
    static const char *const forms[] = { "\"%s\"", "name:\"%s\"", "name:~\"%s\"", "note!=\"%s\"", "doc:~\"%s\"" };
    (void)state;
    for (size_t i = 0; i < COUNT(evil); i++)
        for (size_t k = 0; k < COUNT(forms); k++) {
            struct filter plain, f;
            struct error e = { .code = ERR_NONE };
            char text[128], reference[128];
            const char *mark = strstr(forms[k], "%s");
            snprintf(text, sizeof text, "%.*s%s%s", (int)(mark - forms[k]), forms[k], evil[i], mark + 2);
            snprintf(reference, sizeof reference, "%.*sxxx%s", (int)(mark - forms[k]), forms[k], mark + 2);
            assert_true(filter_compile(arena, &pane, reference, &plain, &e));
            if (!filter_compile(arena, &pane, text, &f, &e))
                fail_msg("%s: %s", text, e.what);
            assert_string_equal(f.where, plain.where);
            assert_int_equal(f.param_count, plain.param_count);
            assert_true(f.param_count > 0);
        }
}

/* where of each alternative, with " | " between */
static const char *alternatives(const struct pane *p, const char *text)
{
    struct filter f;
    struct error e = { .code = ERR_NONE };
    struct strbuf out = { .arena = arena };
    assert_true(filter_compile(arena, p, text, &f, &e));
    for (size_t i = 0; i < f.alternative_count; i++)
        strbuf_printf(&out, "%s%s", i ? " | " : "", f.alternatives[i]);
    return out.length ? strbuf_text(&out) : "";
}

static void texts_of_several_tables_are_looked_at_apart(void **state)
{
    static const char *const texts[] = { "u.name", "i.number", NULL };
    static const struct search search_apart = { .text_columns = texts, .phone_column = "u.phone", .is_indexed = true, .is_apart = true };
    struct pane apart = pane;
    (void)state;
    apart.search = &search_apart;
    assert_string_equal(alternatives(&pane, "budi"), "");
    assert_string_equal(alternatives(&apart, "-budi"), "");
    assert_string_equal(alternatives(&apart, ".."), "");
    assert_string_equal(alternatives(&apart, "budi"), "((lower(u.name) LIKE lower($1))) | ((lower(i.number) LIKE lower($1)))");
    assert_string_equal(alternatives(&apart, "colour:red 812 -siti budi"),
                        "(((t.colour) = $1)) AND ((lower(u.name) LIKE lower($2)))"
                        " AND ((lower(u.name) LIKE lower($4) OR lower(i.number) LIKE lower($4)) IS NOT TRUE)"
                        " AND ((lower(u.name) LIKE lower($5) OR lower(i.number) LIKE lower($5)))"
                        " | (((t.colour) = $1)) AND ((lower(i.number) LIKE lower($2)))"
                        " AND ((lower(u.name) LIKE lower($4) OR lower(i.number) LIKE lower($4)) IS NOT TRUE)"
                        " AND ((lower(u.name) LIKE lower($5) OR lower(i.number) LIKE lower($5)))"
                        " | (((t.colour) = $1)) AND ((u.phone LIKE $3))"
                        " AND ((lower(u.name) LIKE lower($4) OR lower(i.number) LIKE lower($4)) IS NOT TRUE)"
                        " AND ((lower(u.name) LIKE lower($5) OR lower(i.number) LIKE lower($5)))");
}

static void usual_rows_are_meant_unless_a_column_asks_for_all(void **state)
{
    static const struct column closed[] = { { .name = "colour", .sql = "t.colour", .type = COL_INT },
                                            { .name = "closed", .sql = "t.closed", .type = COL_BOOL, .flags = COLUMN_ASKS_ALL } };
    static const struct pane usual = { .name = "usual", .columns = closed, .column_count = COUNT(closed), .usual = "NOT t.closed" };
    static const struct { const char *text, *where; } cases[] = {
        { "", "NOT t.closed" },
        { "colour:1", "NOT t.closed AND (((t.colour) = $1::bigint))" },
        { "colour:1 -closed:no", "(((t.colour) = $1::bigint)) AND (((t.closed) = $2::boolean) IS NOT TRUE)" },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct filter f;
        struct error e = { .code = ERR_NONE };
        assert_true(filter_compile(arena, &usual, cases[i].text, &f, &e));
        assert_string_equal(f.where, cases[i].where);
        assert_int_equal(f.is_empty, i == 0);
    }
}

static void knows_what_an_index_serves(void **state)
{
    static const struct { const char *text; bool is_indexed; } cases[] = {
        { "budi", true },       { "bu", true },         { "0812", true },       { "colour:red", false },
        { "-budi", false },     { "..", false },        { "name:~ud", false },  { "name:~udi", true },
        { "note:~budi", false }, { "colour:red budi", true }, { "name:budi,ab", false }, { "key:0b9f0a52-5f57-4b3c-9d52-5d1f0a3b1c11", true },
        { "name!=budi", false }, { "phone:081234567", true }, { "", false },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct filter f;
        struct error e = { .code = ERR_NONE };
        assert_true(filter_compile(arena, &pane, cases[i].text, &f, &e));
        if (f.is_indexed != cases[i].is_indexed)
            fail_msg("`%s` is taken for %sindexed", cases[i].text, f.is_indexed ? "" : "not ");
    }
}

/* What can be told by an index that holds name, phone and key; and what is one word to begin with. */
static void knows_what_the_order_covers(void **state)
{
    static const struct { const char *text; bool is_covered; const char *word; } cases[] = {
        { "budi", true, "budi" },       { " \"siti n\" ", true, "siti n" }, { "budi siti", true, NULL },
        { "-budi", true, NULL },        { "budi -siti", true, NULL },       { "name:budi", true, NULL },
        { "phone:0812* b", true, NULL }, { "budi note:x", false, NULL },     { "colour:red", false, NULL },
        { "-note: budi", false, NULL }, { "own:abc", false, NULL }, { "name!=a", true, NULL },          { "", true, NULL },
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct filter f;
        struct error e = { .code = ERR_NONE };
        assert_true(filter_compile(arena, &pane, cases[i].text, &f, &e));
        if (f.is_covered != cases[i].is_covered)
            fail_msg("`%s` is taken for %scovered", cases[i].text, f.is_covered ? "" : "not ");
        if (!f.word != !cases[i].word || (f.word && strcmp(f.word, cases[i].word) != 0))
            fail_msg("`%s` is taken for the word %s", cases[i].text, f.word ? f.word : "(none)");
    }
}

static void limits_the_number_of_values(void **state)
{
    struct strbuf text = { .arena = arena };
    struct filter f;
    struct error e = { .code = ERR_NONE };
    (void)state;
    strbuf_add(&text, "name:a");
    for (int i = 0; i < 1000; i++)
        strbuf_add(&text, ",a");
    assert_false(filter_compile(arena, &pane, strbuf_text(&text), &f, &e));
    assert_int_equal(e.code, ERR_USAGE);
}

/* Every pane's own fields: each can be named, and each that takes a value finds its way into SQL. */
static void panes_are_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; pane_at(i); i++) {
        const struct pane *p = pane_at(i);
        assert_ptr_equal(pane_find(p->name), p);
        assert_non_null(pane_column(p, "id"));
        assert_non_null(pane_column(p, p->default_sort + (*p->default_sort == '-'))->sort);
        for (size_t k = 0; k < p->column_count; k++) {
            const struct column *c = &p->columns[k];
            struct filter f;
            struct error e = { .code = ERR_NONE };
            assert_ptr_equal(pane_column(p, c->name), c);
            assert_true(c->sql && c->help);
            assert_true(!c->sort || c->cast);
            assert_true(c->type != COL_CHOICE || c->choices || (c->flags & COLUMN_NO_FILTER));
            assert_true(c->type != COL_ID || c->cast);
            assert_true((c->flags & COLUMN_FILTER_ONLY) || (c->label && c->width >= c->min_width));
            if (!(c->flags & COLUMN_NO_FILTER))
                assert_true(filter_compile(arena, p, arena_printf(arena, "%s:", c->name), &f, &e));
        }
    }
    assert_null(pane_find("nothing"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compiles),
        cmocka_unit_test(refuses),
        cmocka_unit_test(orders_answer_tests),
        cmocka_unit_test(free_words_need_something_to_search),
        cmocka_unit_test(values_stay_parameters),
        cmocka_unit_test(texts_of_several_tables_are_looked_at_apart),
        cmocka_unit_test(usual_rows_are_meant_unless_a_column_asks_for_all),
        cmocka_unit_test(knows_what_an_index_serves),
        cmocka_unit_test(knows_what_the_order_covers),
        cmocka_unit_test(limits_the_number_of_values),
        cmocka_unit_test(panes_are_well_formed),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
