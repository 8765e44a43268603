/* What came of asking a gateway. */
#include "net/gateway_json.h"

#include "base/text.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gateway_say(struct gateway_result *result, enum gateway_verdict verdict, const char *code, const char *message)
{
    result->verdict = verdict;
    snprintf(result->code, sizeof result->code, "%s", code ? code : "");
    snprintf(result->message, sizeof result->message, "%s", message ? message : "");
}

void gateway_from_error(struct gateway_result *result, const struct error *e)
{
    char text[sizeof result->message];
    enum gateway_verdict verdict = e->code == ERR_UNREACHABLE ? GATEWAY_RETRY : GATEWAY_UNKNOWN;
    gateway_say(result, verdict, "", error_text(e, text, sizeof text));
}

/* What HTTP's status alone says. A refusal is one for what was asked, be it a wrong key; a busy gateway has
 * not begun; where it fell over while it worked nobody knows. */
static void judge_status(const struct gateway_call *call, const struct http_answer *answer,
                         struct gateway_result *result)
{
    char words[64];
    snprintf(words, sizeof words, "HTTP %d", answer->status);
    result->http_status = answer->status;
    if (answer->status == 429) {
        gateway_say(result, GATEWAY_RETRY, "429", "it wants fewer requests");
        result->retry_ms = answer->retry_after_ms > 0 ? answer->retry_after_ms
                           : answer->limit_reset_ms > 0 ? answer->limit_reset_ms
                                                        : 0;
    } else if (answer->status >= 500) {
        gateway_say(result, call->changes ? GATEWAY_UNKNOWN : GATEWAY_RETRY, "", words);
        result->retry_ms = answer->retry_after_ms > 0 ? answer->retry_after_ms : 0;
    } else if (answer->status >= 400) {
        gateway_say(result, GATEWAY_REFUSED, "", words);
    } else {
        gateway_say(result, GATEWAY_DONE, "", "");
    }
}

/* JSON is UTF-8; what is not becomes '?', so that one bad byte in a name hides no payment. */
static void make_utf8(char *body, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t size = 1;
        while (size < 4 && at + size < length && ((unsigned char)body[at + size] & 0xc0) == 0x80)
            size++;
        if (!text_is_utf8(body + at, size)) {
            body[at] = '?';
            size = 1;
        }
        at += size;
    }
}

static void no_json(const struct gateway_call *call, const struct http_answer *answer, struct gateway_result *result)
{
    char words[GATEWAY_MESSAGE];
    if (result->verdict == GATEWAY_RETRY || result->verdict == GATEWAY_REFUSED)
        return;
    snprintf(words, sizeof words, "HTTP %d, and the answer is no JSON (%s)", answer->status,
             *answer->content_type ? answer->content_type : "of no type");
    gateway_say(result, call->changes ? GATEWAY_UNKNOWN : GATEWAY_RETRY, "", words);
}

static json_t *read_body(const struct gateway_call *call, struct http_answer *answer, struct gateway_result *result)
{
    if (!text_is_utf8(answer->body, answer->length))
        make_utf8(answer->body, answer->length);
    /* figures stay exact: what is no whole number is kept as it was written */
    json_t *body = json_loadb(answer->body, answer->length, JSON_ALLOW_NUL, NULL);
    if (!body)
        no_json(call, answer, result);
    return body;
}

json_t *gateway_ask(struct http *h, const struct gateway_call *call, struct arena *a, struct gateway_result *result)
{
    struct http_answer answer;
    struct error e;
    char *text = call->body ? json_dumps(call->body, JSON_COMPACT) : NULL;
    struct http_request request = { .method = call->method,
                                    .url = call->url,
                                    .basic_user = call->basic_user,
                                    .headers = call->headers,
                                    .header_count = call->header_count,
                                    .body = text,
                                    .body_length = text ? strlen(text) : 0 };
    *result = (struct gateway_result){ .verdict = GATEWAY_UNKNOWN };
    error_clear(&e);
    bool answered = http_send(h, &request, a, &answer, &e);
    free(text);
    if (!answered) {
        gateway_from_error(result, &e);
        if (!call->changes && result->verdict == GATEWAY_UNKNOWN)
            result->verdict = GATEWAY_RETRY;
        return NULL;
    }
    judge_status(call, &answer, result);
    return read_body(call, &answer, result);
}

const char *gateway_text(struct arena *a, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    const char *text = json_string_value(value);
    return text && *text ? arena_strdup(a, text) : NULL;
}

/* "200000", "200000.00": decimals must be zeroes. */
static int64_t rupiah_of_text(const char *text)
{
    int64_t value = 0;
    if (*text < '0' || *text > '9')
        return -1;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (value > INT64_MAX / 10 - 1)
            return -1;
        value = value * 10 + (*text - '0');
    }
    if (*text == '.')
        text += 1 + strspn(text + 1, "0");
    return *text ? -1 : value;
}

int64_t gateway_rupiah(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return json_integer_value(value) < 0 ? -1 : json_integer_value(value);
    if (json_is_string(value))
        return rupiah_of_text(json_string_value(value));
    if (!json_is_real(value))
        return -1;
    /* a figure with decimals in JSON is read by its text, which jansson writes as it is exact enough for */
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(17));
    int64_t rupiah = text ? rupiah_of_text(text) : -1;
    free(text);
    return rupiah;
}

bool gateway_same_secret(const char *given, const char *secret)
{
    size_t length = strlen(secret);
    return given && length > 0 && strlen(given) == length && CRYPTO_memcmp(given, secret, length) == 0;
}
