/* Messengers: Telegram's bot API and a plain HTTP gateway for WhatsApp. */
#include "net/messenger.h"

#include "net/gateway_json.h"

#include <string.h>
#include <strings.h>

enum {
    MOST_WAIT_S = 3600
};

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

static bool is_no_complaint(const char *words)
{
    return strstr(words, "message to delete not found") || strstr(words, "message is not modified");
}

/* The body tells more than HTTP: the message is gone or says that already, or how long to wait. */
static void judge_telegram(const struct gateway_call *call, struct arena *a, const json_t *body,
                           struct gateway_result *result)
{
    const char *words = gateway_text(a, body, "description"), *code = gateway_text(a, body, "error_code");
    int64_t wait_s = json_integer_value(json_object_get(json_object_get(body, "parameters"), "retry_after"));
    if (result->verdict == GATEWAY_DONE && json_is_true(json_object_get(body, "ok")))
        return;
    if (!words && result->verdict == GATEWAY_DONE)
        gateway_no_answer(call, "the answer is none of Telegram's", result);
    else if (words && is_no_complaint(words))
        gateway_say(result, GATEWAY_DONE, code, words);
    else if (words)
        gateway_say(result, result->verdict == GATEWAY_DONE ? GATEWAY_REFUSED : result->verdict, code, words);
    if (result->verdict == GATEWAY_RETRY && wait_s > 0)
        result->retry_ms = wait_s < MOST_WAIT_S ? wait_s * 1000 : MOST_WAIT_S * 1000;
}

static json_t *ask_telegram(struct telegram *t, const char *method, json_t *body, bool changes, struct arena *a,
                            struct gateway_result *result)
{
    static const struct http_header header = { "Content-Type", "application/json" };
    const struct gateway_call call = { .method = "POST",
                                       .url = arena_printf(a, "%s/bot%s/%s", t->url, t->token, method),
                                       .headers = &header,
                                       .header_count = 1,
                                       .body = body,
                                       .has_body = true,
                                       .changes = changes };
    json_t *answer = gateway_ask(t->http, &call, a, result);
    if (answer)
        judge_telegram(&call, a, answer, result);
    json_decref(body);
    return answer;
}

void telegram_send(struct telegram *t, const char *chat_id, const char *text, struct arena *a, int64_t *message_id,
                   struct gateway_result *result)
{
    json_t *body = json_pack("{s:o,s:o,s:s,s:b}", "chat_id", gateway_safe_json(a, chat_id), "text",
                             gateway_safe_json(a, text), "parse_mode", "HTML", "disable_web_page_preview", 1);
    json_t *answer = ask_telegram(t, "sendMessage", body, true, a, result);
    *message_id = json_integer_value(json_object_get(json_object_get(answer, "result"), "message_id"));
    json_decref(answer);
}

/* Doing it twice is as doing it once, for this and for taking away. */
void telegram_edit(struct telegram *t, const char *chat_id, int64_t message_id, const char *text, struct arena *a,
                   struct gateway_result *result)
{
    json_t *body = json_pack("{s:o,s:I,s:o,s:s}", "chat_id", gateway_safe_json(a, chat_id), "message_id",
                             (json_int_t)message_id, "text", gateway_safe_json(a, text), "parse_mode", "HTML");
    json_decref(ask_telegram(t, "editMessageText", body, false, a, result));
}

void telegram_delete(struct telegram *t, const char *chat_id, int64_t message_id, struct arena *a,
                     struct gateway_result *result)
{
    json_t *body =
        json_pack("{s:o,s:I}", "chat_id", gateway_safe_json(a, chat_id), "message_id", (json_int_t)message_id);
    json_decref(ask_telegram(t, "deleteMessage", body, false, a, result));
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
    return arena_printf(a, "%s=%s&%s=%s", gateway_escape(a, w->phone_field), gateway_escape(a, phone),
                        gateway_escape(a, w->message_field), gateway_escape(a, text));
}

/* These gateways answer in words of their own: HTTP's status decides, unless a body says false or is the page of
 * something that stands before the gateway. */
static void judge_whatsapp(struct arena *a, const struct http_answer *answer, struct gateway_result *result)
{
    json_t *body = gateway_read(a, answer->body, answer->length, NULL);
    const char *reason = gateway_text(a, body, "reason"), *message = gateway_text(a, body, "message");
    const char *words = reason ? reason : message ? message : "it says that it did not send it";
    gateway_judge_status(answer, true, result);
    if (result->verdict == GATEWAY_DONE && strncasecmp(answer->content_type, "text/html", 9) == 0)
        gateway_say(result, GATEWAY_UNKNOWN, "", "the answer is a web page");
    else if (result->verdict == GATEWAY_DONE && json_is_false(json_object_get(body, "status")))
        gateway_say(result, GATEWAY_REFUSED, "", words);
    else if (result->verdict == GATEWAY_REFUSED && (reason || message))
        gateway_say(result, GATEWAY_REFUSED, "", words);
    json_decref(body);
}

void whatsapp_send(struct whatsapp *w, const char *phone, const char *text, struct arena *a,
                   struct gateway_result *result)
{
    const struct http_header headers[] = { { "Content-Type", "application/x-www-form-urlencoded" },
                                           { "Authorization", w->token } };
    const char *body = form(a, w, phone, text);
    const struct http_request request = { .method = "POST",
                                          .url = w->url,
                                          .headers = headers,
                                          .header_count = 2,
                                          .body = body,
                                          .body_length = strlen(body) };
    struct http_answer answer;
    struct error e;
    *result = (struct gateway_result){ .verdict = GATEWAY_UNKNOWN };
    error_clear(&e);
    if (http_send(w->http, &request, a, &answer, &e))
        judge_whatsapp(a, &answer, result);
    else
        gateway_from_error(result, &e);
}
