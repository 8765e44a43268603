/* RouterOS sentences as bytes: every length form, any cutting, every limit. */
#include "net/ros_wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_word(const struct ros_decoder *d, size_t at, const char *text)
{
    assert_true(at < d->count);
    assert_int_equal(d->words[at].length, strlen(text));
    assert_memory_equal(d->words[at].bytes, text, strlen(text));
}

static void expect_broken(struct ros_decoder *d, const char *part_of_why)
{
    struct error e = { .code = ERR_NONE };
    assert_int_equal(ros_decode(d, &e), ROS_BROKEN);
    assert_int_equal(e.code, ERR_PROTOCOL);
    assert_non_null(strstr(e.why, part_of_why));
    assert_int_equal(ros_decode(d, &e), ROS_BROKEN); /* and stays so */
}

static void lengths_are_encoded_in_one_to_five_bytes(void **state)
{
    (void)state;
    static const struct {
        size_t length;
        size_t head_bytes;
        unsigned char head[5];
    } cases[] = {
        { 0x0, 1, { 0x00 } },
        { 0x1, 1, { 0x01 } },
        { 0x7f, 1, { 0x7f } },
        { 0x80, 2, { 0x80, 0x80 } },
        { 0x3fff, 2, { 0xbf, 0xff } },
        { 0x4000, 3, { 0xc0, 0x40, 0x00 } },
        { 0x1fffff, 3, { 0xdf, 0xff, 0xff } },
        { 0x200000, 4, { 0xe0, 0x20, 0x00, 0x00 } },
        { 0xfffffff, 4, { 0xef, 0xff, 0xff, 0xff } },
        { 0x10000000, 5, { 0xf0, 0x10, 0x00, 0x00, 0x00 } },
    };
    char *bytes = calloc(1, 0x10000000);
    assert_non_null(bytes);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ros_buffer b = { 0 };
        ros_put_word(&b, bytes, cases[i].length);
        assert_int_equal(b.end - b.start, cases[i].head_bytes + cases[i].length);
        assert_memory_equal(b.bytes + b.start, cases[i].head, cases[i].head_bytes);
        ros_buffer_free(&b);
    }
    free(bytes);
}

/* A word of each boundary's length comes back as it was, where the limits allow it. */
static void lengths_are_decoded_at_every_boundary(void **state)
{
    (void)state;
    static const size_t lengths[] = { 0x7f, 0x80, 0x3fff, 0x4000, 0x1fffff, 0x200000 };
    struct ros_limits limits = { .word_bytes = 0x200000 };
    char *bytes = malloc(0x200000);
    assert_non_null(bytes);
    for (size_t i = 0; i < 0x200000; i++)
        bytes[i] = (char)(i * 31);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct ros_buffer b = { 0 };
        struct ros_decoder d;
        struct error e;
        ros_decoder_init(&d, &limits);
        ros_put_word(&b, bytes, lengths[i]);
        ros_put_end(&b);
        ros_decoder_feed(&d, b.bytes + b.start, b.end - b.start - 1);
        assert_int_equal(ros_decode(&d, &e), ROS_NEED_MORE);
        ros_decoder_feed(&d, "", 1);
        assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
        assert_int_equal(d.count, 1);
        assert_int_equal(d.words[0].length, lengths[i]);
        assert_memory_equal(d.words[0].bytes, bytes, lengths[i]);
        ros_decoder_free(&d);
        ros_buffer_free(&b);
    }
    free(bytes);
}

/* The two longest forms are refused by their length alone: nothing waits for 256 MiB. */
static void long_words_are_refused_by_their_length(void **state)
{
    (void)state;
    static const struct {
        unsigned char head[5];
        size_t bytes;
        const char *says;
    } cases[] = {
        { { 0xef, 0xff, 0xff, 0xff }, 4, "268435455" },
        { { 0xf0, 0x10, 0x00, 0x00, 0x00 }, 5, "268435456" },
        { { 0xf0, 0xff, 0xff, 0xff, 0xff }, 5, "4294967295" },
        { { 0xd0, 0x00, 0x01 }, 3, "1048577" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ros_decoder d;
        ros_decoder_init(&d, NULL);
        ros_decoder_feed(&d, cases[i].head, cases[i].bytes);
        expect_broken(&d, cases[i].says);
        ros_decoder_free(&d);
    }
}

static void overlong_forms_of_a_length_are_understood(void **state)
{
    (void)state;
    static const unsigned char bytes[] = { 0xf0, 0, 0, 0, 3, 'a', 'b', 'c', 0xe0, 0, 0, 1, 'd', 0x80, 0 };
    struct ros_decoder d;
    struct error e;
    ros_decoder_init(&d, NULL);
    ros_decoder_feed(&d, bytes, sizeof bytes);
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    assert_int_equal(d.count, 2);
    expect_word(&d, 0, "abc");
    expect_word(&d, 1, "d");
    ros_decoder_free(&d);
}

static void bytes_come_one_by_one(void **state)
{
    (void)state;
    struct ros_buffer b = { 0 };
    struct ros_decoder d;
    struct error e;
    ros_decoder_init(&d, NULL);
    char long_word[300];
    memset(long_word, 'x', sizeof long_word);
    ros_put_text(&b, "!re");
    ros_put_word(&b, long_word, sizeof long_word);
    ros_put_text(&b, ".tag=7");
    ros_put_end(&b);
    for (size_t i = b.start; i < b.end; i++) {
        assert_int_equal(ros_decode(&d, &e), ROS_NEED_MORE);
        assert_int_equal(d.count, 0);
        ros_decoder_feed(&d, b.bytes + i, 1);
    }
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    assert_int_equal(d.count, 3);
    expect_word(&d, 0, "!re");
    assert_memory_equal(d.words[1].bytes, long_word, sizeof long_word);
    expect_word(&d, 2, ".tag=7");
    assert_int_equal(ros_decode(&d, &e), ROS_NEED_MORE);
    ros_decoder_free(&d);
    ros_buffer_free(&b);
}

static void several_sentences_come_in_one_piece(void **state)
{
    (void)state;
    static const char bytes[] = "\x03!re\x06=a=b=c\x00\x00\x05!done\x00\x03!re";
    struct ros_decoder d;
    struct error e;
    ros_decoder_init(&d, NULL);
    ros_decoder_feed(&d, bytes, sizeof bytes - 1);
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    assert_int_equal(d.count, 2);
    expect_word(&d, 1, "=a=b=c");
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    assert_int_equal(d.count, 0); /* an empty one */
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    expect_word(&d, 0, "!done");
    assert_int_equal(ros_decode(&d, &e), ROS_NEED_MORE);
    ros_decoder_free(&d);
}

static void the_first_byte_of_a_sentence_is_seen_early(void **state)
{
    (void)state;
    struct ros_decoder d;
    struct error e;
    char first = 0;
    ros_decoder_init(&d, NULL);
    assert_false(ros_decoder_peek(&d, &first));
    ros_decoder_feed(&d, "\x80", 1);
    assert_false(ros_decoder_peek(&d, &first));
    ros_decoder_feed(&d, "\x90", 1);
    assert_false(ros_decoder_peek(&d, &first));
    ros_decoder_feed(&d, "S", 1);
    assert_true(ros_decoder_peek(&d, &first));
    assert_int_equal(first, 'S');
    ros_decoder_free(&d);
    ros_decoder_feed(&d, "\x00\x01!\x00\x01", 5);
    assert_false(ros_decoder_peek(&d, &first)); /* an empty sentence has none */
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    assert_true(ros_decoder_peek(&d, &first));
    assert_int_equal(first, '!');
    assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    assert_false(ros_decoder_peek(&d, &first));
    ros_decoder_free(&d);
}

static void control_bytes_are_refused(void **state)
{
    (void)state;
    for (unsigned byte = 0xf1; byte <= 0xff; byte++) {
        const unsigned char bytes[] = { 1, 'a', (unsigned char)byte };
        char says[16];
        struct ros_decoder d;
        ros_decoder_init(&d, NULL);
        ros_decoder_feed(&d, bytes, sizeof bytes);
        snprintf(says, sizeof says, "0x%02x", byte);
        expect_broken(&d, says);
        ros_decoder_free(&d);
    }
}

static void limits_hold_to_the_byte(void **state)
{
    (void)state;
    const struct ros_limits limits = { .word_bytes = 4, .sentence_bytes = 10, .sentence_words = 3 };
    static const struct {
        const char *bytes;
        size_t length;
        const char *why; /* NULL: allowed */
    } cases[] = {
        { "\4abcd\0", 6, NULL },
        { "\5", 1, "word's bytes" },
        { "\4abcd\3abc\0", 10, NULL },
        { "\4abcd\4abcd", 10, NULL },
        { "\4abcd\4abcd\0", 11, "sentence's bytes" },
        { "\1a\1a\1a\0", 7, NULL },
        { "\1a\1a\1a\1", 7, "sentence's words" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ros_decoder d;
        struct error e;
        ros_decoder_init(&d, &limits);
        ros_decoder_feed(&d, cases[i].bytes, cases[i].length);
        if (cases[i].why)
            expect_broken(&d, cases[i].why);
        else
            assert_int_not_equal(ros_decode(&d, &e), ROS_BROKEN);
        ros_decoder_free(&d);
    }
}

static void a_limit_of_zero_is_the_default(void **state)
{
    (void)state;
    const struct ros_limits limits = { .word_bytes = 4 };
    struct ros_decoder d;
    ros_decoder_init(&d, &limits);
    assert_int_equal(d.limits.word_bytes, 4);
    assert_int_equal(d.limits.sentence_bytes, ros_default_limits.sentence_bytes);
    assert_int_equal(d.limits.sentence_words, ros_default_limits.sentence_words);
    ros_decoder_free(&d);
}

/* What is buffered stays near the size of what is unread, however much has passed through. */
static void memory_does_not_grow_with_the_stream(void **state)
{
    (void)state;
    struct ros_buffer b = { 0 };
    struct ros_decoder d;
    struct error e;
    ros_decoder_init(&d, NULL);
    ros_put_text(&b, "!re");
    ros_put_text(&b, "=address=10.0.0.1");
    ros_put_end(&b);
    const size_t size = b.end - b.start;
    for (size_t i = 0; i < 200000; i++) {
        ros_decoder_feed(&d, b.bytes + b.start, size - 1);
        assert_int_equal(ros_decode(&d, &e), ROS_NEED_MORE);
        ros_decoder_feed(&d, b.bytes + b.end - 1, 1);
        assert_int_equal(ros_decode(&d, &e), ROS_SENTENCE);
    }
    assert_true(d.in.room <= 8192);
    ros_decoder_free(&d);
    ros_buffer_free(&b);
}

static void values_are_found_by_name(void **state)
{
    (void)state;
    static const struct ros_word words[] = {
        { "!re", 3 },    { "=.id=*1", 7 }, { "=comment=a=b", 12 }, { "=empty=", 7 }, { ".tag=12", 7 },
        { "name=x", 6 }, { "", 0 },
    };
    const size_t count = sizeof words / sizeof *words;
    struct ros_word value;
    assert_true(ros_word_value(words, count, "comment", &value));
    assert_int_equal(value.length, 3);
    assert_memory_equal(value.bytes, "a=b", 3);
    assert_true(ros_word_value(words, count, ".id", &value));
    assert_memory_equal(value.bytes, "*1", 2);
    assert_true(ros_word_value(words, count, ".tag", &value));
    assert_memory_equal(value.bytes, "12", 2);
    assert_true(ros_word_value(words, count, "empty", &value));
    assert_int_equal(value.length, 0);
    assert_false(ros_word_value(words, count, "comm", &value));
    assert_false(ros_word_value(words, count, "name", &value)); /* no attribute without its '=' */
    assert_false(ros_word_value(words, count, "comment=a=b", &value));
    assert_false(ros_word_value(words, count, "re", &value));
}

static size_t random_up_to(size_t most)
{
    return (size_t)rand() % (most + 1);
}

/* Random sentences, cut at random places, come out as they went in. */
static void random_sentences_survive_any_cutting(void **state)
{
    (void)state;
    enum {
        ROUNDS = 300,
        WORDS = 20,
        LONGEST = 400
    };
    static char sent[WORDS][LONGEST];
    srand(20240517);
    for (int round = 0; round < ROUNDS; round++) {
        size_t lengths[WORDS], count = 1 + random_up_to(WORDS - 1);
        struct ros_buffer b = { 0 };
        struct ros_decoder d;
        struct error e;
        enum ros_decode got = ROS_NEED_MORE;
        ros_decoder_init(&d, NULL);
        for (size_t i = 0; i < count; i++) {
            lengths[i] = 1 + random_up_to(LONGEST - 1);
            for (size_t k = 0; k < lengths[i]; k++)
                sent[i][k] = (char)rand();
            ros_put_word(&b, sent[i], lengths[i]);
        }
        ros_put_end(&b);
        for (size_t at = b.start; at < b.end;) {
            size_t piece = 1 + random_up_to(b.end - at - 1);
            assert_int_equal(got, ROS_NEED_MORE);
            ros_decoder_feed(&d, b.bytes + at, piece);
            got = ros_decode(&d, &e);
            at += piece;
        }
        assert_int_equal(got, ROS_SENTENCE);
        assert_int_equal(d.count, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(d.words[i].length, lengths[i]);
            assert_memory_equal(d.words[i].bytes, sent[i], lengths[i]);
        }
        ros_decoder_free(&d);
        ros_buffer_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lengths_are_encoded_in_one_to_five_bytes),
        cmocka_unit_test(lengths_are_decoded_at_every_boundary),
        cmocka_unit_test(long_words_are_refused_by_their_length),
        cmocka_unit_test(overlong_forms_of_a_length_are_understood),
        cmocka_unit_test(bytes_come_one_by_one),
        cmocka_unit_test(several_sentences_come_in_one_piece),
        cmocka_unit_test(the_first_byte_of_a_sentence_is_seen_early),
        cmocka_unit_test(control_bytes_are_refused),
        cmocka_unit_test(limits_hold_to_the_byte),
        cmocka_unit_test(a_limit_of_zero_is_the_default),
        cmocka_unit_test(memory_does_not_grow_with_the_stream),
        cmocka_unit_test(values_are_found_by_name),
        cmocka_unit_test(random_sentences_survive_any_cutting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
