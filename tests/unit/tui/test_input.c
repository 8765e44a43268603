/* What the terminal sends, taken apart: keys stay keys, pastes are texts however they come, the mouse is where it is
 * said to be, and silence ends all. */
#include "tui/terminal/input.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define BEGIN "\x1b[200~"
#define END "\x1b[201~"

static int64_t now_ms;

/* All that comes now: keys as <bytes>, with ESC as ^, pastes as {text}, presses of the mouse as (button column,row). */
static const char *taken(struct input *in)
{
    static char out[4096];
    struct input_event event;
    enum input_kind kind;
    size_t n = 0;
    out[0] = '\0';
    while ((kind = input_next(in, &event)) != INPUT_NOTHING) {
        if (kind == INPUT_PASTE)
            n += (size_t)snprintf(out + n, sizeof out - n, "{%s}", event.text);
        else if (kind == INPUT_MOUSE && event.pressed)
            n += (size_t)snprintf(out + n, sizeof out - n, "(%c%d,%d)", " 1UD"[event.pressed], event.x, event.y);
        else if (kind == INPUT_GROUND)
            n += (size_t)snprintf(out + n, sizeof out - n,
                                  !event.has_ground ? "[?]"
                                  : event.is_light  ? "[light]"
                                                    : "[dark]");
        else if (kind == INPUT_KEY)
            n += (size_t)snprintf(out + n, sizeof out - n, "<%.*s>", (int)event.key_length, event.key);
    }
    for (char *p = out; *p; p++)
        *p = *p == 0x1B ? '^' : *p == '\r' ? '$' : *p;
    return out;
}

static const char *sent(struct input *in, const char *bytes)
{
    input_feed(in, bytes, strlen(bytes));
    return taken(in);
}

/* It was looked twice, with so long between. */
static const char *silent(struct input *in, int64_t ms)
{
    static char out[4096];
    input_quiet(in, now_ms);
    snprintf(out, sizeof out, "%s", taken(in));
    now_ms += ms;
    input_quiet(in, now_ms);
    snprintf(out + strlen(out), sizeof out - strlen(out), "%s", taken(in));
    return out;
}

static void keys_come_one_by_one(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "jk\r"), "<j><k><$>");
    assert_string_equal(sent(in, "\x1bOA\x1b[3~\x1b[1;5C\x1b[[A\xc3\xa9\x1bx"),
                        "<^OA><^[3~><^[1;5C><^[[A><\xc3\xa9><^x>");
    assert_string_equal(sent(in, "\x1b\x1b[A\x1b\r"), "<^><^[A><^><$>");
    assert_true(input_due_ms(in, 5) == INT64_MAX);
    input_free(in);
}

static void keys_in_pieces_are_whole(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "\x1b"), "");
    assert_string_equal(sent(in, "[3"), "");
    assert_string_equal(sent(in, "~\xc3"), "<^[3~>");
    assert_string_equal(sent(in, "\xa9"), "<\xc3\xa9>");
    assert_string_equal(sent(in, "\x1b[1"), "");
    assert_string_equal(silent(in, INPUT_SILENCE_MS), ""); /* what never became a key types nothing */
    assert_string_equal(sent(in, "j"), "<j>");
    for (size_t i = 0; i < 200; i++) /* nor does what has no end keep the rest out */
        sent(in, i ? "1" : "\x1b[");
    silent(in, INPUT_SILENCE_MS);
    assert_true(input_has_room(in));
    assert_string_equal(sent(in, "j"), "<j>");
    input_free(in);
}

static void escape_is_a_key_after_a_moment(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "\x1b"), "");
    assert_true(input_due_ms(in, 100) == 100); /* at once: silence begins with a look */
    input_quiet(in, 100);
    assert_true(input_due_ms(in, 110) == 100 + INPUT_ESCAPE_MS);
    now_ms = 100;
    assert_string_equal(silent(in, INPUT_ESCAPE_MS - 1), "");
    assert_string_equal(silent(in, 1), "<^>");
    assert_string_equal(sent(in, "y"), "<y>");
    assert_string_equal(sent(in, "\x1b["), "");
    assert_string_equal(silent(in, INPUT_ESCAPE_MS), "<^[>");
    input_free(in);
}

static void paste_is_one_text(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "j" BEGIN "Siti y\r\n\x03r\x1b[A\x7f" END "k"), "<j>{Siti y\nr [A}<k>");
    assert_string_equal(sent(in, BEGIN END), "{}");
    assert_string_equal(sent(in, BEGIN "\r\n a\t\r" END), "{ a}");
    input_free(in);
}

static void marks_may_come_in_pieces(void **state)
{
    static const char all[] = "j" BEGIN "Sit\xc3\xa9 y" END "k";
    (void)state;
    for (size_t first = 1; first < sizeof all - 2; first++)
        for (size_t second = first; second < sizeof all - 1; second++) {
            struct input *in = input_new();
            char got[200] = "";
            const size_t ends[] = { 0, first, second, sizeof all - 1 };
            for (size_t i = 0; i < 3; i++) {
                input_feed(in, all + ends[i], ends[i + 1] - ends[i]);
                strcat(got, taken(in));
            }
            assert_string_equal(got, "<j>{Sit\xc3\xa9 y}<k>");
            input_free(in);
        }
}

/* On a slow line the rest of a mark comes when Escape has long been taken for a key. */
static void mark_is_known_after_its_escape_was_given(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "\x1b"), "");
    assert_string_equal(silent(in, INPUT_ESCAPE_MS), "<^>");
    assert_string_equal(sent(in, "["), "");
    assert_string_equal(silent(in, INPUT_ESCAPE_MS), "<[>");
    assert_string_equal(sent(in, "20"), "");
    assert_string_equal(silent(in, INPUT_ESCAPE_MS), "");
    assert_string_equal(sent(in, "0~y"), "");
    assert_string_equal(sent(in, "x" END), "{yx}");
    assert_string_equal(sent(in, "\x1b"), "");
    assert_string_equal(silent(in, INPUT_SILENCE_MS), "<^>");
    silent(in, INPUT_SILENCE_MS);
    assert_string_equal(sent(in, "[2"), "<[><2>"); /* a second later nothing is left of it */
    input_free(in);
}

static void interrupt_by_itself_ends_a_lost_end(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, BEGIN "Siti"), "");
    assert_string_equal(sent(in, "\x03"), "{Siti}<\x03>");
    assert_string_equal(sent(in, BEGIN "a\x03z"), ""); /* within the text it is part of it */
    assert_string_equal(sent(in, END), "{a z}");
    input_free(in);
}

static void lost_end_is_replaced_by_silence(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, BEGIN "Siti\x1b[201"), "");
    assert_string_equal(silent(in, INPUT_SILENCE_MS - 1), "");
    assert_true(input_due_ms(in, now_ms) == now_ms + 1);
    assert_string_equal(sent(in, "y"), ""); /* it was no silence */
    assert_string_equal(silent(in, INPUT_SILENCE_MS - 1), "");
    assert_string_equal(silent(in, 1), "{Siti [201y}");
    assert_string_equal(sent(in, "\x03"), "<\x03>");
    assert_string_equal(sent(in, END "j"), "<j>"); /* late, and of no paste */
    input_free(in);
}

/* A program that was held up for long has heard no silence. */
static void only_what_was_looked_for_is_silence(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, BEGIN "Siti"), "");
    input_quiet(in, now_ms);
    now_ms += 10 * INPUT_SILENCE_MS;
    assert_string_equal(sent(in, " y"), "");
    assert_string_equal(sent(in, END), "{Siti y}");
    input_free(in);
}

static void stray_and_nested_marks_are_nothing(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, END "j" END END "k"), "<j><k>");
    assert_string_equal(sent(in, BEGIN "a" BEGIN "y" END "k"), "{ay}<k>");
    assert_string_equal(sent(in, "j" BEGIN "a" END "Siti Reyna\ry" END), "<j>{a}"); /* an end within what was pasted */
    assert_string_equal(silent(in, INPUT_BURST_MS), "{Siti Reyna\ny}");
    input_free(in);
}

static void feed_paste(struct input *in, size_t count)
{
    char part[INPUT_READ];
    struct input_event event;
    memset(part, 'y', sizeof part);
    input_feed(in, BEGIN, sizeof BEGIN - 1);
    for (size_t n; count > 0; count -= n) {
        n = count < sizeof part ? count : sizeof part;
        assert_true(input_has_room(in));
        input_feed(in, part, n);
        assert_int_equal(input_next(in, &event), INPUT_NOTHING);
    }
    input_feed(in, END "k", sizeof END "k" - 1);
}

static void long_paste_comes_whole(void **state)
{
    struct input *in = input_new();
    struct input_event event;
    (void)state;
    feed_paste(in, INPUT_PASTE_BYTES);
    assert_int_equal(input_next(in, &event), INPUT_PASTE);
    assert_int_equal(strlen(event.text), INPUT_PASTE_BYTES);
    assert_string_equal(taken(in), "<k>");
    input_free(in);
}

/* Half of what somebody pasted is worse than nothing of it. */
static void of_one_that_is_too_long_nothing_comes(void **state)
{
    struct input *in = input_new();
    struct input_event event;
    (void)state;
    feed_paste(in, INPUT_PASTE_BYTES + 1);
    assert_int_equal(input_next(in, &event), INPUT_PASTE);
    assert_null(event.text);
    assert_string_equal(taken(in), "<k>");
    assert_string_equal(sent(in, BEGIN "Siti" END), "{Siti}");
    input_free(in);
}

static void lines_of_a_paste_stay_apart(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, BEGIN "\r\n a\rb\r\n\r\nc\t\td \n" END), "{ a\nb\n\nc d }");
    input_free(in);
}

static void characters_with_a_line_end_in_one_read_are_pasted(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "Siti Reyna\r"), "");
    assert_string_equal(sent(in, "exy"), ""); /* the rest of the same */
    assert_string_equal(silent(in, INPUT_BURST_MS - 1), "");
    assert_string_equal(silent(in, 1), "{Siti Reyna\nexy}");
    assert_string_equal(sent(in, "y"), "<y>");
    assert_string_equal(sent(in, "Siti \x1b[A Reyna\ny"), "");
    assert_string_equal(silent(in, INPUT_BURST_MS), "{Siti  [A Reyna\ny}");
    assert_string_equal(sent(in, "Siti Reyna\r" BEGIN "Budi" END "k"), "{Siti Reyna}{Budi}<k>");
    input_free(in);
}

static void few_keys_or_no_line_end_are_typed(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "p25 gb\r"), "<p><2><5>< ><g><b><$>");
    assert_string_equal(sent(in, "jjjjjjjjjj"), "<j><j><j><j><j><j><j><j><j><j>");
    assert_string_equal(sent(in, "\x1b[<0;10;10M\x1b[<0;10;10m\r"), "(19,9)<$>");
    input_free(in);
}

static void mouse_is_told_in_both_forms(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "\x1b[M !!\x1b[M#!!\x1b[<0;3;4M\x1b[<0;3;4m"), "(10,0)(12,3)");
    assert_string_equal(sent(in, "\x1b[M \xff\xff\x1b[M`*+\x1b[Ma*+"), "(1222,222)(U9,10)(D9,10)");
    assert_string_equal(sent(in, "\x1b[<0;224;1M\x1b[<0;250;300M"), "(1223,0)(1249,299)");
    assert_string_equal(sent(in, "\x1b[<64;250;2M\x1b[<65;250;2Mj"), "(U249,1)(D249,1)<j>");
    assert_string_equal(sent(in, "\x1b[<4;3;4M\x1b[<16;3;4M\x1b[<72;3;4M"),
                        "(12,3)(12,3)(U2,3)"); /* with Shift and others */
    assert_string_equal(sent(in, "\x1b[<1;3;4M\x1b[<2;3;4M\x1b[<32;3;4M\x1b[<66;3;4M\x1b[<128;3;4Mj"), "<j>");
    input_free(in);
}

static void mouse_may_come_in_pieces(void **state)
{
    static const char all[] = "j\x1b[<0;250;12M\x1b[M !\"k";
    (void)state;
    for (size_t first = 1; first < sizeof all - 2; first++)
        for (size_t second = first; second < sizeof all - 1; second++) {
            struct input *in = input_new();
            char got[200] = "";
            const size_t ends[] = { 0, first, second, sizeof all - 1 };
            for (size_t i = 0; i < 3; i++) {
                input_feed(in, all + ends[i], ends[i + 1] - ends[i]);
                strcat(got, taken(in));
            }
            assert_string_equal(got, "<j>(1249,11)(10,1)<k>");
            input_free(in);
        }
}

static void report_that_says_no_place_is_nothing(void **state)
{
    static const char *const reports[] = {
        "\x1b[<M",
        "\x1b[<0M",
        "\x1b[<0;3M",
        "\x1b[<0;3;M",
        "\x1b[<;3;4M",
        "\x1b[<0;0;4M",
        "\x1b[<0;3;0M",
        "\x1b[<0;3;4;5M",
        "\x1b[<0;-3;4M",
        "\x1b[<0:3:4M",
        "\x1b[<0;3;4~",
        "\x1b[<0;3;4\x7f",
        "\x1b[<0;10000;4M",
        "\x1b[<0;3;99999999999999M",
        "\x1b[<0;4294967297;4M",
        "\x1b[M   ",
        "\x1b[M \x01\x01",
        "\x1b[M\x01!!",
        "\x1b[<0;3;4444444444444444444444444444444444444444M",
    };
    (void)state;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++) {
        struct input *in = input_new();
        struct input_event event;
        input_feed(in, reports[i], strlen(reports[i]));
        assert_int_equal(input_next(in, &event), INPUT_MOUSE);
        assert_int_equal(event.pressed, INPUT_NO_BUTTON);
        input_free(in);
    }
}

/* The rest of what follows it would be typed, letter by letter. */
static void torn_sequence_ends_where_the_next_begins(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "\x1b[<0;3\x1b[<0;5;6Mj"), "(14,5)<j>");
    assert_string_equal(sent(in, "\x1b[<\x1b[<0;5;6Mj"), "(14,5)<j>");
    assert_string_equal(sent(in, "\x1b[1;5\x1b[3~"), "<^[1;5><^[3~>");
    assert_string_equal(sent(in, "\x1b[<0;3" BEGIN "y" END), "{y}");
    input_free(in);
}

static void key_knows_its_read_and_its_company(void **state)
{
    struct input *in = input_new();
    struct input_event event;
    (void)state;
    input_feed(in, "y", 1);
    input_feed(in, "jy", 2);
    input_feed(in, "\x1bOA", 3);
    assert_int_equal(input_reads(in), 3);
    const struct {
        unsigned read;
        bool is_alone;
    } wanted[] = { { 1, true }, { 2, false }, { 2, false }, { 3, true } };
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        assert_int_equal(input_next(in, &event), INPUT_KEY);
        assert_int_equal(event.read, wanted[i].read);
        assert_int_equal(event.is_alone, wanted[i].is_alone);
    }
    input_feed(in, BEGIN "a", sizeof BEGIN "a" - 1);
    input_feed(in, END, sizeof END - 1);
    assert_int_equal(input_next(in, &event), INPUT_PASTE);
    assert_int_equal(event.read, 4);
    input_free(in);
}

#define WHITE "\x1b]11;rgb:ffff/ffff/ffff"

static struct input *asked(void)
{
    struct input *in = input_new();
    input_asked_ground(in, now_ms);
    return in;
}

static void answer_tells_the_ground_and_is_no_key(void **state)
{
    static const struct {
        const char *answer, *told;
    } answers[] = {
        { WHITE "\x1b\\", "[light]" },
        { WHITE "\a", "[light]" },
        { "\x1b]11;rgba:ffff/ffff/eeee/ffff\x1b\\", "[light]" },
        { "\x1b]11;rgb:fd/f6/e3\a", "[light]" },
        { "\x1b]11;rgb:0000/0000/0000\x1b\\", "[dark]" },
        { "\x1b]11;rgb:28/28/28\a", "[dark]" },
        { "\x1b]11;rgb:0000/0000/ffff\a", "[dark]" },
        { "\x1b]11;rgb:zz/0/0\a", "[?]" },
        { "\x1b]11;#ffffff\a", "[?]" },
        { "\x1b]11;\a", "[?]" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct input *in = asked();
        assert_string_equal(sent(in, answers[i].answer), answers[i].told);
        assert_string_equal(sent(in, "j"), "<j>");
        input_free(in);
    }
}

static void answer_may_come_in_pieces_late_or_twice(void **state)
{
    static const char answer[] = WHITE "\x1b\\";
    (void)state;
    for (size_t cut = 1; cut < sizeof answer - 1; cut++) {
        char first[sizeof answer];
        struct input *in = asked();
        snprintf(first, sizeof first, "%.*s", (int)cut, answer);
        assert_string_equal(sent(in, first), "");
        assert_string_equal(silent(in, INPUT_ANSWER_MS / 2), "");
        assert_string_equal(sent(in, answer + cut), "[light]");
        assert_string_equal(sent(in, answer), "[light]");
        input_free(in);
    }
    struct input *in = asked();
    now_ms += 60 * INPUT_ASKED_MS;
    assert_string_equal(sent(in, "k" WHITE "\x1b\\j"), "<k>[light]<j>");
    input_free(in);
}

/* Its Escape could be no other than a key; the rest of it is none. */
static void late_answer_torn_behind_its_escape_is_one_key_at_most(void **state)
{
    struct input *in = asked();
    (void)state;
    now_ms += INPUT_ASKED_MS;
    assert_string_equal(sent(in, "\x1b"), "");
    assert_string_equal(silent(in, INPUT_ESCAPE_MS), "<^>");
    assert_string_equal(sent(in, "]11;rgb:ffff/"), "");
    assert_string_equal(sent(in, "ffff/ffff\aj"), "[light]<j>");
    input_free(in);
}

static void answer_whose_end_is_lost_is_nothing(void **state)
{
    struct input *in = asked();
    (void)state;
    assert_string_equal(sent(in, "\x1b]11;rgb:ffff"), "");
    assert_string_equal(silent(in, INPUT_SILENCE_MS), "");
    assert_string_equal(sent(in, "j"), "<j>");
    assert_string_equal(sent(in, "\x1b]11;rgb:ffff\x1b[A"), "[?]<^[A>");
    input_free(in);
}

/* Alt with ] is a key where nobody asked, and where nothing follows it. */
static void what_begins_like_an_answer_may_be_a_key(void **state)
{
    struct input *in = input_new();
    (void)state;
    assert_string_equal(sent(in, "\x1b]"), "<^]>");
    input_asked_ground(in, now_ms);
    assert_string_equal(sent(in, "\x1b]"), "");
    assert_string_equal(silent(in, INPUT_SILENCE_MS), "<^]>");
    assert_string_equal(sent(in, "\x1b]j"), "<^]><j>");
    input_free(in);
}

#define TYPED "08129990011\r"

static struct input *asked_marks(void)
{
    struct input *in = input_new();
    input_asked_marks(in, now_ms);
    return in;
}

/* A slow line brings what was typed together: a paste would have marks. */
static void where_pastes_are_marked_nothing_else_is_one(void **state)
{
    static const struct {
        const char *answer;
        bool are_on;
    } answers[] = { { "\x1b[?2004;1$y", true },  { "\x1b[?2004;3$y", true },  { "\x1b[?2004;0$y", false },
                    { "\x1b[?2004;2$y", false }, { "\x1b[?2004;4$y", false }, { "\x1b[?2004;11$y", false } };
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        struct input *in = asked_marks();
        assert_string_equal(sent(in, answers[i].answer), "");
        assert_string_equal(sent(in, TYPED), answers[i].are_on ? "<0><8><1><2><9><9><9><0><0><1><1><$>" : "");
        assert_string_equal(silent(in, INPUT_BURST_MS), answers[i].are_on ? "" : "{08129990011}");
        assert_string_equal(sent(in, BEGIN TYPED END "j"), "{08129990011}<j>");
        input_free(in);
    }
}

/* The terminal may be another one after a stop. */
static void what_was_answered_holds_until_it_is_asked_again(void **state)
{
    struct input *in = asked_marks();
    (void)state;
    assert_string_equal(sent(in, "\x1b[?2004;1$y"), "");
    input_asked_marks(in, now_ms);
    assert_string_equal(sent(in, TYPED), "");
    assert_string_equal(silent(in, INPUT_BURST_MS), "{08129990011}");
    input_free(in);
}

/* Its last byte would confirm something, as a key. */
static void no_piece_of_the_answer_is_a_key(void **state)
{
    static const char answer[] = "\x1b[?2004;1$y";
    (void)state;
    for (size_t cut = 1; cut < sizeof answer - 1; cut++) {
        char first[sizeof answer];
        struct input *in = asked_marks();
        snprintf(first, sizeof first, "%.*s", (int)cut, answer);
        assert_string_equal(sent(in, first), "");
        assert_string_equal(silent(in, cut > 2 ? 60 * INPUT_ASKED_MS : INPUT_ANSWER_MS / 2), "");
        assert_string_equal(sent(in, answer + cut), "");
        assert_string_equal(sent(in, "j"), "<j>");
        input_free(in);
    }
    struct input *in = asked_marks();
    assert_string_equal(sent(in, "\x1b[?2004;1$j"), "<j>");
    assert_string_equal(sent(in, "\x1b[?2004;1$y\x1b[?2004;1$yk"), "<k>");
    input_free(in);
}

/* Whatever comes, in whatever pieces: it ends, and the next key is one. */
static void nothing_lasts(void **state)
{
    static const char letters[] = "\x1b\x1b[[220011~~Oy\r\xc3\xa9 M<;m";
    (void)state;
    srand(7);
    for (int round = 0; round < 3000; round++) {
        struct input *in = input_new();
        for (int part = 0; part < 8; part++) {
            char bytes[12];
            size_t count = 1 + (size_t)rand() % sizeof bytes;
            for (size_t i = 0; i < count; i++)
                bytes[i] = letters[(size_t)rand() % (sizeof letters - 1)];
            assert_true(input_has_room(in));
            input_feed(in, bytes, count);
            taken(in);
            if (rand() % 3 == 0)
                silent(in, INPUT_ESCAPE_MS);
        }
        silent(in, INPUT_SILENCE_MS);
        silent(in, INPUT_SILENCE_MS); /* Escape may have been given first */
        assert_string_equal(sent(in, "\x03"), "<\x03>");
        assert_true(input_due_ms(in, 0) == INT64_MAX);
        input_free(in);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_come_one_by_one),
        cmocka_unit_test(keys_in_pieces_are_whole),
        cmocka_unit_test(escape_is_a_key_after_a_moment),
        cmocka_unit_test(paste_is_one_text),
        cmocka_unit_test(marks_may_come_in_pieces),
        cmocka_unit_test(mark_is_known_after_its_escape_was_given),
        cmocka_unit_test(interrupt_by_itself_ends_a_lost_end),
        cmocka_unit_test(lost_end_is_replaced_by_silence),
        cmocka_unit_test(only_what_was_looked_for_is_silence),
        cmocka_unit_test(stray_and_nested_marks_are_nothing),
        cmocka_unit_test(long_paste_comes_whole),
        cmocka_unit_test(of_one_that_is_too_long_nothing_comes),
        cmocka_unit_test(lines_of_a_paste_stay_apart),
        cmocka_unit_test(characters_with_a_line_end_in_one_read_are_pasted),
        cmocka_unit_test(few_keys_or_no_line_end_are_typed),
        cmocka_unit_test(mouse_is_told_in_both_forms),
        cmocka_unit_test(mouse_may_come_in_pieces),
        cmocka_unit_test(report_that_says_no_place_is_nothing),
        cmocka_unit_test(torn_sequence_ends_where_the_next_begins),
        cmocka_unit_test(key_knows_its_read_and_its_company),
        cmocka_unit_test(answer_tells_the_ground_and_is_no_key),
        cmocka_unit_test(where_pastes_are_marked_nothing_else_is_one),
        cmocka_unit_test(what_was_answered_holds_until_it_is_asked_again),
        cmocka_unit_test(no_piece_of_the_answer_is_a_key),
        cmocka_unit_test(answer_may_come_in_pieces_late_or_twice),
        cmocka_unit_test(late_answer_torn_behind_its_escape_is_one_key_at_most),
        cmocka_unit_test(answer_whose_end_is_lost_is_nothing),
        cmocka_unit_test(what_begins_like_an_answer_may_be_a_key),
        cmocka_unit_test(nothing_lasts),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests_name("input", tests, NULL, NULL);
}
