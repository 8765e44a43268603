/* The port for notifications: what it answers, what it refuses, and whom it cuts off. */
#include "net/listener.h"

#include "base/arena.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

enum {
    ANSWER_ROOM = 2048,
    PATIENCE_MS = 10000
};

/* What the requests brought, and what they are answered with. */
struct desk {
    struct listener *listener;
    char path[64], token[64], body[256];
    size_t length;
    int status;
    _Atomic int calls, at_once, most_at_once;
};

static int take(void *ctx, const struct listener_request *request)
{
    struct desk *d = ctx;
    int at_once = ++d->at_once;
    const char *token = request->header(request, "x-callback-token");
    if (at_once > d->most_at_once)
        d->most_at_once = at_once;
    assert_string_equal(request->method, "POST");
    snprintf(d->path, sizeof d->path, "%s", request->path);
    snprintf(d->token, sizeof d->token, "%s", token ? token : "none");
    d->length = request->length;
    memcpy(d->body, request->body, request->length < sizeof d->body ? request->length + 1 : sizeof d->body);
    d->calls++;
    d->at_once--;
    return d->status;
}

static void open_desk(struct desk *d, const struct listener_options *like)
{
    struct listener_options options = *like;
    struct error e = { .code = ERR_NONE };
    memset(d, 0, sizeof *d);
    d->status = 200;
    options.take = take;
    options.ctx = d;
    if (!options.address)
        options.address = "127.0.0.1:0";
    d->listener = listener_start(&options, &e);
    if (!d->listener)
        fail_msg("%s: %s", e.what, e.why);
}

static int dial(const struct desk *d)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)listener_port(d->listener)) };
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(s, (struct sockaddr *)&at, sizeof at), 0);
    return s;
}

static void say(int s, const char *bytes, size_t length)
{
    while (length) {
        ssize_t n = send(s, bytes, length, MSG_NOSIGNAL);
        if (n <= 0)
            return; /* it was cut off: the answer says why */
        bytes += n;
        length -= (size_t)n;
    }
}

/* Until the other side ends it; the status, 0 where none came. */
static int hear(int s, char *answer)
{
    size_t used = 0;
    struct pollfd p = { .fd = s, .events = POLLIN };
    for (;;) {
        if (poll(&p, 1, PATIENCE_MS) <= 0)
            fail_msg("no answer and no end within %d ms", PATIENCE_MS);
        ssize_t n = recv(s, answer + used, ANSWER_ROOM - 1 - used, 0);
        if (n <= 0)
            break;
        used += (size_t)n;
    }
    answer[used] = '\0';
    close(s);
    int status = 0;
    sscanf(answer, "HTTP/1.1 %d", &status);
    return status;
}

static int ask(const struct desk *d, const char *request, size_t length, char *answer)
{
    int s = dial(d);
    say(s, request, length);
    return hear(s, answer);
}

static int post(const struct desk *d, const char *path, const char *body, size_t length)
{
    struct arena *a = arena_new();
    struct strbuf request = { .arena = a };
    char answer[ANSWER_ROOM];
    strbuf_printf(&request, "POST %s HTTP/1.1\r\nHost: x\r\nX-Callback-Token: word\r\nContent-Length: %zu\r\n\r\n",
                  path, length);
    strbuf_add_bytes(&request, body, length);
    int status = ask(d, request.text, request.length, answer);
    arena_free(a);
    return status;
}

static void test_takes_what_is_posted(void **state)
{
    struct desk d;
    (void)state;
    open_desk(&d, &(struct listener_options){ .most_bytes = 0 });
    assert_int_equal(post(&d, "/notify/midtrans?x=1", "{\"a\":\0 1}", 9), 200);
    assert_string_equal(d.path, "/notify/midtrans");
    assert_string_equal(d.token, "word");
    assert_int_equal(d.length, 9);
    assert_memory_equal(d.body, "{\"a\":\0 1}", 10);
    d.status = 503;
    assert_int_equal(post(&d, "/xendit", "", 0), 503);
    assert_int_equal(d.length, 0);
    assert_int_equal(d.calls, 2);
    listener_stop(d.listener);
}

static void test_takes_pieces(void **state)
{
    static const char head[] = "POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    static const char *const pieces[] = { "3\r\nabc", "\r\n2\r\nd", "e\r\n", "0\r\n\r\n" };
    struct desk d;
    char answer[ANSWER_ROOM];
    (void)state;
    open_desk(&d, &(struct listener_options){ .most_bytes = 0 });
    int s = dial(&d);
    say(s, head, sizeof head - 1);
    for (size_t i = 0; i < 4; i++)
        say(s, pieces[i], strlen(pieces[i]));
    assert_int_equal(hear(s, answer), 200);
    assert_string_equal(d.body, "abcde");
    assert_non_null(strstr(answer, "Connection: close"));
    listener_stop(d.listener);
}

static void test_refuses_other_methods(void **state)
{
    static const char *const requests[] = { "GET /midtrans HTTP/1.1\r\nHost: x\r\n\r\n",
                                            "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n",
                                            "PUT /midtrans HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1",
                                            "BREW / HTTP/1.1\r\nHost: x\r\n\r\n" };
    struct desk d;
    char answer[ANSWER_ROOM];
    (void)state;
    open_desk(&d, &(struct listener_options){ .most_bytes = 0 });
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        assert_int_equal(ask(&d, requests[i], strlen(requests[i]), answer), 405);
        assert_non_null(strstr(answer, "Allow: POST"));
    }
    assert_int_equal(d.calls, 0);
    listener_stop(d.listener);
}

static void test_bounds_the_body(void **state)
{
    static const char chunked[] = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                                  "80\r\n"
                                  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
                                  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
                                  "\r\n0\r\n\r\n";
    static const char large[] = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n";
    char body[101], answer[ANSWER_ROOM];
    struct desk d;
    (void)state;
    memset(body, 'x', sizeof body);
    open_desk(&d, &(struct listener_options){ .most_bytes = 100 });
    assert_int_equal(post(&d, "/", body, 100), 200);
    assert_int_equal(post(&d, "/", body, 101), 413);
    assert_int_equal(ask(&d, chunked, sizeof chunked - 1, answer), 413);
    assert_in_range(ask(&d, large, sizeof large - 1, answer), 400, 413);
    assert_int_equal(d.calls, 1);
    listener_stop(d.listener);
}

/* Without a length there is no end to be seen: it is cut off long before it has had its way. */
static void test_ends_a_flood(void **state)
{
    static const char head[] = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
    char piece[1031], answer[ANSWER_ROOM];
    struct desk d;
    (void)state;
    open_desk(&d, &(struct listener_options){ .most_bytes = 1000 });
    memset(piece, 'x', sizeof piece);
    memcpy(piece, "400\r\n", 5);
    memcpy(piece + 1029, "\r\n", 2);
    int s = dial(&d), sent = 0;
    say(s, head, sizeof head - 1);
    while (sent < 100000 && send(s, piece, sizeof piece, MSG_NOSIGNAL) > 0)
        sent++;
    assert_in_range(sent, 1, 99999);
    assert_int_equal(hear(s, answer), 0);
    assert_int_equal(d.calls, 0);
    listener_stop(d.listener);
}

static void test_refuses_what_is_no_http(void **state)
{
    static const char noise[] = "\x16\x03\x01\x02\x00\x01\r\n\r\n";
    char *head = malloc(200000), answer[ANSWER_ROOM];
    struct desk d;
    (void)state;
    assert_non_null(head);
    open_desk(&d, &(struct listener_options){ .most_bytes = 0 });
    assert_in_range(ask(&d, noise, sizeof noise - 1, answer), 0, 499);
    int n = sprintf(head, "POST / HTTP/1.1\r\nHost: x\r\nX: ");
    memset(head + n, 'y', 150000);
    assert_in_range(ask(&d, head, (size_t)n + 150000, answer), 0, 499);
    assert_int_equal(d.calls, 0);
    assert_int_equal(post(&d, "/", "after", 5), 200);
    listener_stop(d.listener);
    free(head);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* A byte now and then keeps a connection busy, not open. */
static void test_cuts_slow_senders(void **state)
{
    static const char *const heads[] = { "POST / HTTP/1.1\r\nHost: x\r\nX: ",
                                         "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n" };
    struct desk d;
    (void)state;
    open_desk(&d, &(struct listener_options){ .timeout_s = 1 });
    for (size_t i = 0; i < 2; i++) {
        int64_t since = now_ms();
        int s = dial(&d);
        struct pollfd p = { .fd = s, .events = POLLIN };
        say(s, heads[i], strlen(heads[i]));
        while (poll(&p, 1, 20) == 0 && now_ms() < since + PATIENCE_MS)
            say(s, "y", 1);
        assert_in_range(now_ms() - since, 900, 3000);
        close(s);
    }
    assert_int_equal(d.calls, 0);
    listener_stop(d.listener);
}

/* Those who say nothing take all places; who has something to say comes in when they are cut off. */
static void test_outlives_idle_connections(void **state)
{
    struct desk d;
    int idle[12];
    (void)state;
    open_desk(&d, &(struct listener_options){ .timeout_s = 1, .most_connections = 4 });
    for (size_t i = 0; i < 12; i++)
        idle[i] = dial(&d);
    assert_int_equal(post(&d, "/", "x", 1), 200);
    for (size_t i = 0; i < 12; i++)
        close(idle[i]);
    listener_stop(d.listener);
}

static void *send_some(void *arg)
{
    const struct desk *d = arg;
    intptr_t good = 0;
    for (int i = 0; i < 10; i++)
        good += post(d, "/midtrans", "{}", 2) == 200;
    return (void *)good;
}

static void test_serves_many_at_once(void **state)
{
    pthread_t threads[20];
    struct desk d;
    intptr_t good = 0;
    (void)state;
    open_desk(&d, &(struct listener_options){ .most_connections = 8 });
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, send_some, &d), 0);
    for (size_t i = 0; i < 20; i++) {
        void *of;
        pthread_join(threads[i], &of);
        good += (intptr_t)of;
    }
    assert_int_equal(good, 200);
    assert_int_equal(d.calls, 200);
    assert_int_equal(d.most_at_once, 1);
    listener_stop(d.listener);
}

static void test_says_why_it_cannot_listen(void **state)
{
    static const char *const wrong[] = { "",      "8089",           ":8089",    "127.0.0.1",         "127.0.0.1:",
                                         "a b:1", "127.0.0.1:http", "::1:8089", "127.0.0.1:99999999" };
    char address[32];
    struct desk d;
    struct error e = { .code = ERR_NONE };
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_null(listener_start(&(struct listener_options){ .address = wrong[i], .take = take }, &e));
        assert_int_equal(e.code, ERR_CONFIG);
        assert_non_null(strstr(e.why, wrong[i]));
    }
    open_desk(&d, &(struct listener_options){ .most_bytes = 0 });
    snprintf(address, sizeof address, "127.0.0.1:%d", listener_port(d.listener));
    error_clear(&e);
    assert_null(listener_start(&(struct listener_options){ .address = address, .take = take }, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    assert_non_null(strstr(e.why, strerror(EADDRINUSE)));
    listener_stop(d.listener);
    struct listener *again = listener_start(&(struct listener_options){ .address = address, .take = take }, &e);
    assert_non_null(again);
    listener_stop(again);
    listener_stop(NULL);
}

static void test_listens_on_ipv6(void **state)
{
    struct error e = { .code = ERR_NONE };
    struct listener *l = listener_start(&(struct listener_options){ .address = "[::1]:0", .take = take }, &e);
    (void)state;
    if (!l && e.code == ERR_UNREACHABLE)
        skip(); /* this host has none */
    assert_non_null(l);
    assert_true(listener_port(l) > 0);
    listener_stop(l);
}

/* Whoever is in the middle of something when it stops is let go, and nothing waits for him. */
static void test_stops_with_open_connections(void **state)
{
    struct desk d;
    char answer[ANSWER_ROOM];
    (void)state;
    open_desk(&d, &(struct listener_options){ .most_bytes = 0 });
    int s = dial(&d);
    say(s, "POST / HTTP/1.1\r\n", 17);
    assert_int_equal(post(&d, "/", "x", 1), 200);
    int64_t since = now_ms();
    listener_stop(d.listener);
    assert_in_range(now_ms() - since, 0, 2000);
    assert_int_equal(hear(s, answer), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_takes_what_is_posted),  cmocka_unit_test(test_takes_pieces),
        cmocka_unit_test(test_refuses_other_methods), cmocka_unit_test(test_bounds_the_body),
        cmocka_unit_test(test_ends_a_flood),          cmocka_unit_test(test_refuses_what_is_no_http),
        cmocka_unit_test(test_cuts_slow_senders),     cmocka_unit_test(test_outlives_idle_connections),
        cmocka_unit_test(test_serves_many_at_once),   cmocka_unit_test(test_says_why_it_cannot_listen),
        cmocka_unit_test(test_listens_on_ipv6),       cmocka_unit_test(test_stops_with_open_connections),
    };
    signal(SIGPIPE, SIG_IGN);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
