/* Parts of a router that have nothing to do with each other, and rows that were put aside. */
#include "model/routers/sync_parts.h"
#include "model/routers/sync_spool.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <cmocka.h>

static uint32_t user(struct sync_parts *p, const char *id)
{
    uint32_t key = sync_parts_key(p, SYNC_KEY_UID, id);
    sync_parts_add_user(p, key);
    return key;
}

static void what_shares_a_key_is_in_one_part(void **state)
{
    (void)state;
    struct sync_parts *p = sync_parts_new();
    uint32_t a = user(p, "a"), b = user(p, "b"), c = user(p, "c");
    uint32_t address = sync_parts_key(p, SYNC_KEY_ADDRESS, "10.0.0.1"),
             mac = sync_parts_key(p, SYNC_KEY_MAC, "10.0.0.1");

    assert_int_not_equal(address, mac);
    sync_parts_join(p, a, address);
    sync_parts_join(p, mac, c);
    sync_parts_join(p, mac, sync_parts_key(p, SYNC_KEY_ADDRESS, "10.0.0.1"));
    assert_int_equal(sync_parts_divide(p, 1), 3); /* the last is of what has no key */
    assert_int_equal(sync_parts_of(p, a), sync_parts_of(p, c));
    assert_int_equal(sync_parts_of(p, address), 0);
    assert_int_equal(sync_parts_of(p, b), 1);
    assert_int_equal(sync_parts_of(p, 0), 2);
    sync_parts_free(p);
}

static void keys_are_known_when_they_were_noted(void **state)
{
    (void)state;
    struct sync_parts *p = sync_parts_new();
    char text[16];

    for (int i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "%d", i);
        assert_int_equal(sync_parts_key(p, SYNC_KEY_ACCOUNT, text), i + 1);
    }
    assert_int_equal(sync_parts_key(p, SYNC_KEY_ACCOUNT, "77"), 78);
    assert_true(sync_parts_knows(p, SYNC_KEY_ACCOUNT, "9999"));
    assert_false(sync_parts_knows(p, SYNC_KEY_ACCOUNT, "10000"));
    assert_false(sync_parts_knows(p, SYNC_KEY_PLAIN_MAC, "9999"));
    sync_parts_free(p);
}

static void users_without_a_link_fill_parts_in_their_order(void **state)
{
    (void)state;
    struct sync_parts *p = sync_parts_new();
    uint32_t keys[10];
    char text[16];

    for (int i = 0; i < 10; i++) {
        snprintf(text, sizeof text, "%d", i);
        keys[i] = user(p, text);
    }
    assert_int_equal(sync_parts_divide(p, 4), 4);
    for (uint32_t i = 0; i < 10; i++)
        assert_int_equal(sync_parts_of(p, keys[i]), i / 4);
    sync_parts_free(p);
}

struct heard {
    uint32_t wanted; /* key modulo 10 */
    size_t count;
    int kind;
};

static bool wants(void *ctx, uint32_t key)
{
    const struct heard *h = ctx;
    return key % 10 == h->wanted;
}

static bool hear(void *ctx, const struct ros_row *row)
{
    struct heard *h = ctx;
    char text[64];

    snprintf(text, sizeof text, "=name=%d/%zu", h->kind, h->count * 10 + h->wanted);
    assert_int_equal(row->count, 3);
    assert_string_equal(row->words[0].bytes, text);
    assert_int_equal(row->words[0].length, strlen(text));
    assert_null(row->words[1].bytes);
    assert_int_equal(row->words[2].length, 0);
    assert_string_equal(row->words[2].bytes, "");
    h->count++;
    return true;
}

static void put(struct sync_spool *s, int kind, size_t count)
{
    struct error e = { .code = ERR_NONE };
    char text[64];

    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "=name=%d/%zu", kind, i);
        const struct ros_word words[] = { { text, strlen(text) }, { NULL, 0 }, { "", 0 } };
        assert_true(sync_spool_put(s, kind, (uint32_t)i, words, 3, &e));
    }
}

static void check(struct sync_spool *s, int kind, size_t count)
{
    for (uint32_t wanted = 0; wanted < 10; wanted += 3) {
        struct heard h = { .wanted = wanted, .kind = kind };
        assert_true(sync_spool_read(s, kind, &(struct sync_spool_reader){ wants, hear, &h }, NULL));
        assert_int_equal(h.count, count / 10);
    }
}

/* 100,000 rows are in a file; 100 never get there. */
static void rows_come_back_as_they_were_put(void **state)
{
    (void)state;
    static const size_t counts[] = { 100, 100000 };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct sync_spool *s = sync_spool_new();
        put(s, 1, counts[i]);
        put(s, 3, counts[i]);
        check(s, 3, counts[i]);
        check(s, 1, counts[i]);
        check(s, 2, 0);
        sync_spool_free(s);
    }
}

static void no_folder_is_needed(void **state)
{
    (void)state;
    setenv("TMPDIR", "/nowhere", 1);
    struct sync_spool *s = sync_spool_new();
    put(s, 0, 50000);
    check(s, 0, 50000);
    sync_spool_free(s);
    unsetenv("TMPDIR");
}

static bool is_any(void *ctx, uint32_t key)
{
    (void)ctx, (void)key;
    return true;
}

static bool add_length(void *ctx, const struct ros_row *row)
{
    size_t *length = ctx;
    assert_int_equal(strlen(row->words[0].bytes), row->words[0].length);
    *length += row->words[0].length;
    return true;
}

/* Whatever the client takes of a router can be put aside. */
static void a_row_may_be_long(void **state)
{
    (void)state;
    struct sync_spool *s = sync_spool_new();
    size_t length = (size_t)4 << 20, sum = 0;
    char *text = malloc(length + 1);
    const struct ros_word word = { memset(text, 'x', length), length }, short_word = { "y", 1 };

    assert_true(sync_spool_put(s, 0, 1, &short_word, 1, NULL));
    assert_true(sync_spool_put(s, 0, 1, &word, 1, NULL));
    assert_true(sync_spool_put(s, 0, 1, &short_word, 1, NULL));
    assert_true(sync_spool_read(s, 0, &(struct sync_spool_reader){ is_any, add_length, &sum }, NULL));
    assert_int_equal(sum, length + 2);
    free(text);
    sync_spool_free(s);
}

/* As a full disk, which an unprivileged test can't make: files may not grow beyond this. */
static void what_finds_no_room_is_an_error(void **state)
{
    (void)state;
    struct rlimit before, small = { .rlim_cur = (rlim_t)1 << 20 };
    struct error e = { .code = ERR_NONE };
    struct sync_spool *s = sync_spool_new();
    const struct ros_word word = { "=name=somebody", 14 };
    size_t rows = 0;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small.rlim_max = before.rlim_max;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    while (rows < 1000000 && sync_spool_put(s, 0, 1, &word, 1, &e))
        rows++;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_in_range(rows, 10000, 999999);
    assert_int_equal(e.code, ERR_INTERNAL);
    assert_non_null(strstr(e.why, strerror(EFBIG)));
    sync_spool_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_shares_a_key_is_in_one_part),
        cmocka_unit_test(keys_are_known_when_they_were_noted),
        cmocka_unit_test(users_without_a_link_fill_parts_in_their_order),
        cmocka_unit_test(rows_come_back_as_they_were_put),
        cmocka_unit_test(no_folder_is_needed),
        cmocka_unit_test(a_row_may_be_long),
        cmocka_unit_test(what_finds_no_room_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
