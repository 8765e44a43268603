/* HTTP: answers and their heads, and each way in which it goes wrong: the right error, within the deadline,
 * without the address or a secret in its words, and nothing but a GET ever sent twice. */
#include "net/http.h"

#include "tests/unit/net/gateway_server.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#define SECRET "1000:secret-token"

static struct gateway_server server;

/* One request to url; whether an answer came. */
static bool send_one(struct http *h, const char *url, const char *method, struct arena *a, struct http_answer *answer,
                     struct error *e)
{
    const struct http_request request = { .method = method,
                                          .url = arena_printf(a, "%s/bot" SECRET "/x", url),
                                          .basic_user = SECRET,
                                          .body = strcmp(method, "GET") == 0 ? NULL : "{}",
                                          .body_length = strcmp(method, "GET") == 0 ? 0 : 2 };
    error_clear(e);
    return http_send(h, &request, a, answer, e);
}

static void assert_no_secret(const struct error *e)
{
    char text[1024];
    error_text(e, text, sizeof text);
    if (strstr(text, "secret") || strstr(text, "/bot"))
        fail_msg("%s", text);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- answers --------------------------------------------------------------------------------------- */

static void test_answer(void **state)
{
    (void)state;
    static const struct server_step steps[] = {
        { SERVER_ANSWERS,
          "HTTP/1.1 100 Continue\r\nRetry-After: 9\r\n\r\nHTTP/1.1 201 Made\r\nContent-Type: text/x; a=b\r\n"
          "Content-Length: 5\r\n\r\na\0b\xff"
          "c",
          0 },
    };
    struct server_step whole = steps[0];
    whole.length = strlen(whole.bytes) + 4;
    struct http *h = http_new(&(struct http_config){ .name = "Stub" });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    char header[200];
    server_start(&server, NULL, &whole, 1);
    assert_true(send_one(h, server.url, "POST", a, &answer, &e));
    assert_int_equal(answer.status, 201);
    assert_int_equal(answer.length, 5);
    assert_memory_equal(answer.body,
                        "a\0b\xff"
                        "c",
                        6);
    assert_string_equal(answer.content_type, "text/x; a=b");
    assert_int_equal(answer.retry_after_ms, -1);
    assert_string_equal(heard_header(&server.heard[0], "Authorization", header, sizeof header),
                        "Basic MTAwMDpzZWNyZXQtdG9rZW46");
    assert_string_equal(heard_header(&server.heard[0], "Expect", header, sizeof header), "");
    http_free(h);
    server_stop(&server);
    arena_free(a);
}

static void test_limits(void **state)
{
    (void)state;
    static const struct {
        const char *headers;
        int64_t retry_after_ms, limit, remaining, reset_ms;
    } cases[] = {
        { "Retry-After: 13\r\nRate-Limit-Limit: 60\r\nRate-Limit-Remaining: 0\r\nRate-Limit-Reset: 12.3\r\n", 13000, 60,
          0, 12300 },
        { "X-RateLimit-Limit: 5\r\nx-ratelimit-remaining: 4\r\nRateLimit-Reset: 1\r\n", -1, 5, 4, 1000 },
        { "retry-after: Fri, 31 Dec 1999 23:59:59 GMT\r\n", 0, -1, -1, -1 },
        { "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT\r\n", 3600000, -1, -1, -1 },
        { "Retry-After: Friday, 31-Dec-99 23:59:59 GMT\r\n", 0, -1, -1, -1 },
        { "Retry-After: Fri Dec 31 23:59:59 2100\r\n", 3600000, -1, -1, -1 },
        { "Retry-After: Fri, 31 Feb 2100 23:59:59 GMT\r\n", -1, -1, -1, -1 },
        { "Retry-After: soon\r\nX-RateLimit-Limit: many\r\n", -1, -1, -1, -1 },
        { "Retry-After: -5\r\n", -1, -1, -1, -1 },
        { "Retry-After: 99999999999999999999999\r\nX-RateLimit-Reset: 1000000000\r\n", -1, -1, -1, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char bytes[512];
        const struct server_step step = { SERVER_ANSWERS, server_text(bytes, sizeof bytes, 429, cases[i].headers, "{}"),
                                          0 };
        struct http *h = http_new(&(struct http_config){ .name = "Stub" });
        struct arena *a = arena_new();
        struct http_answer answer;
        struct error e;
        print_message("%s", cases[i].headers);
        server_start(&server, NULL, &step, 1);
        assert_true(send_one(h, server.url, "GET", a, &answer, &e));
        http_free(h);
        server_stop(&server);
        assert_int_equal(answer.status, 429);
        assert_int_equal(answer.retry_after_ms, cases[i].retry_after_ms);
        assert_int_equal(answer.limit, cases[i].limit);
        assert_int_equal(answer.remaining, cases[i].remaining);
        assert_int_equal(answer.limit_reset_ms, cases[i].reset_ms);
        arena_free(a);
    }
}

/* A date in the near future is that many seconds away. */
static void test_retry_after_date(void **state)
{
    (void)state;
    char when[64], header[96], bytes[512];
    time_t at = time(NULL) + 100;
    struct tm utc;
    strftime(when, sizeof when, "%a, %d %b %Y %H:%M:%S GMT", gmtime_r(&at, &utc));
    snprintf(header, sizeof header, "Retry-After: %s\r\n", when);
    const struct server_step step = { SERVER_ANSWERS, server_text(bytes, sizeof bytes, 503, header, "{}"), 0 };
    struct http *h = http_new(&(struct http_config){ .name = "Stub" });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    server_start(&server, NULL, &step, 1);
    assert_true(send_one(h, server.url, "GET", a, &answer, &e));
    http_free(h);
    server_stop(&server);
    assert_in_range(answer.retry_after_ms, 90000, 100000);
    arena_free(a);
}

/* --- what goes wrong ---------------------------------------------------------------------------------- */

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n"
#define REDIRECT "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/stolen\r\nContent-Length: 0\r\n\r\n"

/* Longer than max bytes: by what its head says, or by what comes. */
static char huge[6000], endless_head[80000];

static const struct {
    const char *name;
    struct server_step step;
    enum error_code code;
    const char *words;
} faults[] = {
    { "reset", { SERVER_RESETS, NULL, 0 }, ERR_UNKNOWN, "may have been processed" },
    { "mute", { SERVER_MUTE, NULL, 0 }, ERR_UNKNOWN, "timed out" },
    { "slow drip", { SERVER_DRIPS, OK_HEAD "0123456789012345678901234567890123456789", 0 }, ERR_UNKNOWN, "timed out" },
    { "cut in the head", { SERVER_CUTS, "HTTP/1.1 200 O", 0 }, ERR_UNKNOWN, "may have been processed" },
    { "cut in the body", { SERVER_CUTS, OK_HEAD "0123", 0 }, ERR_UNKNOWN, "may have been processed" },
    { "no HTTP", { SERVER_CUTS, "220 mail.example ESMTP\r\n", 0 }, ERR_UNKNOWN, "may have been processed" },
    { "redirect", { SERVER_ANSWERS, REDIRECT, 0 }, ERR_REFUSED, "another address" },
    { "huge body", { SERVER_ANSWERS, huge, 0 }, ERR_REFUSED, "too long" },
    { "endless head", { SERVER_ANSWERS, endless_head, 0 }, ERR_REFUSED, "too long" },
};

static void fill_huge(void)
{
    size_t n = (size_t)snprintf(huge, sizeof huge, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
    memset(huge + n, 'x', sizeof huge - n - 1);
    n = (size_t)snprintf(endless_head, sizeof endless_head, "HTTP/1.1 200 OK\r\n");
    while (n < sizeof endless_head - 40)
        n += (size_t)snprintf(endless_head + n, sizeof endless_head - n, "X-More: of it, and on and on\r\n");
}

static void test_faults(void **state)
{
    (void)state;
    fill_huge();
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        struct http *h = http_new(&(struct http_config){ .name = "Stub", .deadline_ms = 400, .most_bytes = 4000 });
        struct arena *a = arena_new();
        struct http_answer answer;
        struct error e;
        print_message("%s\n", faults[i].name);
        server_start(&server, NULL, &faults[i].step, 1);
        int64_t from = now_ms();
        assert_false(send_one(h, server.url, "POST", a, &answer, &e));
        assert_in_range(now_ms() - from, 0, 2000);
        http_free(h);
        server_stop(&server);
        assert_int_equal(server.heard_count, 1);
        assert_int_equal(e.code, faults[i].code);
        if (!strstr(e.why, faults[i].words))
            fail_msg("%s", e.why);
        assert_no_secret(&e);
        arena_free(a);
    }
}

static void test_unreachable(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "http://127.0.0.1:1", "https://127.0.0.1:1", "http://no-such-host.invalid", "http://",
        "127.0.0.1:80",       "ftp://127.0.0.1",     "https://127.0.0.1:99999",     ""
    };
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        struct http *h = http_new(&(struct http_config){ .name = "Stub", .deadline_ms = 3000 });
        struct arena *a = arena_new();
        struct http_answer answer;
        struct error e;
        print_message("%s\n", urls[i]);
        int64_t from = now_ms();
        assert_false(send_one(h, urls[i], "POST", a, &answer, &e));
        assert_in_range(now_ms() - from, 0, 5000);
        assert_int_equal(e.code, ERR_UNREACHABLE);
        assert_no_secret(&e);
        http_free(h);
        arena_free(a);
    }
}

/* A server that no longer takes connections: its queue is full. */
static void test_connect_deadline(void **state)
{
    (void)state;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0), waiting[4];
    char url[64];
    assert_int_equal(bind(listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(listener, 0), 0);
    getsockname(listener, (struct sockaddr *)&address, &size);
    for (size_t i = 0; i < 4; i++) {
        waiting[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        connect(waiting[i], (struct sockaddr *)&address, size);
    }
    snprintf(url, sizeof url, "http://127.0.0.1:%d", ntohs(address.sin_port));
    struct http *h = http_new(&(struct http_config){ .name = "Stub", .connect_ms = 300 });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    int64_t from = now_ms();
    assert_false(send_one(h, url, "POST", a, &answer, &e));
    assert_in_range(now_ms() - from, 250, 2000);
    assert_int_equal(e.code, ERR_UNREACHABLE);
    http_free(h);
    arena_free(a);
    for (size_t i = 0; i < 4; i++)
        close(waiting[i]);
    close(listener);
}

/* A kept connection that ends just when it is used again: libcurl would send the request once more by itself,
 * which is right for a look and would be a second charge. */
static void test_post_is_never_repeated(void **state)
{
    (void)state;
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    static const struct server_step steps[] = { { SERVER_ANSWERS, ok, 0 }, { SERVER_RESETS, NULL, 0 } };
    struct http *h = http_new(&(struct http_config){ .name = "Stub", .deadline_ms = 3000 });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    server_start(&server, NULL, steps, 2);
    assert_true(send_one(h, server.url, "GET", a, &answer, &e));
    assert_false(send_one(h, server.url, "POST", a, &answer, &e));
    assert_int_equal(e.code, ERR_UNKNOWN);
    http_free(h);
    server_stop(&server);
    assert_int_equal(server.heard_count, 2);
    arena_free(a);
}

static void test_post_after_post_is_never_repeated(void **state)
{
    (void)state;
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    static const struct server_step steps[] = { { SERVER_ANSWERS, ok, 0 }, { SERVER_RESETS, NULL, 0 } };
    struct http *h = http_new(&(struct http_config){ .name = "Stub", .deadline_ms = 3000 });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    server_start(&server, NULL, steps, 2);
    assert_true(send_one(h, server.url, "POST", a, &answer, &e));
    assert_false(send_one(h, server.url, "POST", a, &answer, &e));
    http_free(h);
    server_stop(&server);
    assert_int_equal(server.heard_count, 2);
    arena_free(a);
}

/* Looks keep their connection, and one that was reset meanwhile does no harm. */
static void test_gets_share_a_connection(void **state)
{
    (void)state;
    static const char ok[] = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    static const struct server_step steps[] = {
        { SERVER_ANSWERS, ok, 0 }, { SERVER_ANSWERS, ok, 0 }, { SERVER_RESETS, NULL, 0 }, { SERVER_ANSWERS, ok, 0 }
    };
    struct http *h = http_new(&(struct http_config){ .name = "Stub", .deadline_ms = 3000 });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    server_start(&server, NULL, steps, 4);
    assert_true(send_one(h, server.url, "GET", a, &answer, &e));
    assert_true(send_one(h, server.url, "GET", a, &answer, &e));
    assert_int_equal(server.connections, 1);
    assert_true(send_one(h, server.url, "GET", a, &answer, &e));
    http_free(h);
    server_stop(&server);
    assert_int_equal(server.connections, 2);
    arena_free(a);
}

static void *interrupt_soon(void *arg)
{
    struct http *h = arg;
    while (atomic_load(&server.heard_count) == 0)
        poll(NULL, 0, 1);
    http_interrupt(h);
    return NULL;
}

static void test_interrupt(void **state)
{
    (void)state;
    static const struct server_step step = { SERVER_MUTE, NULL, 0 };
    struct http *h = http_new(&(struct http_config){ .name = "Stub" });
    struct arena *a = arena_new();
    struct http_answer answer;
    struct error e;
    pthread_t thread;
    server_start(&server, NULL, &step, 1);
    assert_int_equal(pthread_create(&thread, NULL, interrupt_soon, h), 0);
    int64_t from = now_ms();
    assert_false(send_one(h, server.url, "POST", a, &answer, &e));
    assert_in_range(now_ms() - from, 0, 900);
    pthread_join(thread, NULL);
    assert_int_equal(e.code, ERR_CANCELLED);
    assert_no_secret(&e);
    server_stop(&server);
    assert_false(send_one(h, server.url, "GET", a, &answer, &e));
    assert_int_equal(e.code, ERR_UNREACHABLE);
    http_free(h);
    arena_free(a);
}

/* --- certificates -------------------------------------------------------------------------------------- */

static void add_extension(X509 *x, int nid, const char *value)
{
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
    assert_true(extension && X509_add_ext(x, extension, -1));
    X509_EXTENSION_free(extension);
}

/* A server's context with a self-signed certificate for a name, which is written to file. */
static SSL_CTX *tls_for(const char *subject, int valid_s, const char *file)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *x = X509_new();
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    assert_true(key && x && context);
    X509_set_version(x, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x), 1);
    X509_gmtime_adj(X509_getm_notBefore(x), -7200);
    X509_gmtime_adj(X509_getm_notAfter(x), valid_s);
    X509_set_pubkey(x, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x), "CN", MBSTRING_ASC, (const unsigned char *)"stub", -1, -1, 0);
    X509_set_issuer_name(x, X509_get_subject_name(x));
    add_extension(x, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(x, NID_subject_alt_name, subject);
    assert_true(X509_sign(x, key, EVP_sha256()) > 0);
    assert_true(SSL_CTX_use_certificate(context, x) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1);
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    assert_true(PEM_write_X509(f, x));
    fclose(f);
    X509_free(x);
    EVP_PKEY_free(key);
    return context;
}

static const struct {
    const char *name, *subject;
    int valid_s;
    bool trusted, insecure, ok;
} certificates[] = {
    { "ours", "IP:127.0.0.1", 3600, true, false, true },
    { "unknown", "IP:127.0.0.1", 3600, false, false, false },
    { "of another host", "IP:192.0.2.1", 3600, true, false, false },
    { "run out", "IP:127.0.0.1", -3600, true, false, false },
    { "unknown, and the host is said to be insecure", "IP:192.0.2.1", 3600, false, true, true },
};

static void test_certificates(void **state)
{
    (void)state;
    static const struct server_step step = { SERVER_ANSWERS, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 0 };
    char file[] = "/tmp/test_http.XXXXXX";
    close(mkstemp(file));
    for (size_t i = 0; i < sizeof certificates / sizeof certificates[0]; i++) {
        SSL_CTX *tls = tls_for(certificates[i].subject, certificates[i].valid_s, file);
        struct http *h = http_new(&(struct http_config){ .name = "Stub",
                                                         .ca_file = certificates[i].trusted ? file : NULL,
                                                         .insecure = certificates[i].insecure,
                                                         .connect_ms = 60000,
                                                         .deadline_ms = 60000 });
        struct arena *a = arena_new();
        struct http_answer answer;
        struct error e;
        print_message("%s\n", certificates[i].name);
        server_start(&server, tls, &step, 1);
        assert_int_equal(send_one(h, server.url, "POST", a, &answer, &e), certificates[i].ok);
        http_free(h);
        server_stop(&server);
        assert_int_equal(server.heard_count, certificates[i].ok);
        if (!certificates[i].ok) {
            assert_int_equal(e.code, ERR_UNREACHABLE);
            assert_non_null(strstr(e.hint, "certificate"));
            assert_no_secret(&e);
        }
        arena_free(a);
        SSL_CTX_free(tls);
    }
    unlink(file);
}

/* Reading all authorities of the system takes longer than the rest of a request. */
static void test_authorities_are_read_once(void **state)
{
    (void)state;
    static const struct server_step step = { SERVER_ANSWERS, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", 0 };
    char file[] = "/tmp/test_http.XXXXXX";
    close(mkstemp(file));
    SSL_CTX *tls = tls_for("IP:127.0.0.1", 3600, file);
    struct http *h =
        http_new(&(struct http_config){ .name = "Stub", .ca_file = file, .connect_ms = 60000, .deadline_ms = 60000 });
    struct arena *a = arena_new();
    for (int i = 0; i < 3; i++) {
        struct http_answer answer;
        struct error e;
        server_start(&server, tls, &step, 1);
        assert_true(send_one(h, server.url, "POST", a, &answer, &e));
        server_stop(&server);
        unlink(file);
    }
    http_free(h);
    arena_free(a);
    SSL_CTX_free(tls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answer),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_retry_after_date),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_connect_deadline),
        cmocka_unit_test(test_post_is_never_repeated),
        cmocka_unit_test(test_post_after_post_is_never_repeated),
        cmocka_unit_test(test_gets_share_a_connection),
        cmocka_unit_test(test_interrupt),
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_authorities_are_read_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
