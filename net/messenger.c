/* Messengers: Telegram's bot API and a plain HTTP gateway for WhatsApp. */
#include "net/messenger.h"

#include "base/text.h"
#include "net/gateway_json.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

struct telegram {
    struct arena *arena; /* this, and the config's texts */
    const char *url, *token;
    struct http *http;
};

struct telegram *telegram_new(const struct telegram_config *config)
{
    struct arena *a = arena_new();
    struct telegram *t = ARENA_NEW(a, struct telegram);
    t->arena = a;
    t->url = arena_strdup(a, config->url);
    t->token = arena_strdup(a, config->token);
    t->http = http_new(&(struct http_config){ .name = "Telegram",
                                              .ca_file = config->ca_file,
                                              .insecure = config->insecure,
                                              .deadline_ms = config->deadline_ms });
    return t;
}

void telegram_free(struct telegram *t)
{
    if (!t)
        return;
    http_free(t->http);
    arena_free(t->arena);
}

void telegram_interrupt(struct telegram *t)
{
    http_interrupt(t->http);
}

/* What it complains of, and what is no complaint: the message is gone, or says that already. */
static void judge_telegram(struct arena *a, const json_t *body, struct gateway_result *result)
{
    const char *words = gateway_text(a, body, "description"), *code = gateway_text(a, body, "error_code");
    int64_t wait = json_integer_value(json_object_get(json_object_get(body, "parameters"), "retry_after"));
    if (json_is_true(json_object_get(body, "ok"))) {
        gateway_say(result, GATEWAY_DONE, "", "");
    } else if (words && (strstr(words, "message to delete not found") || strstr(words, "message is not modified"))) {
        gateway_say(result, GATEWAY_DONE, code, words);
    } else if (result->http_status == 429) {
        gateway_say(result, GATEWAY_RETRY, code, words);
        if (wait > 0)
            result->retry_ms = wait * 1000;
    } else if (words) {
        gateway_say(result, result->verdict, code, words);
    }
}

static json_t *ask_telegram(struct telegram *t, const char *method, json_t *body, struct arena *a,
                            struct gateway_result *result)
{
    static const struct http_header header = { "Content-Type", "application/json" };
    const struct gateway_call call = { .method = "POST",
                                       .url = arena_printf(a, "%s/bot%s/%s", t->url, t->token, method),
                                       .headers = &header,
                                       .header_count = 1,
                                       .body = body,
                                       .changes = true };
    json_t *answer = gateway_ask(t->http, &call, a, result);
    if (answer)
        judge_telegram(a, answer, result);
    json_decref(body);
    return answer;
}

void telegram_send(struct telegram *t, const char *chat_id, const char *text, struct arena *a, int64_t *message_id,
                   struct gateway_result *result)
{
    json_t *answer = ask_telegram(t, "sendMessage",
                                  json_pack("{s:s,s:s,s:s,s:b}", "chat_id", chat_id, "text", text, "parse_mode", "HTML",
                                            "disable_web_page_preview", 1),
                                  a, result);
    *message_id = json_integer_value(json_object_get(json_object_get(answer, "result"), "message_id"));
    json_decref(answer);
}

void telegram_edit(struct telegram *t, const char *chat_id, int64_t message_id, const char *text, struct arena *a,
                   struct gateway_result *result)
{
    json_decref(ask_telegram(t, "editMessageText",
                             json_pack("{s:s,s:I,s:s,s:s}", "chat_id", chat_id, "message_id", (json_int_t)message_id,
                                       "text", text, "parse_mode", "HTML"),
                             a, result));
}

void telegram_delete(struct telegram *t, const char *chat_id, int64_t message_id, struct arena *a,
                     struct gateway_result *result)
{
    json_decref(ask_telegram(t, "deleteMessage",
                             json_pack("{s:s,s:I}", "chat_id", chat_id, "message_id", (json_int_t)message_id), a,
                             result));
}

struct whatsapp {
    struct arena *arena; /* this, and the config's texts */
    const char *url, *token, *phone_field, *message_field;
    struct http *http;
};

struct whatsapp *whatsapp_new(const struct whatsapp_config *config)
{
    struct arena *a = arena_new();
    struct whatsapp *w = ARENA_NEW(a, struct whatsapp);
    w->arena = a;
    w->url = arena_strdup(a, config->url);
    w->token = arena_strdup(a, config->token);
    w->phone_field = arena_strdup(a, config->phone_field ? config->phone_field : "target");
    w->message_field = arena_strdup(a, config->message_field ? config->message_field : "message");
    w->http = http_new(&(struct http_config){ .name = "WhatsApp",
                                              .ca_file = config->ca_file,
                                              .insecure = config->insecure,
                                              .deadline_ms = config->deadline_ms });
    return w;
}

void whatsapp_free(struct whatsapp *w)
{
    if (!w)
        return;
    http_free(w->http);
    arena_free(w->arena);
}

void whatsapp_interrupt(struct whatsapp *w)
{
    http_interrupt(w->http);
}

static const char *form(struct arena *a, const struct whatsapp *w, const char *phone, const char *text)
{
    char *one = curl_easy_escape(NULL, phone, 0), *two = curl_easy_escape(NULL, text, 0);
    const char *body =
        arena_printf(a, "%s=%s&%s=%s", w->phone_field, one ? one : "", w->message_field, two ? two : "");
    curl_free(one);
    curl_free(two);
    return body;
}

/* These gateways answer in words of their own: HTTP's status decides, and a body that says false. */
static void judge_whatsapp(struct arena *a, const struct http_answer *answer, struct gateway_result *result)
{
    json_t *body = json_loadb(answer->body, answer->length, 0, NULL);
    const char *words = gateway_text(a, body, "reason");
    result->http_status = answer->status;
    if (answer->status == 429) {
        gateway_say(result, GATEWAY_RETRY, "429", "it wants fewer messages");
        result->retry_ms = answer->retry_after_ms > 0 ? answer->retry_after_ms : 0;
    } else if (answer->status >= 500) {
        gateway_say(result, GATEWAY_UNKNOWN, "", arena_printf(a, "HTTP %d", answer->status));
    } else if (answer->status >= 400 || json_is_false(json_object_get(body, "status"))) {
        gateway_say(result, GATEWAY_REFUSED, "", words ? words : arena_printf(a, "HTTP %d", answer->status));
    } else {
        gateway_say(result, GATEWAY_DONE, "", "");
    }
    json_decref(body);
}

void whatsapp_send(struct whatsapp *w, const char *phone, const char *text, struct arena *a,
                   struct gateway_result *result)
{
    const struct http_header headers[] = { { "Content-Type", "application/x-www-form-urlencoded" },
                                           { "Authorization", w->token } };
    const char *body = form(a, w, phone, text);
    const struct http_request request = {
        .method = "POST", .url = w->url, .headers = headers, .header_count = 2, .body = body, .body_length = strlen(body)
    };
    struct http_answer answer;
    struct error e;
    *result = (struct gateway_result){ .verdict = GATEWAY_UNKNOWN };
    error_clear(&e);
    if (http_send(w->http, &request, a, &answer, &e))
        judge_whatsapp(a, &answer, result);
    else
        gateway_from_error(result, &e);
}
