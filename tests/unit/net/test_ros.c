/* The router's client against a scripted router: logins, prints, pipelined commands, and every way
 * in which a router or a link can fail. */
#include "net/ros.h"

#include "tests/unit/net/stub_router.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <sys/time.h>
#include <time.h>

#include <cmocka.h>

struct scene {
    struct stub stub;
    struct ros_config config;
    struct ros *r;
    struct error e;
};

static void scene_set(struct scene *s, void (*script)(struct stub *), const void *with)
{
    stub_start(&s->stub, script, with);
    s->config = stub_config(&s->stub);
    s->e = (struct error){ .code = ERR_NONE };
}

static void scene_go(struct scene *s)
{
    s->r = ros_new(&s->config);
    s->stub.client = s->r;
    stub_go(&s->stub);
}

static void scene_connect(struct scene *s)
{
    scene_go(s);
    if (!ros_connect(s->r, &s->e))
        print_error("%s: %s\n", s->e.what, s->e.why);
    assert_true(ros_is_connected(s->r));
}

static void scene_open(struct scene *s, void (*script)(struct stub *), const void *with)
{
    scene_set(s, script, with);
    scene_connect(s);
}

static void scene_end(struct scene *s)
{
    ros_close(s->r); /* lets the script end, which may still use the client */
    stub_join(&s->stub);
    ros_free(s->r);
    assert_string_equal(s->stub.fault, "");
}

static void expect_error(const struct scene *s, enum error_code code, const char *why)
{
    char text[1024];
    error_text(&s->e, text, sizeof text);
    if (s->e.code != code || !strstr(text, why))
        print_error("%d: %s\n", s->e.code, text);
    assert_int_equal(s->e.code, code);
    assert_non_null(strstr(text, why));
    assert_non_null(strstr(text, "stub"));
    assert_null(strstr(text, STUB_PASSWORD));
}

/* Logins. */

static void play_login(struct stub *s)
{
    if (stub_let_in(s))
        stub_drain(s);
}

static void logs_in_with_name_and_password(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, play_login, NULL);
    assert_true(ros_connect(s.r, &s.e)); /* and does nothing more */
    ros_close(s.r);
    assert_false(ros_is_connected(s.r));
    assert_false(ros_print(s.r, "/ip/hotspot/host", NULL, NULL, 0, NULL, NULL, NULL, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "not connected");
    scene_end(&s);
}

static void play_challenge(struct stub *s)
{
    if (!stub_accept(s) || !stub_hear_login(s))
        return;
    stub_say(s, "!done", s->with, NULL);
    if (!stub_hear(s)) {
        stub_hang_up(s);
        return;
    }
    /* MD5 of a zero byte, the password and the challenge, reckoned elsewhere. */
    if (!stub_word_is(s, 0, "/login") || !stub_word_is(s, 1, "=name=" STUB_USER) ||
        !stub_word_is(s, 2, "=response=007ceb67207465a18eeccbdf0e0e69c734"))
        stub_fault(s, "not the answer to the challenge");
    stub_say(s, "!done", NULL);
    stub_drain(s);
}

static void logs_in_by_challenge_where_asked(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, play_challenge, "=ret=ebddd18303a54111e2dea05a92ab46b4");
    scene_end(&s);
}

static void refuses_a_challenge_that_is_no_hex(void **state)
{
    (void)state;
    static const char *const challenges[] = {
        "=ret=",
        "=ret=ebd",
        "=ret=zz",
        "=ret=\x01\x02",
        "=ret=0011223344556677889900112233445566778899001122334455667788990011223344556677889900",
    };
    for (size_t i = 0; i < sizeof challenges / sizeof *challenges; i++) {
        struct scene s;
        scene_set(&s, play_challenge, challenges[i]);
        scene_go(&s);
        assert_false(ros_connect(s.r, &s.e));
        expect_error(&s, ERR_PROTOCOL, "challenge");
        assert_false(ros_is_connected(s.r));
        scene_end(&s);
    }
}

struct refusal {
    const char *kind, *word;
    enum error_code code;
    const char *says;
};

static void play_refusal(struct stub *s)
{
    const struct refusal *refusal = s->with;
    if (!stub_accept(s) || !stub_hear_login(s))
        return;
    stub_say(s, refusal->kind, refusal->word, NULL);
    if (strcmp(refusal->kind, "!trap") == 0)
        stub_say(s, "!done", NULL);
    stub_drain(s);
}

static void a_refused_login_says_what_to_do(void **state)
{
    (void)state;
    static const struct refusal refusals[] = {
        { "!trap", "=message=invalid user name or password (6)", ERR_CONFIG, "password_file" },
        { "!trap", "=message=cannot log in", ERR_CONFIG, "password_file" },
        { "!trap", "=message=std failure: not allowed (9)", ERR_CONFIG, "api policy" },
        { "!fatal", "invalid user name or password (6)", ERR_CONFIG, "password_file" },
        { "!fatal", "too many sessions", ERR_UNREACHABLE, "close other API sessions" },
        { "!trap", "=message=session limit reached", ERR_UNREACHABLE, "close other API sessions" },
        { "!trap", "=message=RADIUS server is not responding", ERR_UNREACHABLE, "RADIUS" },
        { "!fatal", "shutting down", ERR_UNREACHABLE, "shutting down" },
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct scene s;
        scene_set(&s, play_refusal, &refusals[i]);
        scene_go(&s);
        assert_false(ros_connect(s.r, &s.e));
        expect_error(&s, refusals[i].code, refusals[i].says);
        assert_non_null(strstr(s.e.what, "can't log in"));
        assert_false(ros_is_connected(s.r));
        scene_end(&s);
    }
}

static void play_silence(struct stub *s)
{
    if (stub_accept(s) && stub_hear_login(s))
        stub_drain(s);
}

static void play_hang_up_at_login(struct stub *s)
{
    if (stub_accept(s))
        stub_hear_login(s);
}

static void a_login_without_an_answer_is_unreachable(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_silence, NULL);
    s.config.deadline_ms = 100;
    scene_go(&s);
    assert_false(ros_connect(s.r, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "100 ms");
    scene_end(&s);

    scene_set(&s, play_hang_up_at_login, NULL);
    scene_go(&s);
    assert_false(ros_connect(s.r, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "closed");
    scene_end(&s);
}

static void play_nothing(struct stub *s)
{
    (void)s;
}

static void a_refused_connection_names_the_address(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_nothing, NULL);
    close(s.stub.listener);
    s.stub.listener = -1;
    scene_go(&s);
    assert_false(ros_connect(s.r, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "127.0.0.1");
    expect_error(&s, ERR_UNREACHABLE, "is enabled");
    scene_end(&s);
}

static void an_address_that_is_none_is_a_matter_of_configuration(void **state)
{
    (void)state;
    static const struct {
        const char *host;
        int port;
    } addresses[] = { { "", 8728 }, { "10.0.0.1/x", 8728 }, { "a b", 8728 }, { "10.0.0.1", 0 }, { "10.0.0.1", 65536 } };
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct scene s;
        scene_set(&s, play_nothing, NULL);
        s.config.host = addresses[i].host;
        s.config.port = addresses[i].port;
        scene_go(&s);
        assert_false(ros_connect(s.r, &s.e));
        expect_error(&s, ERR_CONFIG, "no address");
        scene_end(&s);
    }
}

static void play_two_connections(struct stub *s)
{
    if (!stub_let_in(s))
        return;
    stub_hang_up(s);
    s->step = 1;
    if (stub_let_in(s))
        stub_drain(s);
}

static void what_ended_while_idle_is_opened_anew(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, play_two_connections, NULL);
    while (!s.stub.step) /* bounded: the script waits for nothing */
        sched_yield();
    assert_true(ros_connect(s.r, &s.e));
    assert_true(ros_is_connected(s.r));
    scene_end(&s);
}

/* Prints. */

struct rows {
    size_t seen, stop_after;
    char last_address[40], last_comment[40];
};

static bool take_row(void *ctx, const struct ros_row *row)
{
    struct rows *rows = ctx;
    struct ros_word value;
    rows->seen++;
    if (ros_row_get(row, "address", &value))
        snprintf(rows->last_address, sizeof rows->last_address, "%.*s", (int)value.length, value.bytes);
    if (ros_row_get(row, "comment", &value))
        snprintf(rows->last_comment, sizeof rows->last_comment, "%.*s", (int)value.length, value.bytes);
    return rows->seen != rows->stop_after;
}

/* Sentences are written "!re =a=b", with TAG for the command's own tag; the script says them and drains. */
static void say_line(struct stub *s, const char *line, const char *tag)
{
    struct ros_buffer b = { 0 };
    char copy[512], *rest = copy;
    snprintf(copy, sizeof copy, "%s", line);
    for (char *word; (word = strsep(&rest, " "));)
        ros_put_text(&b, strcmp(word, "TAG") == 0 ? tag : word);
    ros_put_end(&b);
    stub_send(s, b.bytes + b.start, b.end - b.start);
    ros_buffer_free(&b);
}

static void play_lines(struct stub *s)
{
    char tag[40];
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, tag);
    for (const char *const *line = s->with; *line; line++)
        say_line(s, *line, tag);
    stub_drain(s);
}

static void play_print(struct stub *s)
{
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    if (s->in.count != 6 || !stub_word_is(s, 0, "/ip/hotspot/host/print") ||
        !stub_word_is(s, 1, "=.proplist=address,comment") || !stub_word_is(s, 2, "?address=10.0.0.1") ||
        !stub_word_is(s, 3, "?address=10.0.0.2") || !stub_word_is(s, 4, "?#|"))
        stub_fault(s, "not the print that was expected");
    char tag[40];
    stub_tag(s, tag);
    stub_say(s, "!re", tag, "=address=10.0.0.1", "=comment=a=b", NULL);
    stub_say(s, "!re", "=address=10.0.0.2", "=comment=Caf\xe9", tag, NULL);
    stub_say(s, "!done", tag, NULL);
    stub_drain(s);
}

static void prints_rows(void **state)
{
    (void)state;
    static const char *const queries[] = { "?address=10.0.0.1", "?address=10.0.0.2", "?#|" };
    struct scene s;
    struct rows rows = { 0 };
    size_t count = 99;
    scene_open(&s, play_print, NULL);
    assert_int_equal(ros_latency_us(s.r), 0);
    assert_true(ros_print(s.r, "/ip/hotspot/host", "address,comment", queries, 3, take_row, &rows, &count, &s.e));
    assert_int_equal(count, 2);
    assert_int_equal(rows.seen, 2);
    assert_string_equal(rows.last_address, "10.0.0.2");
    assert_string_equal(rows.last_comment, "Caf\xe9");
    assert_true(ros_latency_us(s.r) > 0);
    scene_end(&s);
}

/* Both are heard before either is answered; the answers come mixed, and the second is refused. */
static void play_several_prints(struct stub *s)
{
    char first[40], second[40];
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, first);
    if (!stub_word_is(s, 0, "/ip/hotspot/host/print"))
        stub_fault(s, "not the first print");
    if (!stub_hear(s))
        return;
    stub_tag(s, second);
    if (!stub_word_is(s, 0, "/ip/hotspot/active/print"))
        stub_fault(s, "not the second print");
    stub_say(s, "!re", first, "=address=10.0.0.1", NULL);
    stub_say(s, "!trap", second, "=message=no such command", NULL);
    stub_say(s, "!re", first, "=address=10.0.0.2", NULL);
    stub_say(s, "!done", second, NULL);
    stub_say(s, "!done", first, NULL);
    stub_drain(s);
}

static void count_row(void *ctx, const struct ros_row *row)
{
    take_row(ctx, row);
}

static void prints_several_at_once(void **state)
{
    (void)state;
    static const char *const hosts[] = { "/ip/hotspot/host/print", "=.proplist=address" };
    static const char *const sessions[] = { "/ip/hotspot/active/print", "=.proplist=address" };
    static const char *const empty[] = { "/ip/hotspot/active/print", "" };
    struct scene s;
    struct rows rows = { 0 }, others = { 0 };
    struct ros_ask asks[] = { { .words = hosts, .word_count = 2, .each = count_row, .ctx = &rows },
                              { .words = sessions, .word_count = 2, .each = count_row, .ctx = &others } };
    struct ros_ask unsound[] = { { .words = empty, .word_count = 2, .each = count_row, .ctx = &others } };
    scene_open(&s, play_several_prints, NULL);
    assert_false(ros_print_all(s.r, unsound, 1, &s.e));
    assert_true(ros_print_all(s.r, asks, 2, &s.e));
    assert_int_equal(rows.seen, 2);
    assert_string_equal(rows.last_address, "10.0.0.2");
    assert_false(asks[0].is_refused);
    assert_int_equal(others.seen, 0);
    assert_true(asks[1].is_refused);
    assert_true(ros_is_connected(s.r));
    scene_end(&s);
}

static void prints_despite_what_is_new_or_astray(void **state)
{
    (void)state;
    static const char *const lines[] = { "!empty TAG",
                                         "",
                                         "!re =address=9 .tag=999999",
                                         "!re =address=8",
                                         "!new TAG",
                                         "!",
                                         "!trap =message=astray",
                                         "!done .tag=x",
                                         "!re TAG",
                                         "!done TAG",
                                         NULL };
    struct scene s;
    size_t count;
    struct rows rows = { 0 };
    scene_open(&s, play_lines, lines);
    assert_true(ros_print(s.r, "/x", NULL, NULL, 0, take_row, &rows, &count, &s.e));
    assert_int_equal(count, 1);
    assert_string_equal(rows.last_address, "");
    assert_true(ros_is_connected(s.r));
    scene_end(&s);
}

static void a_trap_is_a_refusal_and_the_connection_stays(void **state)
{
    (void)state;
    static const char *const lines[] = { "!trap =category=0 =message=no-such-command TAG", "!trap TAG =message=second",
                                         "!done TAG", NULL };
    struct scene s;
    scene_open(&s, play_lines, lines);
    assert_false(ros_print(s.r, "/nonsense", NULL, NULL, 0, NULL, NULL, NULL, &s.e));
    expect_error(&s, ERR_REFUSED, "no-such-command");
    expect_error(&s, ERR_REFUSED, "/nonsense/print");
    assert_true(ros_is_connected(s.r));
    scene_end(&s);
}

static void play_endless_print(struct stub *s)
{
    const bool cancel_answered_first = s->with != NULL;
    char tag[40], cancel[40], target[40];
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, tag);
    while (!stub_has_more(s, 0))
        if (!stub_say(s, "!re", tag, "=address=10.0.0.1", NULL))
            return;
    stub_hear(s);
    stub_tag(s, cancel);
    snprintf(target, sizeof target, "=tag=%s", tag + strlen(".tag="));
    if (!stub_word_is(s, 0, "/cancel") || !stub_word_is(s, 1, target))
        stub_fault(s, "not the cancel that was expected");
    stub_say(s, "!re", tag, "=address=late", NULL);
    if (cancel_answered_first)
        stub_say(s, "!done", cancel, NULL);
    stub_say(s, "!trap", tag, "=category=2", "=message=interrupted", NULL);
    stub_say(s, "!done", tag, NULL);
    if (!cancel_answered_first)
        stub_say(s, "!done", cancel, NULL);
    /* The same connection serves the next print. */
    if (!stub_hear(s))
        return;
    stub_tag(s, tag);
    stub_say(s, "!re", tag, "=address=10.0.0.9", NULL);
    stub_say(s, "!done", tag, NULL);
    stub_drain(s);
}

static void stopping_a_print_cancels_it_and_keeps_the_connection(void **state)
{
    (void)state;
    for (int cancel_first = 0; cancel_first < 2; cancel_first++) {
        struct scene s;
        struct rows rows = { .stop_after = 3 };
        size_t count;
        scene_open(&s, play_endless_print, cancel_first ? "" : NULL);
        assert_true(ros_print(s.r, "/ip/hotspot/host", NULL, NULL, 0, take_row, &rows, &count, &s.e));
        assert_int_equal(rows.seen, 3);
        assert_int_equal(count, 3);
        assert_true(ros_is_connected(s.r));
        assert_true(ros_print(s.r, "/ip/hotspot/host", NULL, NULL, 0, take_row, &rows, &count, &s.e));
        assert_int_equal(count, 1);
        assert_string_equal(rows.last_address, "10.0.0.9");
        scene_end(&s);
    }
}

struct bytes {
    const char *at;
    size_t length;
    enum error_code code;
    const char *says;
};

static void play_bytes(struct stub *s)
{
    const struct bytes *bytes = s->with;
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_send(s, bytes->at, bytes->length);
    if (bytes->code == ERR_PROTOCOL)
        stub_drain(s);
}

static void what_can_not_be_read_ends_the_connection(void **state)
{
    (void)state;
#define BYTES(text) (text), sizeof(text) - 1
    static const struct bytes cases[] = {
        { BYTES("HTTP/1.1 400 Bad Request\r\n"), ERR_PROTOCOL, "not RouterOS" },
        { BYTES("\x15\x03\x03\x00\x02\x02\x28"), ERR_PROTOCOL, "port" }, /* a TLS service's alert */
        { BYTES("\x05hello\x00"), ERR_PROTOCOL, "not RouterOS" },
        { BYTES("\xff\xff\xff"), ERR_PROTOCOL, "0xff" },
        { BYTES("\xf0\xff\xff\xff\xff"), ERR_PROTOCOL, "4294967295" },
        { BYTES("\x03!re\x06=a="), ERR_UNREACHABLE, "middle of a sentence" },
        { BYTES(""), ERR_UNREACHABLE, "closed" },
        { BYTES("\x06!fatal\x1dsession terminated on request\x00"), ERR_UNREACHABLE, "terminated" },
    };
#undef BYTES
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_open(&s, play_bytes, &cases[i]);
        assert_false(ros_print(s.r, "/x", NULL, NULL, 0, NULL, NULL, NULL, &s.e));
        expect_error(&s, cases[i].code, cases[i].says);
        assert_false(ros_is_connected(s.r));
        scene_end(&s);
    }
}

static void play_strays(struct stub *s)
{
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    while (stub_say(s, "!re", "=a=b", ".tag=77777", NULL))
        ;
}

static void answers_astray_do_not_go_on_for_ever(void **state)
{
    (void)state;
    struct scene s;
    scene_open(&s, play_strays, NULL);
    assert_false(ros_print(s.r, "/x", NULL, NULL, 0, NULL, NULL, NULL, &s.e));
    expect_error(&s, ERR_PROTOCOL, "not asked");
    scene_end(&s);
}

static void play_trickle(struct stub *s)
{
    char tag[40];
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, tag);
    stub_send(s, "\x03!re", 4);
    for (int i = 0; i < 10; i++) {
        poll(NULL, 0, 30);
        stub_send(s, "\x04=a=b", 5);
    }
    stub_send(s, "\x06.tag=1", 8); /* with the final byte that ends the sentence */
    stub_drain(s);
}

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* A row that takes 300 ms in pieces outlives a deadline of 200 ms; the silence behind it does not. */
static void the_deadline_counts_from_the_last_byte(void **state)
{
    (void)state;
    struct scene s;
    size_t count;
    scene_set(&s, play_trickle, NULL);
    s.config.deadline_ms = 200;
    scene_connect(&s);
    int64_t from = now_us();
    assert_false(ros_print(s.r, "/x", NULL, NULL, 0, NULL, NULL, &count, &s.e));
    expect_error(&s, ERR_TIMEOUT, "200 ms");
    assert_int_equal(count, 1);
    assert_true(now_us() - from >= 470000);
    assert_false(ros_is_connected(s.r));
    scene_end(&s);
}

static void play_interrupt(struct stub *s)
{
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    ros_interrupt(s->client);
    stub_drain(s);
}

static void play_interrupted_login(struct stub *s)
{
    if (!stub_accept(s) || !stub_hear_login(s))
        return;
    ros_interrupt(s->client);
    stub_drain(s);
}

static void an_interrupt_ends_the_running_call_only(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_interrupt, NULL);
    scene_go(&s);
    ros_interrupt(s.r); /* nothing runs: forgotten */
    assert_true(ros_connect(s.r, &s.e));
    assert_false(ros_print(s.r, "/x", NULL, NULL, 0, NULL, NULL, NULL, &s.e));
    expect_error(&s, ERR_CANCELLED, "interrupted");
    assert_false(ros_is_connected(s.r));
    scene_end(&s);

    scene_set(&s, play_interrupted_login, NULL);
    scene_go(&s);
    assert_false(ros_connect(s.r, &s.e));
    expect_error(&s, ERR_CANCELLED, "interrupted");
    scene_end(&s);
}

static void *interrupt_until_told(void *arg)
{
    struct stub *s = arg;
    while (!s->step) {
        ros_interrupt(s->client);
        poll(NULL, 0, 1);
    }
    return NULL;
}

/* A port that takes connections and never shakes hands: only TLS connecting hangs there. */
static void an_interrupt_ends_connecting(void **state)
{
    (void)state;
    struct scene s;
    pthread_t interrupter;
    scene_set(&s, play_nothing, NULL);
    s.config.tls = true;
    scene_go(&s);
    pthread_create(&interrupter, NULL, interrupt_until_told, &s.stub);
    assert_false(ros_connect(s.r, &s.e));
    s.stub.step = 1;
    pthread_join(interrupter, NULL);
    expect_error(&s, ERR_CANCELLED, "interrupted");
    scene_end(&s);
}

static void connecting_has_a_deadline(void **state)
{
    (void)state;
    struct scene s;
    scene_set(&s, play_nothing, NULL);
    s.config.tls = true;
    s.config.connect_ms = 150;
    scene_go(&s);
    assert_false(ros_connect(s.r, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "can't connect");
    scene_end(&s);
}

/* Pipelined commands. */

enum {
    MANY = 1000,
    WINDOW = 16
};

struct batch {
    struct ros_command commands[MANY];
    const char *words[MANY][2];
    char number[MANY][24];
    size_t progress_calls, progress_last;
};

static struct batch *batch_new(void)
{
    struct batch *b = calloc(1, sizeof *b);
    assert_non_null(b);
    for (size_t i = 0; i < MANY; i++) {
        snprintf(b->number[i], sizeof b->number[i], "=number=%zu", i);
        b->words[i][0] = "/ip/firewall/address-list/add";
        b->words[i][1] = b->number[i];
        b->commands[i] = (struct ros_command){ .words = b->words[i], .word_count = 2, .outcome = ROS_UNKNOWN };
    }
    return b;
}

static void count_progress(void *ctx, size_t answered, size_t count)
{
    struct batch *b = ctx;
    b->progress_calls++;
    b->progress_last = answered;
    assert_true(answered <= count);
}

struct waiting {
    char tag[40];
    unsigned number;
};

static bool hear_numbered(struct stub *s, struct waiting *w)
{
    struct ros_word number;
    if (!stub_hear(s))
        return false;
    stub_tag(s, w->tag);
    char text[24] = "x";
    if (ros_word_value(s->in.words, s->in.count, "number", &number) && number.length < sizeof text)
        memcpy(text, number.bytes, number.length);
    w->number = (unsigned)strtoul(text, NULL, 10);
    return true;
}

/* Every third is refused; of those every second without a category. */
static void answer_numbered(struct stub *s, const struct waiting *w)
{
    char ret[40], message[60];
    snprintf(message, sizeof message, "=message=failure %u", w->number);
    snprintf(ret, sizeof ret, "=ret=*%X", w->number);
    if (w->number % 3 != 0) {
        stub_say(s, "!done", ret, w->tag, NULL);
        return;
    }
    if (w->number % 2)
        stub_say(s, "!trap", "=category=4", message, w->tag, NULL);
    else
        stub_say(s, "!trap", message, w->tag, NULL);
    stub_say(s, "!trap", "=category=1", "=message=and another", w->tag, NULL);
    stub_say(s, "!done", w->tag, NULL);
}

/* Keeps the window full, then answers one of those that wait, the order made up. */
static void play_out_of_order(struct stub *s)
{
    struct waiting waiting[WINDOW + 1];
    size_t count = 0, heard = 0, most = 0;
    unsigned seed = 12345;
    if (!stub_let_in(s))
        return;
    for (size_t answered = 0; answered < MANY; answered++) {
        while (count <= WINDOW && heard < MANY && (count < WINDOW || stub_has_more(s, 0))) {
            if (!hear_numbered(s, &waiting[count]))
                return;
            count++;
            heard++;
        }
        most = count > most ? count : most;
        seed = seed * 1103515245 + 12345;
        size_t pick = seed / 65536 % count;
        answer_numbered(s, &waiting[pick]);
        waiting[pick] = waiting[--count];
    }
    if (most != WINDOW)
        stub_fault(s, most > WINDOW ? "more in flight than the window" : "the window was never full");
    stub_drain(s);
}

static void expect_numbered_outcome(const struct ros_command *c, size_t i)
{
    char text[40];
    assert_true(c->answered);
    if (i % 3) {
        snprintf(text, sizeof text, "*%X", (unsigned)i);
        assert_int_equal(c->outcome, ROS_DONE);
        assert_string_equal(c->ret, text);
        assert_string_equal(c->message, "");
        return;
    }
    snprintf(text, sizeof text, "failure %zu", i);
    assert_int_equal(c->outcome, ROS_TRAP);
    assert_string_equal(c->message, text);
    assert_int_equal(c->category, i % 2 ? 4 : ROS_NO_CATEGORY);
}

static void a_thousand_commands_are_answered_out_of_order(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    scene_set(&s, play_out_of_order, NULL);
    s.config.window = WINDOW;
    scene_connect(&s);
    assert_true(ros_run(s.r, b->commands, MANY, count_progress, b, &s.e));
    for (size_t i = 0; i < MANY; i++)
        expect_numbered_outcome(&b->commands[i], i);
    assert_int_equal(b->progress_calls, MANY);
    assert_int_equal(b->progress_last, MANY);
    scene_end(&s);
    free(b);
}

static void on_alarm(int signal_number)
{
    (void)signal_number;
}

/* The same under a storm of signals that restart nothing. */
static void interrupted_system_calls_are_taken_up_again(void **state)
{
    const struct sigaction storm = { .sa_handler = on_alarm };
    const struct itimerval every = { .it_interval = { .tv_usec = 500 }, .it_value = { .tv_usec = 500 } };
    const struct itimerval never = { 0 };
    sigaction(SIGALRM, &storm, NULL);
    setitimer(ITIMER_REAL, &every, NULL);
    a_thousand_commands_are_answered_out_of_order(state);
    setitimer(ITIMER_REAL, &never, NULL);
    signal(SIGALRM, SIG_IGN); /* one may still be on its way */
}

static void play_fatal_with_commands_in_flight(struct stub *s)
{
    struct waiting w[4];
    if (!stub_let_in(s))
        return;
    for (size_t i = 0; i < 4; i++)
        if (!hear_numbered(s, &w[i]))
            return;
    answer_numbered(s, &w[1]);
    answer_numbered(s, &w[3]);
    stub_say(s, "!fatal", "the router is going down", NULL);
    while (stub_hear(s)) /* two answers made room for two more commands */
        ;
}

static void a_fatal_leaves_unknown_what_was_in_flight(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    scene_set(&s, play_fatal_with_commands_in_flight, NULL);
    s.config.window = 4;
    scene_connect(&s);
    assert_false(ros_run(s.r, b->commands, 6, count_progress, b, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "going down");
    assert_int_equal(b->commands[0].outcome, ROS_UNKNOWN);
    assert_int_equal(b->commands[1].outcome, ROS_DONE);
    assert_int_equal(b->commands[2].outcome, ROS_UNKNOWN);
    assert_int_equal(b->commands[3].outcome, ROS_TRAP);
    assert_int_not_equal(b->commands[5].outcome, ROS_DONE); /* it may have left or not */
    assert_int_equal(b->progress_calls, 2);
    assert_non_null(strstr(s.e.hint, "may have been carried out or not"));
    assert_false(ros_is_connected(s.r));
    scene_end(&s);
    free(b);
}

static void play_reset(struct stub *s)
{
    struct waiting w;
    if (!stub_let_in(s) || !hear_numbered(s, &w))
        return;
    stub_reset(s);
}

static void play_reads_nothing(struct stub *s)
{
    if (!stub_let_in(s))
        return;
    /* Hangs up only once the client has given up, which the test says. */
    while (!s->step)
        poll(NULL, 0, 1);
}

/* Commands so large that not all fit into the sockets on the way. */
static struct batch *batch_of_large(size_t count, char **filler)
{
    struct batch *b = batch_new();
    const size_t size = 900 * 1024;
    *filler = malloc(size);
    assert_non_null(*filler);
    memset(*filler, 'x', size - 1);
    (*filler)[size - 1] = '\0';
    for (size_t i = 0; i < count; i++)
        b->words[i][1] = *filler;
    return b;
}

static void what_never_left_was_not_sent(void **state)
{
    (void)state;
    enum {
        LARGE = 24
    };
    struct scene s;
    char *filler;
    struct batch *b = batch_of_large(LARGE, &filler);
    scene_set(&s, play_reads_nothing, NULL);
    s.config.deadline_ms = 300;
    scene_connect(&s);
    assert_false(ros_run(s.r, b->commands, LARGE, NULL, NULL, &s.e));
    s.stub.step = 1;
    expect_error(&s, ERR_TIMEOUT, "300 ms");
    assert_int_equal(b->commands[0].outcome, ROS_UNKNOWN);
    assert_int_equal(b->commands[LARGE - 1].outcome, ROS_NOT_SENT);
    for (size_t i = 1; i < LARGE; i++) /* once unsent, unsent to the end */
        assert_false(b->commands[i - 1].outcome == ROS_NOT_SENT && b->commands[i].outcome == ROS_UNKNOWN);
    scene_end(&s);
    free(filler);
    free(b);
}

/* SIGPIPE would end this program. */
static void writing_to_a_router_that_is_gone_is_an_error_only(void **state)
{
    (void)state;
    struct scene s;
    char *filler;
    struct batch *b = batch_of_large(24, &filler);
    b->words[0][1] = b->number[0];
    scene_open(&s, play_reset, NULL);
    assert_false(ros_run(s.r, b->commands, 24, NULL, NULL, &s.e));
    expect_error(&s, ERR_UNREACHABLE, "connection");
    assert_int_equal(b->commands[0].outcome, ROS_UNKNOWN);
    assert_int_not_equal(b->commands[23].outcome, ROS_DONE);
    scene_end(&s);
    free(filler);
    free(b);
}

static void play_talks_before_it_listens(struct stub *s)
{
    char tag[40], row[4096];
    memset(row, 'r', sizeof row - 1);
    memcpy(row, "=a=", 3);
    row[sizeof row - 1] = '\0';
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, tag);
    for (int i = 0; i < 5000; i++) /* 20 MB, more than any socket holds */
        if (!stub_say(s, "!re", row, tag, NULL))
            return;
    stub_say(s, "!done", tag, NULL);
    for (int i = 1; i < 12; i++) {
        if (!stub_hear(s))
            return;
        stub_tag(s, tag);
        stub_say(s, "!done", tag, NULL);
    }
    stub_drain(s);
}

static void it_reads_while_it_writes(void **state)
{
    (void)state;
    struct scene s;
    char *filler;
    struct batch *b = batch_of_large(12, &filler);
    b->words[0][1] = b->number[0];
    scene_open(&s, play_talks_before_it_listens, NULL);
    assert_true(ros_run(s.r, b->commands, 12, NULL, NULL, &s.e));
    for (size_t i = 0; i < 12; i++)
        assert_int_equal(b->commands[i].outcome, ROS_DONE);
    scene_end(&s);
    free(filler);
    free(b);
}

static void play_one_large(struct stub *s)
{
    char tag[40];
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, tag);
    stub_say(s, "!done", tag, NULL);
    stub_drain(s);
}

/* The router says nothing until it has all of it: only room to write can wake the client. */
static void one_command_may_exceed_what_sockets_hold(void **state)
{
    (void)state;
    enum {
        SIZE = 20 << 20
    };
    struct scene s;
    char *large = malloc(SIZE);
    assert_non_null(large);
    memset(large, 'x', SIZE - 1);
    large[SIZE - 1] = '\0';
    const char *const words[] = { "/x/set", large };
    struct ros_command command = { .words = words, .word_count = 2 };
    scene_set(&s, play_one_large, NULL);
    s.config.deadline_ms = 5000;
    scene_connect(&s);
    assert_true(ros_run(s.r, &command, 1, NULL, NULL, &s.e));
    assert_int_equal(command.outcome, ROS_DONE);
    scene_end(&s);
    free(large);
}

static void play_answers_all(struct stub *s)
{
    struct waiting w;
    if (!stub_let_in(s))
        return;
    while (hear_numbered(s, &w))
        answer_numbered(s, &w);
}

static void commands_are_paced(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    scene_set(&s, play_answers_all, NULL);
    s.config.rate_per_s = 200;
    scene_connect(&s);
    int64_t from = now_us();
    assert_true(ros_run(s.r, b->commands, 10, NULL, NULL, &s.e));
    assert_true(ros_run(s.r, b->commands + 10, 10, NULL, NULL, &s.e));
    assert_true(now_us() - from >= 19 * 5000);
    for (size_t i = 0; i < 20; i++)
        expect_numbered_outcome(&b->commands[i], i);
    scene_end(&s);
    free(b);
}

/* With the n-th of them just n - 1 steps after the first, n + 1 would start within some second. */
static void no_second_holds_more_than_the_rate(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    scene_set(&s, play_answers_all, NULL);
    s.config.rate_per_s = 20;
    scene_connect(&s);
    int64_t from = now_us();
    assert_true(ros_run(s.r, b->commands, 21, NULL, NULL, &s.e));
    assert_true(now_us() - from >= 1015000);
    scene_end(&s);
    free(b);
}

static void note_heard(void *ctx)
{
    ++*(int *)ctx;
}

static void who_listens_is_told_that_the_router_talks(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    int first = 0, second = 0;
    scene_open(&s, play_answers_all, NULL);
    assert_null(ros_listen(s.r, (struct ros_listener){ note_heard, &first }).heard);
    assert_true(ros_run(s.r, b->commands, 5, NULL, NULL, &s.e));
    assert_in_range(first, 1, 100);
    struct ros_listener before = ros_listen(s.r, (struct ros_listener){ note_heard, &second });
    int heard = first;
    assert_true(ros_run(s.r, b->commands, 5, NULL, NULL, &s.e));
    assert_int_equal(first, heard);
    assert_true(second > 0);
    ros_listen(s.r, before);
    assert_true(ros_run(s.r, b->commands, 5, NULL, NULL, &s.e));
    assert_true(first > heard);
    scene_end(&s);
    free(b);
}

/* Waiting for its turn is not waiting for the router. */
static void pacing_does_not_touch_the_deadline(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    scene_set(&s, play_answers_all, NULL);
    s.config.rate_per_s = 5;
    s.config.deadline_ms = 120;
    scene_connect(&s);
    assert_true(ros_run(s.r, b->commands, 3, NULL, NULL, &s.e));
    scene_end(&s);
    free(b);
}

static void an_empty_word_is_never_sent(void **state)
{
    (void)state;
    struct scene s;
    const char *const words[] = { "/x/set", "", "=a=b" };
    struct ros_command commands[] = { { .words = words, .word_count = 1 }, { .words = words, .word_count = 3 } };
    scene_open(&s, play_login, NULL);
    assert_false(ros_run(s.r, commands, 2, NULL, NULL, &s.e));
    assert_int_equal(s.e.code, ERR_INTERNAL);
    assert_int_equal(commands[0].outcome, ROS_NOT_SENT);
    commands[0].word_count = 0;
    assert_false(ros_run(s.r, commands, 1, NULL, NULL, &s.e));
    assert_false(ros_print(s.r, "/x", NULL, words + 1, 1, NULL, NULL, NULL, &s.e));
    assert_true(ros_is_connected(s.r));
    scene_end(&s);
}

static void a_long_ret_is_left_out_rather_than_cut(void **state)
{
    (void)state;
    static const char *const lines[] = { "!done TAG =ret=*123456789012345678901234567890123456", NULL };
    struct scene s;
    struct batch *b = batch_new();
    scene_open(&s, play_lines, lines);
    assert_true(ros_run(s.r, b->commands, 1, NULL, NULL, &s.e));
    assert_int_equal(b->commands[0].outcome, ROS_DONE);
    assert_string_equal(b->commands[0].ret, "");
    assert_true(ros_latency_us(s.r) > 0);
    scene_end(&s);
    free(b);
}

static void play_says_everything_twice(struct stub *s)
{
    char first[40], second[40];
    if (!stub_let_in(s) || !stub_hear(s))
        return;
    stub_tag(s, first);
    if (!stub_hear(s))
        return;
    stub_tag(s, second);
    stub_say(s, "!done", first, NULL);
    stub_say(s, "!done", first, NULL);
    stub_say(s, "!trap", first, "=message=late", NULL);
    stub_say(s, "!done", second, NULL);
    stub_drain(s);
}

static void a_second_done_is_not_counted(void **state)
{
    (void)state;
    struct scene s;
    struct batch *b = batch_new();
    scene_open(&s, play_says_everything_twice, NULL);
    assert_true(ros_run(s.r, b->commands, 2, count_progress, b, &s.e));
    assert_int_equal(b->progress_calls, 2);
    assert_int_equal(b->commands[0].outcome, ROS_DONE);
    assert_string_equal(b->commands[0].message, "");
    assert_int_equal(b->commands[1].outcome, ROS_DONE);
    scene_end(&s);
    free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logs_in_with_name_and_password),
        cmocka_unit_test(logs_in_by_challenge_where_asked),
        cmocka_unit_test(refuses_a_challenge_that_is_no_hex),
        cmocka_unit_test(a_refused_login_says_what_to_do),
        cmocka_unit_test(a_login_without_an_answer_is_unreachable),
        cmocka_unit_test(a_refused_connection_names_the_address),
        cmocka_unit_test(an_address_that_is_none_is_a_matter_of_configuration),
        cmocka_unit_test(what_ended_while_idle_is_opened_anew),
        cmocka_unit_test(prints_rows),
        cmocka_unit_test(prints_several_at_once),
        cmocka_unit_test(prints_despite_what_is_new_or_astray),
        cmocka_unit_test(a_trap_is_a_refusal_and_the_connection_stays),
        cmocka_unit_test(stopping_a_print_cancels_it_and_keeps_the_connection),
        cmocka_unit_test(what_can_not_be_read_ends_the_connection),
        cmocka_unit_test(answers_astray_do_not_go_on_for_ever),
        cmocka_unit_test(the_deadline_counts_from_the_last_byte),
        cmocka_unit_test(an_interrupt_ends_the_running_call_only),
        cmocka_unit_test(an_interrupt_ends_connecting),
        cmocka_unit_test(connecting_has_a_deadline),
        cmocka_unit_test(a_thousand_commands_are_answered_out_of_order),
        cmocka_unit_test(interrupted_system_calls_are_taken_up_again),
        cmocka_unit_test(a_fatal_leaves_unknown_what_was_in_flight),
        cmocka_unit_test(what_never_left_was_not_sent),
        cmocka_unit_test(writing_to_a_router_that_is_gone_is_an_error_only),
        cmocka_unit_test(it_reads_while_it_writes),
        cmocka_unit_test(one_command_may_exceed_what_sockets_hold),
        cmocka_unit_test(commands_are_paced),
        cmocka_unit_test(no_second_holds_more_than_the_rate),
        cmocka_unit_test(who_listens_is_told_that_the_router_talks),
        cmocka_unit_test(pacing_does_not_touch_the_deadline),
        cmocka_unit_test(an_empty_word_is_never_sent),
        cmocka_unit_test(a_long_ret_is_left_out_rather_than_cut),
        cmocka_unit_test(a_second_done_is_not_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
