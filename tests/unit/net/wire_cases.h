/* The cases of tests/data/wire: each is played by the server of the test while the client makes the call that
 * goes by the case's name; what was sent and what came of it are compared with the case. */
#ifndef TESTS_UNIT_NET_WIRE_CASES_H
#define TESTS_UNIT_NET_WIRE_CASES_H

#include "net/gateway.h"

#include "tests/unit/net/gateway_server.h"

#include <curl/curl.h>
#include <jansson.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

struct wire_call {
    const char *name; /* of the case */
    enum gateway_verdict verdict;
    void (*make)(const char *url, const char *key, int argument, struct arena *a, struct gateway_result *result);
    int argument;
};

/* The members of one over those of common; null takes one away. */
static inline json_t *wire_merged(const json_t *common, const json_t *one)
{
    json_t *whole = json_deep_copy(common), *value;
    const char *name;
    json_object_foreach((json_t *)one, name, value)
    {
        if (json_is_null(value))
            json_object_del(whole, name);
        else
            json_object_set(whole, name, value);
    }
    return whole;
}

/* "sends" or "answers" of a case, whole. */
static inline json_t *wire_part(const json_t *file, const json_t *one, const char *part)
{
    char common[32];
    const json_t *own = json_object_get(one, part);
    snprintf(common, sizeof common, "%s_common", part);
    const json_t *shared = json_object_get(file, common);
    if (!json_is_true(json_object_get(one, common)))
        return json_deep_copy(own);
    if (json_is_object(own))
        return wire_merged(shared, own);
    json_t *list = json_array();
    json_array_append_new(list, wire_merged(shared, json_array_get(own, 0)));
    return list;
}

static inline void wire_check_query(const json_t *query, char *target)
{
    const char *name;
    json_t *value;
    size_t given = 0;
    char *at = strchr(target, '?');
    if (at)
        *at++ = '\0';
    for (char *next; at; at = next, given++) {
        if ((next = strchr(at, '&')))
            *next++ = '\0';
        char *equals = strchr(at, '=');
        assert_non_null(equals);
        *equals = '\0';
        char *plain = curl_easy_unescape(NULL, equals + 1, 0, NULL);
        assert_string_equal(plain, json_string_value(json_object_get(query, at)));
        curl_free(plain);
    }
    assert_int_equal(given, json_object_size(query));
    json_object_foreach((json_t *)query, name, value) assert_true(json_is_string(value));
}

static inline void wire_check_head(const json_t *file, const json_t *one, const struct server_heard *heard)
{
    char target[512] = "", key[128], basic[256], expected[300], given[300];
    const char *ask = json_string_value(json_object_get(one, "ask"));
    const char *space = strchr(ask, ' ');
    int n = snprintf(key, sizeof key, "%s:", json_string_value(json_object_get(file, "key")));
    EVP_EncodeBlock((unsigned char *)basic, (const unsigned char *)key, n);
    snprintf(expected, sizeof expected, "Basic %s", basic);
    assert_string_equal(heard_header(heard, "Authorization", given, sizeof given), expected);
    assert_memory_equal(heard->text, ask, (size_t)(space - ask) + 1);
    sscanf(heard->text, "%*s %500s", target);
    wire_check_query(json_object_get(one, "query"), target);
    assert_string_equal(target, space + 1);
    assert_string_equal(heard_header(heard, "Accept", given, sizeof given),
                        json_string_value(json_object_get(file, "accept")));
}

static inline void wire_check_body(const json_t *file, const json_t *one, const struct server_heard *heard)
{
    char type[80];
    json_t *expected = wire_part(file, one, "sends"), *given = json_loads(heard_body(heard), 0, NULL);
    if (!json_equal(expected, given) && (expected || *heard_body(heard)))
        fail_msg("sent %s", heard_body(heard));
    if (expected)
        assert_string_equal(heard_header(heard, "Content-Type", type, sizeof type), "application/json");
    json_decref(expected);
    json_decref(given);
}

static inline void wire_play(const json_t *file, const json_t *one, const struct wire_call *call)
{
    static struct gateway_server server;
    char bytes[8192], headers[512] = "";
    const char *name;
    json_t *value, *answer = wire_part(file, one, "answers");
    char *body = json_dumps(answer, 0);
    json_object_foreach(json_object_get(one, "headers"), name, value) snprintf(
        headers + strlen(headers), sizeof headers - strlen(headers), "%s: %s\r\n", name, json_string_value(value));
    server_text(bytes, sizeof bytes, (int)json_integer_value(json_object_get(one, "status")), headers, body);
    const struct server_step steps[] = { { SERVER_ANSWERS, bytes, 0 } };
    struct gateway_result result;
    struct arena *a = arena_new();
    server_start(&server, NULL, steps, 1);
    call->make(server.url, json_string_value(json_object_get(file, "key")), call->argument, a, &result);
    server_stop(&server);
    arena_free(a);
    assert_int_equal(server.heard_count, 1);
    wire_check_head(file, one, &server.heard[0]);
    wire_check_body(file, one, &server.heard[0]);
    bool is_ok = strcmp(json_string_value(json_object_get(one, "client")), "ok") == 0;
    assert_int_equal(result.verdict, call->verdict);
    assert_int_equal(result.verdict == GATEWAY_DONE, is_ok);
    free(body);
    json_decref(answer);
}

/* Every case of the file has its call, and every call its case. */
static inline void wire_play_all(const char *path, const struct wire_call *calls, size_t count)
{
    json_error_t why;
    json_t *file = json_load_file(path, 0, &why), *one;
    size_t at, played = 0;
    if (!file)
        fail_msg("%s: %s", path, why.text);
    json_array_foreach(json_object_get(file, "cases"), at, one)
    {
        const char *name = json_string_value(json_object_get(one, "name"));
        print_message("%s\n", name);
        for (size_t i = 0; i < count; i++) {
            if (strcmp(calls[i].name, name) == 0) {
                wire_play(file, one, &calls[i]);
                played++;
            }
        }
    }
    assert_int_equal(played, count);
    assert_int_equal(played, json_array_size(json_object_get(file, "cases")));
    json_decref(file);
}

#endif
