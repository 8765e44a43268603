/* Messengers: what is sent, how answers are read, and that Telegram's token stands in no word of ours. */
#include "net/messenger.h"

#include "tests/unit/net/gateway_server.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define TOKEN "1000:secret"

static struct gateway_server server;

enum {
    SEND,
    EDIT,
    DELETE
};

static void ask(int what, int deadline_ms, const char *text, int64_t *message_id, struct gateway_result *result)
{
    struct arena *a = arena_new();
    struct telegram *t =
        telegram_new(&(struct telegram_config){ .url = server.url, .token = TOKEN, .deadline_ms = deadline_ms });
    if (what == SEND)
        telegram_send(t, "1001", text, a, message_id, result);
    else if (what == EDIT)
        telegram_edit(t, "1001", 7, text, a, result);
    else
        telegram_delete(t, "1001", 7, a, result);
    telegram_free(t);
    arena_free(a);
    assert_null(strstr(result->message, "secret"));
}

static const struct {
    const char *name;
    int what, status;
    const char *body;
    enum gateway_verdict verdict;
    int64_t retry_ms;
    const char *code;
} telegrams[] = {
    { "sent", SEND, 200, "{\"ok\":true,\"result\":{\"message_id\":42}}", GATEWAY_DONE, 0, "" },
    { "edited", EDIT, 200, "{\"ok\":true,\"result\":{\"message_id\":7}}", GATEWAY_DONE, 0, "" },
    { "deleted", DELETE, 200, "{\"ok\":true,\"result\":true}", GATEWAY_DONE, 0, "" },
    { "gone already", DELETE, 400,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message to delete not found\"}", GATEWAY_DONE, 0,
      "400" },
    { "says that already", EDIT, 400,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message is not modified: specified\"}",
      GATEWAY_DONE, 0, "400" },
    { "nothing to edit", EDIT, 400,
      "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: message to edit not found\"}", GATEWAY_REFUSED,
      0, "400" },
    { "blocked", SEND, 403,
      "{\"ok\":false,\"error_code\":403,\"description\":\"Forbidden: bot was blocked by the user\"}", GATEWAY_REFUSED,
      0, "403" },
    { "too many", SEND, 429,
      "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after "
      "3\",\"parameters\":{\"retry_after\":3}}",
      GATEWAY_RETRY, 3000, "429" },
    { "too many for ever", SEND, 429,
      "{\"ok\":false,\"description\":\"x\",\"parameters\":{\"retry_after\":999999999999}}", GATEWAY_RETRY, 3600000,
      "" },
    { "no, with 200", SEND, 200, "{\"ok\":false,\"description\":\"no\"}", GATEWAY_REFUSED, 0, "" },
    { "nothing said", SEND, 200, "{}", GATEWAY_UNKNOWN, 0, "" },
    { "a page", SEND, 200, "<html>", GATEWAY_UNKNOWN, 0, "" },
    { "a page for an edit", EDIT, 200, "<html>", GATEWAY_RETRY, 0, "" },
    { "fell over while sending", SEND, 502, "{}", GATEWAY_UNKNOWN, 0, "" },
    { "fell over while deleting", DELETE, 502, "{}", GATEWAY_RETRY, 0, "" },
};

static void test_telegram(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof telegrams / sizeof telegrams[0]; i++) {
        char bytes[512];
        struct gateway_result result;
        int64_t message_id = 0;
        const struct server_step step = { SERVER_ANSWERS,
                                          server_text(bytes, sizeof bytes, telegrams[i].status, "", telegrams[i].body),
                                          0 };
        print_message("%s\n", telegrams[i].name);
        server_start(&server, NULL, &step, 1);
        ask(telegrams[i].what, 0, "hi", &message_id, &result);
        server_stop(&server);
        assert_int_equal(result.verdict, telegrams[i].verdict);
        assert_int_equal(result.retry_ms, telegrams[i].retry_ms);
        if (*telegrams[i].code)
            assert_string_equal(result.code, telegrams[i].code);
        assert_int_equal(message_id, i == 0 ? 42 : 0);
    }
}

static void assert_sent(size_t at, const char *line, const char *body)
{
    json_t *expected = json_loads(body, 0, NULL), *given = json_loads(heard_body(&server.heard[at]), 0, NULL);
    assert_memory_equal(server.heard[at].text, line, strlen(line));
    if (!expected || !json_equal(expected, given))
        fail_msg("%s", heard_body(&server.heard[at]));
    json_decref(expected);
    json_decref(given);
}

static void test_telegram_sends(void **state)
{
    (void)state;
    struct gateway_result result;
    int64_t message_id;
    server_start(&server, NULL, NULL, 0);
    ask(SEND, 0, "<b>Budi</b> \"\xe2\x82\xac\"", &message_id, &result);
    ask(EDIT, 0, "paid \xff", &message_id, &result);
    ask(DELETE, 0, NULL, &message_id, &result);
    server_stop(&server);
    assert_sent(0, "POST /bot" TOKEN "/sendMessage ",
                "{\"chat_id\":\"1001\",\"text\":\"<b>Budi</b> \\\"\xe2\x82\xac\\\"\",\"parse_mode\":\"HTML\","
                "\"disable_web_page_preview\":true}");
    assert_sent(1, "POST /bot" TOKEN "/editMessageText ",
                "{\"chat_id\":\"1001\",\"message_id\":7,\"text\":\"paid \\\\xff\",\"parse_mode\":\"HTML\"}");
    assert_sent(2, "POST /bot" TOKEN "/deleteMessage ", "{\"chat_id\":\"1001\",\"message_id\":7}");
}

/* Every way of failing without an answer leaves the token out of its words. */
static void test_telegram_fails(void **state)
{
    (void)state;
    static const struct server_step steps[] = {
        { SERVER_RESETS, NULL, 0 },
        { SERVER_MUTE, NULL, 0 },
        { SERVER_ANSWERS, "HTTP/1.1 302 Found\r\nLocation: /bot" TOKEN "\r\nContent-Length: 0\r\n\r\n", 0 },
        { SERVER_CUTS, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", 0 },
    };
    struct gateway_result result;
    int64_t message_id;
    server_start(&server, NULL, steps, 4);
    for (size_t i = 0; i < 4; i++) {
        ask(SEND, 300, "hi", &message_id, &result);
        assert_int_equal(result.verdict, GATEWAY_UNKNOWN);
        assert_true(result.message[0]);
    }
    server_stop(&server);
    assert_int_equal(server.heard_count, 4);
    ask(SEND, 300, "hi", &message_id, &result);
    assert_int_equal(result.verdict, GATEWAY_RETRY);
    snprintf(server.url, sizeof server.url, "no address");
    ask(SEND, 300, "hi", &message_id, &result);
    assert_int_equal(result.verdict, GATEWAY_RETRY);
    snprintf(server.url, sizeof server.url, "http://a b");
    ask(SEND, 300, "hi", &message_id, &result);
    assert_int_equal(result.verdict, GATEWAY_RETRY);
}

static const struct {
    const char *name;
    int status;
    const char *type, *body;
    enum gateway_verdict verdict;
    const char *message;
} whatsapps[] = {
    { "sent", 200, "application/json", "{\"status\":true}", GATEWAY_DONE, "" },
    { "sent, in words", 200, "text/plain", "queued", GATEWAY_DONE, "" },
    { "not sent", 200, "application/json", "{\"status\":false,\"reason\":\"invalid token\"}", GATEWAY_REFUSED,
      "invalid token" },
    { "not sent, without a word", 200, "application/json", "{\"status\":false}", GATEWAY_REFUSED, "did not send" },
    { "no such number", 422, "application/json", "{\"message\":\"no such number\"}", GATEWAY_REFUSED,
      "no such number" },
    { "a page", 200, "text/html; charset=utf-8", "<html>", GATEWAY_UNKNOWN, "web page" },
    { "fell over", 500, "text/html", "<html>", GATEWAY_UNKNOWN, "HTTP 500" },
    { "too many", 429, "application/json", "{}", GATEWAY_RETRY, "fewer" },
};

static void test_whatsapp(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof whatsapps / sizeof whatsapps[0]; i++) {
        char bytes[512], header[80];
        struct gateway_result result;
        struct arena *a = arena_new();
        snprintf(bytes, sizeof bytes,
                 "HTTP/1.1 %d X\r\nContent-Type: %s\r\nRetry-After: 4\r\nContent-Length: %zu\r\n\r\n%s",
                 whatsapps[i].status, whatsapps[i].type, strlen(whatsapps[i].body), whatsapps[i].body);
        const struct server_step step = { SERVER_ANSWERS, bytes, 0 };
        print_message("%s\n", whatsapps[i].name);
        server_start(&server, NULL, &step, 1);
        struct whatsapp *w = whatsapp_new(&(struct whatsapp_config){ .url = server.url, .token = "wa-secret" });
        whatsapp_send(w, "+62812", "50% & more\n\xe2\x82\xac", a, &result);
        whatsapp_free(w);
        server_stop(&server);
        arena_free(a);
        assert_int_equal(result.verdict, whatsapps[i].verdict);
        assert_int_equal(result.retry_ms, result.verdict == GATEWAY_RETRY ? 4000
                                          : result.http_status == 500     ? 4000
                                                                          : 0);
        assert_non_null(strstr(result.message, whatsapps[i].message));
        assert_string_equal(heard_body(&server.heard[0]), "target=%2B62812&message=50%25%20%26%20more%0A%E2%82%AC");
        assert_string_equal(heard_header(&server.heard[0], "Authorization", header, sizeof header), "wa-secret");
        assert_string_equal(heard_header(&server.heard[0], "Content-Type", header, sizeof header),
                            "application/x-www-form-urlencoded");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_telegram),
        cmocka_unit_test(test_telegram_sends),
        cmocka_unit_test(test_telegram_fails),
        cmocka_unit_test(test_whatsapp),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
