/* Asking a gateway in JSON, and reading what it says. */
#include "net/gateway_json.h"

#include "base/calendar.h"
#include "base/text.h"

#include <ctype.h>
#include <curl/curl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* JSON is UTF-8; what is not becomes '?', so that one bad byte in a name hides no payment. */
static void make_utf8(char *body, size_t length)
{
    size_t at = 0;
    while (at < length) {
        size_t size = 1;
        while (size < 4 && ((unsigned char)body[at] & 0x80) && at + size < length &&
               ((unsigned char)body[at + size] & 0xc0) == 0x80)
            size++;
        if (!text_is_utf8(body + at, size)) {
            body[at] = '?';
            size = 1;
        }
        at += size;
    }
}

/* The bytes of a JSON text's next piece: a string, a number, or what is neither. */
static size_t piece_length(const char *at, const char *end)
{
    const char *p = at + 1;
    if (*at == '"') {
        for (; p < end && *p != '"'; p++)
            p += *p == '\\' && p + 1 < end;
        return (size_t)(p - at) + (p < end);
    }
    if (*at == '-' || isdigit((unsigned char)*at)) {
        while (p < end && *p && strchr("0123456789.+-eE", *p))
            p++;
        return (size_t)(p - at);
    }
    while (p < end && *p != '"' && *p != '-' && !isdigit((unsigned char)*p))
        p++;
    return (size_t)(p - at);
}

static bool is_int64(const char *figure, size_t size)
{
    return size <= 18 && !memchr(figure, '.', size) && !memchr(figure, 'e', size) && !memchr(figure, 'E', size);
}

/* Figures with decimals, and those beyond an int64_t, become strings: money is never a float. */
static void quote_figures(struct strbuf *out, const char *text, size_t length)
{
    const char *end = text + length;
    for (size_t size; text < end; text += size) {
        size = piece_length(text, end);
        bool is_quoted = (*text == '-' || isdigit((unsigned char)*text)) && !is_int64(text, size);
        strbuf_add(out, is_quoted ? "\"" : "");
        strbuf_add_bytes(out, text, size);
        strbuf_add(out, is_quoted ? "\"" : "");
    }
}

json_t *gateway_read(struct arena *a, const char *body, size_t length, const char **why)
{
    json_error_t error = { .text = "" };
    struct strbuf text = { .arena = a };
    char *copy = arena_copy(a, body, length);
    if (length >= 3 && memcmp(copy, "\xef\xbb\xbf", 3) == 0)
        memcpy(copy, "   ", 3); /* a byte order mark */
    make_utf8(copy, length);
    quote_figures(&text, copy, length);
    json_t *read = json_loadb(strbuf_text(&text), text.length, JSON_ALLOW_NUL, &error);
    if (!read && why)
        *why = arena_strdup(a, error.text);
    return read;
}

static void no_json(const struct gateway_call *call, const struct http_answer *answer, struct gateway_result *result)
{
    char words[GATEWAY_MESSAGE];
    if (result->verdict == GATEWAY_REFUSED || answer->status == 429)
        return;
    snprintf(words, sizeof words, "HTTP %d, and the answer is no JSON (%s)", answer->status,
             *answer->content_type ? answer->content_type : "of no type");
    gateway_say(result, call->changes ? GATEWAY_UNKNOWN : GATEWAY_RETRY, "", words);
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
    if (call->has_body && !text) {
        gateway_say(result, GATEWAY_REFUSED, "", "this can't be written as JSON");
        return NULL;
    }
    bool answered = http_send(h, &request, a, &answer, &e);
    free(text);
    if (!answered) {
        gateway_from_error(result, &e);
        if (!call->changes)
            result->verdict = GATEWAY_RETRY;
        return NULL;
    }
    gateway_judge_status(&answer, call->changes, result);
    json_t *body = gateway_read(a, answer.body, answer.length, NULL);
    if (!body)
        no_json(call, &answer, result);
    return body;
}

void gateway_no_answer(const struct gateway_call *call, const char *words, struct gateway_result *result)
{
    gateway_say(result, call->changes ? GATEWAY_UNKNOWN : GATEWAY_RETRY, "", words);
}

const char *gateway_text(struct arena *a, const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return arena_printf(a, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    const char *text = json_string_value(value);
    return text && *text && strlen(text) == json_string_length(value) ? arena_strdup(a, text) : NULL;
}

json_t *gateway_safe_json(struct arena *a, const char *text)
{
    return text ? json_string(text_is_utf8(text, strlen(text)) ? text : text_safe_copy(a, text)) : NULL;
}

const char *gateway_escape(struct arena *a, const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, 0);
    const char *copy = arena_strdup(a, escaped ? escaped : "");
    curl_free(escaped);
    return copy;
}

/* "", "Z", "+07:00", "+0700" or "-03". */
static bool is_offset(const char *text)
{
    size_t digits = 0;
    if (!*text || strcmp(text, "Z") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    for (text++; *text; text++)
        if (isdigit((unsigned char)*text))
            digits++;
        else if (*text != ':' || digits != 2)
            return false;
    return digits == 2 || digits == 4;
}

const char *gateway_time(struct arena *a, const json_t *object, const char *name)
{
    const char *text = gateway_text(a, object, name);
    struct tm given = { 0 };
    if (!text || strspn(text, "0123456789") != 4)
        return NULL;
    const char *rest = strptime(text, strchr(text, 'T') ? "%Y-%m-%dT%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &given);
    if (!rest || !calendar_is_date(given.tm_year + 1900, given.tm_mon + 1, given.tm_mday))
        return NULL;
    if (*rest == '.')
        rest += 1 + strspn(rest + 1, "0123456789");
    return is_offset(rest) ? arena_printf(a, "%s%s", text, *rest ? "" : "+07:00") : NULL;
}

/* null, "" and what is not there say nothing. */
static bool is_said(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    return value && !json_is_null(value) && !(json_is_string(value) && json_string_length(value) == 0);
}

const char *gateway_said_text(struct arena *a, const json_t *object, const char *name)
{
    const char *text = gateway_text(a, object, name);
    return text || !is_said(object, name) ? text : GATEWAY_UNREADABLE;
}

const char *gateway_said_time(struct arena *a, const json_t *object, const char *name)
{
    const char *time = gateway_time(a, object, name);
    return time || !is_said(object, name) ? time : GATEWAY_UNREADABLE;
}

/* "200000", "200000.00": decimals must be zeroes. */
static int64_t rupiah_of_text(const char *text)
{
    int64_t value = 0;
    if (*text < '0' || *text > '9')
        return GATEWAY_BAD_AMOUNT;
    for (; *text >= '0' && *text <= '9'; text++) {
        if (value > INT64_MAX / 10 - 1)
            return GATEWAY_BAD_AMOUNT;
        value = value * 10 + (*text - '0');
    }
    if (*text == '.')
        text += 1 + strspn(text + 1, "0");
    return *text ? GATEWAY_BAD_AMOUNT : value;
}

int64_t gateway_rupiah(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    if (!is_said(object, name))
        return GATEWAY_NO_AMOUNT;
    if (json_is_integer(value))
        return json_integer_value(value) < 0 ? GATEWAY_BAD_AMOUNT : json_integer_value(value);
    return json_is_string(value) ? rupiah_of_text(json_string_value(value)) : GATEWAY_BAD_AMOUNT;
}

bool gateway_same_secret(const char *given, const char *secret)
{
    size_t length = strlen(secret);
    return given && length > 0 && strlen(given) == length && CRYPTO_memcmp(given, secret, length) == 0;
}
