/* Sentences are found again by their template, with their arguments, and said in the language of the face. */
#include "model/engine/saying.h"

#include "base/arena.h"
#include "model/values/room.h"
#include "tests/unit/model/language.h"

static struct arena *arena;

/* An argument of each kind: as it is made, and as an Indonesian screen has it. */
static const struct {
    const char *kind, *stored, *shown;
} samples[] = {
    { "rp", "Rp 1.234.567", "Rp 1.234.567" },
    { "mb", "10.5 GB", "10,5 GB" },
    { "date", "2026-11-27", "2026-11-27" },
    { "n", "12", "12" },
    { "word", "part refunded", "balik sebagian" },
    { "rows", "12 users", "12 pengguna" },
    { "done", "blocked", "diblokir" },
    { "action", "Block", "Blokir" },
    { "effect", "sync_user", "Sinkron router" },
    { "part", "xq zw", "xq zw" },
    { "text", "Kecil", "Kecil" },
};

static size_t sample_of(const char *name)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        size_t n = strlen(samples[i].kind);
        if (strncmp(name, samples[i].kind, n) == 0 && name[n + strspn(name + n, "0123456789")] == '}')
            return i;
    }
    fail_msg("no argument is called %s", name);
    return 0;
}

static const char *filled(const char *template, bool is_shown)
{
    struct strbuf b = { .arena = arena };
    for (const char *at = template; *at; at++) {
        if (*at != '{') {
            strbuf_add_bytes(&b, at, 1);
            continue;
        }
        size_t i = sample_of(at + 1);
        strbuf_add(&b, is_shown ? samples[i].shown : samples[i].stored);
        at = strchr(at, '}');
    }
    return strbuf_text(&b);
}

/* A template that another fits as well would be taken for it. */
static void check_found(const struct saying *s)
{
    const struct saying *found = saying_find(filled(s->stored, false));
    if (found != s)
        fail_msg("\"%s\" is taken for \"%s\"", s->stored, found ? found->stored : "nothing");
}

static void test_every_template_is_found_by_its_sentence(void **state)
{
    (void)state;
    ROOM_EACH (saying, s, sayings, stored)
        check_found(s);
    ROOM_EACH (saying, s, errors, stored)
        check_found(s);
}

static void check_said(const struct saying *s)
{
    const char *template = s->shown ? s->shown : s->stored, *translated = gettext(template);
    const char *said = say(arena, filled(s->stored, false));
    if (strcmp(said, filled(translated, true)) != 0)
        fail_msg("\"%s\" is said as \"%s\", translated as \"%s\"", s->stored, said, translated);
    for (const char *at = translated; (at = strchr(at, '{')); at++)
        if (!strstr(template, arena_copy(arena, at, (size_t)(strchr(at, '}') - at) + 1)))
            fail_msg("\"%s\" has an argument that \"%s\" has not", translated, template);
}

static void test_every_template_is_translated(void **state)
{
    (void)state;
    speak("id");
    ROOM_EACH (saying, s, sayings, stored)
        check_said(s);
    ROOM_EACH (saying, s, errors, stored)
        check_said(s);
    speak("");
}

static void test_a_failure_is_said(void **state)
{
    struct error e;
    char text[512];
    (void)state;
    speak("id");
    error_set(&e, ERR_UNREACHABLE, "can't connect to the database", "%s: no answer within %d s", "10.0.0.1:5432", 5);
    error_hint(&e, "check the network and the setting database");
    assert_string_equal(say_error(&e, text, sizeof text),
                        "tidak bisa tersambung ke basis data: 10.0.0.1:5432: tidak ada jawaban dalam 5 dtk; "
                        "periksa jaringan dan setelan database");
    speak("");
    assert_string_equal(say_error(&e, text, sizeof text),
                        "can't connect to the database: 10.0.0.1:5432: no answer within 5 s; "
                        "check the network and the setting database");
}

static void test_english_is_said_as_it_was_made(void **state)
{
    static const char *const same[] = {
        "is blocked already: late with rent",
        "blocked (late) · 3.2 GB of 10.0 GB used · 6.8 GB left · debt 1.0 GB",
        "off",
        "router main: done",
        "nothing to do",
        "",
        "anything, at all: whatever (it is)",
    };
    (void)state;
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(say(arena, same[i]), same[i]);
    assert_null(say(arena, NULL));
    assert_string_equal(say(arena, "Rp 50.000 of Rp 200.000 went back"), "Rp 50,000 of Rp 200,000 went back");
    assert_string_equal(say(arena, "balance then Rp 50.000, habis · 35.4 GB of 25.0 GB used"),
                        "balance then Rp 50,000, used up · 35.4 GB of 25.0 GB used");
    assert_string_equal(say(arena, "something else for Rp 1.000.000 (Rp 2.000)"),
                        "something else for Rp 1,000,000 (Rp 2,000)");
    assert_string_equal(say(arena, "tunggakan_overdue|30"), "debt 30 days overdue");
}

static void test_indonesian(void **state)
{
    static const struct {
        const char *stored, *said;
    } cases[] = {
        { "blocked (tunggakan_overdue|oldest_due=2026-10-01|days=30) · 3.2 GB of 10.0 GB used · debt 1.0 GB",
          "diblokir (utang jatuh tempo 2026-10-01, menunggak 30 hari) · 3,2 GB dari 10,0 GB terpakai · utang 1,0 GB" },
        { "12 users blocked, 3 left out: changed since; router main: 12 synced",
          "12 pengguna diblokir, 3 dilewati: berubah sejak itu; router main: 12 disinkronkan" },
        { "Block 1 user", "Blokir 1 pengguna" },
        { "blocked no → yes, reason - → telat", "diblokir tidak → ya, alasan - → telat" },
        { "Rp 50.000 of Rp 200.000 went back: note what becomes of the rest",
          "Rp 50.000 dari Rp 200.000 kembali: catat nasib sisanya" },
        { "would block 3, unblock 1", "akan: blokir 3, buka blokir 1" },
        { "block 3: 3 done", "blokir 3: 3 selesai" },
        { "what nobody knows, due 2026-12-01", "what nobody knows, jatuh tempo 2026-12-01" },
    };
    (void)state;
    speak("id");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(say(arena, cases[i].stored), cases[i].said);
    speak("");
}

/* What comes from outside can not make it work long, or loop. */
static void test_texts_from_outside_are_left_alone(void **state)
{
    char text[4000];
    (void)state;
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_ptr_equal(say(arena, text), text);
    for (size_t i = 0; i + 12 < 1900; i += 12)
        memcpy(text + i, "Rp 1: {text}", 12);
    text[1900] = '\0';
    assert_non_null(say(arena, text));
    assert_string_equal(say(arena, "{text} {"), "{text} {");
    assert_string_equal(say(arena, "%s %n"), "%s %n");
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_template_is_found_by_its_sentence),
        cmocka_unit_test(test_every_template_is_translated),
        cmocka_unit_test(test_a_failure_is_said),
        cmocka_unit_test(test_english_is_said_as_it_was_made),
        cmocka_unit_test(test_indonesian),
        cmocka_unit_test(test_texts_from_outside_are_left_alone),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
